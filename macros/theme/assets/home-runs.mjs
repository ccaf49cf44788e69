/** Home: the runs under way, newest first, so that one goes on in one tap. */

import { make, one } from "./dom.mjs";
import { inWords, nameOf, titleOf } from "./named.mjs";
import * as runs from "./runs.mjs";
import { watch } from "./storage.mjs";

const MOST = 3;
const box = one("[data-runs-under-way]");

function show() {
  const open = runs.open().slice(0, MOST);
  box.hidden = !open.length;
  one("ul", box).replaceChildren(...open.map((run) => {
    const facts = `${titleOf(run)} · ${inWords(runs.progress(run))}`;
    const words = make("span", {}, make("span", { className: "pb-link-title" }, nameOf(run)), " ",
      make("span", { className: "pb-link-kind" }, facts));
    const href = box.dataset.lists.split(" ").includes(run.list)
      ? `${box.dataset.runsUnderWay}${run.list}/?run=${run.id}` : one("p a", box).href;
    return make("li", { className: "pb-link" }, make("a", { href }, words));
  }));
}

watch("run:", show);
show();
