/** What is handed over of a run: plain text, a Markdown task list, or a link that carries ticks and
 * nothing private. */

import { answerInWords, inWords, time, titleOf } from "./named.mjs";
import { changes, progress, stateOf, text, ticks } from "./runs.mjs";
import "./said/work.mjs";
import { language, word } from "./words.mjs";

/** @typedef {import("./runs.mjs").Run} Run */
/** @typedef {{id: string, hash: string, words: string, pause: string}} Row as the page shows it */

/** @param {Run} run @param {Row[]} rows @param {string} version the list's, as it is now
 * @param {boolean} [markdown] */
export function asText(run, rows, version, markdown = false) {
  const ids = rows.map(({ id }) => id);
  const answers = ticks(run, ids);
  const { removed, old, changed } =
    changes(run, rows.map(({ id, hash, words }) => [id, hash, words]), language);
  const plain = (/** @type {string} */ words) =>
    (markdown ? words.replace(/[\\`*_[\]<>~#|]/g, "\\$&") : words);
  const head = (/** @type {string} */ words) => `\n${markdown ? `## ${plain(words)}\n` : words}`;
  const line = (/** @type {string} */ id, /** @type {string} */ words) => {
    const state = stateOf(answers.get(id));
    const sign = { done: "x", na: markdown ? " " : "–", open: " " }[state];
    const before = changed.includes(id) ? word("run.old", old.get(id)?.[2] ?? "") : "";
    const notes = [answerInWords(answers.get(id)), before].filter(Boolean).map(plain);
    const said = state === "na" && markdown ? `~~${plain(words)}~~` : plain(words);
    const box = `${markdown ? "- " : ""}[${sign}]`;
    return [box, said, ...notes.map((note) => `(${note})`)].join(" ");
  };
  const finished = run.finished ? `. ${word("run.finished", time(run.finished, true))}` : "";
  const newer = run.version === version ? "" : ` ${word("run.version-now", version)}`;
  const notes = text(run).replace(/^/gm, markdown ? "> " : "");
  return [
    (markdown ? "# " : "") + plain(run.label ? `${titleOf(run)}: ${run.label}` : titleOf(run)),
    ...(markdown ? [""] : []),
    `${word("run.started", time(run.started, true))}${finished}.`,
    word("run.version", run.version) + newer,
    inWords(progress(run, ids)),
    ...rows.flatMap(({ id, words, pause }, at) =>
      [...(!pause || pause === rows[at - 1]?.pause ? [] : [head(pause)]), line(id, words)]),
    ...(removed.length ? [head(word("run.removed"))] : []),
    ...removed.map(([id, , words]) => line(id, words)),
    ...(text(run) ? [head(word("run.notes")), notes] : []),
    "",
  ].join("\n");
}

/** @param {Run} run @param {string[]} items */
export function asLink(run, items) {
  const answers = ticks(run, items);
  const parts = items.map((id) => ({ done: id, na: `~${id}`, open: "" })[stateOf(answers.get(id))]);
  return `${location.origin}${location.pathname}#ticks=${parts.filter(Boolean).join(".")}`;
}

/** The items a link says are done, or `~` do not apply. Chat and mail programs change what they
 * pass on: `%7E` for `~`, a bracket or full stop behind the end. @param {string} hash
 * @param {string[]} items */
export function fromLink(hash, items) {
  const whole = hash.replace(/%7E/gi, "~").replace(/%2E/gi, ".");
  return whole.replace("#ticks=", "").split(".").map((id) => id.replace(/[^a-z0-9-]+$/, ""))
    .filter((id) => items.includes(id.replace(/^~/, "")));
}
