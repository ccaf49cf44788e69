/** Home: the runs under way, newest first, so that one goes on in one tap. */

import { inWords } from "./handover.mjs";
import * as runs from "./runs.mjs";
import { watch } from "./storage.mjs";
import { word } from "./words.mjs";

const MOST = 3;
const box = /** @type {HTMLElement} */ (document.querySelector("[data-runs-under-way]"));

function show() {
  const open = runs.all().filter((run) => !run.finished).slice(0, MOST);
  box.hidden = !open.length;
  box.querySelector("ul")?.replaceChildren(...open.map((run) => {
    const [item, link, title, facts] = ["li", "a", "span", "span"].map((tag) => document.createElement(tag));
    item.className = "pb-link";
    link.setAttribute("href", `${box.dataset.runsUnderWay}${run.list}/?run=${run.id}`);
    title.className = "pb-link-title";
    title.textContent = run.label || run.title;
    facts.className = "pb-link-kind";
    facts.textContent = [run.label ? run.title : word("run.unnamed"), inWords(runs.progress(run))].join(" · ");
    const words = document.createElement("span");
    words.append(title, " ", facts);
    link.append(words);
    item.append(link);
    return item;
  }));
}

watch("run:", show);
show();
