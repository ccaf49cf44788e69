/** Every way to the search: a box on the page opens the one in the header, and words reach it however they are entered. */

const query = /** @type {HTMLInputElement} */ (document.querySelector("[data-md-component=search-query]"));
const toggle = /** @type {HTMLInputElement | null} */ (document.getElementById("__search"));

/** @param {string} [words] to search for */
function open(words) {
  if (toggle && !toggle.checked) toggle.click();
  if (words) query.value = words;
  query.focus();
  hand();
}

/** Material looks at the box when a key comes up, so it never sees what was pasted or dictated: tell it. */
function hand() {
  query.dispatchEvent(new KeyboardEvent("keyup"));
}

for (const box of document.querySelectorAll("[data-open-search]")) box.addEventListener("click", () => open());
for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-search-words]"))) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    open(/** @type {HTMLInputElement} */ (form.elements.namedItem("q")).value);
  });
}
query.addEventListener("input", hand);
query.addEventListener("focus", () => {
  if (query.value) return;
  // A blank query tells our worker to fetch the index while the first letters are being typed.
  for (const value of [" ", ""]) {
    query.value = value;
    hand();
  }
}, { once: true });
