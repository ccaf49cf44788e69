/** An outage's update clock: when clients hear next, counted down while this page is open. */

import { one, say } from "./dom.mjs";
import * as runs from "./runs.mjs";
import { watchSoon } from "./storage.mjs";
import "./said/work.mjs";
import { word } from "./words.mjs";

const SLOT = "slot:next-message";
const box = one("[data-clock]");
const input = one("input", box);
const title = document.title;
let due = false;

/** @returns {Date | undefined} */
function next() {
  const run = runs.named();
  const at = new Date(run ? runs.text(run, SLOT) : "");
  return Number.isNaN(at.getTime()) ? undefined : at;
}

function show() {
  const run = runs.named();
  box.hidden = !run || Boolean(run.finished);
  const at = box.hidden ? undefined : next();
  const clock = at?.toTimeString().slice(0, 5) ?? "";
  if (input !== document.activeElement) input.value = clock;
  const left = at ? Math.ceil((at.getTime() - Date.now()) / 60000) : 0;
  due = Boolean(at) && left <= 0;
  const words = due ? word("clock.due", clock) : word("clock.left", left, clock);
  say(one("[role=status]", box), at ? words : "");
  box.classList.toggle("pb-due", due);
  document.title = due ? `(!) ${title}` : title;
}

input.addEventListener("change", () => {
  const run = runs.named();
  const [hours, minutes] = input.value.split(":").map(Number);
  if (!run || run.finished) return show();
  const at = new Date();
  at.setHours(hours, minutes, 0, 0);
  if (at.getTime() < Date.now() - 12 * 3600000) at.setDate(at.getDate() + 1); // after midnight
  runs.write(run, SLOT, input.value ? at.toISOString() : "");
});
watchSoon("run:", show);
addEventListener("run", show);
setInterval(show, 5000);
show();
