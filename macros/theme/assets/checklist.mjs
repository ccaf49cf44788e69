/** A checklist page: ticks, runs, progress and what is handed over. */

import { copy, share } from "./copy.mjs";
import { all, make, one, ready, say } from "./dom.mjs";
import { bind } from "./field.mjs";
import { whenIdle } from "./frame.mjs";
import { answerInWords, inShort, inWords, nameOf, time } from "./named.mjs";
import "./notice.mjs";
import * as runs from "./runs.mjs";
import { watch } from "./storage.mjs";
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
const titles = { vi: page.dataset.titleVi, en: page.dataset.titleEn };
/** @type {runs.List} */
const list = {
  list: page.dataset.checklist,
  title: titles[language],
  titles,
  version: page.dataset.version,
  lang: language,
  items: rows.map(({ id, hash, words }) => [id, hash, words]),
};
const notes = one("#run-notes", page);
const label = one("#run-label", page);
const asked = new URLSearchParams(location.search);
/** The one run this page writes in; it never turns into another by itself. */
let pinned = "";
/** A run of another list of the same client. @type {Run | undefined} */
let from;
let isNaming = false;
/** What hands it over comes when the page has; a button may want it before. */
const handing = () => import("./handover.mjs");

const earlier = new Map(rows.flatMap(({ element, id }) =>
  (element.dataset.was?.split(" ") ?? []).map((/** @type {string} */ was) => [was, id])));
const follow = () => runs.follow(list.list, earlier);

runs.adopt(list.list, page.dataset.was);
follow();

/** @param {string} name @param {string} value @returns {string} this page's address for a run */
function address(name, value) {
  const here = new URLSearchParams(location.search);
  for (const old of ["run", "new", "start"]) here.delete(old);
  here.set(name, value);
  return `?${String(here).replace(/=$|=(?=&)/g, "")}`;
}

