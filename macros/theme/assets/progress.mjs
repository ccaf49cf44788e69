/** What a reader has read and answered on this device, and how it is said. */

import { get, keys } from "./storage.mjs";
import { language } from "./words.mjs";

/** Where the pages of this language start. */
export const root = new URL(/** @type {HTMLAnchorElement | null} */ (document.querySelector(".pb-brand"))?.href ?? "./", location.href).href;

/** @param {number} at @returns {string} a day as this language writes it */
export const day = (at) => new Date(at).toLocaleDateString(language === "vi" ? "vi-VN" : "en-GB");

/** @param {number} at @returns {string} the reader's own day, as 2026-11-23 */
export const iso = (at) => new Date(at - new Date(at).getTimezoneOffset() * 60000).toISOString().slice(0, 10);

/** @param {string} key of a record @param {string | undefined} hash the page's own @returns {{state: "unread" | "read" | "changed", at: number, hash: string}} */
export function reading(key, hash) {
  const { at, hash: old } = get(`path:read:${key}`) ?? {};
  if (!Number.isFinite(at) || typeof old !== "string") return { state: "unread", at: 0, hash: "" }; // an imported file may hold anything
  return { state: !at ? "unread" : old === hash ? "read" : "changed", at, hash: old };
}

/**
 * @typedef {{choice: string, right: boolean, first: string, firstRight: boolean, hash: string, at: number, due?: number, left?: number}} Answer
 * `due` and `left`: when a missed question returns, and how often it still has to be right.
 */

/** @param {string} id @param {string | undefined} hash @returns {Answer | undefined} none where the question has changed since */
export function answered(id, hash) {
  const found = get(`answer:${id}`);
  return found?.hash === hash && typeof found?.choice === "string" && Number.isFinite(found.at) ? found : undefined;
}

/** @returns {{now: string[], next: number | undefined}} the ids of the questions to practise, and when the next one comes back */
export function practice() {
  const waiting = keys("answer:").map((key) => ({ id: key.slice(7), ...get(key) })).filter(({ left, due }) => left > 0 && Number.isFinite(due));
  const later = waiting.filter(({ due }) => due > Date.now()).map(({ due }) => due);
  return { now: waiting.filter(({ due }) => due <= Date.now()).map(({ id }) => id), next: later.length ? Math.min(...later) : undefined };
}

/**
 * @typedef {{key: string, title: string, link: HTMLAnchorElement, item: HTMLElement, seconds: number, hash?: string,
 *   forms: HTMLFormElement[], answered: number, done: boolean, state: string, at: number}} Stop
 */

/** @param {HTMLElement} page a path's page @returns {Stop[]} its stops in order, and how far the reader is with each */
export function stops(page) {
  return [.../** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("[data-stop]"))].map((item) => {
    const { stop: key = "", seconds, hash } = item.dataset;
    const link = /** @type {HTMLAnchorElement} */ (item.querySelector("a"));
    const forms = hash ? [] : [.../** @type {NodeListOf<HTMLFormElement>} */ (page.querySelectorAll(`${link.hash} form`))];
    const count = forms.filter(({ dataset }) => answered(dataset.question ?? "", dataset.hash)).length;
    const { state, at } = reading(key, hash);
    const done = hash ? state !== "unread" : count === forms.length;
    return { key, title: link.textContent ?? "", link, item, seconds: Number(seconds), hash, forms, answered: count, done, state, at };
  });
}
