/**
 * Everything the playbook keeps on this device: one localStorage key per item, so that two tabs
 * never write over each other; below a path `playbook:/its/path/:…`, so that two sites do not.
 *
 * Nothing here throws. What cannot be written, because storage is denied or full, lives on in this
 * tab, and `state()` says why. A damaged value is moved to `playbook:aside:…`.
 */

const SHARED = "playbook:";
const PALETTE = "palette"; // all sites' alike, as frame.js reads it before anything has come
const ASIDE = "aside:";
const VERSION = 1;

/** @typedef {(keys: Set<string>) => void} Watcher the key "": anything may have changed */

/** @type {Map<string, any>} what could not be written; undefined stands for removed */
const memory = new Map();
/** @type {{prefix: string, fn: Watcher}[]} */
const watchers = [];
/** @type {Set<string>} what watchers have not heard of yet */
let changed = new Set();
let isFull = false;

/** @template T @param {() => T} action @returns {T | undefined} none where it throws */
function tried(action) {
  try {
    return action();
  } catch {
    return;
  }
}

const disk = () => tried(() => window.localStorage) ?? undefined;

const here = new URL(".", import.meta.url).pathname.replace(/assets\/([0-9a-f]{12}\/)?$/, "");
const root = document.documentElement.lang === "en" ? here.replace(/en\/$/, "") : here;
const PREFIX = root === "/" ? SHARED : `${SHARED}${root}:`;

/** Our name of a key on disk; none for what belongs to another site, or to no playbook.
 * @param {string | null} key */
const ours = (key) =>
  (key?.startsWith(PREFIX) && key[PREFIX.length] !== "/" ? key.slice(PREFIX.length) : "");

/** Names of all such keys on disk. */
const stored = () => Object.keys(disk() ?? {}).map(ours).filter(Boolean);

/** Where a key stands on disk. @param {string} key */
const place = (key) => (key === PALETTE ? SHARED : PREFIX) + key;

/** Watchers hear once of all that changes in one go: a run is many keys. @param {string[]} keys */
function tell(keys) {
  if (!changed.size) {
    queueMicrotask(() => {
      const now = changed;
      changed = new Set();
      for (const { prefix, fn } of watchers) {
        if (now.has("") || [...now].some((key) => key.startsWith(prefix))) fn(now);
      }
    });
  }
  for (const key of keys) changed.add(key);
}

/** @param {string} key @returns {any} the value, or undefined */
export function get(key) {
  if (memory.has(key)) return memory.get(key);
  const text = tried(() => disk()?.getItem(place(key)));
  if (typeof text !== "string") return;
  const { v, d } = tried(() => JSON.parse(text)) ?? {};
  if (v === VERSION && d !== undefined) return d;
  tried(() => {
    disk()?.setItem(place(ASIDE + key), text);
    disk()?.removeItem(place(key));
    tell([""]);
  });
}

/** Whether it will still be there after a reload. @param {string} key @param {any} value JSON */
export const set = (key, value) => setAll([[key, value]]);

/** @param {string} key */
export const remove = (key) => setAll([[key, undefined]]);

/** Writes everything or nothing; undefined removes. @param {[key: string, value: any][]} changes
 * @param {{orElseKeep?: boolean}} [options] what cannot be written stays in this tab, unless false
 * @returns {boolean} whether it is written */
export function setAll(changes, { orElseKeep = true } = {}) {
  const store = disk();
  const keys = changes.map(([key]) => key);
  const before = tried(() => keys.map((key) => store?.getItem(place(key)) ?? null)) ?? [];
  const isWritten = Boolean(tried(() => {
    for (const [key, value] of changes) { // first what makes room
      if (value === undefined) store?.removeItem(place(key));
    }
    for (const [key, d] of changes) {
      if (d !== undefined) store?.setItem(place(key), JSON.stringify({ v: VERSION, d }));
    }
    return store;
  }));
  if (isWritten) {
    for (const key of keys) memory.delete(key);
    isFull &&= memory.size > 0;
  } else {
    isFull = true;
    tried(() => {
      for (const key of keys) store?.removeItem(place(key));
      keys.forEach((key, at) => before[at] && store?.setItem(place(key), before[at]));
    });
    if (!orElseKeep) return false;
    for (const [key, value] of changes) memory.set(key, value);
  }
  tell(keys);
  return isWritten;
}

/** Keys that hold a value, sorted; those set aside only when asked for. @param {string} prefix */
export function keys(prefix) {
  const found = new Set(stored());
  for (const [key, value] of memory) {
    if (value === undefined) found.delete(key); else found.add(key);
  }
  const isAside = prefix.startsWith(ASIDE);
  return [...found].filter((key) => key.startsWith(prefix) && key.startsWith(ASIDE) === isAside)
    .sort();
}

/** Forgets everything, also what is damaged. */
export function forget() {
  memory.clear();
  isFull = false;
  for (const key of [...stored(), PALETTE]) disk()?.removeItem(place(key));
  tell([""]);
}

/** Calls `fn` after every change, in any tab. @param {string} prefix @param {Watcher} fn */
export const watch = (prefix, fn) => watchers.push({ prefix, fn });

/** @returns {"ok" | "denied" | "full"} */
export const state = () => (disk() === undefined ? "denied" : isFull ? "full" : "ok");

window.addEventListener("storage", ({ key }) => {
  const name = ours(key);
  if (key === null || name) tell([name]); // what only this tab has stays
});
// A page that comes back from the browser's cache has missed what other tabs wrote.
window.addEventListener("pageshow", ({ persisted }) => { if (persisted) tell([""]); });
