/** The finder, one question at a time; the tree on the page is its data, and the address holds the answers given. */

import "./said/learn.mjs";
import { word } from "./words.mjs";

const NONE = "none";
const page = /** @type {HTMLElement} */ (document.querySelector("[data-finder]"));
const tree = /** @type {HTMLElement} */ (page.querySelector("[data-finder-tree]"));
const none = /** @type {HTMLElement} */ (page.querySelector("[data-finder-none]"));
const view = document.createElement("div");
const title = document.title;

/**
 * @param {string[]} steps ids of the choices made
 * @returns {string} the address of that step
 */
const address = (steps) => (steps.length ? `?steps=${steps.map(encodeURIComponent).join(".")}` : location.pathname);

/**
 * @param {string} name of the element
 * @param {Record<string, string>} attributes
 * @param {...(string | Node)} inside
 */
function make(name, attributes, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

/**
 * @param {string[]} steps
 * @param {string} text
 * @param {Record<string, string>} attributes
 * @returns {HTMLElement} a link that asks on without leaving the page
 */
function step(steps, text, attributes = {}) {
  const link = make("a", { href: address(steps), ...attributes }, text);
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    // Going back to where the reader came from must not lengthen the browser's own way back.
    if (history.state?.from === address(steps)) return history.back();
    history.pushState({ from: address(given()) }, "", address(steps));
    show(true);
  });
  return link;
}

/** @returns {string[]} the choices in the address */
const given = () => (new URLSearchParams(location.search).get("steps") ?? "").split(".").filter(Boolean);

/** @param {boolean} moved true when the reader made a step: the focus then goes to the question */
function show(moved) {
  let question = /** @type {HTMLElement} */ (tree.querySelector("[data-question]"));
  const steps = [];
  const answers = make("ol", { class: "pb-given" });
  for (const id of given()) {
    const choice = [...question.querySelectorAll(":scope > ul > li")].find((one) => one.getAttribute("data-choice") === id);
    const next = /** @type {HTMLElement | null} */ (choice?.querySelector(":scope > [data-question]"));
    if (id !== NONE && !next) break;
    const asked = question.firstElementChild?.textContent ?? "";
    const said = next ? choice?.firstElementChild?.textContent ?? "" : word("find.none");
    const change = step([...steps], word("find.change"), { "aria-label": `${word("find.change")}: ${asked} ${said}` });
    answers.append(make("li", {}, make("span", { class: "pb-given-asked" }, asked), " ", make("strong", {}, said), " ", change));
    steps.push(id);
    if (!next) break;
    question = next;
  }
  const stuck = steps.at(-1) === NONE;
  view.replaceChildren();
  if (steps.length) view.append(make("h2", { class: "pb-hidden" }, word("find.given")), answers);
  const heading = make("h2", { class: "pb-ask", tabindex: "-1" }, question.firstElementChild?.textContent ?? "");
  if (!stuck) {
    const choices = [...question.querySelectorAll(":scope > ul > li")].map((choice) => {
      const first = /** @type {HTMLElement} */ (choice.firstElementChild);
      const link = first instanceof HTMLAnchorElement ? first.cloneNode(true) : step([...steps, choice.getAttribute("data-choice") ?? ""], first.textContent ?? "");
      return make("li", {}, link);
    });
    choices.push(make("li", { class: "pb-choice-none" }, step([...steps, NONE], word("find.none"))));
    view.append(heading, make("ul", { class: "pb-choices" }, ...choices));
  }
  none.hidden = !stuck;
  if (steps.length) (stuck ? none : view).after(back(steps.slice(0, -1)));
  else page.querySelector(".pb-find-back")?.remove();
  document.title = steps.length ? `${(stuck ? word("find.none") : heading.textContent)} – ${title}` : title;
  if (moved) (stuck ? /** @type {HTMLElement} */ (none.querySelector("h2")) : heading).focus();
}

/** @param {string[]} steps of the question before */
function back(steps) {
  page.querySelector(".pb-find-back")?.remove();
  return make("p", { class: "pb-find-back" }, step(steps, word("find.back")));
}

tree.hidden = true;
tree.before(view);
addEventListener("popstate", () => show(true));
show(false);
