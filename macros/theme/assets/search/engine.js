/**
 * How the search keeps words, and how a query finds them.
 *
 * Material's worker brings lunr; this takes the place of its index, of how a page is added to it,
 * and of how it is asked. workers/playbook.js loads it, and says in `self.playbook` for which site.
 *
 * People type with tones, without them, with some of them, with the mark on either vowel, and half
 * a word. So each syllable is kept twice, as written and (marked `~`) without tones, and each pair
 * of neighbours once, as most words are two. On the English site the second form is the stem.
 */
(function (lunr) {
  const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;
  const SHORT = {
    kh: "khách hàng", hđ: "hợp đồng", hd: "hợp đồng", cskh: "chăm sóc khách hàng", dv: "dịch vụ",
    đt: "điện thoại", nv: "nhân viên", ko: "không", k: "không", hok: "không",
    dc: "được", đc: "được",
  };
  const EXACT = 1, TONELESS = 0.85, OTHER_TONES = 0.45, BEGINNING = 0.6, SLIP = 0.5;
  const STOP = 0.3; // what an English "the" is worth
  const PAIR = 1.2; // what two neighbours are worth beside the two words themselves
  const SATURATION = 1.2, LENGTH = 0.6; // as k and b in BM25
  const LEAST = 0.15; // of the best score: what is below is noise
  const BLOCKS = 2; // lines shown of a result
  const ALIKE = 0.65; // what another word of the same meaning is worth
  const { english = false, weights = new Map(), synonyms = [] } = self.playbook ?? {};

  const memory = new Map();

  /**
   * A word -> as written, with its tone at the end wherever it was typed (hoà, hòa); without tones;
   * and its stem where English.
   */
  function forms(/** @type {string} */ word) {
    if (!memory.has(word)) memory.set(word, formed(word));
    return memory.get(word);
  }

  function formed(/** @type {string} */ word) {
    const finalY = /^([^aeiouy\u0300-\u036f]+)y(?=[\u0300-\u036f]*$)/;
    const letters = word.toLowerCase().normalize("NFD").replace(finalY, "$1i");
    const plain = letters.replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");
    const isEnglish = english && /^[a-z]+$/.test(letters);
    const stem = isEnglish ? lunr.stemmer(new lunr.Token(plain)).toString() : plain;
    const written = letters.replace(TONES, "") + (letters.match(TONES) ?? []).join("");
    return { written, plain, stem };
  }

  /**
   * Takes a page in, in the place of lunr's own `add`, whose tables for scoring we do not use and
   * which takes four times as long. `kept` has, by key, where it stands: the fields it is in, each
   * with its places there. A pair stands where its first word does.
   */
  lunr.Builder.prototype.add = function (/** @type {Record<string, string>} */ page) {
    const kept = (this.kept ??= nothingKept());
    kept.pages.add(page[this._ref]);
    for (const [name, { extractor, boost = 1 }] of Object.entries(this._fields)) {
      const tokens = this.tokenizer(extractor(page));
      const field = { name, boost, page: page[this._ref], length: tokens.length };
      kept.totals[name] = (kept.totals[name] ?? 0) + tokens.length;
      let before, block;
      for (const { str, metadata: { position } } of tokens) {
        const word = kept.words.get(str) ?? learn(kept, str);
        stand(word.exact, field, position);
        stand(word.loose, field, position);
        if (block === position >>> 20) {
          const pair = both(kept, before.stem, word.stem);
          stand(places(kept.keys, pair), field, before.position);
        }
        block = position >>> 20;
        before = { stem: word.stem, position };
      }
    }
  };

  function nothingKept() {
    return { keys: new Map(), words: new Map(), stems: new Map(), totals: {}, pages: new Set() };
  }

  /** A word met for the first time, with the places of its two keys. */
  function learn({ keys, words, stems }, str) {
    const { written, plain, stem } = forms(str);
    if (!stems.has(stem)) stems.set(stem, stems.size);
    const word = { plain, stem, exact: places(keys, written), loose: places(keys, `~${stem}`) };
    words.set(str, word);
    return word;
  }

  function places(keys, key) {
    let standing = keys.get(key);
    if (!standing) keys.set(key, (standing = []));
    return standing;
  }

  /**
   * The key of two neighbours: a number, which is cheaper to make and to keep than two words
   * joined. Words nobody wrote have none.
   */
  function both({ stems }, a, b) {
    return stems.get(a) * 2 ** 20 + stems.get(b);
  }

  function stand(all, field, position) {
    const last = all[all.length - 1];
    if (last?.field === field) last.position.push(position);
    else all.push({ field, position: [position] });
  }

  lunr.Builder.prototype.build = function () {
    const { keys, words, stems, totals, pages } = this.kept;
    const fields = Object.keys(this._fields);
    const empty = { invertedIndex: {}, fieldVectors: {}, tokenSet: null };
    const index = new lunr.Index({ ...empty, fields, pipeline: this.searchPipeline });
    const known = new Map([...words.values()].map(({ plain, stem }) => [plain, stem]));
    const kept = { keys, stems, words: [...known], totals, count: pages.size };
    return Object.assign(index, { kept });
  };

  /** Whether two words are one slip apart: a letter more, less, other, or two swapped. */
  function near(/** @type {string} */ a, /** @type {string} */ b) {
    if (Math.abs(a.length - b.length) > 1 || a === b) return false;
    let i = 0;
    while (i < a.length && a[i] === b[i]) i++;
    const other = a.slice(i + 1) === b.slice(i + 1);
    const more = a.slice(i) === b.slice(i + 1) || a.slice(i + 1) === b.slice(i);
    const swapped = a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);
    return other || more || swapped;
  }

  /** A word or two -> how they are written, and the key that finds them. */
  function meaning(words) {
    const each = words.split(" ").map(forms);
    const joined = (/** @type {string} */ name) => each.map((form) => form[name]).join(" ");
    return { written: joined("written"), plain: joined("plain"), stem: joined("stem") };
  }

  const grouped = new Map();
  for (const group of synonyms.map((words) => words.map(meaning))) {
    for (const member of group) {
      for (const name of new Set([member.written, member.plain, member.stem])) {
        grouped.set(name, [...(grouped.get(name) ?? []), [member, group]]);
      }
    }
  }

  /** What means the same as the words of a clause, as stems; without tones they may be any word. */
  function alike({ terms, meant }) {
    const { written, plain, stem } = meaning(terms.join(" "));
    const toneless = (other) =>
      other.plain === plain || other.stem === stem || meant.includes(other.stem);
    const same = (other) => (written === plain ? toneless(other) : other.written === written);
    const named = [written, plain, stem, ...meant].flatMap((name) => grouped.get(name) ?? []);
    const groups = named.filter(([member]) => same(member)).map(([, group]) => group);
    return new Set(groups.flat().map((other) => other.stem));
  }

  /** The key of a stem, or of two that stand side by side. */
  function keyOf(kept, stem, next) {
    return next === undefined ? `~${stem}` : both(kept, stem, next);
  }

  /** Puts a key down with its worth, where the index knows it -> whether it does. */
  function add(kept, keys, key, worth) {
    if (!kept.keys.has(key)) return false;
    keys.set(key, Math.max(worth, keys.get(key) ?? 0));
    return true;
  }

  /** What the words of a query can mean: the keys to look up, each with its worth. */
  function read(/** @type {string[]} */ terms, kept) {
    const clauses = terms.map((term, i) => single(term, i === terms.length - 1, kept));
    const neighbours = clauses.slice(1).map((next, i) => pair(clauses[i], next, kept));
    const every = [...clauses, ...neighbours];
    for (const clause of every) {
      for (const other of alike(clause)) {
        add(kept, clause.keys, keyOf(kept, ...other.split(" ")), ALIKE);
      }
    }
    return every;
  }

  /** What one word can mean. The last one may not be typed to its end yet. */
  function single(/** @type {string} */ term, isLast, kept) {
    const { written, plain, stem } = forms(term);
    const keys = new Map();
    add(kept, keys, written, EXACT);
    add(kept, keys, keyOf(kept, stem), written === plain ? TONELESS : OTHER_TONES);
    const missing = !keys.size;
    const begins = (word) => word.length > plain.length && word.startsWith(plain);
    const begun = isLast || missing ? kept.words.filter(([word]) => begins(word)) : [];
    for (const [word, whole] of plain.length > 2 || missing ? begun : []) {
      add(kept, keys, keyOf(kept, whole), BEGINNING * Math.sqrt(plain.length / word.length));
    }
    const isSlip = ([word]) => plain.length > 1 && near(plain, word);
    const slips = kept.words.filter(isSlip).map(([, slipped]) => slipped);
    if (!keys.size && plain.length > 2) {
      for (const slipped of slips) add(kept, keys, keyOf(kept, slipped), SLIP);
    }
    const little = english && !lunr.stopWordFilter(term) ? STOP : 1;
    const ends = begun.map(([, whole]) => whole);
    const meant = missing ? [...ends, ...slips] : [];
    return { terms: [term], keys, little, pair: false, stem, slips, begun: ends, meant };
  }

  /** What two neighbours can mean together. */
  function pair(first, next, kept) {
    const keys = new Map();
    const beside = (a, b, worth) => add(kept, keys, both(kept, a, b), worth);
    if (!beside(first.stem, next.stem, EXACT)) {
      for (const b of next.begun) beside(first.stem, b, BEGINNING);
      for (const b of next.slips) if (beside(first.stem, b, SLIP)) slip(next, b);
      for (const a of first.slips) if (beside(a, next.stem, SLIP)) slip(first, a);
    }
    const terms = [...first.terms, ...next.terms];
    return { terms, keys, little: Math.min(first.little, next.little), pair: true, meant: [] };
  }

  /** Beside its neighbour, a slip is what was meant even where the word as typed exists. */
  function slip(clause, stem) {
    if (!clause.keys.has(`~${stem}`)) clause.keys.set(`~${stem}`, SLIP);
  }

  lunr.Index.prototype.search = function (query) {
    const { keys, totals, count } = this.kept;
    const rarity = (standing) =>
      Math.log(1 + count / new Set(standing.map(({ field }) => field.page)).size);
    let terms = query.split(/\s+/).map((term) => term.replace(/\*$/, "")).filter(Boolean);
    if (!english) terms = terms.flatMap((term) => SHORT[term]?.split(" ") ?? [term]);
    const words = terms.flatMap((term) => parted(term, this.kept) ?? [term]);

    const scores = new Map();
    for (const clause of read(words, this.kept)) {
      const best = new Map();
      for (const [key, worth] of clause.keys) {
        const standing = keys.get(key);
        const rare = worth * rarity(standing) * (clause.pair ? PAIR : 1) * clause.little;
        for (const { field, position } of standing) {
          const length = 1 - LENGTH + (LENGTH * field.length * count) / totals[field.name];
          const times = position.length;
          const often = (times * (SATURATION + 1)) / (times + SATURATION * length);
          const score = rare * field.boost * often;
          if (score > (best.get(field) ?? 0)) best.set(field, score);
          if (!clause.pair) mark(scores, field, clause.terms[0], position, score);
        }
      }
      for (const [{ page }, score] of best) entry(scores, page).score += score;
    }
    for (const [page, result] of scores) result.score *= weights.get(page) ?? 1;
    const top = Math.max(0, ...[...scores.values()].map(({ score }) => score));
    return [...scores]
      .filter(([, { score }]) => score >= top * LEAST)
      .sort(([, a], [, b]) => b.score - a.score)
      .map(([ref, { score, marks }]) => ({ ref, score, matchData: { metadata: shown(marks) } }));
  };

  function entry(scores, page) {
    if (!scores.has(page)) scores.set(page, { score: 0, marks: [] });
    return scores.get(page);
  }

  /** Words found where they are not shown are still not missing: they are noted without a place. */
  function mark(scores, { name, page }, term, position, score) {
    const seen = name === "title" || name === "text";
    entry(scores, page).marks.push({ term, field: name, position: seen ? position : [], score });
  }

  /** Marks -> the lines of the text that say most. */
  function bestLines(marks) {
    const lines = new Map();
    for (const { term, position, score } of marks.filter(({ field }) => field === "text")) {
      for (const line of new Set(position.map((at) => at >>> 20))) {
        const terms = lines.get(line) ?? lines.set(line, new Map()).get(line);
        terms.set(term, Math.max(score, terms.get(term) ?? 0));
      }
    }
    const sum = (terms) => [...terms.values()].reduce((a, b) => a + b, 0);
    const ordered = [...lines].sort(([, a], [, b]) => sum(b) - sum(a));
    return new Set(ordered.slice(0, BLOCKS).map(([line]) => line));
  }

  /**
   * Marks -> lunr's metadata, for the best lines of the text. The positions are copied, as Material
   * sorts them in place.
   */
  function shown(marks) {
    const best = bestLines(marks), metadata = {};
    for (const { term, field, position } of marks) {
      metadata[term] ??= {};
      if (!position.length) continue;
      const kept = field === "title" ? position : position.filter((at) => best.has(at >>> 20));
      const before = metadata[term][field]?.position ?? [];
      metadata[term][field] = { position: [...new Set([...before, ...kept])] };
    }
    return metadata;
  }

  /** Two words run together, `khachhang` -> both, where the index knows them as neighbours. */
  function parted(/** @type {string} */ term, kept) {
    const { written, stem } = forms(term);
    if (kept.keys.has(written) || kept.keys.has(`~${stem}`)) return undefined;
    for (let i = 1; i < term.length; i++) {
      const parts = [term.slice(0, i), term.slice(i)];
      if (kept.keys.has(both(kept, forms(parts[0]).stem, forms(parts[1]).stem))) return parts;
    }
    return undefined;
  }
})(self.lunr);
