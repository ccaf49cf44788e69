/** Paper in two sizes: a button, or the address `?print=card`, adds the pocket card's style; A4 is what a page prints as. */

/** @param {boolean} wanted @returns {Promise<void>} when the style is there, or gone */
function card(wanted) {
  const old = document.querySelector("link[data-card]");
  if (!wanted || old) return Promise.resolve(wanted ? undefined : old?.remove());
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", media: "print", href: new URL("./card.css", import.meta.url).href });
  link.dataset.card = "";
  return new Promise((done) => {
    link.onload = link.onerror = () => done();
    document.head.append(link);
  });
}

card(new URLSearchParams(location.search).get("print") === "card");
for (const tools of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-print-tools]"))) {
  tools.removeAttribute("data-later");
  tools.addEventListener("click", (event) => {
    const size = /** @type {HTMLElement} */ (event.target).closest("[data-size]")?.getAttribute("data-size");
    if (size) card(size === "card").then(() => window.print());
  });
}
