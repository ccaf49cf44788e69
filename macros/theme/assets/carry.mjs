/**
 * Takes the run, and the path one reads on, along every link between a card, its list and its
 * phrases; and lets a card's button go on with the run that is open.
 */

import { all, make } from "./dom.mjs";
import { inWords, nameOf } from "./named.mjs";
import * as runs from "./runs.mjs";
import { watchSoon } from "./storage.mjs";
import { word } from "./words.mjs";

const WORK = /\/(situations|checklists|phrases|texts|principles|cases|tensions)\/[\w-]+\/$/;

/** @param {Event} event */
function carry({ target }) {
  const link = /** @type {HTMLAnchorElement | null} */ (
    target instanceof Element && target.closest(".pb a[href]"));
  const url = link && new URL(link.href);
  if (!url || url.origin !== location.origin || !WORK.test(url.pathname)) return;
  if (["run", "new", "start"].some((name) => url.searchParams.has(name))) return;
  const here = new URLSearchParams(location.search);
  for (const name of ["run", "path"]) {
    const value = here.get(name);
    if (value && !url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  if (url.href !== link.href) link.href = url.href;
}
for (const kind of ["click", "auxclick", "contextmenu"]) addEventListener(kind, carry, true);

for (const button of all("a[data-go]:not([data-go=''])")) {
  const first = button.getAttribute("href");
  const words = button.querySelector("span") ?? button;
  const start = words.textContent;
  const href = first.replace("?start", "?new");
  const fresh = make("a", { className: "pb-new-run", href, textContent: word("run.another") });
  const show = () => {
    const open = runs.open(button.dataset.go);
    const run = open.find(({ id }) => id === runs.named()?.id) ?? open[0];
    const items = run?.items.map(([id]) => id);
    button.setAttribute("href", run ? first.replace("?start", `?run=${run.id}`) : first);
    words.textContent = run
      ? word("run.continue", nameOf(run), inWords(runs.progress(run, items), true)) : start;
    if (run) button.after(fresh); else fresh.remove();
  };
  watchSoon("run:", show);
  show();
}
