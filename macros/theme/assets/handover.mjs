/**
 * What is handed over of a run: plain text, a Markdown task list, or a link that carries ticks and
 * nothing private.
 */

import { answerInWords, inWords, time, titleOf } from "./named.mjs";
import { changes, progress, stateOf, text, ticks } from "./runs.mjs";
import "./said/work.mjs";
import { language, word } from "./words.mjs";

/** @typedef {import("./runs.mjs").Run} Run */
/** @typedef {{id: string, hash: string, words: string, pause: string}} Row as the page shows it */

/**
 * @param {Run} run @param {Row[]} rows @param {string} version the list's, as it is now
 * @param {boolean} markdown
 */
export function asText(run, rows, version, markdown) {
  const plain = (/** @type {string} */ words) =>
    (markdown ? words.replace(/[\\`*_[\]<>~#|]/g, "\\$&") : words);
  const answers = ticks(run, rows.map(({ id }) => id));
  /** @type {import("./runs.mjs").Item[]} */
  const items = rows.map(({ id, hash, words }) => [id, hash, words]);
  const { removed, old, changed } = changes(run, items, language);
  const line = (/** @type {string} */ id, /** @type {string} */ words) => {
    const answer = answers.get(id);
    const state = stateOf(answer);
    const sign = { done: "x", na: markdown ? " " : "–", open: " " }[state];
    const box = `${markdown ? "- " : ""}[${sign}]`;
    const before = changed.includes(id) ? word("run.old", plain(old.get(id)?.[2] ?? "")) : "";
    const notes = [plain(answerInWords(answer)), before];
    const said = state === "na" && markdown ? `~~${plain(words)}~~` : plain(words);
    return `${box} ${said}${notes.filter(Boolean).map((note) => ` (${note})`).join("")}`;
  };
  const head = (/** @type {string} */ words) =>
    (markdown ? `\n## ${plain(words)}\n` : `\n${words}`);
  const title = run.label ? `${titleOf(run)}: ${run.label}` : titleOf(run);
  const finished = run.finished ? `. ${word("run.finished", time(run.finished, true))}` : "";
  const newer = run.version === version ? "" : ` ${word("run.version-now", version)}`;
  const out = [
    (markdown ? "# " : "") + plain(title), ...(markdown ? [""] : []),
    `${word("run.started", time(run.started, true))}${finished}.`,
    word("run.version", run.version) + newer,
    inWords(progress(run, rows.map(({ id }) => id))),
  ];
  rows.forEach((row, at) => {
    if (row.pause !== rows[at - 1]?.pause) out.push(head(row.pause));
    out.push(line(row.id, row.words));
  });
  const gone = removed.map(([id, , words]) => line(id, words));
  if (gone.length) out.push(head(word("run.removed")), ...gone);
  if (text(run)) out.push(head(word("run.notes")), text(run).replace(/^/gm, markdown ? "> " : ""));
  return `${out.join("\n")}\n`;
}

/** @param {Run} run @param {string[]} items */
export function asLink(run, items) {
  const answers = ticks(run, items);
  const parts = items.map((id) => ({ done: id, na: `~${id}`, open: "" })[stateOf(answers.get(id))]);
  return `${location.origin}${location.pathname}#ticks=${parts.filter(Boolean).join(".")}`;
}

/**
 * The items a link says are done, or `~` are none; undefined when it is another link. Chat and
 * mail programs change what they pass on: `%7E` for `~`, a bracket or full stop behind the end.
 * @param {string} hash @param {string[]} items @returns {string[] | undefined}
 */
export function fromLink(hash, items) {
  const [, kept] = /^#ticks=(.*)$/.exec(hash.replace(/%7E/gi, "~").replace(/%2E/gi, ".")) ?? [];
  const known = [...items, ...items.map((id) => `~${id}`)];
  const ids = kept?.split(".").map((id) => id.replace(/[^a-z0-9-]+$/, ""));
  return ids?.filter((id) => known.includes(id));
}
