/** What a reader has read and answered on this device, and how it is said. */

import { all, one } from "./dom.mjs";
import { adopt, read } from "./kept.mjs";
import { locale } from "./words.mjs";

/** Where the pages of this language start. */
export const root = new URL(one(".pb-brand")?.href ?? "./", location.href).href;

/** What is kept of each part of a page, by the attribute that names its record. */
const KEPT = { read: "path:read:", stop: "path:read:", question: "answer:", fold: "answer:",
  path: "path:at:", way: "path:at:", pathEntry: "path:at:" };
for (const { dataset } of all("[data-was]")) {
  const key = Object.keys(KEPT).find((name) => dataset[name]);
  if (key) adopt(KEPT[key] + dataset[key], dataset.was);
}

/** @param {number} at @returns {string} a day as this language writes it */
export const day = (at) => new Date(at).toLocaleDateString(locale);

/** @param {number} at @returns {string} the reader's own day, as 2026-11-23 */
export const iso = (at) =>
  new Date(at - new Date(at).getTimezoneOffset() * 60000).toISOString().slice(0, 10);

/** Of a record's page. @param {string} key @param {string | undefined} hash the page's own */
export function reading(key, hash) {
  const { at = 0, hash: old = "" } = read(`path:read:${key}`) ?? {};
  /** @type {"unread" | "read" | "changed"} */
  const state = !at ? "unread" : old === hash ? "read" : "changed";
  return { state, at, hash: old };
}

/** @typedef {{choice: string, right: boolean, first: string, firstRight: boolean, hash: string,
 *   at: number, due?: number, left?: number}} Answer
 * `due` and `left`: when a missed question returns, and how often it still has to be right. */

/** None where the question has changed since. @param {{question: string, hash: string}} form */
export function answered({ question, hash }) {
  /** @type {Answer | undefined} */
  const found = read(`answer:${question}`);
  return found?.hash === hash ? found : undefined;
}

/** Which of these questions to practise now, and when the next comes back. @param {string[]} ids */
export function practice(ids) {
  const waiting = ids.map((id) => ({ id, ...read(`answer:${id}`) }))
    .filter(({ left, due }) => left && due).sort((a, b) => a.due - b.due);
  return {
    now: waiting.filter(({ due }) => due <= Date.now()).map(({ id }) => id),
    /** @type {number | undefined} */
    next: waiting.find(({ due }) => due > Date.now())?.due,
  };
}

/** A path's stops in order, and how far one is with each. @param {HTMLElement} page */
export const stops = (page) => all("[data-stop]", page).map((item) => {
  const { stop: key, seconds, hash } = /** @type {HTMLElement} */ (item).dataset;
  const link = /** @type {HTMLAnchorElement} */ (one("a", item));
  const forms = hash ? [] : all(`${link.hash} form`, page);
  const count = forms.filter(({ dataset }) => answered(dataset)).length;
  const { state, at } = reading(key, hash);
  const done = hash ? state !== "unread" : count === forms.length;
  return { key, link, item, hash, seconds: Number(seconds), forms, answered: count, done,
    state, at };
});
