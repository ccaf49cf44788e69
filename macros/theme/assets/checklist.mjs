/** A checklist page: ticks, runs, progress and what is handed over. */

import { copy } from "./copy.mjs";
import { answerInWords, asLink, asText, fromLink, inWords, time } from "./handover.mjs";
import "./notice.mjs";
import * as runs from "./runs.mjs";
import { watch } from "./storage.mjs";
import { toast } from "./toast.mjs";
import { language, word } from "./words.mjs";

const page = /** @type {HTMLElement} */ (document.querySelector("[data-checklist]"));
/** @template {HTMLElement} T @param {string} selector @param {Element} [within] */
const one = (selector, within = page) => /** @type {T} */ (within.querySelector(selector));
/** @type {(selector: string, within?: Element) => HTMLInputElement} */
const field = one;

const rows = [...page.querySelectorAll(".pb-pause .pb-item")].map((element) => {
  const answer = /** @type {HTMLTemplateElement} */ (one("template[data-answer]")).content.firstElementChild?.cloneNode(true);
  element.append(/** @type {Node} */ (answer));
  return {
    element: /** @type {HTMLElement} */ (element),
    id: element.id,
    hash: /** @type {HTMLElement} */ (element).dataset.hash ?? "",
    words: one(".pb-do", element).innerText,
    pause: one("h2", /** @type {Element} */ (element.closest("section"))).lastChild?.textContent?.trim() ?? "",
    box: field(".pb-tick input", element),
    because: field(".pb-na input", element),
  };
});
const ids = rows.map(({ id }) => id);
const list = {
  list: page.dataset.checklist ?? "",
  title: one("h1").innerText,
  version: page.dataset.version ?? "",
  lang: language,
  items: /** @type {runs.Item[]} */ (rows.map(({ id, hash, words }) => [id, hash, words])),
};

runs.adopt(list.list, page.dataset.was);
const renamed = rows.filter(({ element }) => element.dataset.was);
runs.follow(list.list, new Map(renamed.map(({ element, id }) => [element.dataset.was, id])));

/** The run the address names, or else the newest that is open. @returns {runs.Run | undefined} */
function current() {
  const asked = new URLSearchParams(location.search);
  const run = runs.find(asked.get("run") ?? "");
  if (asked.has("run") || asked.has("new")) return run?.list === list.list ? run : undefined;
  return runs.all(list.list).find(({ finished }) => !finished);
}

/** @param {runs.Run} run */
function go(run) {
  history.replaceState(null, "", `?run=${run.id}`);
  show();
}

/** The run to write in; one begins with the first answer. @returns {runs.Run} */
function running() {
  const found = current() ?? runs.start(list);
  if (!location.search.includes(found.id)) history.replaceState(null, "", `?run=${found.id}`);
  return found;
}

/** @param {Element} within @param {Run[]} others @typedef {runs.Run} Run */
function link(within, others) {
  within.replaceChildren(...others.flatMap((run, at) => {
    const anchor = document.createElement("a");
    anchor.href = `?run=${run.id}`;
    anchor.textContent = `${run.label || word("run.unnamed")} (${inWords(runs.progress(run, ids))})`;
    return at ? [" · ", anchor] : [anchor];
  }));
}

function show() {
  const run = current();
  const answers = run ? runs.ticks(run) : new Map();
  const edit = run ? runs.changes(run, list.items, language) : undefined;
  const frozen = Boolean(run?.finished);
  for (const { element, id, hash, box, because } of rows) {
    const answer = answers.get(id);
    const state = runs.stateOf(answer);
    const isReworded = edit?.changed.includes(id) && !runs.isAnswerTo(answer, hash, language);
    const old = isReworded ? edit?.old.get(id)?.[2] : "";
    element.dataset.state = state;
    box.checked = state === "done";
    box.disabled = because.disabled = frozen;
    if (because !== document.activeElement) because.value = answer?.because ?? "";
    set(one("[data-at]", element), answerInWords(answer));
    set(one("[data-old]", element), old ? word("run.old", old) : edit?.added.includes(id) ? word("run.new-item") : "");
  }
  const count = run ? runs.progress(run, ids) : { of: rows.length, done: 0, na: 0 };
  set(one("[data-progress] p"), inWords(count));
  Object.assign(one("progress"), { max: count.of, value: count.done + count.na });
  const since = run ? word(frozen ? "run.finished" : "run.since", time(run.finished ?? run.started)) : "";
  set(one("[data-name]"), run ? `${run.label || word("run.unnamed")} · ${since}` : "");
  const news = edit && [edit.changed.length, edit.added.length, edit.removed.length];
  set(one("[data-changed]"), news?.some(Boolean) ? word("run.changed", ...news) : "");
  const gone = (edit?.removed ?? []).map(([id, , words]) => {
    const item = document.createElement("li");
    item.className = "pb-item pb-gone";
    item.dataset.state = runs.stateOf(answers.get(id));
    item.textContent = [words, answerInWords(answers.get(id))].filter(Boolean).join(" · ");
    return item;
  });
  one("[data-removed]").hidden = !gone.length;
  one("[data-removed] ul").replaceChildren(...gone);
  one("[data-start]").hidden = Boolean(run?.label || frozen);
  one("[data-start] button").textContent = word(run ? "run.name-it" : "run.start");
  const others = runs.all(list.list).filter(({ id, finished }) => id !== run?.id && !finished);
  one("[data-others]").hidden = !others.length && !run;
  one("[data-others-title]").hidden = !others.length;
  link(one("[data-others] span:last-child"), others);
  if (run) {
    const fresh = document.createElement("a");
    fresh.href = "?new";
    fresh.textContent = word("run.another");
    one("[data-others] span:last-child").append(others.length ? " · " : "", fresh);
  }
  const notes = field("#run-notes");
  notes.readOnly = frozen;
  if (notes !== document.activeElement) notes.value = run ? runs.text(run) : "";
  one(".pb-notes-print").textContent = notes.value;
  for (const name of ["finish", "reset"]) field(`[data-do=${name}]`).disabled = frozen || !run;
  for (const { element } of rows) {
    for (const anchor of element.querySelectorAll(".pb-more a[href*='/phrases/']")) {
      const url = new URL(/** @type {HTMLAnchorElement} */ (anchor).href);
      url.search = run ? `?run=${run.id}` : "";
      anchor.setAttribute("href", url.href);
    }
  }
}

