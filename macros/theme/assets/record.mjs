/**
 * The completion record of a path: shown, saved as a file, put into an issue or an e-mail, printed.
 * Nothing is sent.
 */

import { all, make as element } from "./dom.mjs";
import { answered, iso, reading, root, stops } from "./progress.mjs";
import { get, remove, set, watch } from "./storage.mjs";
import "./said/learn.mjs";
import { language, word } from "./words.mjs";

const LONGEST = 8; // gaps named in a message; its address must stay short

/** JSON with sorted keys. @param {any} value @returns {string} */
function stable(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(stable)}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${stable(value[name])}`)}}`;
}

/**
 * FNV-1a, 64 bits: it finds a change made by hand, and unlike SubtleCrypto it works on plain http.
 * @param {any} record
 */
export function checksum(record) {
  let sum = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(stable(record))) {
    sum = BigInt.asUintN(64, (sum ^ BigInt(byte)) * 0x100000001b3n);
  }
  return sum.toString(16).padStart(16, "0");
}

/** The version that pages make together, where the browser gives a hash. @param {any} pages */
export async function version(pages) {
  const lines = Object.keys(pages).sort().map((key) => `${key} ${pages[key]}`).join("\n");
  const sum = await crypto.subtle?.digest("SHA-256", new TextEncoder().encode(lines));
  const bytes = [...new Uint8Array(sum ?? [])].map((one) => one.toString(16).padStart(2, "0"));
  return bytes.join("").slice(0, 12);
}

/** What the managers' page reads. @param {HTMLElement} page @returns {Record<string, any>} */
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
    kind: "playbook-record", v: 1, site: root, language, path: id, version: page.dataset.version,
    made: iso(Date.now()), started, finished, name: get("name") || null,
    pages, read, answers, score, gaps,
  };
  return { ...record, checksum: checksum(record) };
}

for (const box of all("[data-record]")) {
  const page = box.closest("article");
  const part = (/** @type {string} */ name) => box.querySelector(`[data-record-${name}]`);
  const file = () => `${page.dataset.path}-${iso(Date.now())}.json`;
  const lines = (/** @type {Record<string, any>} */ record) => {
    const found = stops(page);
    const titles = new Map(found.flatMap(({ key, title, forms }) => [[key, title],
      ...forms.map(({ dataset }) => [`question/${dataset.question}`, dataset.title ?? ""])]));
    const pages = found.filter(({ hash }) => hash);
    const { right, of, first } = record.score;
    return {
      gaps: Object.entries(record.gaps).map(([key, why]) =>
        `${titles.get(key)} (${word(`record.${why}`)})`),
      rows: [
        [word("record.version"), record.version],
        [word("record.dates"),
          `${record.started ?? "–"} – ${record.finished ?? word("record.open")}`],
        [word("record.read"), `${pages.filter(({ done }) => done).length}/${pages.length}`],
        [word("record.score"), word("record.first", right, of, first)],
        [word("record.sum"), record.checksum],
      ],
    };
  };
  const show = () => {
    const record = make(page);
    box.hidden = !record.started;
    const { gaps, rows } = lines(record);
    const none = word("record.none");
    part("text").replaceChildren(element("dl", {},
      ...[...rows, [word("record.gaps"), gaps.join("; ") || none]].map(([name, value]) =>
        element("div", {}, element("dt", {}, name), element("dd", {}, value)))));
    const some = [...gaps.slice(0, LONGEST), ...(gaps.length > LONGEST ? ["…"] : [])];
    const text = [...rows, [word("record.gaps"), some.join("; ") || none]]
      .map((row) => row.join(": "))
      .concat(word("record.note"), word("record.attach", file())).join("\n");
    const title = box.querySelector("h2").textContent;
    const [subject, body] = [title, text].map(encodeURIComponent);
    part("mail").href = `mailto:?subject=${subject}&body=${body}`;
    const issue = part("issue");
    if (issue) issue.href = `${issue.href.split("&")[0]}&title=${subject}&record=${body}`;
  };
  part("name").value = get("name") ?? "";
  part("name").addEventListener("input", () => {
    const name = part("name").value.trim();
    if (name) set("name", name); else remove("name");
  });
  part("file").addEventListener("click", () => {
    const text = `${JSON.stringify(make(page), null, 1)}\n`;
    const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    element("a", { href: url, download: file() }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  });
  part("print").addEventListener("click", () => { location.hash = "record"; print(); });
  watch("", show);
  show();
  if (location.hash === "#record") box.scrollIntoView(); // hidden when the browser looked for it
}
