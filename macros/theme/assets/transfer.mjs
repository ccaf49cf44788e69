/** All work as a file, out and back in: a file is judged whole before anything is written, and then
 * written whole or not at all. */

import { isKept } from "./kept.mjs";
import { get, keys, setAll } from "./storage.mjs";

const FORMAT = "client-playbook";
const VERSION = 2;
const RUN = /^run:[0-9a-f]{12}/;

/** @typedef {[key: string, value: any]} Entry */

/** Why a file was refused; `message` is the key of the words that say so. */
export class Refused extends Error {}

/** Of entries, those that a file may carry, out or in: an answer only beside its run.
 * @param {Entry[]} all */
function carried(all) {
  const values = new Map(all);
  const isIn = (/** @type {string} */ key) => isKept(key, values.get(key));
  return all.filter(([key]) => isIn(key) && (!RUN.test(key) || isIn(key.slice(0, 16))));
}

/** @returns {Entry[]} everything a file carries */
export const entries = () => carried(keys("").map((key) => [key, get(key)]));

/** The run that a key is of, or the key itself. @param {string} key */
const owner = (key) => RUN.exec(key)?.[0] ?? key;

/** By owner, all there is of it as text. */
function owners() {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const entry of entries()) {
    const id = owner(entry[0]);
    found.set(id, (found.get(id) ?? "") + JSON.stringify(entry));
  }
  return found;
}

/** @returns {string} */
export function exported() {
  const made = new Date().toISOString();
  const file = { format: FORMAT, version: VERSION, made, entries: Object.fromEntries(entries()) };
  return JSON.stringify(file, null, 1);
}

/** @param {string} text a file @returns {Entry[]} @throws {Refused} */
export function parse(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Refused("transfer.not-ours");
  }
  if (file?.format !== FORMAT) throw new Refused("transfer.not-ours");
  const all = Object.entries(file.entries ?? {});
  const isRead = file.version === VERSION && Object(file.entries) === file.entries;
  const isWhole = isRead && carried(all).length === all.length;
  if (!isWhole) throw new Refused("transfer.damaged");
  return all;
}

/** Two values of one item -> the one to keep: of an answer and of each field of a run the later
 * one, of notes both. @param {string} key @param {any} ours @param {any} theirs
 * @throws {Refused} where both are longer than notes may be */
function merged(key, ours, theirs) {
  if (ours === undefined || theirs === undefined) return ours ?? theirs;
  if (key.length === 16 && RUN.test(key)) {
    const kept = { ...ours, at: { ...ours.at } };
    for (const [name, at] of Object.entries(theirs.at ?? {})) {
      if (at <= (ours.at?.[name] ?? "")) continue;
      kept[name] = theirs[name];
      kept.at[name] = at;
    }
    return kept;
  }
  if (!key.endsWith(":notes") || ours.words === "") return theirs.at > ours.at ? theirs : ours;
  if (ours.words.includes(theirs.words)) return ours;
  const words = theirs.words.includes(ours.words) ? theirs.words : `${ours.words}\n${theirs.words}`;
  const both = { words, at: theirs.at };
  if (!isKept(key, both)) throw new Refused("transfer.too-long");
  return both;
}

/** Writes all of it. @param {Entry[]} changes @throws {Refused} where there is no room */
function put(changes) {
  if (!setAll(changes, { orElseKeep: false })) throw new Refused("transfer.no-room");
}

/** @param {Entry[]} file @param {boolean} replace @returns {() => void} takes it back, but where
 * another tab has written since: there what was before is merged into what is @throws {Refused} */
export function take(file, replace) {
  const before = new Map(entries());
  const after = new Map(file.map(([key, value]) =>
    [key, replace ? value : merged(key, before.get(key), value)]));
  /** @type {Entry[]} */
  const gone = replace ? [...before.keys()].map((key) => [key, undefined]) : [];
  const changes = [...new Map([...gone, ...after])];
  put(changes);
  const left = owners();
  return () => {
    const now = owners();
    put(changes.map(([key]) => {
      const [then, one] = [left, now].map((all) => all.get(owner(key)));
      if (then === one) return [key, before.get(key)];
      return [key, one && merged(key, get(key), before.get(key))]; // or it is gone since
    }));
  };
}
