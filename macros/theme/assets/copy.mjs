/** One tap copies the words beside a button, and says so. */

import { word } from "./words.mjs";

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-copy]"))) {
  button.hidden = false;
  const label = button.lastChild;
  const usual = label?.textContent ?? "";
  button.addEventListener("click", async () => {
    const text = button.closest("section")?.querySelector("[data-words]")?.textContent?.trim() ?? "";
    const done = await navigator.clipboard.writeText(text).then(() => true, () => false);
    if (label) label.textContent = word(done ? "copied" : "copy-failed");
    setTimeout(() => { if (label) label.textContent = usual; }, 3000);
  });
}
