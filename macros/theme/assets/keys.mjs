/** Single keys: `?` shows them, and a reader can turn them all off. */

import { make, one } from "./dom.mjs";
import { isTyped } from "./frame.mjs";
import { get, set } from "./storage.mjs";
import "./said/later.mjs";
import { word } from "./words.mjs";

/** @type {Record<string, {does: string, act?: () => void}>} the search itself hears "/" */
const KEYS = {
  "/": { does: "find" },
  h: { does: "home", act: () => one(".pb-brand")?.click() },
  "?": { does: "help", act: () => show() },
};
const opener = one("[data-keys]");
const areOn = () => get("keys") !== "off";
const box = make("input", { type: "checkbox" });
const dialog = make("dialog", { className: "pb-keys" }, make("form", { method: "dialog" },
  make("h2", { id: "keys-title" }, word("keys.title")),
  make("dl", {}, ...Object.entries(KEYS).map(([key, { does }]) => make("div", {},
    make("dt", {}, make("kbd", {}, key)), make("dd", {}, word(`keys.${does}`))))),
  make("label", {}, box, word("keys.use")),
  make("button", { className: "pb-copy" }, word("keys.close"))));
dialog.setAttribute("aria-labelledby", "keys-title");
document.body.append(dialog);

function show() {
  box.checked = areOn();
  if (!dialog.open) dialog.showModal();
}

box.addEventListener("change", () => set("keys", box.checked ? "on" : "off"));
opener.hidden = false;
opener.addEventListener("click", show);
// While capturing, so that the search hears a key only when keys are on.
addEventListener("keydown", (event) => {
  const { key, ctrlKey, metaKey, altKey } = event;
  if (key.length > 1 || ctrlKey || metaKey || altKey || dialog.open || isTyped(event)) return;
  if (!areOn()) event.stopImmediatePropagation();
  else KEYS[key]?.act?.();
}, true);
