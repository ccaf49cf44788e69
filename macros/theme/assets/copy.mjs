/** One tap copies the words beside a button, and says so. */

/** @type {Record<string, string>} */
const words = JSON.parse(document.getElementById("playbook-words")?.textContent ?? "{}");

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-copy]"))) {
  button.hidden = false;
  const label = button.lastChild;
  const usual = label?.textContent ?? "";
  button.addEventListener("click", async () => {
    const text = button.closest("section")?.querySelector("[data-words]")?.textContent?.trim() ?? "";
    const done = await navigator.clipboard.writeText(text).then(() => true, () => false);
    if (label) label.textContent = done ? words.copied : words["copy-failed"];
    setTimeout(() => { if (label) label.textContent = usual; }, 3000);
  });
}
