/** A checklist page: ticks, runs, progress and what is handed over. */

import { copy, share } from "./copy.mjs";
import { all, make, one, say } from "./dom.mjs";
import { bind } from "./field.mjs";
import { answerInWords, inWords, nameOf, time } from "./named.mjs";
import "./notice.mjs";
import * as runs from "./runs.mjs";
import { setAll, watchSoon } from "./storage.mjs";
import { toast } from "./toast.mjs";
import { language, word } from "./words.mjs";

/** @typedef {runs.Run} Run */

const page = one("[data-checklist]");
const rows = all(".pb-pause .pb-item", page).map((element) => ({
  element,
  id: element.id,
  hash: element.dataset.hash,
  words: one(".pb-do", element).innerText,
  pause: one("h2", element.closest("section")).lastChild.textContent.trim(),
  box: one(".pb-tick input", element),
  because: one(".pb-na input", element),
}));
const ids = rows.map((row) => row.id);
const list = {
  list: page.dataset.checklist,
  title: page.dataset[language === "vi" ? "titleVi" : "titleEn"],
  titles: { vi: page.dataset.titleVi, en: page.dataset.titleEn },
  version: page.dataset.version,
  lang: language,
  items: /** @type {runs.Item[]} */ (rows.map(({ id, hash, words }) => [id, hash, words])),
};
const notes = one("#run-notes", page);
const label = one("#run-label", page);
const asked = new URLSearchParams(location.search);
/** The one run this page writes in; it never turns into another by itself. */
let pinned = "";
/** A run of another list of the same client. @type {Run | undefined} */
let from;
/** What the page last saw of its run: all that is left when storage is emptied under it. */
let held = { id: "", parts: /** @type {[string, any][]} */ ([]), text: "" };
let naming = false;
/** @type {typeof import("./handover.mjs") | undefined} here once there is something to hand over */
let hand;
const handing = async () => (hand ??= await import("./handover.mjs"));

runs.adopt(list.list, page.dataset.was);
const renamed = rows.filter(({ element }) => element.dataset.was);
runs.follow(list.list, new Map(renamed.map(({ element, id }) => [element.dataset.was, id])));

/** @param {string} name @param {string} value @returns {string} this page's address for a run */
function address(name, value) {
  const here = new URLSearchParams(location.search);
  for (const old of ["run", "new", "start"]) here.delete(old);
  here.set(name, value);
  return `?${String(here).replace(/=$|=(?=&)/g, "")}`;
}

/** @param {Run | undefined} run @returns {Run | undefined} */
function go(run) {
  pinned = run?.id ?? "";
  naming = false;
  if (run) history.replaceState(null, "", address("run", run.id) + location.hash);
  for (const look of looks) look(true);
  show();
  dispatchEvent(new Event("run"));
  return run;
}

/** The run to begin with: the one that is asked for, or the only one that can be meant. */
function first() {
  const run = runs.named();
  if (run?.list === list.list) return run;
  from = run;
  const open = runs.open(list.list);
  const untouched = open.find((one) => !one.label && runs.parts(one).length === 1);
  if (asked.has("start")) return untouched ?? runs.start(list, "", from);
  if (asked.has("new") || (asked.has("run") && !from)) return undefined;
  if (from) return open.find((one) => one.label && one.label === from?.label);
  return open.length === 1 ? open[0] : undefined;
}

const current = () => (pinned ? runs.find(pinned) : undefined);

/** The run to write in; one begins with the first answer. @returns {Run | undefined} */
function running() {
  if (pinned && !current()) return undefined; // emptied under this page: it is said, nothing begins
  return current() ?? go(runs.start(list, "", from));
}

/** A page without a run joins the only one begun elsewhere while nobody has named it. */
function join() {
  const open = pinned || asked.has("new") || from ? [] : runs.open(list.list);
  if (open.length === 1 && !open[0].label) go(open[0]);
}

const looks = [
  ...rows.map(({ id, hash, box, because }) => bind(because, () => {
    const run = current();
    return (run && runs.ticks(run, [id]).get(id)?.because) ?? "";
  }, (words) => {
    const run = running();
    if (words.trim()) box.checked = false;
    if (run) runs.tick(run, id, { done: box.checked, because: words, hash });
  })),
  bind(notes, () => { const run = current(); return run ? runs.text(run) : ""; }, (words) => {
    const run = running();
    if (run) runs.write(run, "notes", words);
  }),
];

