/** One tap copies words, and says so. */

import { toast } from "./toast.mjs";
import { word } from "./words.mjs";

/** @param {string} text @returns {boolean} for pages that are not served over https, where there is no clipboard */
function copyOldWay(text) {
  const area = document.createElement("textarea");
  const before = document.activeElement;
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}

/** @param {string} text @param {string} [done] what to say @returns {Promise<boolean>} */
export async function copy(text, done = word("copied")) {
  const copied = await (navigator.clipboard?.writeText(text).then(() => true, () => copyOldWay(text)) ?? copyOldWay(text));
  toast(copied ? done : word("copy-failed"));
  return copied;
}

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-copy]"))) {
  button.removeAttribute("data-later");
  button.addEventListener("click", () => copy(button.closest("section")?.querySelector("[data-words]")?.textContent?.trim() ?? ""));
}
