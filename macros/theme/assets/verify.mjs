/** What a completion record is worth: whether it is whole, and what has changed since. A manager
 * drops the file here; it is read on this device and sent nowhere. */

import { all, make, one, ready } from "./dom.mjs";
import { checksum } from "./file.mjs";
import "./said/learn.mjs";
import "./said/later.mjs";
import { word } from "./words.mjs";

const LARGEST = 1e6;
const box = one("[data-verify]");
/** @typedef {Map<string, {hash: string, title: string}>} Now what is on a path, in order, by key */

/** Why a record is refused: the key of the words that say so. */
class Refused extends Error {}

/** A file as Notepad or a chat program left it. @param {ArrayBuffer} bytes @returns {string} */
function decoded(bytes) {
  const [first, second] = new Uint8Array(bytes);
  const isUtf16 = first + second === 0xff + 0xfe;
  const kind = isUtf16 ? (first === 0xff ? "utf-16le" : "utf-16be") : "utf-8";
  return new TextDecoder(kind).decode(bytes);
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
  const whole = tried.find(({ checksum: said, ...record }) => said === checksum(record));
  if (!whole) throw new Refused("altered");
  return whole;
}

/** A path as its page has it. @param {string} path @returns {Promise<Now>} */
async function today(path) {
  const answer = await fetch(`../paths/${encodeURIComponent(path)}/`).catch(() => undefined);
  const isHeard = answer && !answer.redirected && (answer.ok || answer.status === 404);
  if (!isHeard) throw new Refused("unheard");
  const text = new DOMParser().parseFromString(await answer.text(), "text/html");
  const page = one("article[data-path]", text);
  if (page?.dataset.path !== path) throw new Refused("elsewhere");
  const { hash, title } = page.dataset;
  const parts = all("[data-stop][data-hash], form[data-question]", page);
  return new Map([[`path/${path}`, { hash, title }], ...parts.map(({ dataset, children }) =>
    [dataset.stop ?? `question/${dataset.question}`,
      { hash: dataset.hash, title: dataset.title ?? children[0].textContent }])]);
}

/** @type {(record: any, now: Now) => string[]} what a record says, and what has changed since */
const report = (record, now) => {
  const { pages, read: marks, gaps, name, path, score: { right, of, first } } = record;
  const title = (/** @type {string} */ key) => now.get(key)?.title ?? key;
  const then = Object.keys(pages), keys = [...now.keys()];
  const toRead = then.filter((key) => !/^(path|question)\//.test(key));
  const said = (/** @type {string} */ what, /** @type {string[]} */ some) =>
    some.map((key) => word(`verify.${what}`, title(key)));
  const differ = [
    ...said("changed", keys.filter((key) => pages[key] && pages[key] !== now.get(key)?.hash)),
    ...said("new", keys.filter((key) => !pages[key])),
    ...said("gone", then.filter((key) => !now.has(key))),
  ];
  return [
    word("verify.sound", title(`path/${path}`)),
    word("verify.made", record.made, name || "–"),
    word("verify.dates", record.started ?? "–", record.finished ?? word("record.open")),
    word("verify.score", Object.keys(marks).length, toRead.length, right, of, first),
    ...Object.entries(gaps).map(([key, why]) =>
      word("verify.gap", title(key), word(`record.${why}`))),
    ...(differ.length ? differ : [word("verify.same")]),
  ];
};

/** @param {File | undefined} file */
async function take(file) {
  if (!file) return;
  const out = one("[role=status]", box);
  try {
    if (file.size > LARGEST) throw new Refused("not-ours");
    const record = read(decoded(await file.arrayBuffer()));
    const lines = report(record, await today(record.path));
    out.replaceChildren(make("strong", { className: "pb-right" }, `✓ ${word("verify.good")}`),
      make("ul", { className: "pb-statements" }, ...lines.map((line) => make("li", {}, line))));
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
ready(box);
