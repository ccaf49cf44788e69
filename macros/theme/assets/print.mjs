/** Paper in two sizes: a button, or the address `?print=card`, adds the pocket card's style; A4 is
 * what a page prints as. */

import { all, make, one, ready } from "./dom.mjs";

/** @param {boolean} isCard @returns {Promise<void>} when the style is there, or gone */
const size = (isCard) => new Promise((done) => {
  one("link[data-card]")?.remove();
  if (!isCard) return done();
  const href = new URL("./card.css", import.meta.url).href;
  const sheet = { rel: "stylesheet", media: "print", href, onload: done, onerror: done };
  const link = make("link", sheet);
  link.dataset.card = "";
  document.head.append(link);
});

size(new URLSearchParams(location.search).get("print") === "card");
for (const button of all("[data-print-tools] [data-size]")) {
  button.addEventListener("click", () => size(button.dataset.size === "card").then(print));
}
ready(document, "[data-print-tools]");
