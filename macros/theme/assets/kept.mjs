/** What is kept, by key, and the shape it must have: a file from elsewhere may hold anything. */

import { get, setAll } from "./storage.mjs";

/** @typedef {(value: any) => boolean} Shape */

/** Letters; the fields' own `maxlength` stands in the templates. */
export const LONGEST = { label: 80, because: 200, notes: 20000, slot: 5000 };

/** @type {(longest?: number) => Shape} */
const text = (longest = 1000) => (value) => typeof value === "string" && value.length <= longest;
/** @type {Shape} */
const id = (value) => text(80)(value) && /^[a-z0-9-]+$/.test(value);
/** @type {(shapes: Record<string, Shape>) => Shape} */
const object = (shapes) => (value) => value !== null && typeof value === "object" &&
  Object.entries(shapes).every(([name, is]) => is(value[name]));
/** @type {(is: Shape) => Shape} */
const optional = (is) => (value) => (value ?? null) === null || is(value);
/** @type {Shape} */
const count = (value) => Number.isInteger(value) && value >= 0 && value < 1e6;
/** @type {Shape} */
const moment = (value) => Number.isFinite(value) && value >= 0 && value < 253e12; // year 9987
/** @type {Shape} */
const truth = (value) => typeof value === "boolean";
/** @type {Shape} as `toISOString` writes it, so that letters compare as times do */
const time = (value) => text(24)(value) && moment(Date.parse(value)) &&
  /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/.test(value);
/** @type {(is: Shape) => Shape} */
const named = (is) => optional((value) =>
  typeof value === "object" && Object.values(value).every(is));
/** @type {(longest: number) => Shape} */
const words = (longest) => object({ words: text(longest), at: time });
/** @type {Shape} */
const items = (value) => Array.isArray(value) && value.length <= 500 && value.every((item) =>
  Array.isArray(item) && item.length === 3 && item.every(text()) && id(item[0]));

/** @type {[RegExp, Shape][]} where `run:` stands for a run's own twelve digits as well */
const SHAPES = [
  [/^run:$/, object({ list: id, title: text(), titles: named(text()), label: text(LONGEST.label),
    started: time, finished: optional(time), at: named(time), lang: text(2), version: text(80), items })],
  [/^run::tick:[a-z0-9-]{1,80}$/,
    object({ done: truth, because: text(LONGEST.because), at: time, hash: text(80) })],
  [/^run::notes$/, words(LONGEST.notes)],
  [/^run::slot:[a-z0-9-]{1,80}$/, words(LONGEST.slot)],
  [/^path:read:[\w/-]{1,200}$/, object({ hash: text(80), at: moment })],
  [/^path:at:[\w-]{1,80}$/,
    object({ href: text(), n: count, of: count, done: truth, at: moment })],
  [/^answer:[\w-]{1,80}$/, object({ choice: text(80), right: truth, first: text(80),
    firstRight: truth, hash: text(80), at: moment, due: optional(moment),
    left: optional(count) })],
  [/^name$/, text(LONGEST.label)],
];

/** Whether a file may carry it, and a page may read it. @param {string} key @param {any} value */
export function isKept(key, value) {
  const name = key.replace(/^run:[0-9a-f]{12}(?=:|$)/, "run:");
  return SHAPES.some(([known, is]) => known.test(name) && is(value));
}

/** A value, if it has the shape it must have. @param {string} key @returns {any} */
export function read(key) {
  const value = get(key);
  return isKept(key, value) ? value : undefined;
}

/** What is kept under a record's earlier id goes on under the one it has; of two the later.
 * @param {string} key ends with the id @param {string} was earlier ids */
export function adopt(key, was) {
  for (const old of was.split(" ").map((id) => key.replace(/[^:/]+$/, id))) {
    const [value, own] = [read(old), read(key)];
    if (value) setAll([[old, undefined], [key, own?.at >= value.at ? own : value]]);
  }
}
