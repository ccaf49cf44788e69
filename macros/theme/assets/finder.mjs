/** The finder, one question at a time; the tree on the page is its data, and the address holds the
 * answers given. */

import { all, make, one } from "./dom.mjs";
import "./said/learn.mjs";
import { word } from "./words.mjs";

const NONE = "none";
const page = one("[data-finder]");
const tree = one("[data-finder-tree]", page);
const none = one("[data-finder-none]", page);
const view = make("div");
const title = document.title;

/** The choices in the address. */
const given = () =>
  (new URLSearchParams(location.search).get("steps") ?? "").split(".").filter(Boolean);

/** A link that asks on without leaving the page. @param {string[]} steps @param {string} text */
function step(steps, text) {
  const address = (/** @type {string[]} */ some) =>
    (some.length ? `?steps=${some.map(encodeURIComponent).join(".")}` : location.pathname);
  const href = address(steps);
  const onclick = (/** @type {MouseEvent} */ event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    // Going back to where the reader came from must not lengthen the browser's own way back.
    if (history.state?.from === href) return history.back();
    history.pushState({ from: address(given()) }, "", href);
    show();
    focus();
  };
  return make("a", { href, onclick }, text);
}

/** The choices made that the tree has, each with its question. */
function path() {
  let question = one("[data-question]", tree);
  const steps = [];
  for (const id of given()) {
    const choice = [...one("ul", question).children].find(({ dataset }) => dataset.choice === id);
    const next = choice && one(":scope > [data-question]", choice);
    if (id !== NONE && !next) break;
    const said = next ? choice.firstElementChild.textContent : word("find.none");
    steps.push({ id, asked: question.firstElementChild.textContent, said });
    if (!next) break;
    question = next;
  }
  return { question, steps };
}

function show() {
  const { question, steps } = path();
  const ids = steps.map(({ id }) => id);
  const isStuck = ids.at(-1) === NONE;
  const answers = steps.map(({ asked, said }, at) => {
    const change = step(ids.slice(0, at), word("find.change"));
    change.setAttribute("aria-label", `${word("find.change")}: ${asked} ${said}`);
    return make("li", {}, make("span", { className: "pb-given-asked" }, asked), " ",
      make("strong", {}, said), " ", change);
  });
  const choices = [...one("ul", question).children].map(({ dataset, firstElementChild: first }) =>
    make("li", {}, first.href ? first.cloneNode(true)
      : step([...ids, dataset.choice], first.textContent)));
  const asked = question.firstElementChild.textContent;
  view.replaceChildren(
    ...(steps.length ? [make("h2", { className: "pb-hidden" }, word("find.given")),
      make("ol", { className: "pb-given" }, ...answers)] : []),
    ...(isStuck ? [] : [make("h2", { className: "pb-ask", tabIndex: -1 }, asked),
      make("ul", { className: "pb-choices" }, ...choices,
        make("li", { className: "pb-choice-none" }, step([...ids, NONE], word("find.none"))))]),
  );
  none.hidden = !isStuck;
  for (const old of all(".pb-find-back", page)) old.remove();
  const back = make("p", { className: "pb-find-back" },
    step(ids.slice(0, -1), word("find.back")));
  if (steps.length) (isStuck ? none : view).after(back);
  document.title = steps.length ? `${isStuck ? word("find.none") : asked} – ${title}` : title;
}

/** After a step, to the question. */
const focus = () => one("h2[tabindex]", none.hidden ? view : none).focus();

tree.hidden = true;
tree.before(view);
addEventListener("popstate", () => { show(); focus(); });
show();