function show() {
  const run = current();
  const answers = run ? runs.ticks(run, ids) : new Map();
  const edit = run ? runs.changes(run, list.items, language) : undefined;
  const frozen = Boolean(run?.finished);
  for (const look of looks) look();
  for (const { element, id, hash, box, because } of rows) {
    const answer = answers.get(id);
    const isReworded = edit?.changed.includes(id) && !runs.isAnswerTo(answer, hash, language);
    const old = isReworded ? edit?.old.get(id)?.[2] : "";
    element.dataset.state = runs.stateOf(answer);
    box.checked = element.dataset.state === "done";
    box.disabled = because.disabled = frozen;
    say(one("[data-at]", element), answerInWords(answer));
    const added = edit?.added.includes(id) ? word("run.new-item") : "";
    say(one("[data-old]", element), old ? word("run.old", old) : added);
  }
  const count = run ? runs.progress(run, ids) : { of: rows.length, done: 0, na: 0 };
  const whole = count.done + count.na === count.of;
  say(one("[data-progress] p", page), inWords(count));
  Object.assign(one("progress", page), { max: count.of, value: count.done + count.na });
  one("progress", page).hidden = whole;
  one("[data-end]", page).hidden = !whole || !run || frozen;
  say(one("[data-whose]", page), whole || !run?.label ? "" : run.label);
  page.classList.toggle("pb-running", Boolean(run));
  const ended = run?.finished && word("run.finished", time(run.finished));
  const since = run?.label && word("run.since", time(run.started)); // an unnamed one is called so
  const called = run ? [nameOf(run), ended || since] : [];
  say(one("[data-name]", page), called.filter(Boolean).join(" · "));
  one("[data-do=reopen]", page).hidden = !frozen;
  const news = edit && [edit.changed.length, edit.added.length, edit.removed.length];
  say(one("[data-changed]", page), news?.some(Boolean) ? word("run.changed", ...news) : "");
  const gone = (edit?.removed ?? []).map(([id, , words]) => {
    const said = [words, answerInWords(answers.get(id))].filter(Boolean).join(" · ");
    const item = make("li", { className: "pb-item pb-gone", textContent: said });
    item.dataset.state = runs.stateOf(answers.get(id));
    return item;
  });
  one("[data-removed]", page).hidden = !gone.length;
  one("[data-removed] ul", page).replaceChildren(...gone);
  one("[data-start]", page).hidden = frozen || Boolean(run?.label && !naming);
  one("[data-start] button", page).textContent = word(run ? "run.name-it" : "run.start");
  one("[data-do=rename]", page).hidden = frozen || !run?.label;
  others(run);
  notes.readOnly = frozen;
  one(".pb-notes-print", page).textContent = notes.value;
  for (const name of ["finish", "reset"]) {
    for (const button of all(`[data-do=${name}]`, page)) button.disabled = frozen || !run;
  }
  if (run && !hand) handing().then(show);
  const words = run && hand ? hand.asText(run, rows, list.version, false) : "";
  if (run) held = { id: run.id, parts: runs.parts(run), text: words };
  one("[data-emptied]", page).hidden = !pinned || Boolean(run) || held.id !== pinned;
}

/** The open runs of this list beside the one shown. @param {Run | undefined} run */
function others(run) {
  const links = runs.open(list.list).filter(({ id }) => id !== run?.id).map((other) => {
    const count = inWords(runs.progress(other, ids), true);
    const href = address("run", other.id);
    return make("li", {}, make("a", { href }, `${nameOf(other)} ${count}`));
  });
  const fresh = make("a", { href: address("new", ""), textContent: word("run.another") });
  one("[data-others] ul", page).replaceChildren(...links, ...(run ? [make("li", {}, fresh)] : []));
  const box = one("[data-others]", page);
  box.hidden = !run && !links.length;
  if (!run) box.open = true;
  else if (!box.contains(document.activeElement)) box.open = false;
}

