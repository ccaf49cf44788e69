/** The completion record of a path: shown, saved as a file, put into an issue or an e-mail,
 * printed. Nothing is sent. */

import { letter } from "./copy.mjs";
import { all, make, one } from "./dom.mjs";
import { checksum, saveFile } from "./file.mjs";
import { read } from "./kept.mjs";
import { answered, iso, reading, root, stops } from "./progress.mjs";
import { remove, set, watch } from "./storage.mjs";
import "./said/learn.mjs";
import { language, word } from "./words.mjs";

const LONGEST = 8; // gaps named in a message; its address must stay short

/** What the managers' page reads. @param {HTMLElement} page a path's @returns {any} */
function made(page) {
  const { path, hash: own, version } = page.dataset;
  const found = stops(page);
  /** @type {any} */
  const record = {
    kind: "playbook-record", v: 1, site: root, language, path, version, made: iso(Date.now()),
    started: null, finished: null, name: read("name") || null,
    pages: { [`path/${path}`]: own }, read: {}, answers: {}, score: { right: 0, first: 0, of: 0 },
    gaps: {},
  };
  const { pages, score, gaps } = record;
  /** @type {number[]} */
  const days = [];
  for (const { key, hash } of found.filter((stop) => stop.hash)) {
    const mark = reading(key, hash);
    pages[key] = hash;
    if (mark.state !== "read") gaps[key] = mark.state;
    if (!mark.at) continue;
    record.read[key] = [iso(mark.at), mark.hash];
    days.push(mark.at);
  }
  for (const { dataset } of found.flatMap(({ forms }) => forms)) {
    const key = `question/${dataset.question}`;
    const answer = answered(dataset);
    pages[key] = dataset.hash;
    score.of += 1;
    if (!answer?.right) gaps[key] = answer ? "wrong" : "unanswered";
    if (!answer) continue;
    record.answers[key] = [answer.choice, answer.first, iso(answer.at)];
    score.right += Number(answer.right);
    score.first += Number(answer.firstRight);
    days.push(answer.at);
  }
  if (days.length) record.started = iso(Math.min(...days));
  if (days.length && !Object.keys(gaps).length) record.finished = iso(Math.max(...days));
  return { ...record, checksum: checksum(record) };
}

for (const box of all("[data-record]")) {
  const page = box.closest("article");
  const part = (/** @type {string} */ name) => one(`[data-record-${name}]`, box);
  const file = () => `${page.dataset.path}-${iso(Date.now())}.json`;
  const show = () => {
    const { started, finished, version, score, gaps, checksum: sum } = made(page);
    const found = stops(page);
    const pages = found.filter(({ hash }) => hash);
    const titles = new Map(found.flatMap(({ key, link, forms }) => [[key, link.textContent],
      ...forms.map(({ dataset }) => [`question/${dataset.question}`, dataset.title])]));
    const left = Object.entries(gaps).map(([key, why]) =>
      `${titles.get(key)} (${word(`record.${why}`)})`);
    const rows = (/** @type {string[]} */ missing) => [
      [word("record.version"), version],
      [word("record.dates"), `${started ?? "–"} – ${finished ?? word("record.open")}`],
      [word("record.read"), `${pages.filter(({ done }) => done).length}/${pages.length}`],
      [word("record.score"), word("record.first", score.right, score.of, score.first)],
      [word("record.sum"), sum],
      [word("record.gaps"), missing.join("; ") || word("record.none")],
    ];
    box.hidden = !started;
    part("text").replaceChildren(make("dl", {}, ...rows(left).map(([name, value]) =>
      make("div", {}, make("dt", {}, name), make("dd", {}, value)))));
    const some = left.length > LONGEST ? [...left.slice(0, LONGEST), "…"] : left;
    const lines = rows(some).map((row) => row.join(": "));
    const text = [...lines, word("record.note"), word("record.attach", file())].join("\n");
    const title = one("h2", box).textContent;
    part("mail").href = letter(title, text);
    const issue = part("issue");
    if (!issue) return;
    const [url, names] = [new URL(issue.href), issue.dataset.recordIssue.split(" ")];
    [title, text].forEach((words, at) => url.searchParams.set(names[at], words));
    issue.href = url.href;
  };
  part("name").value = read("name") ?? "";
  part("name").addEventListener("input", () => {
    const name = part("name").value.trim();
    if (name) set("name", name); else remove("name");
  });
  part("file").addEventListener("click", () =>
    saveFile(file(), `${JSON.stringify(made(page), null, 1)}\n`));
  part("print").addEventListener("click", () => { location.hash = "record"; print(); });
  watch("", show);
  show();
  if (location.hash === "#record") box.scrollIntoView(); // hidden when the browser looked for it
}
