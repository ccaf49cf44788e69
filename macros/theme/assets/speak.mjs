/** Words to say: what the run's client is called, gaps filled once for the whole run, the finished
 * words copied, and what promises.mjs has against them. Without a run they stay on this page, and
 * only what people call each other is kept for the device. */

import { copy, letter, share } from "./copy.mjs";
import { all, make, one, ready, say } from "./dom.mjs";
import { bind } from "./field.mjs";
import { whenIdle } from "./frame.mjs";
import { nameOf, titleOf } from "./named.mjs";
import { CLIENT, ME, swap } from "./pronouns.mjs";
import * as runs from "./runs.mjs";
import { get, set, watch } from "./storage.mjs";
import { language, word } from "./words.mjs";

const SOON = 15 * 60 * 1000;
const NAMED = 3; // as many open gaps are named; a letter has more than one wants to read
/** @type {Map<string, string>} what was filled in before there was a run */
const loose = new Map();
/** The run shown last. @type {string | undefined} */
let shown;
/** @type {typeof import("./promises.mjs") | undefined} */
let promises;
let isDeaf = true;
let isTold = false; // that it is, once it matters
/** @type {Promise<void> | undefined} */
let listening;
/** Where it fails, the next letter tries again. */
const listen = () => listening ??= import("./promises.mjs")
  .then((module) => (promises = module).load())
  .then(() => { isDeaf = false; }, () => { isTold = true; listening = undefined; })
  .then(show);

/** @param {string} slot @returns {string} */
function load(slot) {
  const run = runs.named();
  return run ? runs.text(run, `slot:${slot}`) : loose.get(slot) ?? "";
}

/** @param {string} slot @param {string} words */
function save(slot, words) {
  const run = runs.named();
  if (!run) loose.set(slot, words);
  else if (!run.finished) runs.write(run, `slot:${slot}`, words);
}

/* What people call each other */

const texts = all(language === "vi" ? "[data-words], [data-speak] > summary" : "never")
  .flatMap((element) => {
    const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walk.nextNode()) found.push(/** @type {Text} */ (walk.currentNode));
    return found.filter((node) => !node.parentElement?.closest(".pb-gap"))
      .map((node) => ({ node, said: node.data, isTheirs: element.matches("summary") }));
  });
const chips = texts.length ? makeChips() : undefined;

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
  const isSoon = run && Math.abs(Date.parse(run.started) - at) < SOON;
  if (isSoon && !load("call-client")) call(client, me);
}

function address() {
  const [client, me] = called();
  for (const { node, said, isTheirs } of texts) {
    // A client says "em" to whoever calls oneself so; what else they would say is not known.
    const theirs = client === "em" ? said : swap(said, client, me === "cháu" ? me : "em");
    const words = isTheirs ? theirs : swap(said, client, me);
    if (node.data !== words) node.data = words;
  }
  if (!chips) return;
  one("summary span", chips).textContent = `${client} – ${me}`;
  for (const input of all("input", chips)) {
    input.checked = input.value === (input.name === "me" ? me : client);
  }
}

function makeChips() {
  const radios = (/** @type {string} */ name, /** @type {string[]} */ words) => make("fieldset", {},
    make("legend", {}, word(`call.${name}`)), ...words.map((value) => make("label", {},
      make("input", { type: "radio", name, value, autocomplete: "off" }), value)));
  const body = make("div", {}, radios("client", CLIENT), radios("me", ME));
  const chosen = (/** @type {string} */ name) => one(`[name=${name}]:checked`, body).value;
  // Not on `change`, which comes later: by then the box around it has shown what was kept before.
  body.addEventListener("input", () => { call(chosen("client"), chosen("me")); show(); });
  const about = make("i", {}, word("call.open"));
  const head = make("summary", {}, about, make("span"));
  const made = make("details", { className: "pb-pronouns" }, head, body);
  (one("[data-chips]") ?? one(".pb-say") ?? one(".pb-head"))?.append(made);
  return made;
}

/* Gaps, the guard, and the finished words */

const boxes = all("[data-filled]").map((box) => {
  const inputs = all("input[data-slot]", box);
  const best = one("[data-words]", box);
  const letters = all("[data-letter]", box);
  box.addEventListener("input", () => { listen(); queueMicrotask(show); });
  ready(box, "input[data-slot], [data-guard]");
  return {
    box, inputs, best, letters: letters.length ? letters : [best],
    guard: one("[data-guard]", box),
    signs: all("[data-signs]", box).map(({ dataset }) => ({
      signs: dataset.signs.split("|").filter(Boolean), why: dataset.why,
    })),
    looks: inputs.map((input) => bind(input, () => load(input.dataset.slot),
      (words) => save(input.dataset.slot, words))),
    writes: "written" in box.dataset,
    approver: one("[data-approver]", box)?.dataset.approver,
  };
});
/** @typedef {typeof boxes[number]} Box */

