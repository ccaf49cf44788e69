/** The page of all runs: open, finished, the file to carry them in, and forgetting everything. */

import { copy } from "./copy.mjs";
import { all, one, ready } from "./dom.mjs";
import { saveFile } from "./file.mjs";
import { asText } from "./handover.mjs";
import { inWords, nameOf, time, titleOf } from "./named.mjs";
import "./notice.mjs";
import { iso } from "./progress.mjs";
import * as runs from "./runs.mjs";
import { forget, keys, watch } from "./storage.mjs";
import { toast } from "./toast.mjs";
import { exported, parse, Refused, take } from "./transfer.mjs";
import "./said/later.mjs";
import { word } from "./words.mjs";

const RUN = /^run:[0-9a-f]{12}$/;
const page = one("[data-runs]");
/** @type {Map<string, string>} lists by an earlier id */
const renamed = new Map();
const lists = new Map(all("[data-list]", page).map((link) => {
  const { list, was } = link.dataset;
  runs.adopt(list, was);
  for (const old of was?.split(" ") ?? []) renamed.set(old, list);
  const [href] = link.href.split("?");
  return [list, { href, title: link.innerText.trim() }];
}));

/** @type {Map<string, HTMLElement>} rows by run, until something of it changes */
const drawn = new Map();

/** A run as it quotes its list, which may be gone. @param {runs.Run} run */
const textOf = (run) => asText(run, run.items.map(([id, hash, words]) =>
  ({ id, hash, words, pause: "" })), run.version);

/** @param {runs.Run} run @returns {HTMLElement} */
function row(run) {
  const element = one("template[data-row]").content.firstElementChild.cloneNode(true);
  const list = lists.get(run.list);
  const name = nameOf(run);
  const count = runs.progress(run);
  const other = run.finished ? "[data-open-only]" : "[data-finished-only]";
  element.dataset.run = run.id;
  for (const part of all(`${other}, ${list ? "[data-gone]" : "a"}`, element)) part.remove();
  one("h3", element).textContent = name;
  const age = word(run.finished ? "run.finished" : "run.since", time(run.finished ?? run.started));
  const facts = [list?.title ?? titleOf(run), inWords(count), age];
  if (!list) facts.push(word("run.list-gone"));
  one("[data-facts]", element).textContent = facts.join(" · ");
  Object.assign(one("progress", element), { max: count.of, value: count.done + count.na });
  for (const part of all("a, button, summary", element)) {
    part.setAttribute("aria-label", `${part.textContent.trim()}: ${name}`);
  }
  for (const part of all("[data-gone] p", element)) part.textContent = textOf(run);
  if (list) one("a", element).href = `${list.href}?run=${run.id}`;
  const before = one(`[data-run="${run.id}"] input`, page);
  for (const input of all("input", element)) {
    input.defaultValue = run.label;
    if (before?.value !== before?.defaultValue) input.value = before.value; // half typed
  }
  drawn.set(run.id, element);
  return element;
}

/** @param {Set<string>} changed keys */
function draw(changed) {
  if (changed.has("")) drawn.clear();
  for (const key of changed) drawn.delete(key.slice(4, 16));
  if (document.activeElement?.matches("[data-run] input")) return; // somebody is giving a name
  const found = runs.all();
  for (const isOpen of [true, false]) {
    const section = one(isOpen ? "[data-open]" : "[data-finished]", page);
    const rows = found.filter(({ finished }) => isOpen !== Boolean(finished))
      .map((run) => drawn.get(run.id) ?? row(run));
    const shown = one("ul", section);
    const isSame = shown.childElementCount === rows.length &&
      rows.every((row, at) => row === shown.children[at]);
    if (!isSame) shown.replaceChildren(...rows);
    if (isOpen) one(".pb-none", section).hidden = rows.length > 0;
    else section.hidden = !rows.length;
  }
}

/** @type {Record<string, (run: runs.Run) => void>} */
const actions = {
  text: (run) => copy(textOf(run), word("run.copied")),
  finish(run) {
    runs.finish(run);
    toast(word("run.finished-now"), () => runs.reopen(run));
  },
  reopen: runs.reopen,
  duplicate(run) {
    runs.duplicate(run, word("run.copy-of", nameOf(run)));
    toast(word("run.duplicated"));
  },
  delete: (run) => toast(word("run.deleted", nameOf(run)), runs.erase(run)),
};

/** A row that is redrawn or gone must not drop the focus to the page's top.
 * @param {HTMLElement} part of the row @param {(run: runs.Run) => void} act */
function change(part, act) {
  const id = part.closest("[data-run]")?.getAttribute("data-run") ?? "";
  const run = runs.find(id);
  if (!run) return;
  part.blur();
  act(run);
  queueMicrotask(() => {
    const again = one(`[data-run="${id}"] summary`, page) ?? one("h1", page);
    (part.isConnected ? part : again).focus({ preventScroll: true });
  });
}
page.addEventListener("click", (/** @type {any} */ { target }) => {
  const button = target.closest("[data-do]");
  if (button) change(button, actions[button.dataset.do]);
});
page.addEventListener("focusout", () => setTimeout(() => draw(new Set())));
page.addEventListener("submit", (/** @type {any} */ event) => {
  if (event.target.method === "dialog") return;
  event.preventDefault();
  const input = one("input", event.target);
  change(input, (run) => runs.change(run, "label", input.value.trim()));
});

one("details:has(#forget)", page).addEventListener("toggle", () => {
  const count = (/** @type {RegExp} */ kind) => keys("").filter((key) => kind.test(key)).length;
  one("[data-what]", page).textContent = word("forget.what", count(RUN), count(/^path:/),
    count(/^answer:/), keys("aside:").length);
});
one("[data-export]", page).addEventListener("click", () => {
  saveFile(`playbook-${iso(Date.now())}.json`, exported());
  toast(word("transfer.saved"));
});
one("[data-import]", page).addEventListener("change", async (/** @type {any} */ { target }) => {
  const file = target.files[0];
  if (!file) return;
  try {
    const found = parse(await file.text());
    for (const [key, value] of found) {
      if (RUN.test(key)) value.list = renamed.get(value.list) ?? value.list;
    }
    const undo = take(found, one("[name=how][value=replace]", page).checked);
    const counts = [RUN, /^path:read:/, /^answer:/]
      .map((kind) => found.filter(([key]) => kind.test(key)).length);
    toast(word("transfer.taken", ...counts), undo);
  } catch (error) {
    toast(word(error instanceof Refused ? error.message : "transfer.damaged"));
  }
  target.value = "";
});
const dialog = one("dialog", page);
one("[data-forget]", page).addEventListener("click", () => dialog.showModal());
dialog.addEventListener("close", () => {
  if (dialog.returnValue !== "yes") return;
  forget();
  toast(word("forget.done"));
});

one("[data-still]", page).hidden = true;
watch("", draw);
draw(new Set());
ready(page, "[data-live]");
