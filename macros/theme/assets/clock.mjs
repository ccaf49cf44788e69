/** An outage's update clock: when clients hear next, counted down while this page is open. */

import { one, say } from "./dom.mjs";
import * as runs from "./runs.mjs";
import { watch } from "./storage.mjs";
import "./said/work.mjs";
import { word } from "./words.mjs";

const SLOT = "slot:next-message";
const box = one("[data-clock]");
const input = one("input", box);
const title = document.title;

function show() {
  const run = runs.named();
  box.hidden = !run || Boolean(run.finished);
  const at = Date.parse(box.hidden ? "" : runs.text(run, SLOT));
  const clock = at ? new Date(at).toTimeString().slice(0, 5) : "";
  const left = Math.ceil((at - Date.now()) / 60000);
  const isDue = left <= 0; // never where there is no time
  if (input !== document.activeElement) input.value = clock;
  const words = isDue ? word("clock.due", clock) : word("clock.left", left, clock);
  say(one("[role=status]", box), at ? words : "");
  box.classList.toggle("pb-due", isDue);
  document.title = isDue ? `(!) ${title}` : title;
}

input.addEventListener("change", () => {
  const run = runs.named();
  if (!run || run.finished) return show();
  const [hours, minutes] = input.value.split(":").map(Number);
  const at = new Date();
  at.setHours(hours, minutes, 0, 0);
  if (at.getTime() < Date.now() - 12 * 3600000) at.setDate(at.getDate() + 1); // after midnight
  runs.write(run, SLOT, input.value && at.toISOString());
});
watch("run:", show);
addEventListener("run", show);
setInterval(show, 5000);
show();
