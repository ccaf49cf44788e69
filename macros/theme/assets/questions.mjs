/** Questions: answer, read why, try again; what was missed comes back at even spacing. */

import { all, make, one } from "./dom.mjs";
import { answered, day, practice } from "./progress.mjs";
import { set, watch } from "./storage.mjs";
import "./said/learn.mjs";
import { word } from "./words.mjs";

/** @typedef {import("./progress.mjs").Answer} Answer */

const GAP = 2 * 24 * 60 * 60 * 1000;
const ROUNDS = 2; // right this often, GAP apart, and a missed question rests

const isDue = one("[data-practise]") && new URLSearchParams(location.search).has("due");
const due = isDue ? practice(all("[data-fold]").map(({ dataset }) => dataset.fold)) : undefined;
for (const key of all("[data-key]")) key.hidden = true;

/** What is kept of an answer; trying again at once teaches little, so it settles nothing.
 * @param {Answer | undefined} before @param {string} choice @param {boolean} right
 * @param {string} hash @returns {Answer} */
function next(before, choice, right, hash) {
  const at = Date.now();
  const { first = choice, firstRight = right, left = 0, due: back = 0 } = before ?? {};
  const saved = { choice, right, first, firstRight, hash, at };
  if (!right) return { ...saved, left: ROUNDS, due: at + GAP };
  if (at < back) return { ...saved, left, due: back };
  return left > 1 ? { ...saved, left: left - 1, due: at + GAP } : saved;
}

/** @param {HTMLFormElement} form */
function ask(form) {
  const { question: id = "", hash = "" } = form.dataset;
  const answers = one(`#key-${id}`);
  const [fields, button] = [one("fieldset", form), one("[type=submit]", form)];
  const verdict = one(".pb-verdict", form);

  /** The form with an answer, or empty: no earlier one is to be seen. @param {Answer} [saved] */
  const show = (saved) => {
    const chosen = saved && one(`[data-option="${CSS.escape(saved.choice)}"]`, answers);
    if (!chosen) form.reset();
    fields.disabled = button.hidden = Boolean(chosen);
    verdict.replaceChildren(...(chosen ? reasons(saved, chosen) : []));
    for (const part of [verdict, ...all(".pb-pick", form)]) {
      const input = one("input", part);
      if (input && chosen) input.checked = input.value === saved.choice;
      const isMarked = chosen && (!input || input.checked); // right or wrong, by colour and by sign
      if (isMarked) part.dataset.right = String(saved.right);
      else delete part.dataset.right;
    }
  };

  /** @param {Answer} saved @param {HTMLElement} chosen */
  const reasons = (saved, chosen) => {
    const reason = one("[data-reason]", chosen).cloneNode(true);
    const said = word(saved.right ? "question.right" : "question.wrong");
    reason.prepend(make("strong", {}, said), " ");
    const rest = all("[data-option]:not([data-best])", answers).map((one) => one.cloneNode(true));
    const others = make("details", { className: "pb-reveal" },
      make("summary", {}, word("question.others")),
      make("ul", { className: "pb-answers" }, ...rest));
    const back = saved.left && saved.due ? word("question.back", day(saved.due)) : "";
    const onclick = () => { show(); one("input", form).focus(); };
    return [
      reason, ...(saved.right ? [others] : []),
      ...all("[data-ground]", answers).map((ground) => ground.cloneNode(true)),
      ...(back ? [make("p", { className: "pb-hint" }, back)] : []),
      make("button", { type: "button", className: "pb-copy", onclick }, word("question.retry")),
    ];
  };

  /** What is to be seen again: not what has come back. */
  const kept = () => {
    const saved = answered({ question: id, hash });
    const isBack = saved?.left && saved.due && saved.due <= Date.now();
    return due || isBack ? undefined : saved;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const choice = String(new FormData(form).get("answer"));
    const right = one("[data-best]", answers).dataset.option === choice;
    const saved = next(answered({ question: id, hash }), choice, right, hash);
    set(`answer:${id}`, saved);
    show(saved);
    verdict.focus();
  });
  const saved = kept();
  button.removeAttribute("data-later");
  if (saved) show(saved); // otherwise no reset: one may have chosen before this script came
  watch(`answer:${id}`, () => { if (!form.contains(document.activeElement)) show(kept()); });
}

all("form[data-question]").forEach(ask);
if (due) {
  for (const part of all("[data-fold]")) part.hidden = !due.now.includes(part.dataset.fold);
  // Where there are many, each is a link in a group that is folded itself.
  for (const fold of all("details.pb-fold")) {
    fold.open = true;
    if (one("[data-fold]", fold)) fold.hidden = !one("li:not([hidden])", fold);
  }
}
const note = one("[data-due-note]");
if (due && note) {
  const next = due.next ? ` ${word("question.next", day(due.next))}` : "";
  const { length } = due.now;
  note.textContent = length ? word("question.due", length) : word("question.none") + next;
}
