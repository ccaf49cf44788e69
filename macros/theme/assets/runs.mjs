/**
 * Runs: a checklist worked through once, for one client or matter. What is kept of it, and nothing
 * of how it looks.
 *
 * `run:<id>` holds the run, `run:<id>:tick:<item>` one answer each, `run:<id>:notes` the notes,
 * `run:<id>:slot:<slot>` words for phrases. Each says when it was last written, so that two tabs
 * or two devices are merged field by field.
 */

import { get, keys, set, setAll } from "./storage.mjs";

/** @typedef {[id: string, hash: string, words: string]} Item as it stood when the run began */
/**
 * @typedef {{list: string, title: string, label: string, started: string,
 *   finished: string | null, lang: string, version: string, items: Item[],
 *   titles?: Record<string, string>, at?: Record<string, string>}} Kept
 * `titles` by language; `at`: when a field was last changed. Earlier versions kept neither.
 */
/** @typedef {Kept & {id: string}} Run */
/**
 * @typedef {{done: boolean, because: string, at: string, hash: string}} Tick
 * `because`: why it does not apply.
 */

export const LONGEST = { label: 80, because: 200, notes: 20000, slot: 5000 };

/** @param {any} value @param {number} [longest] */
const isText = (value, longest = 1000) => typeof value === "string" && value.length <= longest;
/** @param {any} value */
const isTime = (value) => isText(value, 30) && !Number.isNaN(Date.parse(value));

/** @param {any} value */
export const isId = (value) => typeof value === "string" && /^[a-z0-9-]{1,80}$/.test(value);

/** @param {any} value @returns {value is Kept} */
export function isRun(value) {
  return value !== null && typeof value === "object" && isId(value.list) && isText(value.title) &&
    isText(value.label, LONGEST.label) && isTime(value.started) &&
    (value.finished === null || isTime(value.finished)) &&
    isText(value.lang, 2) && isText(value.version, 80) &&
    areTexts(value.titles) && areTexts(value.at) &&
    Array.isArray(value.items) && value.items.length <= 500 && value.items.every(isItem);
}

/** @param {any} value */
const areTexts = (value) => value === undefined || (value !== null &&
  typeof value === "object" && Object.values(value).every((one) => isText(one)));

/** @param {any} value */
function isItem(value) {
  return Array.isArray(value) && value.length === 3 && isId(value[0]) &&
    value.every((part) => isText(part));
}

/** @param {any} value @returns {value is Tick} */
export function isTick(value) {
  return value !== null && typeof value === "object" && typeof value.done === "boolean" &&
    isText(value.because, LONGEST.because) && isTime(value.at) && isText(value.hash, 80);
}

/** Earlier versions kept words alone. @param {any} value @param {number} longest */
const areWords = (value, longest) => isText(value, longest) ||
  (typeof value === "object" && value !== null && isText(value.words, longest) && isTime(value.at));
/** @param {any} value */
export const isNotes = (value) => areWords(value, LONGEST.notes);
/** @param {any} value */
export const isSlot = (value) => areWords(value, LONGEST.slot);

/** @param {string} id @returns {Run | undefined} */
export function find(id) {
  const kept = /^[0-9a-f]{12}$/.test(id) ? get(`run:${id}`) : undefined;
  return isRun(kept) ? { ...kept, id } : undefined;
}

/** Newest first; the keys are listed once. @param {string} [list] of one checklist */
export function all(list) {
  const ids = keys("run:").map((key) => key.slice(4)).filter((id) => id.length === 12);
  const found = ids.map(find).filter((run) => run !== undefined && (!list || run.list === list));
  return /** @type {Run[]} */ (found).sort((a, b) => (a.started < b.started ? 1 : -1));
}

/** @param {string} list @returns {Run[]} */
export const open = (list) => all(list).filter(({ finished }) => !finished);

/** The run that the address names. @returns {Run | undefined} */
export const named = () => find(new URLSearchParams(location.search).get("run") ?? "");

/**
 * Runs begun before their list was renamed go on under its new id.
 * @param {string} list @param {string} [was] its earlier ids
 */
export function adopt(list, was = "") {
  const runs = was.split(" ").filter(Boolean).flatMap((old) => all(old));
  for (const run of runs) save({ ...run, list });
}

/**
 * Answers to items whose id was changed go on under the new one.
 * @param {string} list @param {Map<string, string>} now the items' ids, by earlier id
 */
export function follow(list, now) {
  for (const run of now.size ? all(list) : []) {
    if (!run.items.some(([id]) => now.has(id))) continue;
    for (const [old, id] of now) {
      const answer = get(`run:${run.id}:tick:${old}`);
      if (answer) set(`run:${run.id}:tick:${id}`, answer);
    }
    save({ ...run, items: run.items.map(([id, ...rest]) => [now.get(id) ?? id, ...rest]) });
  }
}

/** @param {Run} run */
export function save({ id, ...kept }) {
  return set(`run:${id}`, kept);
}

/**
 * Changes fields of a run as it is now, whatever another tab has changed since.
 * @param {{id: string}} run @param {{label?: string, finished?: string | null}} fields
 */
export function change({ id }, fields) {
  const run = find(id);
  const now = new Date().toISOString();
  const at = Object.fromEntries(Object.keys(fields).map((name) => [name, now]));
  if (run) save({ ...run, ...fields, at: { ...run.at, ...at } });
}

