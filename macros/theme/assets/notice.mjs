/** Says, wherever work is kept, that storage is denied, full, newer or damaged. */

import { keys, state, watchSoon } from "./storage.mjs";
import "./said/work.mjs";
import { word } from "./words.mjs";

const box = document.createElement("p");
box.className = "pb-trouble";
box.setAttribute("role", "status");
document.querySelector(".pb")?.prepend(box);

function show() {
  const trouble = state() === "ok" ? (keys("aside:").length ? "damaged" : "") : state();
  const words = trouble && word(`storage.${trouble}`);
  box.hidden = !words;
  if (box.textContent !== words) box.textContent = words;
}

watchSoon("", show); // after the page has read what changed
addEventListener("load", show);
show();