/** Paragraphs a blank line apart, the lines of a list below each other. @param {Element} text */
function lines(text) {
  const rows = all(":scope > p", text);
  if (!rows.length) return text.textContent?.trim() ?? "";
  return rows.map((row) => {
    const isListed = row.matches(".pb-row") && row.previousElementSibling?.matches(".pb-row");
    return (isListed ? "\n" : "\n\n") + row.textContent.replace(/\s+/g, " ").trim();
  }).join("").trim();
}

/** @param {Box} box @param {(input: HTMLInputElement) => string} fill @param {HTMLElement} [text]
 * one of several; the best wording where there is one alone @returns {string} the words, gaps
 * filled */
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
    warn(box);
  }
  choose();
}

/** What there is against the words, and the gaps that are open. @param {Box} box */
function warn(box) {
  const isFilled = box.inputs.some(({ value }) => value.trim());
  const warnings = isFilled && promises ? promises.heard(box, (fill) =>
    box.letters.map((text) => finished(box, fill, text)).join("\n")) : [];
  if (isFilled && isDeaf && isTold) warnings.push(word("guard.deaf"));
  box.guard.classList.toggle("pb-bad", warnings.length > 0);
  const empty = box.inputs.filter(({ value }) => !value.trim())
    .map(({ dataset }) => `“${dataset.label}”`);
  const more = empty.length - NAMED;
  if (more > 1) empty.splice(NAMED, more, word("phrase.more", more));
  if (empty.length) warnings.push(word("phrase.empty", empty.join(", ")));
  say(box.guard, warnings.join(" "));
}

/** A phrase's page says for which run it is filled in, and leads back to its list. */
function choose() {
  const place = one("[data-for]");
  if (!place) return;
  const run = runs.named();
  const open = runs.all().filter((one) => !one.finished || one.id === run?.id);
  const select = one("select", place);
  if (select !== document.activeElement) {
    select.replaceChildren(new Option(word("phrase.no-run"), ""),
      ...open.map((one) => new Option(`${nameOf(one)} (${titleOf(one)})`, one.id)));
    select.value = run?.id ?? "";
  }
  place.hidden = !open.length;
  const back = one("a", place);
  back.hidden = !run;
  if (run) back.href = `${back.dataset.lists}${run.list}/?run=${run.id}`;
  for (const input of all("input[data-slot]")) input.readOnly = Boolean(run?.finished);
}

/** Another run, or one at last: it takes what was filled in before, but where it has its own. */
function anew() {
  const run = runs.named();
  for (const [slot, words] of run && !run.finished && !shown ? loose : []) {
    if (!words || load(slot)) continue;
    save(slot, words);
    loose.delete(slot);
  }
  shown = run?.id;
  inherit();
  show();
}

one("[data-for] select")?.addEventListener("change", (/** @type {any} */ { target }) => {
  const here = new URLSearchParams(location.search);
  here.delete("run");
  if (target.value) here.set("run", target.value);
  history.replaceState(null, "", String(here) ? `?${here}` : location.pathname);
  anew();
});
for (const box of boxes) {
  const subject = one("[data-subject]", box.box);
  const filled = (/** @type {HTMLElement | undefined} */ text) =>
    finished(box, ({ value, dataset }) => value.trim() || `[${dataset.label}]`, text);
  const buttons = "[data-copy-phrase], [data-share-phrase], [data-mail]";
  ready(box.box, buttons);
  for (const button of all(buttons, box.box)) {
    const part = button.closest("[data-text]");
    const text = (part && one("[data-letter]", part)) ?? undefined;
    button.addEventListener("click", () => {
      isTold = true;
      show();
      const words = filled(text);
      const title = subject ? filled(subject) : document.title;
      if (button.matches("[data-share-phrase]")) share(title, words);
      else if (button.matches("[data-mail]")) location.href = letter(title, words);
      else copy(words, word(box.guard.hidden ? "copied" : "phrase.copied-warned"));
    });
  }
}
addEventListener("run", anew);
if (boxes.length) whenIdle(listen);
watch("", show);
anew();
