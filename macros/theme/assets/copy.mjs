/** One tap copies words, and says so; where there is a share sheet it may take them. */

import { all, make, one, ready } from "./dom.mjs";
import { toast } from "./toast.mjs";
import "./said/work.mjs";
import { word } from "./words.mjs";

/** For pages that are not served over https, where there is no clipboard. @param {string} text */
function copyOldWay(text) {
  const before = document.activeElement;
  const area = make("textarea", { value: text });
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}

/** @param {string} text @param {string} [done] what to say */
export async function copy(text, done = word("copied")) {
  const written = navigator.clipboard?.writeText(text).then(() => true, () => copyOldWay(text));
  toast(await (written ?? copyOldWay(text)) ? done : word("copy-failed"));
}

/** The address of a letter to nobody yet. @param {string} subject @param {string} body */
export function letter(subject, body) {
  const [about, text] = [subject, body.replace(/\n/g, "\r\n")].map(encodeURIComponent);
  return `mailto:?subject=${about}&body=${text}`;
}

/** The share sheet, or a letter. @param {string} title @param {string} text */
export function share(title, text) {
  if (navigator.share) navigator.share({ title, text }).catch(() => {});
  else location.href = letter(title, text);
}

for (const button of all("[data-copy]")) {
  const words = one("[data-words]", button.closest("[data-speak], section"));
  button.addEventListener("click", () => copy(words?.textContent.trim() ?? ""));
}
ready(document, "[data-copy]");
