/**
 * Words to say: what the run's client is called, gaps filled once for the whole run, the finished
 * words copied, and what promises.mjs has against them. Without a run they stay on this page, and only
 * what people call each other is kept for the device.
 */

import { copy, share } from "./copy.mjs";
import { all, make, one, say } from "./dom.mjs";
import { bind } from "./field.mjs";
import { nameOf, titleOf } from "./named.mjs";
import { CLIENT, ME, swap } from "./pronouns.mjs";
import * as runs from "./runs.mjs";
import { get, set, watchSoon } from "./storage.mjs";
import { language, word } from "./words.mjs";

const SOON = 15 * 60 * 1000;
/** @type {Map<string, string>} what was filled in before there was a run */
const loose = new Map();
/** @type {typeof import("./promises.mjs") | undefined} */
let promises;
/** Called when somebody goes to fill something in: only then can there be a promise to hear. */
const listen = async () => {
  promises ??= await import("./promises.mjs").catch(() => undefined);
};

/** @param {string} slot @returns {string} */
function load(slot) {
  const run = runs.named();
  return (run ? runs.text(run, `slot:${slot}`) : loose.get(slot)) ?? "";
}

/** @param {string} slot @param {string} words */
function save(slot, words) {
  const run = runs.named();
  if (!run) loose.set(slot, words);
  else if (!run.finished) runs.write(run, `slot:${slot}`, words);
}

/* What people call each other */

const spoken = language === "vi" ? all("[data-words], [data-speak] > summary") : [];
const texts = spoken.flatMap((element) => {
  const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walk.nextNode()) {
    const { currentNode: node } = walk;
    if (!node.parentElement?.closest(".pb-gap")) found.push({ node, said: node.nodeValue ?? "" });
  }
  return found.map((text) => ({ ...text, theirs: element.matches("summary") }));
});

const chips = spoken.length ? makeChips() : undefined;

/** @returns {[client: string, me: string]} */
function called() {
  const kept = runs.named() ? {} : get("pronouns") ?? {};
  const client = load("call-client") || kept.client, me = load("call-me") || kept.me;
  return [CLIENT.includes(client) ? client : "chị", ME.includes(me) ? me : "em"];
}

/** @param {string} client @param {string} me */
function call(client, me) {
  if (client === "em" && me === "em") me = "tôi";
  if (!runs.named()) return set("pronouns", { client, me, at: Date.now() });
  save("call-client", client);
  save("call-me", me);
}

/** What was chosen on the card just before the run began is meant for it. */
function inherit() {
  const run = runs.named();
  const { client, me, at } = get("pronouns") ?? {};
  const since = run ? Date.parse(run.started) - at : NaN;
  if (since > -SOON && since < SOON && !load("call-client")) call(client, me);
}

function address() {
  const [client, me] = called();
  for (const { node, said, theirs } of texts) {
    // A client says "em" to whoever calls oneself so; what else they would say is not known.
    const words = !theirs ? swap(said, client, me)
      : client === "em" ? said : swap(said, client, me === "cháu" ? me : "em");
    if (node.nodeValue !== words) node.nodeValue = words;
  }
  if (!chips) return;
  one("summary span", chips).textContent = `${client} – ${me}`;
  for (const { name, value } of all("input", chips)) {
    one(`[name=${name}][value=${value}]`, chips).checked = value === (name === "me" ? me : client);
  }
}

function makeChips() {
  const radios = (/** @type {string} */ name, /** @type {string[]} */ words) => make("fieldset", {},
    make("legend", {}, word(`call.${name}`)), ...words.map((value) => make("label", {},
      make("input", { type: "radio", name, value, autocomplete: "off" }), value)));
  const body = make("div", {}, radios("client", CLIENT), radios("me", ME));
  const chosen = (/** @type {string} */ name) => one(`[name=${name}]:checked`, body).value;
  body.addEventListener("change", () => { call(chosen("client"), chosen("me")); show(); });
  const about = make("i", { className: "pb-hidden" }, word("call.open"));
  const head = make("summary", {}, about, make("span"));
  const made = make("details", { className: "pb-pronouns" }, head, body);
  made.dataset.searchExclude = "true";
  (one("[data-chips]") ?? one(".pb-say") ?? one(".pb-head"))?.append(made);
  return made;
}

/** A letter for the mail program, to nobody yet. @param {string} subject @param {string} body */
const mail = (subject, body) =>
  `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body.replace(/\n/g, "\r\n"))}`;

/* Gaps, the guard, and the finished words */

/** As many open gaps are named; a letter has more than one wants to read. */
const NAMED = 3;

const boxes = all("[data-filled]").map((box) => {
  const inputs = all("input[data-slot]", box);
  const signs = all("[data-signs]", box).map(({ dataset }) => ({
    signs: dataset.signs.split("|").filter(Boolean), why: dataset.why,
  }));
  const looks = inputs.map((input) => {
    input.removeAttribute("data-later");
    return bind(input, () => load(input.dataset.slot), (words) => save(input.dataset.slot, words));
  });
  box.addEventListener("input", () => queueMicrotask(show));
  box.addEventListener("settled", show);
  box.addEventListener("focusin", listen);
  return {
    box, inputs, signs, looks, best: one("[data-words]", box),
    letters: all("[data-letter]", box).length ? all("[data-letter]", box)
      : [one("[data-words]", box)],
    guard: one("[data-guard]", box),
    writes: /email|message|note|public/.test(box.dataset.channel ?? ""),
    approver: one("[data-approver]", box)?.dataset.approver,
  };
});
/** @typedef {typeof boxes[number]} Box */