/** @template {Run | undefined} R @param {R} run @returns {R} */
function go(run) {
  pinned = run?.id ?? "";
  isNaming = false;
  if (run) history.replaceState(null, "", address("run", run.id) + location.hash);
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

const current = () => runs.find(pinned);

/** The run to write in; one begins with the first answer. */
const running = () => current() ?? go(runs.start(list, "", from));

/** A page without a run joins the only one begun elsewhere while nobody has named it. */
function join() {
  const isAnother = pinned || asked.has("new") || asked.has("run") || label.value;
  const open = isAnother ? [] : runs.open(list.list);
  if (open.length === 1 && !open[0].label) go(open[0]);
}

/** @param {typeof rows[number]} row @param {boolean} done @param {string} [because] stays beside it */
const answer = ({ id, hash, because: field }, done, because = field.value) =>
  runs.tick(running(), id, { done, because, hash });

const looks = [
  ...rows.map((row) => bind(row.because, () => {
    const run = current();
    return (run && runs.ticks(run, [row.id]).get(row.id)?.because) ?? "";
  }, (words) => answer(row, row.box.checked && !words.trim(), words))),
  bind(notes, () => runs.text(current()), (words) => runs.write(running(), "notes", words)),
];

function show() {
  const run = current();
  const isFrozen = Boolean(run?.finished);
  for (const look of looks) look();
  for (const button of all("[data-do=finish], [data-do=reset]", page)) {
    button.disabled = isFrozen || !run;
  }
  notes.readOnly = isFrozen;
  one(".pb-notes-print", page).textContent = notes.value;
  showItems(run, isFrozen);
  showProgress(run, isFrozen);
  showName(run, isFrozen);
  showOthers(run);
}

/** The list's items, and what became of them since the run began. @param {Run | undefined} run
 * @param {boolean} isFrozen */
function showItems(run, isFrozen) {
  const answers = run ? runs.ticks(run, ids) : new Map();
  const edit = run && runs.changes(run, list.items, language);
  for (const { element, id, hash, box, because } of rows) {
    const isNew = edit?.added.includes(id);
    const isOld = edit?.changed.includes(id) && !runs.isAnswerTo(answers.get(id), hash, language);
    element.dataset.state = runs.stateOf(answers.get(id));
    box.checked = element.dataset.state === "done";
    box.disabled = because.disabled = isFrozen;
    say(one("[data-at]", element), answerInWords(answers.get(id)));
    const before = isOld ? word("run.old", edit?.old.get(id)?.[2] ?? "") : "";
    say(one("[data-old]", element), isNew ? word("run.new-item") : before);
  }
  const news = edit && [edit.changed.length, edit.added.length, edit.removed.length];
  say(one("[data-changed]", page), news?.some(Boolean) ? word("run.changed", ...news) : "");
  const gone = (edit?.removed ?? []).map(([id, , words]) => {
    const said = [words, answerInWords(answers.get(id))].filter(Boolean).join(" · ");
    const item = make("li", { className: "pb-item pb-gone" }, said);
    item.dataset.state = runs.stateOf(answers.get(id));
    return item;
  });
  one("[data-removed]", page).hidden = !gone.length;
  one("[data-removed] ul", page).replaceChildren(...gone);
}

/** @param {Run | undefined} run @param {boolean} isFrozen */
function showProgress(run, isFrozen) {
  const count = run ? runs.progress(run, ids) : { of: rows.length, done: 0, na: 0 };
  const isWhole = count.done + count.na === count.of;
  say(one("[data-progress] p", page), inWords(count));
  Object.assign(one("progress", page),
    { max: count.of, value: count.done + count.na, hidden: isWhole });
  one("[data-end]", page).hidden = !isWhole || !run || isFrozen;
  say(one("[data-whose]", page), isWhole || !run ? "" : run.label);
}

/** @param {Run | undefined} run @param {boolean} isFrozen */
function showName(run, isFrozen) {
  const isNamed = Boolean(run?.label);
  page.classList.toggle("pb-running", Boolean(run));
  const ended = run?.finished && word("run.finished", time(run.finished));
  const since = run && isNamed && word("run.since", time(run.started)); // else it is called so
  const called = run ? [nameOf(run), ended || since] : [];
  say(one("[data-name]", page), called.filter(Boolean).join(" · "));
  one("[data-do=reopen]", page).hidden = !isFrozen;
  one("[data-do=rename]", page).hidden = isFrozen || !isNamed;
  one("[data-start]", page).hidden = isFrozen || (isNamed && !isNaming);
  one("[data-start] button", page).textContent = word(run ? "run.name-it" : "run.start");
}

/** The open runs of this list beside the one shown. @param {Run | undefined} run */
function showOthers(run) {
  const links = runs.open(list.list).filter(({ id }) => id !== run?.id).map((other) => [
    address("run", other.id), `${nameOf(other)} ${inShort(runs.progress(other, ids))}`]);
  if (run) links.push([address("new", ""), word("run.another")]);
  one("[data-others] ul", page).replaceChildren(
    ...links.map(([href, words]) => make("li", {}, make("a", { href }, words))));
  const box = one("[data-others]", page);
  box.hidden = !links.length;
  if (!run) box.open = true;
  else if (!box.contains(document.activeElement)) box.open = false;
}

/** The run as text. @param {boolean} [markdown] */
const asText = async (markdown) =>
  (await handing()).asText(running(), rows, list.version, markdown);

function finish() {
  const run = running();
  runs.finish(run);
  toast(word("run.finished-now"), () => runs.reopen(run));
}

/** @type {Record<string, () => void>} */
const actions = {
  text: async () => copy(await asText(), word("run.copied")),
  markdown: async () => copy(await asText(true), word("run.copied")),
  link: async () => copy((await handing()).asLink(running(), ids), word("run.link-copied")),
  share: async () => share(list.title, await asText()),
  finish() {
    const open = rows.filter(({ element }) => element.dataset.state === "open");
    if (!open.length) return finish();
    one("p", unfinished).textContent = word("run.unfinished", open.length);
    one("ul", unfinished).replaceChildren(...open.map(({ words }) => make("li", {}, words)));
    unfinished.returnValue = "";
    unfinished.showModal();
  },
  reopen: () => runs.reopen(running()),
  rename() {
    isNaming = true;
    label.value = current()?.label ?? "";
    show();
    label.focus();
  },
  reset: () => toast(word("run.was-reset"), runs.erase(running(), ":tick:")),
  async accept() {
    const { fromLink } = await handing();
    const done = fromLink(location.hash, ids);
    actions.dismiss();
    go(runs.start(list));
    for (const row of rows) {
      if (done.includes(row.id)) answer(row, true);
      else if (done.includes(`~${row.id}`)) answer(row, false, word("run.from-link"));
    }
  },
  dismiss() {
    history.replaceState(null, "", location.pathname + location.search);
    offer();
  },
};

/** A link with ticks changes nothing until it is accepted. */
async function offer() {
  const found = location.hash.startsWith("#ticks=")
    ? (await handing()).fromLink(location.hash, ids) : [];
  one("[data-offer]", page).hidden = !found.length;
  one("[data-offer] p", page).textContent = word("run.offer", found.length);
}

for (const row of rows) row.box.addEventListener("change", () => answer(row, row.box.checked));
for (const button of all("[data-do]", page)) {
  button.addEventListener("click", () => actions[button.dataset.do]());
}
one("[data-start]", page).addEventListener("submit", (/** @type {Event} */ event) => {
  event.preventDefault();
  const run = current();
  const name = label.value.trim();
  label.value = "";
  if (run) runs.change(run, "label", name);
  go(run ?? runs.start(list, name, from));
  (rows.find(({ box }) => !box.checked) ?? rows[0]).box.focus({ preventScroll: true });
});
const unfinished = one("[data-unfinished]", page);
unfinished.addEventListener("close", () => { if (unfinished.returnValue === "yes") finish(); });

const early = rows.filter(({ box }) => box.checked); // ticked before this script had come
if (!go(first())?.finished) for (const row of early) answer(row, true);
one("[data-unkept]").remove();
ready(page);
one("[data-address]", page).textContent =
  one("link[rel=canonical]")?.href ?? location.origin + location.pathname;
whenIdle(handing);
watch("", () => { follow(); join(); show(); });
addEventListener("hashchange", offer);
offer();
