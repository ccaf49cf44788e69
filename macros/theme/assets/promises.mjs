/** What speaks against words somebody filled in: patterns of promises that every phrase shares, and
 * a phrase's own signs. */

import "./said/work.mjs";
import { language, word } from "./words.mjs";

/** @typedef {{kind: string, find: RegExp, bare: RegExp, unless: string[], but: string[]}} Pattern
 * @typedef {{inputs: HTMLInputElement[], signs: {signs: string[], why: string}[], writes: boolean,
 *   approver: string | undefined}} Box */

const INVISIBLE = /[\p{Cf}\u034f\u115f\u1160\u17b4\u17b5\u3164\ufe00-\ufe0f]/gu;

/** Words between single spaces, the end of a sentence as a full stop. @param {string} text */
function even(text) {
  const words = text.replace(INVISIBLE, "").normalize("NFKC").toLowerCase()
    .replace(/['’]/g, "").replace(/%/g, " % ");
  return ` ${words.replace(/[.!?;…\n]+/g, " . ").replace(/[^\p{L}\p{N}%.]+/gu, " ").trim()} `;
}

/** @param {string} text */
const toneless = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d");

/** @param {string} pattern @param {string} numbers @returns {RegExp} */
function compiled(pattern, numbers) {
  const part = (/** @type {string} */ word) => {
    if (word === "…") return "(?:[^ .]+ ){0,5}?";
    const words = word === "#" ? `[0-9]+/${numbers}` : word;
    return `(?:${words.replace(/_/g, " ").replace(/\//g, "|")}) `;
  };
  return new RegExp(` ${pattern.split(" ").map(part).join("")}`, "gu");
}

/** One language of promises.json. @param {any} table @returns {Pattern[]} */
export const compile = ({ numbers, ...kinds }) =>
  Object.entries(kinds).flatMap(([kind, { say, unless, but }]) =>
    say.map((/** @type {string} */ words) => ({
      kind, find: compiled(words, numbers), bare: compiled(toneless(words), toneless(numbers)),
      unless: unless.split(" "), but: but.split(" "),
    })));

/** @param {Pattern[]} patterns @param {string} text @returns {{kind: string, words: string}[]} */
export function hear(patterns, text) {
  const said = even(text);
  const isToneless = said === toneless(said);
  const same = (/** @type {string[]} */ words) => (isToneless ? words.map(toneless) : words);
  const found = patterns.flatMap(({ kind, find, bare, unless, but }) =>
    [...said.matchAll(isToneless ? bare : find)].filter((match) => {
      const sentence = said.slice(0, match.index).split(" . ").at(-1) ?? "";
      const before = sentence.trim().split(" ").slice(-3);
      const [after] = said.slice(match.index + match[0].length).split(" ");
      const isDenied = before.some((word) => word && same(unless).includes(word));
      return !isDenied && !same(but).includes(/^[0-9]+$/.test(after) ? "#" : after || "-");
    }).map((match) => ({ kind, words: match[0].trim() })));
  return found.filter(({ words }, at) =>
    at === found.findIndex((one) => one.words === words) &&
    !found.some((one) => one.words !== words && ` ${one.words} `.includes(` ${words} `)));
}

/** @type {Pattern[]} */
let patterns = [];

/** Loads them; a phrase's own signs are heard without. */
export async function load() {
  const got = await fetch(new URL("./promises.json", import.meta.url));
  patterns = compile((await got.json())[language]);
}

/** What somebody without tones on the keyboard typed counts as well. @param {Box} box
 * @param {(fill: (input: HTMLInputElement) => string) => string} words its words, gaps filled
 * @returns {string[]} what there is against them */
export function heard(box, words) {
  const said = words(({ value }) => value), bare = words(() => " … ");
  const typed = box.inputs.map(({ value }) => value).join(" … ");
  const [all, fixed, hand] = [said, bare, typed].map(even);
  const has = (/** @type {string} */ sign) => (all.includes(sign) && !fixed.includes(sign)) ||
    (hand === toneless(hand) && hand.includes(toneless(sign)));
  const own = box.signs.flatMap(({ signs, why }) => signs.filter((sign) => has(even(sign)))
    .map((sign) => ({ sign: even(sign), text: word("phrase.promise", sign, why) })));
  const known = hear(patterns, bare).map(({ words }) => words);
  const shared = [said, typed].flatMap((text) => hear(patterns, text))
    .filter(({ kind, words }) => !known.includes(words) && (box.writes || kind !== "fault") &&
      !own.some(({ sign }) => sign.includes(` ${words} `)))
    .map(({ kind, words }) => word(`guard.${kind}`, words));
  const found = [...own.map(({ text }) => text), ...new Set(shared)];
  return found.length && box.approver ? [...found, word("phrase.approver", box.approver)] : found;
}
