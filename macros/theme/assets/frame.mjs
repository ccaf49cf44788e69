/** The frame of every page: the colours, the way to the other language, and every way to the
 * search. */

const SCHEMES = ["auto", "light", "dark"];
const root = document.documentElement;
/** Its own, so that a page which needs no more waits for no more. @type {(s: string) => any[]} */
const all = (selector) => [...document.querySelectorAll(selector)];

/** To the next colours: as the device is, light, dark. @param {HTMLButtonElement} button */
async function colours(button) {
  const [{ remove, set }, { word }] = await Promise.all([
    import("./storage.mjs"), import("./words.mjs"), import("./said/later.mjs")]);
  const now = SCHEMES[(SCHEMES.indexOf(root.dataset.palette ?? "auto") + 1) % SCHEMES.length];
  if (now === "auto") {
    delete root.dataset.palette;
    remove("palette");
  } else {
    root.dataset.palette = now;
    set("palette", now);
  }
  button.title = word(`palette.${now}`);
  button.setAttribute("aria-label", button.title);
}

/** @type {typeof import("./search/box.mjs") | undefined} */
let box;

/** What is typed while the search's script is on its way. @type {string | undefined} */
let typed;

/** @param {string} [words] to search for */
async function open(words) {
  if (box) return box.open(words);
  typed ??= "";
  try {
    box = await import("./search/box.mjs");
    box.open(words ?? (typed || undefined), typed !== "");
  } finally {
    typed = undefined;
  }
}

// While capturing, and before the shortcuts: a letter meant for the search is none.
addEventListener("keydown", (event) => {
  if (typed === undefined || event.key.length > 1) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  typed += event.key;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

/** Whether a key is typed into something. @param {any} event */
export const isTyped = ({ target }) => Boolean(target.closest?.(
  "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"));

// "/", or the usual Ctrl+K.
addEventListener("keydown", (event) => {
  const { key, ctrlKey, metaKey, altKey, defaultPrevented } = event;
  const isControl = ctrlKey || metaKey;
  const isAsked = isControl ? key.toLowerCase() === "k" : key === "/" && !isTyped(event);
  if (!isAsked || altKey || defaultPrevented) return;
  event.preventDefault();
  open();
});

for (const button of all("button[data-palette]")) {
  button.removeAttribute("data-later");
  button.addEventListener("click", () => colours(button));
}
for (const link of all("[data-other-language]")) { // it shows there what this page does
  const carry = () => Object.assign(link, { search: location.search, hash: location.hash });
  for (const event of ["pointerdown", "focus", "click"]) link.addEventListener(event, carry);
}
for (const opener of all("[data-open-search]")) {
  if (opener.localName === "a") opener.setAttribute("role", "button");
  opener.setAttribute("aria-haspopup", "dialog");
  opener.addEventListener("click", (/** @type {Event} */ event) => {
    event.preventDefault();
    opener.focus(); // where the focus comes back to; Safari gives a button none
    open();
  });
}
for (const form of all("form[data-search-words]")) {
  form.hidden = false;
  form.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    open(form.elements.q.value);
  });
}
/** Does what can wait once the browser is idle; or soon, as a busy or hidden page never may be.
 * @param {() => void} task */
export const whenIdle = (task) =>
  (window.requestIdleCallback ?? setTimeout)(task, /** @type {any} */ ({ timeout: 3000 }));
// Its scripts wait at hand, so that no letter typed after the stroke is lost; no index does.
whenIdle(async () => {
  box ??= await import("./search/box.mjs");
});
// Back from a result, or a reload, while the search was open.
addEventListener("popstate", ({ state }) => { if (state?.search !== undefined) open(); });
if (history.state?.search !== undefined) open();

/** An address leads to an answer that is folded: it opens. */
function unfold() {
  const fold = document.querySelector(":target")?.closest("details");
  if (fold) fold.open = true;
}
addEventListener("hashchange", unfold);
unfold();
