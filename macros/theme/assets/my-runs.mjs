/** The page of all runs: open ones, finished ones, the file to carry them in, and forgetting everything. */

import { inWords, time } from "./handover.mjs";
import "./notice.mjs";
import * as runs from "./runs.mjs";
import { forget, keys, watch } from "./storage.mjs";
import { toast } from "./toast.mjs";
import { exported, parse, Refused, take } from "./transfer.mjs";
import { word } from "./words.mjs";

const page = /** @type {HTMLElement} */ (document.querySelector("[data-runs]"));
/** @template {HTMLElement} T @param {string} selector @param {ParentNode} [within] */
const one = (selector, within = page) => /** @type {T} */ (within.querySelector(selector));
const lists = new Map([...page.querySelectorAll("[data-list]")].map((link) => {
  const anchor = /** @type {HTMLAnchorElement} */ (link);
  runs.adopt(anchor.dataset.list ?? "", anchor.dataset.was);
  return [anchor.dataset.list ?? "", { href: anchor.href.split("?")[0], title: anchor.innerText.trim(), items: (anchor.dataset.items ?? "").split(" ") }];
}));
const template = /** @type {HTMLTemplateElement} */ (one("template[data-row]"));

/** @param {runs.Run} run @returns {HTMLElement} */
function row(run) {
  const element = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  const list = lists.get(run.list);
  const name = run.label || word("run.unnamed");
  const link = one("a", element);
  if (list) link.setAttribute("href", `${list.href}?run=${run.id}`);
  link.textContent = name;
  element.dataset.run = run.id;
  const since = word(run.finished ? "run.finished" : "run.since", time(run.finished ?? run.started));
  one("[data-facts]", element).textContent = [list?.title ?? run.title, inWords(runs.progress(run, list?.items)), since].join(" · ");
  for (const button of element.querySelectorAll("button, summary")) button.setAttribute("aria-label", `${button.textContent?.trim()}: ${name}`);
  /** @type {Record<string, () => void>} */
  const actions = {
    finish() {
      runs.save({ ...run, finished: new Date().toISOString() });
      toast(word("run.finished-now"), () => runs.save(run));
    },
    duplicate() {
      runs.duplicate(run, word("run.copy-of", name));
      toast(word("run.duplicated"));
    },
    delete: () => toast(word("run.deleted", name), runs.erase(run)),
  };
  one("[data-do=finish]", element).hidden = Boolean(run.finished);
  one("[data-rename]", element).hidden = Boolean(run.finished);
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll("[data-do]"))) button.addEventListener("click", actions[button.dataset.do ?? ""]);
  const input = /** @type {HTMLInputElement} */ (one("input", element));
  input.value = run.label;
  one("form", element).addEventListener("submit", (event) => {
    event.preventDefault();
    input.blur();
    runs.save({ ...run, label: input.value.trim() });
  });
  return element;
}

function show() {
  if (page.contains(document.activeElement) && document.activeElement?.matches("[data-rename] input")) return; // never redraw under a typing hand
  const found = runs.all();
  for (const [name, some] of /** @type {const} */ ([["open", found.filter((run) => !run.finished)], ["finished", found.filter((run) => run.finished)]])) {
    one(`[data-${name}] ul`).replaceChildren(...some.map(row));
    one(`[data-${name}] .pb-none`).hidden = some.length > 0;
  }
  const count = (/** @type {string} */ prefix) => keys(prefix).length;
  one("[data-what]").textContent = word("forget.what", found.length, count("path:"), count("answer:"), count("aside:"));
}
const later = () => queueMicrotask(show); // a run is many keys

one("[data-export]").addEventListener("click", () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([exported()], { type: "application/json" }));
  link.download = `playbook-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  toast(word("transfer.saved"));
});
one("[data-import]").addEventListener("change", async ({ target }) => {
  const input = /** @type {HTMLInputElement} */ (target);
  const file = input.files?.[0];
  if (!file) return;
  try {
    if (file.size > 2e7) throw new Refused("transfer.too-big");
    const found = parse(await file.text());
    const undo = take(found, /** @type {HTMLInputElement} */ (one("[name=how][value=replace]")).checked);
    if (!undo) throw new Refused("transfer.no-room");
    toast(word("transfer.taken", found.filter(([key]) => /^run:[0-9a-f]+$/.test(key)).length), undo);
  } catch (error) {
    toast(word(error instanceof Refused ? error.message : "transfer.damaged"));
  }
  input.value = "";
});

const dialog = /** @type {HTMLDialogElement} */ (one("dialog"));
one("[data-forget]").addEventListener("click", () => dialog.showModal());
dialog.addEventListener("close", () => {
  if (dialog.returnValue !== "yes") return;
  toast(word(forget() ? "forget.done" : "forget.failed"));
});

for (const part of page.querySelectorAll("[data-live]")) part.removeAttribute("data-later");
one("[data-still]").hidden = true;
watch("", later);
show();
