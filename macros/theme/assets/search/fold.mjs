/**
 * How the search takes words: as written, without tones, and by their stem where English.
 *
 * macros/search/fold.py does the same when the index is made, and a test holds the two together.
 */

/** @typedef {{written: string, plain: string, stem: string}} Forms */

const WORD = /[\p{L}\p{N}]+/gu;
const MARKS = /[\u0300-\u036f]/g;
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;
const FINAL_Y = /^([^aeiouy\u0300-\u036f]+)y(?=[\u0300-\u036f]*$)/;
/** @type {[RegExp, string][]} English endings, taken off in turn */
const ENDINGS = [
  [/(?<=..)ie[sd]$/, "y"],
  [/(?<=...)(?:ings?|ed|es|e)$|(?<=..[^su])s$/, ""],
  [/(?<=...)(?:ly|ment)$/, ""],
  [/([^aeiouls])\1$/, "$1"],
];
const known = new Map();

/** In lower case, full-width letters brought to plain ones. @param {string} text */
export const words = (text) => [...(text.normalize("NFKC").toLowerCase().match(WORD) ?? [])];

/** @param {string} word @param {boolean} english whether the site is @returns {Forms} */
export function forms(word, english) {
  const key = english ? word : `${word} `;
  if (!known.has(key)) known.set(key, formed(word, english));
  return known.get(key);
}

/** @param {string} word @param {boolean} english @returns {Forms} */
function formed(word, english) {
  const letters = word.normalize("NFD").replace(FINAL_Y, "$1i");
  const plain = letters.replace(MARKS, "").replaceAll("đ", "d");
  const written = letters.replace(TONES, "") + (letters.match(TONES) ?? []).join("");
  const endings = english && /^[a-z]+$/.test(letters) ? ENDINGS : [];
  const stem = endings.reduce((rest, [ending, instead]) => rest.replace(ending, instead), plain);
  return { written, plain, stem };
}
