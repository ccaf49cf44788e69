/** Hears promises in what somebody wrote: shared patterns, and a phrase's own signs. Pure. */

/**
 * @typedef {{kind: string, find: RegExp, bare: RegExp, unless: string[], but: string[]}} Pattern
 */
/** @typedef {{numbers: string} & Record<string, any>} Table one language of promises.json */

const INVISIBLE = /[\p{Cf}\u034f\u115f\u1160\u17b4\u17b5\u3164\ufe00-\ufe0f]/gu;

/** Letters nobody sees taken out, the rest in one form. @param {string} text */
export const visible = (text) => text.replace(INVISIBLE, "").normalize("NFKC");

/** Words between single spaces, the end of a sentence as a full stop. @param {string} text */
export function even(text) {
  const words = visible(text).toLowerCase().replace(/['’]/g, "").replace(/%/g, " % ");
  return ` ${words.replace(/[.!?;…\n]+/g, " . ").replace(/[^\p{L}\p{N}%.]+/gu, " ").trim()} `;
}

/** @param {string} text */
export const toneless = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d");

/** @param {string} pattern @param {string} numbers @returns {RegExp} */
function compiled(pattern, numbers) {
  const either = (/** @type {string} */ words) =>
    `(?:${words.replace(/_/g, " ").replace(/\//g, "|")}) `;
  const part = (/** @type {string} */ word) =>
    word === "…" ? "(?:[^ .]+ ){0,5}?" : either(word === "#" ? `[0-9]+/${numbers}` : word);
  return new RegExp(` ${pattern.split(" ").map(part).join("")}`, "gu");
}

/** @param {Table} table @returns {Pattern[]} */
export function compile({ numbers, ...kinds }) {
  return Object.entries(kinds).flatMap(([kind, { say, unless, but }]) =>
    say.map((/** @type {string} */ words) => ({
      kind, find: compiled(words, numbers), bare: compiled(toneless(words), toneless(numbers)),
      unless: unless.split(" "), but: but.split(" "),
    })));
}

/** @param {Pattern[]} patterns @param {string} text @returns {{kind: string, words: string}[]} */
export function hear(patterns, text) {
  const said = even(text);
  const plain = said === toneless(said);
  const same = (/** @type {string[]} */ words) => (plain ? words.map(toneless) : words);
  const found = patterns.flatMap(({ kind, find, bare, unless, but }) =>
    [...said.matchAll(plain ? bare : find)].filter((match) => {
      const sentence = said.slice(0, match.index).split(" . ").at(-1) ?? "";
      const before = sentence.trim().split(" ").slice(-3);
      const [after] = said.slice(match.index + match[0].length).split(" ");
      const denied = before.some((word) => word && same(unless).includes(word));
      return !denied && !same(but).includes(/^[0-9]+$/.test(after) ? "#" : after || "-");
    }).map((match) => ({ kind, words: match[0].trim() })));
  const longer = (/** @type {{words: string}} */ one) =>
    found.some(({ words }) => words !== one.words && ` ${words} `.includes(` ${one.words} `));
  const seen = new Set();
  return found.filter((one) => !longer(one) && !seen.has(one.words) && seen.add(one.words));
}
