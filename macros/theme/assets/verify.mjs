/**
 * What a completion record is worth: whether it is whole, fits its version, and what has changed
 * since. A manager drops the file here; it is read on this device and sent nowhere.
 */

import { all, make, one } from "./dom.mjs";
import { checksum, version } from "./record.mjs";
import "./said/learn.mjs";
import "./said/later.mjs";
import { word } from "./words.mjs";

const LARGEST = 1e6;
const SHAPE = { path: "string", version: "string", site: "string", made: "string", pages: "object",
  read: "object", answers: "object", score: "object", gaps: "object" };
const box = one("[data-verify]");
/** @typedef {{title: string, hash: string, best?: string}} Page as it is now, by key */
/** @type {{paths: Record<string, string[]>, pages: Record<string, Page>}} */
const now = JSON.parse(box.dataset.verify);

/** Why a record is refused: the key of the words that say so. */
class Refused extends Error {}

/** A file as Notepad or a chat program left it. @param {ArrayBuffer} bytes @returns {string} */
export function decoded(bytes) {
  const [first, second] = new Uint8Array(bytes);
  const utf16 = first === 0xff && second === 0xfe ? "utf-16le"
    : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  return new TextDecoder(utf16).decode(bytes);
}

/** @param {string} text @returns {Record<string, any>} */
function read(text) {
  const tried = [text, text.normalize("NFC")].map((one) => {
    try {
      return JSON.parse(one);
    } catch {
      return undefined;
    }
  });
  if (tried[0]?.kind !== "playbook-record") throw new Refused("not-ours");
  if (tried[0].v !== 1) throw new Refused("newer");
  const whole = tried.find(({ checksum: said, ...record }) => said === checksum(record));
  if (!whole) throw new Refused("altered");
  for (const [name, kind] of Object.entries(SHAPE)) {
    if (typeof whole[name] !== kind || whole[name] === null) throw new Refused("odd");
  }
  return whole;
}

/** Whether it fits itself, and the questions that still stand. @param {any} record */
async function judge(record) {
  const { pages, answers, path } = record;
  if (!(path in now.paths) || !pages[`path/${path}`]) throw new Refused("elsewhere");
  if (!Object.entries(pages).some(([key, hash]) => now.pages[key]?.hash === hash)) {
    throw new Refused("elsewhere");
  }
  const made = await version(pages); // only where the browser gives a hash: over https
  if (made && made !== record.version) throw new Refused("version");
  const toRead = Object.keys(pages).filter((key) => !/^(path|question)\//.test(key));
  const asked = Object.keys(pages).filter((key) => key.startsWith("question/"));
  const stray = Object.keys(record.read).some((key) => !toRead.includes(key)) ||
    Object.keys(answers).some((key) => !asked.includes(key));
  /** @type {Record<string, string>} */
  const gaps = {};
  for (const key of toRead) {
    if (!record.read[key]) gaps[key] = "unread";
    else if (record.read[key][1] !== pages[key]) gaps[key] = "changed";
  }
  for (const key of asked) {
    const known = now.pages[key]?.hash === pages[key];
    const wrong = known ? answers[key]?.[0] !== now.pages[key].best : record.gaps[key] === "wrong";
    if (!answers[key]) gaps[key] = "unanswered";
    else if (wrong) gaps[key] = "wrong"; // a question that changed since is taken at its word
  }
  const right = asked.filter((key) => !gaps[key]).length;
  const same = Object.keys(gaps).length === Object.keys(record.gaps).length &&
    Object.entries(gaps).every(([key, why]) => record.gaps[key] === why);
  const { score } = record;
  const sums = right === score.right && asked.length === score.of;
  const ended = Boolean(record.finished) === !Object.keys(gaps).length;
  if (stray || !same || !sums || !ended) throw new Refused("sums");
}

/** What a record says, and what has changed since. @param {any} record @returns {string[]} */
function report(record) {
  const { pages, read: marks, gaps, name, path, score: { right, of, first } } = record;
  const title = (/** @type {string} */ key) => now.pages[key]?.title ?? key;
  const toRead = Object.keys(pages).filter((key) => !/^(path|question)\//.test(key));
  const then = Object.keys(pages), today = now.paths[path];
  const differ = [
    ["changed", today.filter((key) => pages[key] && pages[key] !== now.pages[key].hash)],
    ["new", today.filter((key) => !pages[key])],
    ["gone", then.filter((key) => !today.includes(key))],
  ].flatMap(([what, keys]) => /** @type {string[]} */ (keys).map((key) =>
    word(`verify.${what}`, title(key))));
  return [
    word("verify.sound", title(`path/${path}`)),
    word("verify.made", record.made, name || "–"),
    word("verify.dates", record.started ?? "–", record.finished ?? word("record.open")),
    word("verify.score", Object.keys(marks).length, toRead.length, right, of, first),
    ...Object.entries(gaps).map(([key, why]) =>
      word("verify.gap", title(key), word(`record.${why}`))),
    ...(differ.length ? differ : [word("verify.same")]),
  ];
}

/** @param {File | undefined} file */
async function take(file) {
  if (!file) return;
  const out = one("[role=status]", box);
  try {
    if (file.size > LARGEST) throw new Refused("not-ours");
    const record = read(decoded(await file.arrayBuffer()));
    await judge(record);
    out.replaceChildren(make("strong", { className: "pb-right" }, `✓ ${word("verify.good")}`),
      make("ul", { className: "pb-statements" },
        ...report(record).map((line) => make("li", {}, line))));
  } catch (error) { // the right checksum over something no page writes is refused too
    const why = error instanceof Refused ? error.message : "odd";
    out.replaceChildren(make("strong", { className: "pb-wrong" }, `✗ ${word(`verify.${why}`)}`));
  }
}

const input = one("input", box);
input.addEventListener("change", () => take(input.files[0]).then(() => { input.value = ""; }));
box.addEventListener("dragover", (/** @type {DragEvent} */ event) => event.preventDefault());
box.addEventListener("drop", (/** @type {DragEvent} */ event) => {
  event.preventDefault();
  take(event.dataTransfer?.files[0]);
});
for (const part of all("[data-later]", box)) part.removeAttribute("data-later");
