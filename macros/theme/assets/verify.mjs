/** What a completion record is worth: whether it is whole, and what has changed since. A manager
 * drops the file here; it is read on this device and sent nowhere. */

import { make, one, ready } from "./dom.mjs";
import { checksum } from "./file.mjs";
import "./said/learn.mjs";
import "./said/later.mjs";
import { word } from "./words.mjs";

const LARGEST = 1e6;
const box = one("[data-verify]");
/** @type {{paths: Record<string, string[]>, pages: Record<string, [hash: string, title: string]>}} */
const now = JSON.parse(box.dataset.verify);

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
  if (!(whole.path in now.paths)) throw new Refused("elsewhere");
  return whole;
}

/** What a record says, and what has changed since. @param {any} record @returns {string[]} */
function report(record) {
  const { pages, read: marks, gaps, name, path, score: { right, of, first } } = record;
  const title = (/** @type {string} */ key) => now.pages[key]?.[1] ?? key;
  const then = Object.keys(pages), today = now.paths[path];
  const toRead = then.filter((key) => !/^(path|question)\//.test(key));
  const said = (/** @type {string} */ what, /** @type {string[]} */ keys) =>
    keys.map((key) => word(`verify.${what}`, title(key)));
  const differ = [
    ...said("changed", today.filter((key) => pages[key] && pages[key] !== now.pages[key][0])),
    ...said("new", today.filter((key) => !pages[key])),
    ...said("gone", then.filter((key) => !today.includes(key))),
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
}

/** @param {File | undefined} file */
async function take(file) {
  if (!file) return;
  const out = one("[role=status]", box);
  try {
    if (file.size > LARGEST) throw new Refused("not-ours");
    const lines = report(read(decoded(await file.arrayBuffer())));
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
