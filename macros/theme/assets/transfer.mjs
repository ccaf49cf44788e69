/** All work as a file, out and back in: a file is judged whole before anything is written, and then written whole or not at all. */

import { isId, isNotes, isRun, isSlot, isTick } from "./runs.mjs";
import { get, keys, setAll } from "./storage.mjs";

const FORMAT = "client-playbook";
const VERSION = 1;
const LIMIT = { characters: 5e6, entries: 50000, value: 20000, depth: 8 };
const KINDS = ["run:", "tick:", "path:", "answer:", "name"];
const RUN = /^run:[0-9a-f]{12}/;

/** @typedef {[key: string, value: any]} Entry */

/** Why a file was refused; `message` is the key of the words that say so. */
export class Refused extends Error {}

/** @param {any} value @param {number} [depth] */
function isPlain(value, depth = 0) {
  if (value === null || typeof value !== "object") return typeof value !== "string" || value.length <= LIMIT.value;
  return depth < LIMIT.depth && Object.values(value).every((one) => isPlain(one, depth + 1));
}

/** @param {string} key @param {any} value */
function isEntry(key, value) {
  const part = key.replace(RUN, "");
  if (part === key) return /^(tick|path|answer):[\w:/.-]{1,200}$/.test(key) ? isPlain(value) && value !== null : key === "name" && isSlot(value);
  if (part === "") return isRun(value);
  const [, kind, id] = /^:(tick|slot):(.+)$/.exec(part) ?? [];
  if (part === ":notes") return isNotes(value);
  return isId(id) && (kind === "tick" ? isTick(value) : isSlot(value));
}

/** @returns {Entry[]} everything a file carries */
export const entries = () => KINDS.flatMap((kind) => keys(kind).map((key) => /** @type {Entry} */ ([key, get(key)]))).filter((entry) => isEntry(...entry));

/** @returns {string} */
export const exported = () => JSON.stringify({ format: FORMAT, version: VERSION, made: new Date().toISOString(), entries: Object.fromEntries(entries()) }, null, 1);

/** @param {string} text a file @returns {Entry[]} @throws {Refused} */
export function parse(text) {
  if (text.length > LIMIT.characters) throw new Refused("transfer.too-big");
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Refused("transfer.not-ours");
  }
  if (file?.format !== FORMAT || !Number.isInteger(file.version) || file.version < 1) throw new Refused("transfer.not-ours");
  if (file.version > VERSION) throw new Refused("transfer.newer");
  if (file.entries === null || typeof file.entries !== "object" || Array.isArray(file.entries)) throw new Refused("transfer.damaged");
  /** @type {Entry[]} */
  const found = Object.entries(file.entries);
  const whole = found.every(([key, value]) => isEntry(key, value) && (!RUN.test(key) || Object.hasOwn(file.entries, key.slice(0, 16))));
  if (!whole || found.length > LIMIT.entries) throw new Refused("transfer.damaged");
  return found;
}

/** Two values of one item -> the one to keep: the later answer, the finished run, both notes. @param {string} key @param {any} ours @param {any} theirs */
function merged(key, ours, theirs) {
  if (ours === undefined || ours === "") return theirs;
  if (key.endsWith(":notes")) return ours.includes(theirs) || !isNotes(`${ours}\n${theirs}`) ? ours : theirs.includes(ours) ? theirs : `${ours}\n${theirs}`;
  if (isRun(ours) && isRun(theirs)) return ours.finished ? ours : { ...ours, finished: theirs.finished };
  return typeof theirs?.at === typeof ours?.at && theirs?.at > ours?.at ? theirs : ours;
}

/** @param {Entry[]} file @param {boolean} replace @returns {(() => boolean) | undefined} takes it back; undefined when nothing was written */
export function take(file, replace) {
  const before = new Map(entries());
  const after = new Map(file.map(([key, value]) => [key, replace ? value : merged(key, before.get(key), value)]));
  const gone = replace ? [...before.keys()].filter((key) => !after.has(key)) : [];
  /** @type {Entry[]} */
  const changes = [...gone.map((key) => /** @type {Entry} */ ([key, undefined])), ...after];
  if (!setAll(changes, { orElseKeep: false })) return undefined;
  return () => setAll(changes.map(([key]) => [key, before.get(key)]), { orElseKeep: false });
}
