/** The search box: a combobox over a list of links, in a window that the page does not have before
 * it is asked for. While it is open the history has an entry more, so that Back closes it. */

import { make, one } from "../dom.mjs";
import "../said/later.mjs";
import { language, word } from "../words.mjs";
import { Engine, MOST_LETTERS } from "./engine.mjs";

/** @typedef {import("./engine.mjs").Page} Page */
/** @typedef {import("./engine.mjs").Marks} Marks */

const MOST = 8;
const PAUSE = 70; // milliseconds between two letters of one word: no part is asked for in vain
const WINDOW = `<form role="search">
    <input role="combobox" aria-autocomplete="list" aria-controls="search-hits"
      autocapitalize="off" autocomplete="off" autocorrect="off" spellcheck="false"
      enterkeyhint="search" maxlength="${MOST_LETTERS}">
    <button type="button"></button>
  </form>
  <p class="pb-search-said" role="status"></p>
  <div class="pb-search-hits" id="search-hits"></div>`;
const home = one(".pb-brand").href;
const engine = new Engine(read, language === "en");
const dialog = make("dialog", { className: "pb-search", innerHTML: WINDOW });
const [form, input, close, said, hits] =
  ["form", "input", "button", "p", "div"].map((name) => one(name, dialog));
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** What the list answers, where it found something. @type {string | undefined} */
let answered;

dialog.setAttribute("aria-label", word("search.label"));
input.setAttribute("aria-label", input.placeholder = word("search.type"));
hits.setAttribute("aria-label", word("search.results"));
close.textContent = word("search.close");
form.addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());
close.addEventListener("click", () => dialog.close());
input.addEventListener("keydown", press);
input.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(answer, PAUSE);
});
for (const kind of ["click", "auxclick"]) hits.addEventListener(kind, keep);
dialog.addEventListener("click", (/** @type {Event} */ { target }) => {
  if (target === dialog) dialog.close();
});
dialog.addEventListener("close", () => {
  if (history.state?.search !== undefined) history.back();
});
addEventListener("popstate", ({ state }) => {
  if (state?.search === undefined) dialog.close();
});
await new Promise((done) => {
  const href = new URL("./box.css", import.meta.url).href;
  const sheet = { rel: "stylesheet", href, onload: done, onerror: done }; // bare, it still finds
  document.head.append(make("link", sheet));
});

/** @param {string} name of a file of the index */
async function read(name) {
  const answer = await fetch(new URL(`../index/${name}`, import.meta.url));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.json();
}

/** @param {string} [words] to search for; else what was typed last, marked to be typed over
 * @param {boolean} [isTyped] whether the words are still being typed */
export function open(words, isTyped = false) {
  if (!dialog.isConnected) document.body.append(dialog);
  input.value = words ?? (input.value || (history.state?.search ?? ""));
  if (!dialog.open) {
    const opener = document.activeElement;
    dialog.showModal();
    const back = () => opener instanceof HTMLElement && opener.focus();
    dialog.addEventListener("close", back, { once: true });
    if (history.state?.search === undefined) history.pushState({ search: input.value }, "");
  }
  input.focus();
  if (!isTyped) input.select();
  answer();
}

/** Words into the history's entry, so that Back from a result finds them. */
function keep() {
  history.replaceState({ search: input.value }, "");
}

async function answer() {
  const asked = input.value;
  try {
    const { urgent } = await engine.start();
    if (!asked.trim()) return show(asked, word("search.urgent"), urgent);
    const { pages, marks } = await engine.find(asked, MOST);
    if (!pages.length) return show(asked, word("search.none"), urgent);
    const count = word(pages.length < MOST ? "search.found" : "search.best", pages.length);
    show(asked, count, pages, marks);
  } catch (error) {
    console.warn(error);
    show(asked, word("search.broken"), []);
  }
}

/** @param {string} asked what this answers; of no use when more was typed since
 * @param {string} words @param {Page[]} pages @param {Marks} [marks] where something was found */
function show(asked, words, pages, marks) {
  if (asked !== input.value) return;
  answered = marks && asked;
  said.textContent = words;
  const finder = { path: "finder/", kind: "", title: word("search.finder"), lead: "" };
  const links = [...pages, ...(marks ? [] : [finder])].map((page) => hit(page, marks));
  links.forEach((link, at) => { link.id = `search-hit-${at}`; });
  hits.replaceChildren(...links);
  hits.setAttribute("role", "listbox");
  hits.scrollTop = 0;
  input.setAttribute("aria-expanded", "true");
  choose();
}

/** A link that is an option of the list. @param {Page} page @param {Marks} [marks] */
function hit({ path, kind, title, lead, lines = [] }, marks) {
  // Its own first sentence, but where another line says more of what was asked.
  const line = !marks ? lead
    : lines.reduce((best, one) => (marks.worth(one) > marks.worth(best) ? one : best), lead);
  const marked = (/** @type {string} */ text) => marks?.split(text).map(([piece, isFound]) =>
    (isFound ? make("mark", {}, piece) : piece)) ?? [text];
  const parts = [
    make("span", { className: "pb-hit-kind" }, kind),
    make("span", { className: "pb-hit-title" }, ...marked(title)),
    make("span", { className: "pb-hit-line" }, ...marked(line)),
  ].filter(({ textContent }) => textContent);
  const values = { className: "pb-hit", href: new URL(path, home).href, tabIndex: -1 };
  const link = make("a", values, ...parts.flatMap((part) => [part, " "]));
  link.setAttribute("role", "option");
  return link;
}

/** @param {Element} [link] that the arrow keys came to */
function choose(link) {
  for (const one of hits.children) one.setAttribute("aria-selected", String(one === link));
  if (link) input.setAttribute("aria-activedescendant", link.id);
  else input.removeAttribute("aria-activedescendant");
  link?.scrollIntoView({ block: "nearest" });
}

/** @param {KeyboardEvent} event in the box */
function press(event) {
  const links = [...hits.children];
  const at = links.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.isComposing || (!step && event.key !== "Enter")) return;
  event.preventDefault();
  if (step) choose(links[(at + step + links.length + Number(at < 0 && step < 0)) % links.length]);
  else go(links[at], event);
}

/** @param {Element | undefined} link chosen; without one the first that was found
 * @param {KeyboardEvent} event */
async function go(link, { ctrlKey, metaKey }) {
  if (!link && answered !== input.value) {
    clearTimeout(timer);
    await answer();
  }
  const target = link ?? (answered === input.value ? hits.firstElementChild : undefined);
  const values = { bubbles: true, cancelable: true, ctrlKey, metaKey };
  target?.dispatchEvent(new MouseEvent("click", values));
}