for (const { id, hash, box } of rows) {
  box.addEventListener("change", () => {
    const done = box.checked; // before a new run shows its empty boxes
    const run = running();
    if (run) runs.tick(run, id, { done, because: "", hash });
    else show();
  });
}
one("[data-start]", page).addEventListener("submit", (/** @type {Event} */ event) => {
  event.preventDefault();
  const run = current();
  const name = label.value.trim();
  label.value = "";
  if (run) runs.change(run, { label: name });
  go(run ?? runs.start(list, name, from));
  (rows.find(({ box }) => !box.checked) ?? rows[0]).box.focus({ preventScroll: true });
});

const unfinished = one("[data-unfinished]", page);
unfinished.addEventListener("close", () => { if (unfinished.returnValue === "yes") finish(); });
function finish() {
  const run = current();
  if (!run) return;
  runs.finish(run);
  show();
  toast(word("run.finished-now"), () => runs.change(run, { finished: null }));
}

/** @type {Record<string, () => void>} */
const actions = {
  text: () => act((run, { asText }) =>
    copy(asText(run, rows, list.version, false), word("run.copied"))),
  markdown: () => act((run, { asText }) =>
    copy(asText(run, rows, list.version, true), word("run.copied"))),
  link: () => act((run, { asLink }) => copy(asLink(run, ids), word("run.link-copied"))),
  share: () => act((run, { asText }) => share(list.title, asText(run, rows, list.version, false))),
  print: () => print(),
  finish() {
    const open = rows.filter(({ element }) => element.dataset.state === "open");
    if (!open.length) return finish();
    one("p", unfinished).textContent = word("run.unfinished", open.length);
    one("ul", unfinished).replaceChildren(
      ...open.map(({ words }) => make("li", { textContent: words })));
    unfinished.returnValue = "";
    unfinished.showModal();
  },
  reopen: () => act((run) => runs.change(run, { finished: null })),
  rename() {
    naming = true;
    label.value = current()?.label ?? "";
    show();
    label.focus();
  },
  reset: () => act((run) => {
    const undo = runs.erase(run, ":tick:");
    show();
    toast(word("run.was-reset"), () => { undo(); show(); });
  }),
  restore: () => { setAll(held.parts); show(); },
  "copy-held": () => copy(held.text, word("run.copied")),
  async accept() {
    const done = (await handing()).fromLink(location.hash, ids) ?? [];
    const run = runs.start(list);
    for (const { id, hash } of rows) {
      if (done.includes(id)) runs.tick(run, id, { done: true, because: "", hash });
      const because = word("run.from-link");
      if (done.includes(`~${id}`)) runs.tick(run, id, { done: false, because, hash });
    }
    actions.dismiss();
    go(run);
  },
  dismiss() {
    history.replaceState(null, "", location.pathname + location.search);
    offer();
  },
};
/** @param {(run: Run, hand: typeof import("./handover.mjs")) => void} what */
async function act(what) {
  const run = running();
  if (run) what(run, hand ?? await handing());
}
for (const button of all("[data-do]", page)) {
  button.addEventListener("click", () => actions[button.dataset.do]());
}

/** A link with ticks changes nothing until it is accepted. */
async function offer() {
  const found = location.hash.startsWith("#ticks=")
    ? (await handing()).fromLink(location.hash, ids) : undefined;
  one("[data-offer]", page).hidden = !found?.length;
  one("[data-offer] p", page).textContent = word("run.offer", found?.length ?? 0);
}

const early = rows.filter(({ box }) => box.checked); // ticked before this script had come
go(first());
if (early.length && !current()?.finished) {
  const run = running();
  for (const { id, hash } of early) {
    if (run) runs.tick(run, id, { done: true, because: "", hash });
  }
}
one("[data-unkept]").remove();
for (const part of all("[data-later]", page)) part.removeAttribute("data-later");
one("[data-address]", page).textContent =
  one("link[rel=canonical]")?.href ?? location.origin + location.pathname;
(window.requestIdleCallback ?? setTimeout)(handing);
watchSoon("", () => { join(); show(); });
document.addEventListener("visibilitychange", show); // storage may have been emptied unheard
addEventListener("hashchange", offer);
offer();
show();
