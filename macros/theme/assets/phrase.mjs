/** A phrase page: the slots filled in, once per run; the finished words copied; a guard for empty slots and forbidden promises. */

import { copy } from "./copy.mjs";
import "./notice.mjs";
import * as runs from "./runs.mjs";
import { watch } from "./storage.mjs";
import { word } from "./words.mjs";

const page = /** @type {HTMLElement} */ (document.querySelector("[data-phrase]"));
const inputs = /** @type {HTMLInputElement[]} */ ([...page.querySelectorAll("input[data-slot]")]);
const chooser = /** @type {HTMLSelectElement | null} */ (page.querySelector("[data-for] select"));
const guard = /** @type {HTMLElement} */ (page.querySelector("[data-guard]"));
const best = /** @type {HTMLElement} */ (page.querySelector("[data-words]"));
const promises = [...page.querySelectorAll("[data-signs]")].map((element) => ({
  signs: (/** @type {HTMLElement} */ (element).dataset.signs ?? "").split("|").filter(Boolean),
  why: /** @type {HTMLElement} */ (element).dataset.why ?? "",
}));
const approver = /** @type {HTMLElement | null} */ (page.querySelector("[data-approver]"))?.dataset.approver;
let chosen = new URLSearchParams(location.search).get("run") ?? "";

/** Words between single spaces, so that a sign is met as whole words. @param {string} text */
const even = (text) => ` ${text.normalize("NFC").toLowerCase().replace(/[^\p{L}\p{N}%]+/gu, " ").trim()} `;
/** @param {string} text */
const toneless = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d");

/** @param {(input: HTMLInputElement) => string} fill @returns {string} the best wording with its gaps filled */
function finished(fill) {
  const copied = /** @type {HTMLElement} */ (best.cloneNode(true));
  for (const gap of /** @type {NodeListOf<HTMLElement>} */ (copied.querySelectorAll("[data-gap]"))) {
    const input = inputs.find((one) => one.dataset.slot === gap.dataset.gap);
    if (input) gap.textContent = fill(input);
  }
  return copied.textContent?.trim() ?? "";
}

/** What somebody without tones on the keyboard typed counts as well. @returns {{sign: string, why: string}[]} */
function forbidden() {
  const [said, bare, typed] = [finished((one) => one.value), finished(() => " … "), inputs.map((one) => one.value).join(" … ")].map(even);
  const found = (/** @type {string} */ sign) =>
    (said.includes(sign) && !bare.includes(sign)) || (typed === toneless(typed) && typed.includes(toneless(sign)));
  return promises.flatMap(({ signs, why }) => signs.filter((sign) => found(even(sign))).map((sign) => ({ sign, why })));
}

function show() {
  for (const gap of /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("[data-gap]"))) {
    const value = inputs.find((one) => one.dataset.slot === gap.dataset.gap)?.value.trim();
    gap.classList.toggle("pb-filled", Boolean(value));
    gap.textContent = value || (gap.dataset.example ?? "");
  }
  const empty = inputs.filter((one) => !one.value.trim()).map((one) => `“${one.dataset.label}”`);
  const warnings = forbidden().map(({ sign, why }) => word("phrase.promise", sign, why) + (approver ? ` ${word("phrase.approver", approver)}` : ""));
  if (empty.length) warnings.push(word("phrase.empty", empty.join(", ")));
  const words = warnings.join(" ");
  guard.hidden = !words;
  guard.classList.toggle("pb-bad", warnings.length > Number(empty.length > 0));
  if (guard.textContent !== words) guard.textContent = words;
}

function load() {
  const open = runs.all().filter((run) => !run.finished);
  const run = open.find(({ id }) => id === chosen);
  if (chooser) {
    const options = open.map((one) => new Option(`${one.label || word("run.unnamed")} (${one.title})`, one.id, false, one.id === run?.id));
    chooser.replaceChildren(new Option(word("phrase.no-run"), ""), ...options);
    chooser.value = run?.id ?? "";
    /** @type {HTMLElement} */ (chooser.closest("[data-for]")).hidden = !open.length;
  }
  for (const input of inputs) {
    if (run && input !== document.activeElement) input.value = runs.text(run, `slot:${input.dataset.slot}`);
  }
  show();
}

for (const input of inputs) {
  input.removeAttribute("data-later");
  input.addEventListener("input", () => {
    const run = runs.find(chosen);
    if (run && !run.finished) runs.write(run, `slot:${input.dataset.slot}`, input.value);
    show();
  });
}
chooser?.addEventListener("change", () => {
  chosen = chooser.value;
  history.replaceState(null, "", chosen ? `?run=${chosen}` : location.pathname);
  for (const input of inputs) input.value = "";
  load();
});
const button = /** @type {HTMLButtonElement} */ (page.querySelector("[data-copy-phrase]"));
button.removeAttribute("data-later");
button.addEventListener("click", () => {
  const warned = !guard.hidden;
  copy(finished((one) => one.value.trim() || `[${one.dataset.label}]`), word(warned ? "phrase.copied-warned" : "copied"));
});
watch("run:", load);
load();