/** Paragraphs a blank line apart, the lines of a list below each other. @param {Element} text */
function lines(text) {
  const rows = all(":scope > p", text);
  if (!rows.length) return text.textContent?.trim() ?? "";
  const listed = rows.map((row) => row.matches(".pb-row"));
  const between = (/** @type {number} */ at) => (listed[at] && listed[at - 1] ? "\n" : "\n\n");
  return rows.map((row, at) => (at ? between(at) : "") +
    row.textContent.replace(/\s+/g, " ").trim()).join("");
}

/**
 * @param {Box} box @param {(input: HTMLInputElement) => string} fill
 * @param {HTMLElement} [text] one of several; the best wording where there is one alone
 * @returns {string} the words, gaps filled
 */
function finished({ best, inputs }, fill, text = best) {
  const copied = text.cloneNode(true);
  for (const gap of all("[data-gap]", copied)) {
    const input = inputs.find(({ dataset }) => dataset.slot === gap.dataset.gap);
    if (input) gap.textContent = fill(input);
  }
  return lines(copied);
}

function show() {
  address();
  for (const box of boxes) {
    for (const look of box.looks) look();
    for (const gap of all("[data-gap]", box.box)) {
      const value = load(gap.dataset.gap).trim();
      gap.classList.toggle("pb-filled", Boolean(value));
      gap.textContent = value || (gap.dataset.example ?? "");
    }
    const isFilled = box.inputs.some(({ value }) => value.trim());
    if (isFilled && !promises) listen().then(() => { if (promises) show(); });
    const said = (/** @type {(input: HTMLInputElement) => string} */ fill) =>
      box.letters.map((letter) => finished(box, fill, letter)).join("\n");
    const warnings = isFilled && promises ? promises.heard(box, said) : [];
    const empty = box.inputs.filter(({ value }) => !value.trim())
      .map(({ dataset }) => `“${dataset.label}”`);
    box.guard.classList.toggle("pb-bad", warnings.length > 0);
    const more = empty.length - NAMED;
    if (more > 1) empty.splice(NAMED, more, word("phrase.more", more));
    if (empty.length) warnings.push(word("phrase.empty", empty.join(", ")));
    say(box.guard, warnings.join(" "));
    box.guard.removeAttribute("data-later");
  }
  choose();
}

/** A phrase's page says for which run it is filled in, and leads back to its list. */
function choose() {
  const place = one("[data-for]");
  if (!place) return;
  const run = runs.named();
  const open = runs.all().filter((one) => !one.finished || one.id === run?.id);
  const options = open.map((one) =>
    new Option(`${nameOf(one)} (${titleOf(one)})`, one.id, false, one.id === run?.id));
  const select = one("select", place);
  if (select !== document.activeElement) {
    select.replaceChildren(new Option(word("phrase.no-run"), ""), ...options);
    select.value = run?.id ?? "";
  }
  place.hidden = !open.length;
  const back = one("a", place);
  back.hidden = !run;
  if (run) back.href = `${back.dataset.lists}${run.list}/?run=${run.id}`;
  for (const input of all("input[data-slot]")) input.readOnly = Boolean(run?.finished);
}

/** Another run, or one at last: it takes what was filled in before. */
function anew() {
  const run = runs.named();
  for (const [slot, words] of run && !run.finished ? loose : []) {
    if (words && !load(slot)) save(slot, words);
  }
  if (run) loose.clear();
  inherit();
  for (const { looks } of boxes) for (const look of looks) look(true);
  show();
}

one("[data-for] select")?.addEventListener("change", (/** @type {Event} */ { target }) => {
  const { value } = /** @type {HTMLSelectElement} */ (target);
  loose.clear();
  const here = new URLSearchParams(location.search);
  here.delete("run");
  if (value) here.set("run", value);
  history.replaceState(null, "", String(here) ? `?${here}` : location.pathname);
  anew();
});
for (const box of boxes) {
  const filled = (/** @type {HTMLElement | undefined} */ text) =>
    finished(box, ({ value, dataset }) => value.trim() || `[${dataset.label}]`, text);
  for (const button of all("[data-copy-phrase], [data-share-phrase], [data-mail]", box.box)) {
    button.removeAttribute("data-later");
    const text = one("[data-letter]", button.closest("[data-text]") ?? document.createElement("p"));
    const subject = one("[data-subject]", box.box);
    button.addEventListener("click", () => {
      const words = filled(text ?? undefined);
      const title = subject ? filled(subject) : document.title;
      if (button.matches("[data-share-phrase]")) share(title, words);
      else if (button.matches("[data-mail]")) location.href = mail(title, words);
      else copy(words, word(box.guard.hidden ? "copied" : "phrase.copied-warned"));
    });
  }
}
addEventListener("run", anew);
watchSoon("", show);
anew();
