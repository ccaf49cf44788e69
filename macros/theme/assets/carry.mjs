/** Takes the run, and the path one reads on, along every link to a record; and lets a card's button
 * go on with the run that is open. */

import { all, make, one } from "./dom.mjs";
import { inShort, nameOf } from "./named.mjs";
import * as runs from "./runs.mjs";
import { watch } from "./storage.mjs";
import { word } from "./words.mjs";

const home = one(".pb-brand").href;

/** @param {Event} event */
function carry({ target }) {
  const link = target instanceof Element && target.closest(".pb a[href]");
  if (!(link instanceof HTMLAnchorElement)) return;
  const url = new URL(link.href);
  const isRecord = /^[\w-]+\/[\w-]+\/(?=[?#]|$)/.test(url.href.slice(home.length));
  if (!url.href.startsWith(home) || !isRecord) return;
  if (["run", "new", "start"].some((name) => url.searchParams.has(name))) return;
  for (const [name, value] of new URLSearchParams(location.search)) {
    const goes = ["run", "path"].includes(name) && value && !url.searchParams.has(name);
    if (goes) url.searchParams.set(name, value);
  }
  if (url.href !== link.href) link.href = url.href;
}
for (const kind of ["click", "auxclick", "contextmenu"]) addEventListener(kind, carry, true);

for (const button of all("a[data-go]:not([data-go=''])")) {
  const first = button.getAttribute("href");
  const words = button.querySelector("span") ?? button;
  const start = words.textContent;
  const href = first.replace("?start", "?new");
  const fresh = make("a", { className: "pb-new-run", href }, word("run.another"));
  const show = () => {
    const open = runs.open(button.dataset.go);
    const run = open.find(({ id }) => id === runs.named()?.id) ?? open[0];
    button.setAttribute("href", run ? first.replace("?start", `?run=${run.id}`) : first);
    words.textContent =
      run ? word("run.continue", nameOf(run), inShort(runs.progress(run))) : start;
    if (run) button.after(fresh); else fresh.remove();
  };
  watch("run:", show);
  show();
}
