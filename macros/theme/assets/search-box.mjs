/** The search box on a page opens the one in the header. */

for (const box of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-open-search]"))) {
  box.addEventListener("click", () => {
    const toggle = /** @type {HTMLInputElement | null} */ (document.getElementById("__search"));
    if (toggle && !toggle.checked) toggle.click();
    /** @type {HTMLElement | null} */ (document.querySelector("[data-md-component=search-query]"))?.focus();
  });
}
