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

/**
 * @typedef {import("./fold.mjs").Forms} Forms
 * @typedef {{path: string, kind: string, title: string, lead: string, lines?: string[]}} Page
 * @typedef {Record<string, Record<string, number[]>>} Part by stem, then by spelling: pages and
 *   worth in turn
 * @typedef {{in: string, pages: number, words: string[], pairs: string[], urgent: Page[]}} Index
 * @typedef {Map<number, number>} Scores by page
 * @typedef {{scores: Scores, isKnown: boolean, isSpelt: boolean, isOpen: boolean}} Found whether the
 *   playbook has the word, has it with the tones that were typed, and whether it may go on
 * @typedef {Forms & Found & {begun: string[], slips: string[]}} Clause one word, the stems that it
 *   may be the beginning of, and those it may be a slip of
 */

const SHORT = /** @type {Record<string, string>} */ ({
  kh: "khách",
  hđ: "hợp đồng",
  hd: "hợp đồng",
  cskh: "chăm sóc khách hàng",
  dv: "dịch vụ",
  đt: "điện thoại",
  nv: "nhân viên",
  ko: "không",
  k: "không",
  hok: "không",
  dc: "được",
  đc: "được",
});
const EXACT = 1,
  TONELESS = 0.7,
  OTHER_TONES = 0.45,
  BEGINNING = 0.6,
  SLIP = 0.5;
const ALIKE = 0.8; // another word of the same meaning
const PAIR = 0.75; // two neighbours, beside the two words themselves
const LEAST = 0.15; // of the best score: what is below is noise
const LONG = 4; // letters: two such words run together need not have been met side by side
const WIDE = 4; // parts read for a beginning: with more, more letters are to come
const SPARE = 4; // pages that may be found twice, as themselves and by one of their answers
const MOST_WORDS = 16; // of a pasted letter the beginning says enough

/** @param {Page[]} pages best first @returns {Page[]} each address once, whatever its `#` */
function distinct(pages) {
  const seen = new Set();
  const isNew = (/** @type {string} */ path) => !seen.has(path) && Boolean(seen.add(path));
  return pages.filter(({ path }) => isNew(path.split("#")[0]));
}

export class Engine {
  /** @type {Promise<Index> | undefined} */
  #index;
  /** @type {Map<string, Promise<any>>} */
  #files = new Map();

  /**
   * @param {(name: string) => Promise<any>} read a file of the index, parsed; may fail
   * @param {boolean} english whether the index is of English pages
   */
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

