/** The completion record of a path: shown, saved as a file, put into an issue or an e-mail, printed. Nothing is sent. */

import { answered, iso, reading, root, stops } from "./progress.mjs";
import { get, remove, set, watch } from "./storage.mjs";
import { language, word } from "./words.mjs";

const LONGEST = 8; // gaps named in a message; its address must stay short

/** JSON with sorted keys, so that the command can write the same. @param {any} value @returns {string} */
function stable(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(stable)}]`;
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${stable(value[name])}`)}}`;
}

/** FNV-1a, 64 bits: it finds a change made by hand, and unlike SubtleCrypto it works on plain http. @param {string} text */
function checksum(text) {
  let sum = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) sum = BigInt.asUintN(64, (sum ^ BigInt(byte)) * 0x100000001b3n);
  return sum.toString(16).padStart(16, "0");
}

/** @param {HTMLElement} page @returns {Record<string, any>} what `verify-record` reads; dates, marks and answers as they are kept here */
function make(page) {
  const id = page.dataset.path ?? "";
  const found = stops(page);
  /** @type {Record<string, string>} */ const pages = { [`path/${id}`]: page.dataset.hash ?? "" };
  /** @type {Record<string, [string, string]>} */ const read = {};
  /** @type {Record<string, [string, string, string]>} */ const answers = {};
  /** @type {Record<string, string>} */ const gaps = {};
  const score = { right: 0, first: 0, of: 0 };
  /** @type {number[]} */ const days = [];
  for (const { key, hash, forms } of found) {
    if (hash) {
      const mark = reading(key, hash);
      pages[key] = hash;
      if (mark.at) { read[key] = [iso(mark.at), mark.hash]; days.push(mark.at); }
      if (mark.state !== "read") gaps[key] = mark.state;
    }
    for (const { dataset } of forms) {
      const name = `question/${dataset.question}`;
      const answer = answered(dataset.question ?? "", dataset.hash);
      pages[name] = dataset.hash ?? "";
      score.of += 1;
      if (answer) {
        answers[name] = [answer.choice, answer.first, iso(answer.at)];
        days.push(answer.at);
        score.right += Number(answer.right);
        score.first += Number(answer.firstRight);
      }
      if (!answer?.right) gaps[name] = answer ? "wrong" : "unanswered";
    }
  }
  const started = days.length ? iso(Math.min(...days)) : null;
  const finished = days.length && !Object.keys(gaps).length ? iso(Math.max(...days)) : null;
  const record = {
    kind: "playbook-record", v: 1, site: root, language, path: id, version: page.dataset.version, made: iso(Date.now()),
    started, finished, name: get("name") || null, pages, read, answers, score, gaps,
  };
  return { ...record, checksum: checksum(stable(record)) };
}

for (const box of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-record]"))) {
  const page = /** @type {HTMLElement} */ (box.closest("article"));
  const part = (/** @type {string} */ name) => /** @type {any} */ (box.querySelector(`[data-record-${name}]`));
  const file = () => `${page.dataset.path}-${iso(Date.now())}.json`;
  const lines = (/** @type {Record<string, any>} */ record) => {
    const titles = new Map(stops(page).flatMap(({ key, title, forms }) => [[key, title], ...forms.map(({ dataset }) => [`question/${dataset.question}`, dataset.title ?? ""])]));
    const gaps = Object.entries(record.gaps).map(([key, why]) => `${titles.get(key)} (${word(`record.${why}`)})`);
    const all = stops(page).filter(({ hash }) => hash);
    return { gaps, rows: [
      [word("record.version"), record.version],
      [word("record.dates"), `${record.started ?? "–"} – ${record.finished ?? word("record.open")}`],
      [word("record.read"), `${all.filter(({ state }) => state !== "unread").length}/${all.length}`],
      [word("record.score"), word("record.first", record.score.right, record.score.of, record.score.first)],
      [word("record.sum"), record.checksum],
    ] };
  };
  const show = () => {
    const record = make(page);
    box.hidden = !record.started;
    const { gaps, rows } = lines(record);
    const table = document.createElement("dl");
    for (const [name, value] of [...rows, [word("record.gaps"), gaps.join("; ") || word("record.none")]]) {
      const row = document.createElement("div");
      row.append(Object.assign(document.createElement("dt"), { textContent: name }), Object.assign(document.createElement("dd"), { textContent: value }));
      table.append(row);
    }
    part("text").replaceChildren(table);
    const short = [...gaps.slice(0, LONGEST), ...(gaps.length > LONGEST ? ["…"] : [])].join("; ") || word("record.none");
    const text = [...rows, [word("record.gaps"), short]].map((row) => row.join(": ")).concat(word("record.note"), word("record.attach", file())).join("\n");
    const title = box.querySelector("h2")?.textContent ?? "";
    part("mail").href = `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(text)}`;
    const issue = part("issue");
    if (issue) issue.href = `${issue.href.split("&")[0]}&title=${encodeURIComponent(title)}&record=${encodeURIComponent(text)}`;
  };
  part("name").value = get("name") ?? "";
  part("name").addEventListener("input", () => { const name = part("name").value.trim(); if (name) set("name", name); else remove("name"); });
  part("file").addEventListener("click", () => {
    const url = URL.createObjectURL(new Blob([`${JSON.stringify(make(page), null, 1)}\n`], { type: "application/json" }));
    Object.assign(document.createElement("a"), { href: url, download: file() }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  });
  part("print").addEventListener("click", () => { location.hash = "record"; print(); });
  watch("", show);
  show();
  if (location.hash === "#record") box.scrollIntoView(); // it was hidden when the browser looked for it
}
