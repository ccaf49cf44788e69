/**
 * All work as a file, out and back in: a file is judged whole before anything is written, and then
 * written whole or not at all.
 */

import { isId, isNotes, isRun, isSlot, isTick } from "./runs.mjs";
import { get, keys, setAll } from "./storage.mjs";

const FORMAT = "client-playbook";
const VERSION = 2; // 1 kept notes and slots as words alone
const LIMIT = { characters: 5e6, entries: 50000, value: 20000, depth: 8 };
const KINDS = ["run:", "tick:", "path:", "answer:", "name"];
const RUN = /^run:[0-9a-f]{12}/;

/** @typedef {[key: string, value: any]} Entry */

/** Why a file was refused; `message` is the key of the words that say so. */
export class Refused extends Error {}

/** @param {any} value @param {number} [depth] */
function isPlain(value, depth = 0) {
  if (typeof value === "string") return value.length <= LIMIT.value;
  if (value === null || typeof value !== "object") return true;
  return depth < LIMIT.depth && Object.values(value).every((one) => isPlain(one, depth + 1));
}

/** @param {string} key @param {any} value */
function isEntry(key, value) {
  const part = key.replace(RUN, "");
  if (part === key && key === "name") return isSlot(value);
  if (part === key) {
    return /^(tick|path|answer):[\w:/.-]{1,200}$/.test(key) && isPlain(value) && value !== null;
  }
  if (part === "") return isRun(value);
  const [, kind, id] = /^:(tick|slot):(.+)$/.exec(part) ?? [];
  if (part === ":notes") return isNotes(value);
  return isId(id) && (kind === "tick" ? isTick(value) : isSlot(value));
}

/** @returns {Entry[]} everything a file carries */
export function entries() {
  const found = keys("").filter((key) => KINDS.some((kind) => key.startsWith(kind)));
  const all = found.map((key) => /** @type {Entry} */ ([key, get(key)]));
  return all.filter((one) => isEntry(...one));
}

/** @returns {string} */
export function exported() {
  const made = new Date().toISOString();
  const file = { format: FORMAT, version: VERSION, made, entries: Object.fromEntries(entries()) };
  return JSON.stringify(file, null, 1);
}

/** @param {string} text a file @returns {Entry[]} @throws {Refused} */
export function parse(text) {
  if (text.length > LIMIT.characters) throw new Refused("transfer.too-big");
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Refused("transfer.not-ours");
  }
  if (file?.format !== FORMAT || !(Number.isInteger(file.version) && file.version > 0)) {
    throw new Refused("transfer.not-ours");
  }
  if (file.version > VERSION) throw new Refused("transfer.newer");
  const { entries: listed } = file;
  if (listed === null || typeof listed !== "object" || Array.isArray(listed)) {
    throw new Refused("transfer.damaged");
  }
  /** @type {Entry[]} */
  const found = Object.entries(listed);
  const whole = found.every(([key, value]) =>
    isEntry(key, value) && (!RUN.test(key) || Object.hasOwn(listed, key.slice(0, 16))));
  if (!whole || found.length > LIMIT.entries) throw new Refused("transfer.damaged");
  return found;
}

/**
 * Two values of one item -> the one to keep: of an answer and of each field of a run the later
 * one, of notes both.
 * @param {string} key @param {any} ours @param {any} theirs
 */
function merged(key, ours, theirs) {
  const words = (/** @type {any} */ kept) => kept?.words ?? kept;
  const at = (/** @type {any} */ kept) => (typeof kept === "string" ? "" : kept?.at);
  if (ours === undefined || words(ours) === "") return theirs;
  if (key.endsWith(":notes")) {
    const [one, other] = [words(ours), words(theirs)];
    const both = other.includes(one) ? other : `${one}\n${other}`;
    if (one.includes(other) || !isNotes(both)) return ours;
    const later = at(theirs) || at(ours);
    return later ? { words: both, at: later } : both;
  }
  if (isRun(ours) && isRun(theirs)) {
    const kept = { ...ours, at: { ...ours.at } };
    for (const name of /** @type {const} */ (["label", "finished"])) {
      const [mine, other] = [ours.at?.[name] ?? "", theirs.at?.[name] ?? ""];
      const later = other > mine || (other === mine && name === "finished" && !ours.finished);
      if (later) Object.assign(kept, { [name]: theirs[name] });
      if (other > mine) kept.at[name] = other;
    }
    return Object.keys(kept.at).length || ours.at ? kept : { ...kept, at: undefined };
  }
  return typeof at(theirs) === typeof at(ours) && at(theirs) > at(ours) ? theirs : ours;
}

/**
 * @param {Entry[]} file @param {boolean} replace
 * @returns {(() => boolean) | undefined} takes it back; undefined when nothing was written
 */
export function take(file, replace) {
  const before = new Map(entries());
  const after = new Map(file.map(([key, value]) =>
    [key, replace ? value : merged(key, before.get(key), value)]));
  const gone = replace ? [...before.keys()].filter((key) => !after.has(key)) : [];
  /** @type {Entry[]} */
  const changes = [...gone.map((key) => /** @type {Entry} */ ([key, undefined])), ...after];
  if (!setAll(changes, { orElseKeep: false })) return undefined;
  return () => setAll(changes.map(([key]) => [key, before.get(key)]), { orElseKeep: false });
}
