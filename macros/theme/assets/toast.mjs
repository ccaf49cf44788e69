/** One line at the foot of the screen: what was done, read out politely, with Undo if it can be. */

import { make } from "./dom.mjs";
import "./said/work.mjs";
import { word } from "./words.mjs";

const SECONDS = 10;
const bar = make("div", { className: "pb-toast", role: "status" });
document.body.append(bar);
/** @type {ReturnType<typeof setTimeout>} */
let timer;

/** @param {string} message @param {() => void} [undo] an error's message is a key of words */
export function toast(message, undo) {
  clearTimeout(timer);
  bar.replaceChildren(make("span", {}, message));
  const onclick = () => {
    let said = "undone";
    try { undo?.(); } catch (/** @type {any} */ error) { said = error.message; }
    toast(word(said));
  };
  if (undo) bar.append(make("button", { type: "button", onclick }, word("undo")));
  timer = setTimeout(() => bar.replaceChildren(), SECONDS * 1000);
}