/** @param {{id: string}} run */
export const finish = (run) => change(run, { finished: new Date().toISOString() });

/**
 * @param {Pick<Kept, "list" | "title" | "titles" | "lang" | "version" | "items">} list
 * @param {string} [label] @param {Run} [from] whose words are taken over: it is the same client
 * @returns {Run}
 */
export function start(list, label = "", from = undefined) {
  const bytes = [...crypto.getRandomValues(new Uint8Array(6))];
  const id = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const name = (label.trim() || (from?.label ?? "")).slice(0, LONGEST.label);
  const started = new Date().toISOString();
  const run = { ...list, id, label: name, started, finished: null, at: {} };
  save(run);
  if (from) copyParts(from, run, ":slot:");
  return run;
}

/**
 * @param {Run} run @param {string[]} [items] the list's items as they are now
 * @returns {Map<string, Tick>} by item
 */
export function ticks(run, items = []) {
  const ids = new Set([...run.items.map(([id]) => id), ...items]);
  const found = [...ids].map((id) => [id, get(`run:${run.id}:tick:${id}`)]);
  return new Map(/** @type {any} */ (found.filter(([, value]) => isTick(value))));
}

/**
 * @param {Run} run @param {string} item
 * @param {{done: boolean, because: string, hash: string}} answer
 */
export function tick(run, item, answer) {
  return set(`run:${run.id}:tick:${item}`, { ...answer, at: new Date().toISOString() });
}

/** @param {Tick | undefined} answer @returns {"done" | "na" | "open"} */
export const stateOf = (answer) => (answer?.done ? "done" : answer?.because.trim() ? "na" : "open");

/** @param {Run} run @param {string} [part] "notes" or "slot:<slot>" @returns {string} */
export function text(run, part = "notes") {
  const kept = get(`run:${run.id}:${part}`);
  return String(kept?.words ?? (typeof kept === "string" ? kept : ""));
}

/** @param {Run} run @param {string} part @param {string} words */
export const write = (run, part, words) =>
  set(`run:${run.id}:${part}`, { words, at: new Date().toISOString() });

/** @param {Run} run @param {string[]} [items] the list's items as they are now */
export function progress(run, items = run.items.map(([id]) => id)) {
  const answers = ticks(run, items);
  const count = (/** @type {string} */ state) =>
    items.filter((item) => stateOf(answers.get(item)) === state).length;
  return { of: items.length, done: count("done"), na: count("na") };
}

/** Where the words of a language stand in an item's hash. @type {Record<string, number[]>} */
const DIGITS = { vi: [0, 8], en: [8, 16] };

/**
 * Whether two hashes of an item stand for other words in a language.
 * Earlier versions kept eight digits for all that an item says in both: those cannot tell.
 * @param {string} one @param {string} other @param {string} lang @returns {boolean | undefined}
 */
function differ(one, other, lang) {
  if (![one, other].every((hash) => /^[0-9a-f]{16}$/.test(hash))) return undefined;
  return one.slice(...DIGITS[lang]) !== other.slice(...DIGITS[lang]);
}

/**
 * Whether an item reads otherwise than when the run began, to somebody who reads `lang`.
 * A run quotes the words of the language it was begun in; of the other, the hash has to tell.
 * @param {Run} run @param {Item} old @param {Item} now @param {string} lang
 */
function reworded(run, [, before, words], [, after, wordsNow], lang) {
  return run.lang === lang ? words !== wordsNow : differ(before, after, lang) ?? false;
}

/**
 * Whether an item was answered as it reads now.
 * @param {Tick | undefined} answer @param {string} hash @param {string} lang
 */
export function isAnswerTo(answer, hash, lang) {
  return answer !== undefined && !(differ(answer.hash, hash, lang) ?? answer.hash !== hash);
}

/**
 * What an edit of the list did since the run began, as somebody sees it who reads `lang`.
 * @param {Run} run @param {Item[]} now @param {string} lang
 */
export function changes(run, now, lang) {
  const byId = (/** @type {Item[]} */ items) => new Map(items.map((item) => [item[0], item]));
  const old = byId(run.items), current = byId(now);
  const isReworded = (/** @type {Item} */ item) => {
    const before = old.get(item[0]);
    return before !== undefined && reworded(run, before, item, lang);
  };
  return {
    changed: now.filter(isReworded).map(([id]) => id),
    added: now.filter(([id]) => !old.has(id)).map(([id]) => id),
    removed: run.items.filter(([id]) => !current.has(id)),
    old,
  };
}

/**
 * Everything kept for a run.
 * @param {Run} run @param {string} [below] such as ":tick:" @returns {[string, any][]}
 */
export function parts(run, below = "") {
  const names = keys(`run:${run.id}${below}`);
  return names.map((key) => [key, get(key)]);
}

/** @param {Run} run @param {string} [below] @returns {() => void} brings it back */
export function erase(run, below = "") {
  const kept = parts(run, below);
  setAll(kept.map(([key]) => [key, undefined]));
  return () => { setAll(kept); };
}

/** @param {Run} from @param {Run} to @param {string} below */
function copyParts(from, to, below) {
  setAll(parts(from, below).map(([key, value]) => [key.replace(from.id, to.id), value]));
}

/**
 * A copy that is open again, with every answer.
 * @param {Run} run @param {string} label @returns {Run}
 */
export function duplicate(run, label) {
  const copy = start(run, label);
  copyParts(run, copy, ":");
  return copy;
}