/** @param {HTMLElement} element @param {string} words hidden when there are none */
function set(element, words) {
  element.hidden = !words;
  if (element.textContent !== words) element.textContent = words;
}

for (const { id, hash, box, because } of rows) {
  const answer = () => {
    const said = { done: box.checked, because: because.value.trim(), hash }; // before a new run shows its empty boxes
    runs.tick(running(), id, said);
  };
  box.addEventListener("change", answer);
  because.addEventListener("input", () => { if (because.value.trim()) box.checked = false; answer(); });
}
field("#run-notes").addEventListener("input", () => {
  const words = field("#run-notes").value;
  runs.write(running(), "notes", words);
});
one("[data-start]").addEventListener("submit", (event) => {
  event.preventDefault();
  const run = current();
  const label = field("#run-label").value.trim();
  field("#run-label").value = "";
  if (run) runs.save({ ...run, label });
  go(run ?? runs.start(list, label));
  (rows.find(({ box }) => !box.checked) ?? rows[0]).box.focus({ preventScroll: true });
});

/** @type {Record<string, () => void>} */
const actions = {
  text: () => copy(asText(running(), rows, list.version, false), word("run.copied")),
  markdown: () => copy(asText(running(), rows, list.version, true), word("run.copied")),
  link: () => copy(asLink(running(), ids), word("run.link-copied")),
  print: () => print(),
  finish() {
    const run = running();
    runs.save({ ...run, finished: new Date().toISOString() });
    go(run);
    toast(word("run.finished-now"), () => { runs.save(run); show(); });
  },
  reset() {
    const undo = runs.erase(running(), ":tick:");
    show();
    toast(word("run.was-reset"), () => { undo(); show(); });
  },
  accept() {
    const done = fromLink(location.hash, [...ids, ...ids.map((id) => `~${id}`)]) ?? [];
    const run = runs.start(list);
    for (const { id, hash } of rows) {
      if (done.includes(id)) runs.tick(run, id, { done: true, because: "", hash });
      if (done.includes(`~${id}`)) runs.tick(run, id, { done: false, because: word("run.from-link"), hash });
    }
    actions.dismiss();
    go(run);
  },
  dismiss() {
    history.replaceState(null, "", location.pathname + location.search);
    offer();
  },
};
for (const button of page.querySelectorAll("[data-do]")) {
  button.addEventListener("click", () => actions[/** @type {HTMLElement} */ (button).dataset.do ?? ""]());
}

/** A link with ticks changes nothing until it is accepted. */
function offer() {
  const found = fromLink(location.hash, [...ids, ...ids.map((id) => `~${id}`)]);
  one("[data-offer]").hidden = !found?.length;
  one("[data-offer] p").textContent = word("run.offer", found?.length ?? 0);
}

if (new URLSearchParams(location.search).has("start")) {
  const untouched = runs.all(list.list).find((run) => !run.label && !run.finished && runs.parts(run).length === 1);
  go(untouched ?? runs.start(list));
}
// A box that was ticked before this script had come counts.
for (const { id, hash } of rows.filter(({ box }) => box.checked).filter(() => !current()?.finished)) runs.tick(running(), id, { done: true, because: "", hash });
one("[data-run]").removeAttribute("data-later");
for (const name of ["handover", "progress"]) one(`[data-${name}]`).hidden = false;
watch("", show);
addEventListener("hashchange", offer);
offer();
show();
