/** Single keys: `?` shows them, and a reader can turn them all off. */

import { get, set } from "./storage.mjs";
import "./said/later.mjs";
import { word } from "./words.mjs";

const opener = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-keys]"));
const home = /** @type {HTMLAnchorElement | null} */ (document.querySelector(".pb-brand"));
/** @type {HTMLDialogElement | undefined} */
let dialog;

/** @type {Record<string, { does: string, act?: () => void }>} the search itself hears "/" */
const KEYS = {
  "/": { does: "find" },
  h: { does: "home", act: () => home?.click() },
  "?": { does: "help", act: () => show() },
};
const on = () => get("keys") !== "off";

/** @param {string} name @param {Record<string, any>} values @param {...(string | Node)} inside */
function make(name, values, ...inside) {
  const made = Object.assign(document.createElement(name), values);
  made.append(...inside);
  return made;
}

function show() {
  if (!dialog) {
    const rows = Object.entries(KEYS).map(([key, { does }]) => make("div", {},
      make("dt", {}, make("kbd", {}, key)), make("dd", {}, word(`keys.${does}`))));
    const box = /** @type {HTMLInputElement} */ (make("input", { type: "checkbox", checked: on() }));
    box.addEventListener("change", () => set("keys", box.checked ? "on" : "off"));
    const close = make("button", { className: "pb-copy", value: "close" }, word("keys.close"));
    const title = make("h2", { id: "keys-title" }, word("keys.title"));
    const form = make("form", { method: "dialog" }, title, make("dl", {}, ...rows), make("label", {}, box, word("keys.use")), close);
    dialog = /** @type {HTMLDialogElement} */ (make("dialog", { className: "pb-keys" }, form));
    dialog.setAttribute("aria-labelledby", "keys-title");
    document.body.append(dialog);
  }
  if (!dialog.open) dialog.showModal();
}

if (opener) {
  opener.hidden = false;
  opener.addEventListener("click", show);
}
// While capturing, so that the search hears a key only when keys are on.
addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.key.length > 1 || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.isContentEditable || target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select") || dialog?.open) return;
  if (!on()) event.stopImmediatePropagation();
  else KEYS[event.key]?.act?.();
}, true);
