/**
 * A text field that is open in several tabs: what another wrote is taken in, also under the
 * cursor; where both changed the same words, it asks.
 */

import { make } from "./dom.mjs";
import "./said/work.mjs";
import { word } from "./words.mjs";

/** What one edit put where. @param {string} before @param {string} after */
function edit(before, after) {
  let start = 0, end = 0;
  const most = Math.min(before.length, after.length);
  while (start < most && before[start] === after[start]) start++;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return { start, end: before.length - end, words: after.slice(start, after.length - end) };
}

/**
 * Both edits of one text, or nothing where they meet.
 * @param {string} base @param {string} ours @param {string} theirs @param {boolean} both words
 *   added at one place are both kept, theirs first
 * @returns {string | undefined}
 */
export function merged(base, ours, theirs, both = false) {
  if (theirs === base) return ours;
  if (ours === base || ours === theirs) return theirs;
  const [mine, other] = [edit(base, ours), edit(base, theirs)];
  const [first, last] = mine.start >= other.end ? [other, mine] : [mine, other];
  if (last.start < first.end || (!both && last.start === first.end)) return undefined;
  return base.slice(0, first.start) + first.words + base.slice(first.end, last.start) +
    last.words + base.slice(last.end);
}

/**
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 * @param {() => string} load what is kept @param {(words: string) => void} save
 * @returns {(anew?: boolean) => void} looks at what is kept; `anew`: it is another run's
 */
export function bind(field, load, save) {
  const long = field instanceof HTMLTextAreaElement;
  let base = load(), composing = false;
  /** @type {HTMLElement | undefined} */
  let asked;
  field.value = base;

  /** @param {string} words */
  const put = (words) => {
    const { start, end } = edit(field.value, words);
    const shift = words.length - field.value.length;
    const [from, to] = [field.selectionStart ?? 0, field.selectionEnd ?? 0]
      .map((at) => (at >= end && start < at ? at + shift : at));
    field.value = words;
    if (field === document.activeElement) field.setSelectionRange(from, to);
  };
  const answer = (/** @type {string} */ words) => {
    asked?.remove();
    asked = undefined;
    put(words);
    base = words;
    if (words !== load()) save(words);
    field.dispatchEvent(new Event("settled", { bubbles: true }));
  };
  const settle = () => {
    const theirs = load();
    const words = merged(base, field.value, theirs, long);
    if (words !== undefined && !asked) return answer(words);
    asked?.remove();
    const button = (/** @type {string} */ key, /** @type {() => string} */ chosen) =>
      make("button", { type: "button", className: "pb-quiet", textContent: word(key),
        onclick: () => { answer(chosen()); field.focus(); } });
    asked = make("div", { className: "pb-asked", role: "alert" },
      make("p", {}, word("field.asks", theirs)),
      button("field.theirs", load), " ", button("field.ours", () => field.value));
    field.after(/** @type {HTMLElement} */ (asked));
  };
  field.addEventListener("compositionstart", () => { composing = true; });
  field.addEventListener("compositionend", () => { composing = false; settle(); });
  field.addEventListener("input", () => { if (!composing) settle(); });
  return (anew = false) => {
    if (anew) {
      asked?.remove();
      asked = undefined;
      base = load();
      if (field.value !== base) field.value = base;
    } else if (!composing && load() !== base) settle();
  };
}
