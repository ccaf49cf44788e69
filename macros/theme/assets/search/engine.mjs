/**
 * The search engine: words typed -> pages, best first.
 *
 * People type with tones, without them, with some of them, with the mark on either vowel, and half
 * a word. So a word is looked up by its stem, where the index has its worth on each page in any
 * spelling and in each; two neighbours are looked up together, as most words of Vietnamese are two.
 * macros/search/index.py says what the files hold. Only the parts that a query needs are read, so
 * that the first one is as quick in a large playbook as in a small one.
 */

import { forms, words } from "./fold.mjs";

/** @typedef {{path: string, kind: string, title: string, lead: string, lines?: string[]}} Page */
/** @typedef {Record<string, number[]>} Worth pages and worth in turn, by spelling; "": in any */
/** @typedef {Map<number, number>} Scores by page */
/** @typedef {ReturnType<typeof marking>} Marks */
/** @typedef {{in: string, pages: number, words: string[], pairs: string[], urgent: Page[]}} Index
 * @typedef {import("./fold.mjs").Forms} Forms
 * @typedef {Forms & {scores: Scores, isSpelt: boolean, begun: string[],
 *   slips: string[]}} Clause one word: whether the playbook has it with the tones that were typed;
 *   the stems that it may be the beginning of, and those it may be a slip of */

const SHORT = new Map(Object.entries({
  kh: "khách", hđ: "hợp đồng", hd: "hợp đồng", cskh: "chăm sóc khách hàng", dv: "dịch vụ",
  đt: "điện thoại", nv: "nhân viên", ko: "không", k: "không", hok: "không", dc: "được", đc: "được",
}));
/** What a word is worth as it was typed, with other tones, and so on. */
const EXACT = 1, TONELESS = 0.7, OTHER_TONES = 0.45, BEGINNING = 0.6, SLIP = 0.5;
const ALIKE = 0.8; // another word of the same meaning
const PAIR = 0.75; // two neighbours, beside the two words themselves
const LEAST = 0.15; // of the best score: what is below is noise
const WIDE = 4; // parts read for a beginning: with more, more letters are to come
const SPARE = 4; // pages that may be found twice, as themselves and by one of their answers
const MOST_WORDS = 16; // of a pasted letter the beginning says enough
export const MOST_LETTERS = 300; // one word of many is parted at every letter

export class Engine {
  /** @type {Promise<Index> | undefined} */
  #index;
  /** @type {Map<string, Promise<any>>} */
  #files = new Map();

  /** @param {(name: string) => Promise<any>} read a file of the index, parsed; may fail
   * @param {boolean} english whether the index is of English pages */
  constructor(read, english) {
    this.read = read;
    this.english = english;
  }

