/** A run in words: what it is called, how far it is, and what was answered when. */

import { stateOf } from "./runs.mjs";
import "./said/work.mjs";
import { language, locale, word } from "./words.mjs";

/** @typedef {import("./runs.mjs").Run} Run */

/** @param {string} at @param {boolean} [day] always with the day; otherwise when it is not today */
export function time(at, day = false) {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date().toDateString();
  const clock = date.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });
  /** @type {Intl.DateTimeFormatOptions} */
  const parts = { day: "2-digit", month: "2-digit", year: "numeric" };
  return isToday && !day ? clock : `${clock}, ${date.toLocaleDateString(locale, parts)}`;
}

/** Two that nobody named are told apart by when they began. @param {Run} run */
export const nameOf = (run) => run.label || word("run.unnamed", time(run.started));

/** @param {Run} run @returns {string} its list's title, in this language where it is known */
export const titleOf = (run) => run.titles?.[language] ?? run.title;

/** @param {{of: number, done: number, na: number}} count */
export const inWords = ({ of, done, na }) =>
  word("run.progress", done, of) + (na ? word("run.progress-na", na) : "");

/** @param {{of: number, done: number, na: number}} count */
export const inShort = ({ of, done, na }) => `${done + na}/${of}`;

/** @param {import("./runs.mjs").Tick | undefined} answer @returns {string} */
export function answerInWords(answer) {
  if (!answer || stateOf(answer) === "open") return "";
  const at = time(answer.at);
  return answer.done ? word("run.done-at", at) : word("run.na-at", answer.because, at);
}
