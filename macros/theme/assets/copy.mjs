/** One tap copies words, and says so; where there is a share sheet it may take them. */

import { all, one } from "./dom.mjs";
import { toast } from "./toast.mjs";
import "./said/work.mjs";
import { word } from "./words.mjs";

/** For pages that are not served over https, where there is no clipboard. @param {string} text */
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
  const written = navigator.clipboard?.writeText(text).then(() => true, () => copyOldWay(text));
  const copied = await (written ?? copyOldWay(text));
  toast(copied ? done : word("copy-failed"));
  return copied;
}

/** The share sheet, or a mail without an address. @param {string} title @param {string} text */
export function share(title, text) {
  if (navigator.share) return void navigator.share({ title, text }).catch(() => {});
  const [subject, body] = [title, text].map(encodeURIComponent);
  location.href = `mailto:?subject=${subject}&body=${body}`;
}

for (const button of all("[data-copy]")) {
  const words = one("[data-words]", button.closest("[data-speak], section"));
  button.removeAttribute("data-later");
  button.addEventListener("click", () => copy(words?.textContent.trim() ?? ""));
}