  /**
   * @param {string} query as typed
   * @param {number} most how many pages are wanted
   * @returns {Promise<{pages: Page[], marks: Marks}>}
   */
  async find(query, most) {
    const terms = await this.#terms(query);
    const clauses = await Promise.all(
      terms.map((term, i) => this.#word(term, i === terms.length - 1)),
    );
    const pairs = await Promise.all(
      clauses.slice(1).map((next, i) => this.#pair(clauses[i], next)),
    );
    /** @type {Scores} */ const sums = new Map();
    for (const scores of [...clauses.map(({ scores }) => scores), ...pairs]) {
      for (const [page, score] of scores) sums.set(page, score + (sums.get(page) ?? 0));
    }
    const top = Math.max(0, ...sums.values()) * LEAST;
    const best = [...sums]
      .filter(([, score]) => score >= top)
      .sort(([a, x], [b, y]) => y - x || a - b);
    const likely = best.slice(0, most + SPARE).map(([number]) => this.#page(number));
    const pages = distinct(await Promise.all(likely)).slice(0, most);
    return { pages, marks: new Marks(clauses, this.english) };
  }

  /**
   * @param {string} query
   * @returns {Promise<string[]>} its words, short ones written out and joined ones parted
   */
  async #terms(query) {
    const typed = words(query).slice(0, MOST_WORDS);
    const whole = this.english ? typed : typed.flatMap((word) => SHORT[word]?.split(" ") ?? [word]);
    return (await Promise.all(whole.map((word) => this.#parted(word)))).flat();
  }

  /**
   * @param {string} word
   * @returns {Promise<string[]>} two where they were run together, `khachhang`
   */
  async #parted(word) {
    const { stem } = forms(word, this.english);
    if ((await this.#look("words", stem)) || word.length < 4) return [word];
    const all = new Set(await this.#vocabulary());
    let likely = [word];
    for (let i = 1; i < word.length; i++) {
      const parts = [word.slice(0, i), word.slice(i)];
      const [a, b] = parts.map((part) => forms(part, this.english));
      if (!all.has(a.plain) || !all.has(b.plain)) continue;
      if ((await this.#look("pairs", `${a.stem} ${b.stem}`))?.[""]) return parts;
      if (Math.min(i, word.length - i) >= LONG) likely = parts;
    }
    return likely;
  }

  /**
   * @param {string} word
   * @param {boolean} isLast then it may not be typed to its end
   * @returns {Promise<Clause>}
   */
  async #word(word, isLast) {
    const form = forms(word, this.english);
    const found = await this.#look("words", form.stem);
    const isKnown = Boolean(found && Object.keys(found).some(isSpelling));
    /** @type {Clause} */ const clause = {
      ...form,
      scores: new Map(),
      isKnown,
      isSpelt: false,
      isOpen: isLast || !isKnown,
      begun: [],
      slips: [],
    };
    if (found) spelt(clause.scores, found, form);
    clause.isSpelt = form.written !== form.plain && Boolean(found?.[form.written]);
    // One letter more is the beginning of too much; its neighbour knows what it begins.
    const shortest = isKnown ? 3 : 2;
    if (clause.isOpen && form.plain.length >= shortest) await this.#begin(clause);
    const slips = (await this.#vocabulary()).filter((other) => isSlip(form.plain, other));
    clause.slips = [...new Set(slips.map((other) => forms(other, this.english).stem))];
    if (!isKnown && !clause.begun.length && form.plain.length > 2) {
      await this.#mean(clause, clause.slips);
    }
    return clause;
  }

  /**
   * @param {Clause} clause whose word may go on: what it begins counts less, the more is missing
   */
  async #begin(clause) {
    const from = this.english ? clause.plain.slice(0, 3) : clause.plain;
    for (const [stem, found] of await this.#range("words", from)) {
      const whole = plains(found, stem).filter(
        (other) => other.length > clause.plain.length && other.startsWith(clause.plain),
      );
      if (!whole.length || stem === clause.stem) continue;
      const worth =
        BEGINNING * Math.sqrt(clause.plain.length / Math.min(...whole.map((one) => one.length)));
      raise(clause.scores, any(found), worth);
      if (!clause.isKnown) alike(clause.scores, found, () => true);
      clause.begun.push(stem);
    }
  }

  /**
   * @param {Clause} clause
   * @param {string[]} others what it is a slip of
   */
  async #mean(clause, others) {
    for (const found of await Promise.all(others.map((stem) => this.#look("words", stem)))) {
      if (!found) continue;
      raise(clause.scores, any(found), SLIP);
      alike(clause.scores, found, () => true);
    }
  }

  /**
   * @param {Clause} first
   * @param {Clause} next
   * @returns {Promise<Scores>} what they are worth side by side
   */
  async #pair(first, next) {
    /** @type {Scores} */ const scores = new Map();
    const found = await this.#look("pairs", `${first.stem} ${next.stem}`);
    const isToneless = first.written === first.plain && next.written === next.plain;
    const written = `${first.written} ${next.written}`;
    if (found) alike(scores, found, (other) => isToneless || other === written);
    if (found?.[""]) raise(scores, found[""], EXACT);
    else await this.#almost(scores, first, next);
    for (const [page, score] of scores) scores.set(page, score * PAIR);
    return scores;
  }

  /**
   * @param {Scores} scores
   * @param {Clause} first
   * @param {Clause} next that do not stand side by side as typed
   */
  async #almost(scores, first, next) {
    const { stem } = first;
    if (next.isOpen) {
      const from = `${stem} ${this.english ? next.plain.slice(0, 3) : next.plain}`;
      for (const [key, found] of await this.#range("pairs", from)) {
        const begun = key.slice(stem.length + 1);
        const isMeant = begun.startsWith(next.plain) || next.begun.includes(begun);
        if (isMeant) raise(scores, any(found), BEGINNING);
      }
    }
    const slips = [
      ...next.slips.map((word) => ({ key: `${stem} ${word}`, clause: next, word })),
      ...first.slips.map((word) => ({ key: `${word} ${next.stem}`, clause: first, word })),
    ];
    const { pairs } = await this.start();
    const here = after(pairs, `${stem} ${next.stem}`);
    // Of a word that exists a slip is thought of only where it costs no further part.
    const near = slips.filter(({ key, clause }) => !clause.isKnown || after(pairs, key) === here);
    await Promise.all(
      near.map(async ({ key, clause, word }) => {
        const found = await this.#look("pairs", key);
        if (!found?.[""]) return;
        raise(scores, found[""], SLIP);
        // Beside its neighbour, a slip is what was meant even where the word as typed exists.
        if (clause.isKnown) await this.#mean(clause, [word]);
      }),
    );
  }

  /**
   * @param {"words" | "pairs"} table
   * @param {string} key
   * @returns {Promise<Part[string] | undefined>}
   */
  async #look(table, key) {
    const starts = (await this.start())[table];
    const number = after(starts, key) - 1;
    const part = number < 0 ? {} : await this.#file(`${table}-${number}`);
    return Object.hasOwn(part, key) ? part[key] : undefined;
  }

  /**
   * @param {"words" | "pairs"} table
   * @param {string} beginning
   * @returns {Promise<[string, Part[string]][]>}
   */
  async #range(table, beginning) {
    const starts = (await this.start())[table];
    const first = Math.max(0, after(starts, beginning) - 1);
    const last = Math.min(after(starts, `${beginning}\uffff`), first + WIDE);
    const numbers = Array.from({ length: last - first }, (_, i) => first + i);
    const parts = await Promise.all(numbers.map((number) => this.#file(`${table}-${number}`)));
    return parts.flatMap((part) =>
      Object.entries(part).filter(([key]) => key.startsWith(beginning)),
    );
  }

  /** @returns {Promise<string[]>} every word there is, without tones */
  #vocabulary() {
    return this.#file("vocabulary");
  }

  /** @param {number} number @returns {Promise<Page>} */
  async #page(number) {
    const { pages } = await this.start();
    return (await this.#file(`pages-${Math.floor(number / pages)}`))[number % pages];
  }

  /** @param {string} name @returns {Promise<any>} */
  async #file(name) {
    const path = `${(await this.start()).in}/${name}.json`;
    let file = this.#files.get(path);
    if (!file) {
      file = this.read(path);
      this.#files.set(path, file);
      file.catch(() => {
        this.#files.delete(path);
        this.#index = undefined; // another version may stand there by now
      });
    }
    return file;
  }
}

/** What of a text was searched for. */
export class Marks {
  /** @param {Clause[]} clauses @param {boolean} english */
  constructor(clauses, english) {
    this.clauses = clauses.map((clause) => ({
      ...clause,
      worth: Math.max(0, ...clause.scores.values()),
    }));
    this.english = english;
  }

  /** @param {string} text @returns {[string, boolean][]} the text in pieces, each marked or not */
  split(text) {
    const pieces = text.split(/([\p{L}\p{M}\p{N}]+)/u);
    return pieces.map((piece, i) => [piece, i % 2 === 1 && this.#found(piece).length > 0]);
  }

  /** @param {string} text @returns {number} how much of what was searched for it says */
  worth(text) {
    const said = new Set(words(text).flatMap((word) => this.#found(word)));
    return [...said].reduce((sum, { worth }) => sum + worth, 0);
  }

  /**
   * @param {string} word of a text
   * @returns the clauses it answers: where tones were typed they must agree
   */
  #found(word) {
    return words(word).flatMap((one) => {
      const { written, plain, stem } = forms(one, this.english);
      return this.clauses.filter((clause) => {
        if (clause.written === written) return true;
        if (clause.isSpelt) return false;
        const meant = clause.isKnown || clause.begun.length ? [] : clause.slips;
        return (
          clause.stem === stem ||
          (clause.begun.includes(stem) && plain.startsWith(clause.plain)) ||
          meant.includes(stem)
        );
      });
    });
  }
}

/**
 * @param {string[]} starts in order
 * @param {string} key
 * @returns {number} how many of them are not after it
 */
function after(starts, key) {
  let low = 0,
    high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (starts[middle] <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * @param {Scores} scores
 * @param {number[]} standing pages and worth in turn
 * @param {number} share
 */
function raise(scores, standing, share) {
  for (let i = 0; i < standing.length; i += 2) {
    const [page, score] = [standing[i], standing[i + 1] * share];
    if (score > (scores.get(page) ?? 0)) scores.set(page, score);
  }
}

/** @param {string} name of a spelling; with `~` it stands for others of the same meaning */
const isSpelling = (name) => !name.startsWith("~");

/** @param {Part[string]} found @returns {number[]} the word in any spelling */
function any(found) {
  return found[""] ?? found[Object.keys(found).find(isSpelling) ?? ""] ?? [];
}

/**
 * @param {Part[string]} found
 * @param {string} stem
 * @returns {string[]} its spellings, without tones
 */
function plains(found, stem) {
  const spellings = Object.keys(found).filter((name) => name && isSpelling(name));
  return [...new Set([stem, ...spellings.map((name) => forms(name, false).plain)])];
}

/** @param {Scores} scores @param {Part[string]} found @param {Forms} form */
function spelt(scores, found, { written, plain }) {
  const isToneless = written === plain;
  if (found[written]) raise(scores, found[written], EXACT);
  raise(scores, any(found), isToneless ? TONELESS : OTHER_TONES);
  alike(scores, found, (other) => isToneless || other === written);
}

/**
 * @param {Scores} scores
 * @param {Part[string]} found
 * @param {(written: string) => boolean} isMeant
 */
function alike(scores, found, isMeant) {
  for (const [name, standing] of Object.entries(found)) {
    if (!isSpelling(name) && isMeant(name.slice(1))) raise(scores, standing, ALIKE);
  }
}

/**
 * @param {string} a
 * @param {string} b
 * @returns {boolean} one slip apart: a letter more, less, other, or two swapped
 */
function isSlip(a, b) {
  if (a.length < 2 || Math.abs(a.length - b.length) > 1 || a === b) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const other = a.slice(i + 1) === b.slice(i + 1);
  const more = a.slice(i) === b.slice(i + 1) || a.slice(i + 1) === b.slice(i);
  const swapped = a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);
  return other || more || swapped;
}
