/**
 * The search box: a combobox over a list of links, in a window that the page does not have before
 * it is asked for. While it is open the history has an entry more, so that Back closes it.
 */

import "../said/later.mjs";
import { language, word } from "../words.mjs";
import { Engine } from "./engine.mjs";

/** @typedef {import("./engine.mjs").Page} Page @typedef {import("./engine.mjs").Marks} Marks */

const MOST = 8;
const PAUSE = 70; // milliseconds between two letters of one word: no part is asked for in vain
const home = /** @type {HTMLAnchorElement} */ (document.querySelector(".pb-brand")).href;
const sheet = Object.assign(document.createElement("link"), {
  rel: "stylesheet",
  href: new URL("./box.css", import.meta.url).href,
});
const engine = new Engine(read, language === "en");
const dialog = document.createElement("dialog");
const input = document.createElement("input");
const said = document.createElement("p");
const hits = document.createElement("div");
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** What the list answers, where it found something. @type {string | undefined} */
let answered;

await new Promise((done) => {
  sheet.addEventListener("load", done);
  sheet.addEventListener("error", done); // bare, it still finds
  document.head.append(sheet);
});

/** @param {string} name of a file of the index */
async function read(name) {
  const answer = await fetch(new URL(`search/${name}`, home));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.json();
}

/**
 * @param {string} [words] to search for; else what was typed last, marked to be typed over
 * @param {boolean} [isTyped] whether the words are still being typed
 */
export function open(words, isTyped = false) {
  if (!dialog.isConnected) build();
  if (words !== undefined) input.value = words;
  else input.value ||= history.state?.search ?? "";
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

function build() {
  dialog.className = "pb-search";
  dialog.setAttribute("aria-label", word("search.label"));
  const values = {
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": "search-hits",
    "aria-label": word("search.type"),
    placeholder: word("search.type"),
    autocapitalize: "off",
    autocomplete: "off",
    autocorrect: "off",
    spellcheck: "false",
    enterkeyhint: "search",
  };
  for (const [name, value] of Object.entries(values)) input.setAttribute(name, value);
  const close = Object.assign(document.createElement("button"), {
    type: "button",
    textContent: word("search.close"),
  });
  const form = document.createElement("form");
  form.setAttribute("role", "search");
  form.append(input, close);
  said.className = "pb-search-said";
  said.setAttribute("role", "status");
  hits.id = "search-hits";
  hits.className = "pb-search-hits";
  hits.setAttribute("aria-label", word("search.results"));
  dialog.append(form, said, hits);
  document.body.append(dialog);
  form.addEventListener("submit", (event) => event.preventDefault());
  close.addEventListener("click", () => dialog.close());
  listen();
}

function listen() {
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(answer, PAUSE);
  });
  input.addEventListener("keydown", press);
  hits.addEventListener("click", keep);
  hits.addEventListener("auxclick", keep);
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => {
    if (history.state?.search !== undefined) history.back();
  });
  addEventListener("popstate", ({ state }) => {
    if (state?.search === undefined) dialog.close();
  });
  addEventListener("online", () => {
    if (dialog.open) answer();
  });
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
    show(
      asked,
      word(pages.length < MOST ? "search.found" : "search.best", pages.length),
      pages,
      marks,
    );
  } catch (error) {
    console.warn(error);
    show(asked, word("search.broken"), []);
  }
}

/**
 * @param {string} asked what this answers; of no use when more was typed since
 * @param {string} words
 * @param {Page[]} pages
 * @param {Marks} [marks]
 */
function show(asked, words, pages, marks) {
  if (asked !== input.value) return;
  answered = marks && asked;
  said.textContent = words;
  const links = pages.map((page) => hit(page, marks));
  if (!marks)
    links.push(hit({ path: "finder/", kind: "", title: word("search.finder"), lead: "" }));
  links.forEach((link, i) => {
    link.id = `search-hit-${i}`;
  });
  hits.replaceChildren(...links);
  hits.setAttribute("role", "listbox");
  hits.scrollTop = 0;
  input.setAttribute("aria-expanded", "true");
  choose(undefined);
}

/**
 * @param {Page} page
 * @param {Marks} [marks]
 * @returns {HTMLAnchorElement} a link that is an option of the list
 */
function hit(page, marks) {
  const link = document.createElement("a");
  link.className = "pb-hit";
  link.href = new URL(page.path, home).href;
  link.tabIndex = -1;
  link.setAttribute("role", "option");
  const shown = [
    ["pb-hit-title", page.title],
    ["pb-hit-line", line(page, marks)],
  ];
  if (page.kind) link.append(part("pb-hit-kind", page.kind), " ");
  for (const [name, text] of shown) if (text) link.append(part(name, ...marked(text, marks)), " ");
  return link;
}

/**
 * @param {Page} page
 * @param {Marks} [marks]
 * @returns {string} its own first sentence, but where another line says more of what was asked
 */
function line({ lead, lines = [] }, marks) {
  if (!marks) return lead;
  return lines.reduce((best, one) => (marks.worth(one) > marks.worth(best) ? one : best), lead);
}

/** @param {string} name of the class @param {...(string | Node)} inside */
function part(name, ...inside) {
  const made = Object.assign(document.createElement("span"), { className: name });
  made.append(...inside);
  return made;
}

/** @param {string} text @param {Marks} [marks] @returns {(string | Node)[]} */
function marked(text, marks) {
  if (!marks) return [text];
  return marks
    .split(text)
    .map(([piece, isFound]) =>
      isFound ? Object.assign(document.createElement("mark"), { textContent: piece }) : piece,
    );
}

/** @param {Element | undefined} link that the arrow keys came to */
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

/**
 * @param {Element | undefined} link chosen; without one the first that was found
 * @param {KeyboardEvent} event
 */
async function go(link, { ctrlKey, metaKey }) {
  if (!link && answered !== input.value) {
    clearTimeout(timer);
    await answer();
  }
  const target = link ?? (answered === input.value ? hits.firstElementChild : null);
  target?.dispatchEvent(
    new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey }),
  );
}
