/**
 * The frame of every page: the colours, the way to the other language, and every way to the search.
 */

const SCHEMES = ["auto", "light", "dark"];
const root = document.documentElement;

/**
 * @param {HTMLButtonElement} button that goes through the colours: as the device is, light, dark
 */
async function colours(button) {
  const [{ remove, set }, { word }] = await Promise.all([
    import("./storage.mjs"),
    import("./words.mjs"),
    import("./said/later.mjs"),
  ]);
  const now = SCHEMES[(SCHEMES.indexOf(root.dataset.palette ?? "auto") + 1) % SCHEMES.length];
  if (now === "auto") delete root.dataset.palette;
  else root.dataset.palette = now;
  if (now === "auto") remove("palette");
  else set("palette", now);
  button.title = word(`palette.${now}`);
  button.setAttribute("aria-label", button.title);
}

/** @param {HTMLAnchorElement} link to the other language, which shows what this page does */
function carry(link) {
  link.search = location.search;
  link.hash = location.hash;
}

/** @type {typeof import("./search/box.mjs") | undefined} */
let box;

/** @type {string | undefined} what is typed while the search's script is on its way */
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

/**
 * @param {KeyboardEvent} event
 * @returns {boolean} whether it asks for the search, and is not typed into something
 */
function asks({ key, ctrlKey, metaKey, altKey, target }) {
  if (key.toLowerCase() === "k") return (ctrlKey || metaKey) && !altKey;
  const inside = /** @type {HTMLElement} */ (target).closest?.(
    "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]",
  );
  return key === "/" && !ctrlKey && !metaKey && !altKey && !inside;
}

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (
  document.querySelectorAll("button[data-palette]")
)) {
  button.removeAttribute("data-later");
  button.addEventListener("click", () => colours(button));
}
for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (
  document.querySelectorAll("[data-other-language]")
)) {
  for (const event of ["pointerdown", "focus", "click"])
    link.addEventListener(event, () => carry(link));
}
for (const opener of /** @type {NodeListOf<HTMLElement>} */ (
  document.querySelectorAll("[data-open-search]")
)) {
  if (opener instanceof HTMLAnchorElement) opener.setAttribute("role", "button");
  opener.setAttribute("aria-haspopup", "dialog");
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    opener.focus(); // where the focus comes back to; Safari gives a button none
    open();
  });
}
for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (
  document.querySelectorAll("form[data-search-words]")
)) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    open(/** @type {HTMLInputElement} */ (form.elements.namedItem("q")).value);
  });
}
addEventListener("keydown", (event) => {
  if (event.defaultPrevented || !asks(event)) return;
  event.preventDefault();
  open();
});
// Its scripts wait at hand, so that no letter typed after the stroke is lost; no index does.
(window.requestIdleCallback ?? setTimeout)(async () => {
  box ??= await import("./search/box.mjs");
});
// Back from a result, or a reload, while the search was open.
addEventListener("popstate", ({ state }) => {
  if (state?.search !== undefined) open();
});
if (history.state?.search !== undefined) open();

/** An address leads to an answer that is folded: it opens. */
function unfold() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = target && target.closest("details");
  if (fold) fold.open = true;
}
addEventListener("hashchange", unfold);
unfold();