  /** @returns {Promise<Index>} asked for again after it could not be read */
  start() {
    this.#index ??= this.read("index.json").catch((error) => {
      this.#index = undefined;
      throw error;
    });
    return this.#index;
  }

  /** @param {string} query @param {number} most how many pages are wanted */
  async find(query, most) {
    const terms = await this.#terms(query);
    const all = terms.map((term) => forms(term, this.english));
    const [clauses, pairs] = await Promise.all([
      Promise.all(all.map((form, at) => this.#word(form, at === all.length - 1))),
      Promise.all(all.slice(1).map((next, at) => this.#pair(all[at], next))),
    ]);
    /** @type {Scores} */ const sums = new Map();
    for (const scores of [...clauses.map((clause) => clause.scores), ...pairs]) {
      for (const [page, score] of scores) sums.set(page, score + (sums.get(page) ?? 0));
    }
    const least = Math.max(0, ...sums.values()) * LEAST;
    const best = [...sums].filter(([, score]) => score >= least)
      .sort(([a, x], [b, y]) => y - x || a - b).slice(0, most + SPARE);
    /** @type {Map<string, Page>} each address once, whatever its `#` */
    const pages = new Map();
    while (best.length && pages.size < most) { // mostly once: what is not shown is not read
      const next = best.splice(0, most - pages.size).map(([number]) => this.#page(number));
      for (const page of await Promise.all(next)) {
        const [path] = page.path.split("#");
        if (!pages.has(path)) pages.set(path, page);
      }
    }
    return { pages: [...pages.values()], marks: marking(clauses, this.english) };
  }

  /** Short words written out, joined ones parted. @param {string} query */
  async #terms(query) {
    const typed = words(query.slice(0, MOST_LETTERS)).slice(0, MOST_WORDS);
    const whole = typed.flatMap((word) => (!this.english && SHORT.get(word)?.split(" ")) || word);
    return (await Promise.all(whole.map((word) => this.#parted(word)))).flat();
  }

  /** Two where they were run together, `khachhang`. @param {string} word */
  async #parted(word) {
    if (word.length < 4 || (await this.#look("words", this.#stem(word)))) return [word];
    const all = new Set(await this.#file("vocabulary")); // every word, without tones
    for (let at = 1; at < word.length; at++) {
      const parts = [word.slice(0, at), word.slice(at)];
      if (!parts.every((part) => all.has(forms(part, this.english).plain))) continue;
      const met = await this.#look("pairs", parts.map((part) => this.#stem(part)).join(" "));
      if (met?.[""]) return parts;
    }
    return [word];
  }

  /** @param {Forms} form @param {boolean} isLast then it may not be typed to its end */
  async #word(form, isLast) {
    const { written, plain } = form;
    const found = await this.#look("words", form.stem) ?? {};
    const isKnown = Object.keys(found).some(isSpelling);
    const isToneless = written === plain;
    const isSpelt = !isToneless && written in found;
    /** @type {Clause} */
    const clause = { ...form, scores: new Map(), isSpelt, begun: [], slips: [] };
    raise(clause.scores, found[written], EXACT);
    raise(clause.scores, any(found), isToneless ? TONELESS : OTHER_TONES);
    alike(clause.scores, found, 1, (other) => isToneless || other === written);
    // One letter more is the beginning of too much; its neighbour knows what it begins.
    const isBegun = isKnown ? isLast && plain.length > 2 : plain.length > 1;
    if (isBegun) await this.#begin(clause);
    if (isKnown || clause.begun.length || plain.length < 3) return clause;
    const slips = (await this.#file("vocabulary")).filter(isSlip(plain));
    clause.slips = [...new Set(slips.map((other) => this.#stem(other)))];
    for (const stem of clause.slips) {
      const meant = await this.#look("words", stem) ?? {};
      raise(clause.scores, any(meant), SLIP);
      alike(clause.scores, meant);
    }
    return clause;
  }

  /** What a word begins counts less. @param {Clause} clause */
  async #begin({ plain, stem, scores, begun }) {
    const from = this.english ? plain.slice(0, 3) : plain; // stems are shorter there
    for (const [other, found] of await this.#range(from)) {
      const spellings = [other, ...Object.keys(found).filter(isSpelling)];
      const isMeant = spellings.some((one) => forms(one, false).plain.startsWith(plain));
      if (other === stem || !isMeant) continue;
      raise(scores, any(found), BEGINNING);
      begun.push(other);
    }
  }

  /** What two words are worth side by side. @param {Forms} first @param {Forms} next */
  async #pair(first, next) {
    /** @type {Scores} */ const scores = new Map();
    const found = await this.#look("pairs", `${first.stem} ${next.stem}`) ?? {};
    const isToneless = first.written === first.plain && next.written === next.plain;
    const written = `${first.written} ${next.written}`;
    alike(scores, found, PAIR, (other) => isToneless || other === written);
    raise(scores, found[""], PAIR);
    return scores;
  }

  /** @param {string} word */
  #stem(word) {
    return forms(word, this.english).stem;
  }

  /** @param {"words" | "pairs"} table @param {string} key @returns {Promise<Worth | undefined>} */
  async #look(table, key) {
    const number = after((await this.start())[table], key) - 1;
    const part = number < 0 ? {} : await this.#file(`${table}-${number}`);
    return Object.hasOwn(part, key) ? part[key] : undefined;
  }

  /** Words by their beginning. @param {string} beginning @returns {Promise<[string, Worth][]>} */
  async #range(beginning) {
    const starts = (await this.start()).words;
    const first = Math.max(0, after(starts, beginning) - 1);
    const last = Math.min(after(starts, `${beginning}\uffff`), first + WIDE);
    const parts = await Promise.all(starts.slice(first, last)
      .map((_, at) => this.#file(`words-${first + at}`)));
    return parts.flatMap(Object.entries).filter(([key]) => key.startsWith(beginning));
  }

  /** @param {number} number @returns {Promise<Page>} */
  async #page(number) {
    const { pages } = await this.start();
    return (await this.#file(`pages-${Math.floor(number / pages)}`))[number % pages];
  }

  /** @param {string} name @returns {Promise<any>} */
  async #file(name) {
    const path = `${(await this.start()).in}/${name}.json`;
    const file = this.#files.get(path) ?? this.read(path);
    this.#files.set(path, file);
    file.catch(() => {
      this.#files.delete(path);
      this.#index = undefined; // another version may stand there by now
    });
    return file;
  }
}

/** What of a text was searched for. @param {Clause[]} clauses @param {boolean} english */
function marking(clauses, english) {
  /** What it answers: where tones were typed they must agree. @param {string} text */
  const found = (text) => words(text).flatMap((word) => {
    const { written, plain, stem } = forms(word, english);
    return clauses.filter((clause) => {
      if (clause.written === written || clause.isSpelt) return clause.written === written;
      const isBegun = clause.begun.includes(stem) && plain.startsWith(clause.plain);
      return clause.stem === stem || isBegun || clause.slips.includes(stem);
    });
  });
  return {
    /** The text in pieces, each marked or not. @type {(text: string) => [string, boolean][]} */
    split: (text) => text.split(/([\p{L}\p{M}\p{N}]+)/u)
      .map((piece, at) => [piece, at % 2 === 1 && found(piece).length > 0]),
    /** How much of what was searched for it says. @param {string} text */
    worth: (text) => [...new Set(found(text))]
      .reduce((sum, { scores }) => sum + Math.max(0, ...scores.values()), 0),
  };
}

/** How many of these are not after a key. @param {string[]} starts @param {string} key */
function after(starts, key) {
  const found = starts.findIndex((start) => start > key);
  return found < 0 ? starts.length : found;
}

/** @param {Scores} scores @param {number[] | undefined} standing @param {number} share */
function raise(scores, standing, share) {
  for (let at = 0; standing && at < standing.length; at += 2) {
    const [page, score] = [standing[at], standing[at + 1] * share];
    if (score > (scores.get(page) ?? 0)) scores.set(page, score);
  }
}

/** @param {string} name of a spelling; with `~` it stands for others of the same meaning */
const isSpelling = (name) => name !== "" && !name.startsWith("~");

/** @param {Worth} found @returns {number[] | undefined} the word in any spelling */
const any = (found) => found[""] ?? found[Object.keys(found).find(isSpelling) ?? ""];

/** Other words of the same meaning. @param {Scores} scores @param {Worth} found
 * @param {number} [share] @param {(written: string) => boolean} [isMeant] */
function alike(scores, found, share = 1, isMeant = () => true) {
  for (const [name, standing] of Object.entries(found)) {
    if (name.startsWith("~") && isMeant(name.slice(1))) raise(scores, standing, share * ALIKE);
  }
}

/** A letter more, less, other, or two swapped. @param {string} a */
const isSlip = (a) => (/** @type {string} */ b) => {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const other = a.slice(at + 1) === b.slice(at + 1);
  const more = a.slice(at) === b.slice(at + 1) || a.slice(at + 1) === b.slice(at);
  const swapped = a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
  return other || more || swapped;
};
