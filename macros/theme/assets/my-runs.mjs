/** The page of all runs: open, finished, the file to carry them in, and forgetting everything. */

import { all, make, one } from "./dom.mjs";
import { inWords, nameOf, time, titleOf } from "./named.mjs";
import "./notice.mjs";
import { iso } from "./progress.mjs";
import * as runs from "./runs.mjs";
import { forget, keys, watchSoon } from "./storage.mjs";
import { toast } from "./toast.mjs";
import { exported, parse, Refused, take } from "./transfer.mjs";
import "./said/later.mjs";
import { word } from "./words.mjs";

const RUN = /^run:([0-9a-f]{12})/;
const AT_ONCE = 40; // rows in one go; with hundreds of runs the rest follow while one reads
const page = one("[data-runs]");
const lists = new Map(all("[data-list]", page).map((link) => {
  const { list, was, items } = link.dataset;
  runs.adopt(list, was);
  const [href] = link.href.split("?");
  return [list, { href, title: link.innerText.trim(), items: items.split(" ") }];
}));
const template = one("template[data-row]");
/** @type {Map<string, HTMLElement>} */
const shown = new Map();
let round = 0;

/** @param {runs.Run} run @returns {HTMLElement} */
function row(run) {
  const element = template.content.firstElementChild.cloneNode(true);
  const list = lists.get(run.list);
  const name = nameOf(run);
  const href = list && `${list.href}?run=${run.id}`;
  const count = runs.progress(run, list?.items);
  const other = run.finished ? "[data-open-only]" : "[data-finished-only]";
  for (const part of all(other, element)) part.remove();
  element.dataset.run = run.id;
  one("h3", element).textContent = name;
  const go = one("a", element);
  if (href) go.href = href;
  go.setAttribute("aria-label", `${go.textContent}: ${name}`);
  const age = word(run.finished ? "run.finished" : "run.since", time(run.finished ?? run.started));
  const facts = [list?.title ?? titleOf(run), inWords(count), age];
  one("[data-facts]", element).textContent = facts.join(" · ");
  Object.assign(one("progress", element), { max: count.of, value: count.done + count.na });
  for (const button of all("button, summary", element)) {
    button.setAttribute("aria-label", `${button.textContent.trim()}: ${name}`);
  }
  const input = one("input", element);
  if (input) input.value = run.label;
  return element;
}

/** @type {Record<string, (run: runs.Run) => void>} */
const actions = {
  finish(run) {
    runs.finish(run);
    toast(word("run.finished-now"), () => runs.change(run, { finished: null }));
  },
  reopen: (run) => runs.change(run, { finished: null }),
  duplicate(run) {
    runs.duplicate(run, word("run.copy-of", nameOf(run)));
    toast(word("run.duplicated"));
  },
  delete: (run) => toast(word("run.deleted", nameOf(run)), runs.erase(run)),
};
const runOf = (/** @type {Element} */ part) =>
  runs.find(/** @type {HTMLElement} */ (part.closest("[data-run]")).dataset.run ?? "");
page.addEventListener("click", (/** @type {Event} */ { target }) => {
  const button = /** @type {HTMLElement} */ (target).closest("[data-do]");
  const run = button && runOf(button);
  if (!run) return;
  actions[/** @type {HTMLElement} */ (button).dataset.do ?? ""](run);
  keepFocus(run.id);
});
page.addEventListener("submit", (/** @type {Event} */ event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.method === "dialog") return;
  event.preventDefault();
  const run = runOf(form);
  one("input", form).blur();
  if (!run) return;
  runs.change(run, { label: one("input", form).value.trim() });
  keepFocus(run.id);
});

/** A row that is redrawn or gone must not drop the focus to the page's top. @param {string} id */
function keepFocus(id) {
  queueMicrotask(() => {
    const place = shown.get(id);
    (place ? one("summary", place) : one("h1", page)).focus({ preventScroll: true });
  });
}

/** Redraws one run. @param {string} id */
function renew(id) {
  if (!id) return;
  const run = runs.find(id);
  const old = shown.get(id);
  if (old?.contains(document.activeElement) && document.activeElement?.matches("input")) return;
  if (!run) {
    old?.remove();
    shown.delete(id);
    return;
  }
  const fresh = row(run);
  const place = one(`[data-${run.finished ? "finished" : "open"}] ul`, page);
  if (old?.parentElement === place) old.replaceWith(fresh);
  else {
    old?.remove();
    place.prepend(fresh);
  }
  shown.set(id, fresh);
}

/** Draws all, a screenful at once and the rest bit by bit. */
function draw() {
  const mine = ++round;
  const left = runs.all();
  shown.clear();
  for (const ul of all("[data-open] ul, [data-finished] ul", page)) ul.replaceChildren();
  const more = () => {
    if (mine !== round) return;
    for (const run of left.splice(0, AT_ONCE)) {
      const fresh = row(run);
      one(`[data-${run.finished ? "finished" : "open"}] ul`, page).append(fresh);
      shown.set(run.id, fresh);
    }
    say();
    if (left.length) setTimeout(more);
  };
  left.sort((a, b) => Number(Boolean(a.finished)) - Number(Boolean(b.finished)));
  more();
}

function say() {
  for (const name of ["open", "finished"]) {
    one(`[data-${name}] .pb-none`, page).hidden = Boolean(one(`[data-${name}] li`, page));
  }
}

/** Counted when one wants to know. */
function count() {
  const found = keys("");
  const count = (/** @type {RegExp} */ kind) => found.filter((key) => kind.test(key)).length;
  one("[data-what]", page).textContent = word("forget.what", count(/^run:[0-9a-f]{12}$/),
    count(/^path:/), count(/^answer:/), keys("aside:").length);
}

one("details:has(#forget)", page).addEventListener("toggle", count);
one("[data-export]", page).addEventListener("click", () => {
  const href = URL.createObjectURL(new Blob([exported()], { type: "application/json" }));
  make("a", { href, download: `playbook-${iso(Date.now())}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
  toast(word("transfer.saved"));
});
one("[data-import]", page).addEventListener("change", async (/** @type {Event} */ { target }) => {
  const input = /** @type {HTMLInputElement} */ (target);
  const file = input.files?.[0];
  if (!file) return;
  try {
    if (file.size > 2e7) throw new Refused("transfer.too-big");
    const found = parse(await file.text());
    const undo = take(found, one("[name=how][value=replace]", page).checked);
    if (!undo) throw new Refused("transfer.no-room");
    const counts = [/^run:[0-9a-f]+$/, /^path:read:/, /^answer:/]
      .map((kind) => found.filter(([key]) => kind.test(key)).length);
    toast(word("transfer.taken", ...counts), undo);
  } catch (error) {
    toast(word(error instanceof Refused ? error.message : "transfer.damaged"));
  }
  input.value = "";
});

const dialog = one("dialog", page);
one("[data-forget]", page).addEventListener("click", () => dialog.showModal());
dialog.addEventListener("close", () => {
  if (dialog.returnValue !== "yes") return;
  toast(word(forget() ? "forget.done" : "forget.failed"));
});

for (const part of all("[data-live]", page)) part.removeAttribute("data-later");
one("[data-still]", page).hidden = true;
watchSoon("", (changed) => {
  if (changed.has("")) draw();
  else for (const id of new Set([...changed].map((key) => RUN.exec(key)?.[1] ?? ""))) renew(id);
  say();
});
draw();
