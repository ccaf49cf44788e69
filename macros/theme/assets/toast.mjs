/** One line at the foot of the screen: what was done, read out politely, with Undo if it can be. */

import "./said/work.mjs";
import { word } from "./words.mjs";

const SECONDS = 10;
const bar = document.createElement("div");
bar.className = "pb-toast";
bar.setAttribute("role", "status");
document.body.append(bar);
/** @type {number | undefined} */
let timer;

/** @param {string} message @param {() => void} [undo] */
export function toast(message, undo) {
  clearTimeout(timer);
  const words = document.createElement("span");
  words.textContent = message;
  bar.replaceChildren(words);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = word("undo");
    button.addEventListener("click", () => { undo(); toast(word("undone")); });
    bar.append(button);
  }
  timer = setTimeout(() => bar.replaceChildren(), SECONDS * 1000);
}
