/**
 * Everything the playbook keeps on this device: one localStorage key per item, so that two tabs
 * never write over each other.
 *
 * Nothing here throws. What cannot be written (storage denied or full, or the item is a newer
 * version's) lives on in this tab, and `state()` says why. A damaged value is moved to
 * `playbook:aside:…`, never thrown away.
 */

const PREFIX = "playbook:";
const ASIDE = "aside:";
const VERSION = 1;

/** @typedef {"ok" | "denied" | "full" | "newer"} State */
/** @typedef {(key: string, value: any) => void} Watcher key "": anything may have changed */

/** @type {Map<string, any>} what could not be written; undefined stands for removed */
const memory = new Map();
/** @type {{prefix: string, fn: Watcher}[]} */
const watchers = [];
/** @type {State} */
let trouble = "ok";

/** @returns {Storage | undefined} */
function disk() {
  try {
    return window.localStorage ?? undefined;
  } catch {
    return undefined;
  }
}

const refused = disk() === undefined;

/** @param {() => void} action @returns {boolean} whether the browser let it happen */
function tried(action) {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}

/** @typedef {"absent" | "damaged" | "newer" | "good"} Kind */
/** @param {string | null} raw @returns {{kind: Kind, value?: any}} */
function unwrap(raw) {
  if (raw === null) return { kind: "absent" };
  try {
    const { v, d } = JSON.parse(raw);
    if (!Number.isInteger(v) || v < 1) return { kind: "damaged" };
    if (v > VERSION) return { kind: "newer" };
    return d === undefined ? { kind: "damaged" } : { kind: "good", value: d };
  } catch {
    return { kind: "damaged" };
  }
}

/** @param {any} value */
const wrap = (value) => JSON.stringify({ v: VERSION, d: value });

/** @param {string} key @returns {string | null} */
function raw(key) {
  let found = null;
  tried(() => { found = disk()?.getItem(PREFIX + key) ?? null; });
  return found;
}

/** Moves a damaged value out of the way. @param {string} key @param {string} text */
function setAside(key, text) {
  let place = ASIDE + key;
  for (let next = 2; raw(place) !== null && raw(place) !== text; next++) {
    place = `${ASIDE}${key}:${next}`;
  }
  const store = disk();
  return tried(() => {
    store?.removeItem(PREFIX + key); // first, so that a full disk has the room
    try {
      store?.setItem(PREFIX + place, text);
    } catch (error) {
      store?.setItem(PREFIX + key, text);
      throw error;
    }
  });
}

/** What stands in storage under a key, damaged values moved aside. @param {string} key */
function look(key) {
  const text = raw(key);
  const found = unwrap(text);
  const aside = found.kind === "damaged" && text !== null && setAside(key, text);
  if (aside || (found.kind === "newer" && trouble !== "newer")) {
    queueMicrotask(() => tell("", undefined));
  }
  if (aside) found.kind = "absent";
  if (found.kind === "newer") trouble = "newer";
  return found;
}

/** @param {string} key @param {any} value */
function tell(key, value) {
  for (const { prefix, fn } of watchers) if (key === "" || key.startsWith(prefix)) fn(key, value);
}

/** @param {string} key @returns {any} the value, or undefined */
export function get(key) {
  return memory.has(key) ? memory.get(key) : look(key).value;
}

/** Whether it will still be there after a reload. @param {string} key @param {any} value JSON */
export function set(key, value) {
  return setAll([[key, value]]);
}

/** @param {string} key @returns {boolean} */
export function remove(key) {
  return setAll([[key, undefined]]);
}

/**
 * Writes everything or nothing; undefined removes.
 * @param {[key: string, value: any][]} changes
 * @param {{orElseKeep?: boolean}} [options] what cannot be written stays in this tab, unless false
 * @returns {boolean} whether it is written
 */
export function setAll(changes, { orElseKeep = true } = {}) {
  const store = disk();
  const free = changes.every(([key]) => ["absent", "good"].includes(look(key).kind));
  const before = changes.map(([key]) => raw(key));
  const put = (/** @type {string} */ key, /** @type {string} */ text) =>
    store?.setItem(PREFIX + key, text);
  const clear = (/** @type {[string, any][]} */ some) =>
    some.forEach(([key]) => store?.removeItem(PREFIX + key));
  const done = free && store !== undefined && tried(() => {
    clear(changes.filter(([, value]) => value === undefined)); // first: it makes room
    for (const [key, value] of changes) if (value !== undefined) put(key, wrap(value));
  });
  if (done) {
    for (const [key] of changes) memory.delete(key);
    if (trouble === "full" && !memory.size) trouble = "ok";
  } else {
    if (free) {
      trouble = store ? "full" : "denied";
      tried(() => clear(changes));
      tried(() => changes.forEach(([key], at) => {
        if (before[at] !== null) put(key, String(before[at]));
      }));
    }
    if (!orElseKeep) return false;
    for (const [key, value] of changes) memory.set(key, value);
  }
  for (const [key, value] of changes) tell(key, value);
  return done;
}

/** @param {string} [prefix] @returns {string[]} our own keys on disk */
const stored = (prefix = "") =>
  Object.keys(disk() ?? {}).filter((key) => key.startsWith(PREFIX + prefix));

/** Keys that hold a value, sorted; those set aside only when asked for. @param {string} prefix */
export function keys(prefix) {
  /** @type {Set<string>} */
  const found = new Set();
  tried(() => { for (const key of stored(prefix)) found.add(key.slice(PREFIX.length)); });
  for (const [key, value] of memory) {
    if (value === undefined) found.delete(key); else found.add(key);
  }
  const wanted = (/** @type {string} */ key) =>
    key.startsWith(prefix) && (prefix.startsWith(ASIDE) || !key.startsWith(ASIDE));
  return [...found].filter(wanted).sort();
}

/** Forgets everything, also what is damaged or newer. @returns {boolean} */
export function forget() {
  memory.clear();
  const done = tried(() => { for (const key of stored()) disk()?.removeItem(key); });
  trouble = "ok";
  tell("", undefined);
  return done;
}

/** Calls `fn` for every change, in any tab. @param {string} prefix @param {Watcher} fn */
export function watch(prefix, fn) {
  watchers.push({ prefix, fn });
}

/**
 * The same, once for all that changes in one go: a run is many keys.
 * @param {string} prefix @param {(keys: Set<string>) => void} fn
 */
export function watchSoon(prefix, fn) {
  /** @type {Set<string>} */
  let changed = new Set();
  watch(prefix, (key) => {
    if (!changed.size) queueMicrotask(() => { const now = changed; changed = new Set(); fn(now); });
    changed.add(key);
  });
}

/** @returns {State} */
export function state() {
  return refused || disk() === undefined ? "denied" : trouble;
}

window.addEventListener("storage", ({ key }) => {
  if (key === null) return tell("", undefined);
  if (!key.startsWith(PREFIX)) return;
  const name = key.slice(PREFIX.length);
  memory.delete(name);
  tell(name, get(name));
});
// A page that comes back from the browser's cache has missed what other tabs wrote.
window.addEventListener("pageshow", ({ persisted }) => { if (persisted) tell("", undefined); });
