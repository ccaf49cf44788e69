/**
 * Runs: a checklist worked through once, for one client or matter. What is kept of it, and nothing
 * of how it looks.
 *
 * `run:<id>` holds the run, `run:<id>:tick:<item>` one answer each, `run:<id>:notes` the notes,
 * `run:<id>:slot:<slot>` words for phrases. Each says when it was last written, so that two tabs
 * or two devices are merged field by field.
 */

import { LONGEST, read } from "./kept.mjs";
import { get, keys, set, setAll } from "./storage.mjs";

/** @typedef {[id: string, hash: string, words: string]} Item as it stood when the run began
 * @typedef {{list: string, title: string, titles?: Record<string, string>, lang: string,
 *   version: string, items: Item[]}} List
 * @typedef {List & {id: string, label: string, started: string, finished: string | null,
 *   at?: Record<string, string>}} Run `at`: when a field was last changed
 * @typedef {{done: boolean, because: string, at: string, hash: string}} Tick `because`: why it
 *   does not apply */

const now = () => new Date().toISOString();

/** @param {string} id @returns {Run | undefined} */
export function find(id) {
  const kept = /^[0-9a-f]{12}$/.test(id) ? read(`run:${id}`) : undefined;
  return kept && { ...kept, id };
}

/** Newest first; the keys are listed once. @param {string} [list] of one checklist */
export function all(list) {
  const found = keys("run:").flatMap((key) => find(key.slice(4)) ?? []);
  return found.filter((run) => !list || run.list === list)
    .sort((a, b) => (a.started < b.started ? 1 : -1));
}

/** @param {string} [list] */
export const open = (list) => all(list).filter(({ finished }) => !finished);

/** The run that the address names. */
export const named = () => find(new URLSearchParams(location.search).get("run") ?? "");

/** @param {Run} run */
const save = ({ id, ...kept }) => set(`run:${id}`, kept);

/** Runs begun before their list was renamed go on under its new id. @param {string} list
 * @param {string} [was] its earlier ids */
export function adopt(list, was = "") {
  for (const run of was ? all() : []) if (was.split(" ").includes(run.list)) save({ ...run, list });
}

/** Answers to items whose id was changed go on under the new one, also those that an earlier page
 * or another device gives later. @param {string} list
 * @param {Map<string, string>} ids as they are now, by earlier id */
export function follow(list, ids) {
  for (const run of ids.size ? all(list) : []) {
    for (const [was, id] of ids) {
      const before = read(`run:${run.id}:tick:${was}`);
      const isNewer = before && !(read(`run:${run.id}:tick:${id}`)?.at >= before.at);
      if (isNewer) set(`run:${run.id}:tick:${id}`, before);
    }
    if (!run.items.some(([id]) => ids.has(id))) continue;
    save({ ...run, items: run.items.map(([id, ...rest]) => [ids.get(id) ?? id, ...rest]) });
  }
}

/** Changes a field of a run as it is now, whatever another tab has changed since.
 * @param {{id: string}} run @param {"label" | "finished"} name @param {string | null} value */
export function change({ id }, name, value) {
  const run = find(id);
  if (run) save({ ...run, [name]: value, at: { ...run.at, [name]: now() } });
}

/** @param {{id: string}} run */
export const finish = (run) => change(run, "finished", now());
/** @param {{id: string}} run */
export const reopen = (run) => change(run, "finished", null);

/** @param {List} list @param {string} [label] @param {Run} [from] whose name and words are taken
 * over: it is the same client @returns {Run} */
export function start(list, label = "", from = undefined) {
  const bytes = [...crypto.getRandomValues(new Uint8Array(6))];
  const id = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const name = (label.trim() || (from?.label ?? "")).slice(0, LONGEST.label);
  const run = { ...list, id, label: name, started: now(), finished: null, at: {} };
  save(run);
  if (from) copyParts(from, run, ":slot:");
  return run;
}

/** A copy that is open again, with every answer. @param {Run} run @param {string} label */
export const duplicate = (run, label) => copyParts(run, start(run, label), ":");

/** By item, also those that are new on the list. @param {Run} run @param {string[]} [items] */
export const ticks = (run, items = []) =>
  new Map([...run.items.map(([id]) => id), ...items].map((id) =>
    [id, /** @type {Tick | undefined} */ (read(`run:${run.id}:tick:${id}`))]));

/** @param {Run} run @param {string} item @param {Omit<Tick, "at">} answer */
export const tick = (run, item, answer) =>
  set(`run:${run.id}:tick:${item}`, { ...answer, at: now() });

/** @param {Tick | undefined} answer @returns {"done" | "na" | "open"} */
export const stateOf = (answer) => (answer?.done ? "done" : answer?.because.trim() ? "na" : "open");

/** @type {(run?: Run, part?: string) => string} `part`: "notes" or "slot:<slot>" */
export const text = (run, part = "notes") => (run && read(`run:${run.id}:${part}`)?.words) ?? "";

/** @param {Run} run @param {string} part @param {string} words */
export const write = (run, part, words) => set(`run:${run.id}:${part}`, { words, at: now() });

/** @param {Run} run @param {string[]} [items] the list's items as they are now */
export function progress(run, items = run.items.map(([id]) => id)) {
  const answers = ticks(run, items);
  const count = (/** @type {string} */ state) =>
    items.filter((item) => stateOf(answers.get(item)) === state).length;
  return { of: items.length, done: count("done"), na: count("na") };
}

/** Of an item's hash, what stands for its words. @param {string} hash @param {string} lang */
const wordsOf = (hash, lang) => (lang === "vi" ? hash.slice(0, 8) : hash.slice(8));

/** As it reads now. @param {Tick | undefined} answer @param {string} hash @param {string} lang */
export const isAnswerTo = (answer, hash, lang) =>
  answer !== undefined && wordsOf(answer.hash, lang) === wordsOf(hash, lang);

/** What an edit of the list did since the run began, as somebody sees it who reads `lang`. A run
 * quotes the words of the language it was begun in; of the other, the hash has to tell.
 * @param {Run} run @param {Item[]} items as they are now @param {string} lang */
export function changes(run, items, lang) {
  const old = new Map(run.items.map((item) => [item[0], item]));
  const isReworded = (/** @type {Item} */ [id, hash, words]) => {
    const [, before, said] = old.get(id) ?? [id, hash, words];
    return run.lang === lang ? said !== words : wordsOf(before, lang) !== wordsOf(hash, lang);
  };
  return {
    changed: items.filter(isReworded).map(([id]) => id),
    added: items.filter(([id]) => !old.has(id)).map(([id]) => id),
    removed: run.items.filter(([id]) => !items.some(([one]) => one === id)),
    old,
  };
}

/** Everything kept for a run. @param {Run} run @param {string} [below] such as ":tick:" */
export const parts = (run, below = "") =>
  keys(`run:${run.id}${below}`).map((key) => /** @type {[string, any]} */ ([key, get(key)]));

/** @param {Run} run @param {string} [below] @returns {() => void} brings it back */
export function erase(run, below = "") {
  const kept = parts(run, below);
  setAll(kept.map(([key]) => [key, undefined]));
  return () => { setAll(kept.filter(([key]) => get(key) === undefined)); }; // else written since
}

/** @param {Run} from @param {Run} to @param {string} below */
const copyParts = (from, to, below) =>
  setAll(parts(from, below).map(([key, value]) => [key.replace(from.id, to.id), value]));
