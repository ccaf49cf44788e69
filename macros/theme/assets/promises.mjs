/** What speaks against words somebody filled in: the shared patterns, and a phrase's own signs. */

import { compile, even, hear, toneless } from "./guard.mjs";
import "./said/work.mjs";
import { language, word } from "./words.mjs";

/**
 * @typedef {{inputs: HTMLInputElement[], signs: {signs: string[], why: string}[], writes: boolean,
 *   approver: string | undefined}} Box
 */

const tables = await fetch(new URL("./promises.json", import.meta.url))
  .then((got) => got.json()).catch(() => undefined); // a phrase's own signs are heard without it
const patterns = tables ? compile(tables[language]) : [];

/**
 * What somebody without tones on the keyboard typed counts as well.
 * @param {Box} box
 * @param {(fill: (input: HTMLInputElement) => string) => string} words its words, gaps filled
 * @returns {string[]} what there is against them
 */
export function heard(box, words) {
  const said = words(({ value }) => value), bare = words(() => " … ");
  const typed = box.inputs.map(({ value }) => value).join(" … ");
  const [all, fixed, hand] = [said, bare, typed].map(even);
  const has = (/** @type {string} */ sign) => (all.includes(sign) && !fixed.includes(sign)) ||
    (hand === toneless(hand) && hand.includes(toneless(sign)));
  const own = box.signs.flatMap(({ signs, why }) => signs.filter((sign) => has(even(sign)))
    .map((sign) => ({ words: sign, text: word("phrase.promise", sign, why) })));
  const known = hear(patterns, bare).map(({ words }) => words);
  const shared = [...hear(patterns, said), ...hear(patterns, typed)]
    .filter(({ kind, words }, at, found) => !known.includes(words) &&
      (box.writes || kind !== "fault") && found.findIndex((one) => one.words === words) === at &&
      !own.some((one) => even(one.words).includes(` ${words} `)))
    .map(({ kind, words }) => ({ words, text: word(`guard.${kind}`, words) }));
  const found = [...own, ...shared].map(({ text }) => text);
  if (found.length && box.approver) found.push(word("phrase.approver", box.approver));
  return found;
}
