/** Says, wherever work is kept, that storage is denied or full, or something in it damaged. */

import { make, one, say } from "./dom.mjs";
import { keys, state, watch } from "./storage.mjs";
import "./said/work.mjs";
import { word } from "./words.mjs";

const box = make("p", { className: "pb-trouble", role: "status" });
one(".pb").prepend(box);

function show() {
  const trouble = state() === "ok" ? (keys("aside:").length ? "damaged" : "") : state();
  say(box, trouble && word(`storage.${trouble}`));
}

watch("", show); // after the page has read what changed
addEventListener("load", show);
show();
