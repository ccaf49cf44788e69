/** Questions: answer, read why, try again; what was missed comes back at even spacing. */

import { answered, day, practice } from "./progress.mjs";
import { all, make, one } from "./dom.mjs";
import { set, watch } from "./storage.mjs";
import "./said/learn.mjs";
import { word } from "./words.mjs";

const GAP = 2 * 24 * 60 * 60 * 1000;
const ROUNDS = 2; // right this often, GAP apart, and a missed question rests

const key = /** @type {HTMLElement | null} */ (document.querySelector("[data-key]"));
const list = document.querySelector("[data-practise]");
const due = list && new URLSearchParams(location.search).has("due") ? practice() : undefined;
if (key) key.hidden = true;

for (const form of all("form[data-question]")) {
  const { question: id = "", hash = "" } = form.dataset;
  const answers = document.getElementById(`key-${id}`);
  const [fields, button] = [one("fieldset", form), one("[type=submit]", form)];
  const verdict = one(".pb-verdict", form);
  /** The chosen row says right or wrong, by colour and by sign. @param {boolean} [right] */
  const mark = (right) => {
    for (const pick of all(".pb-pick", form)) {
      const chosen = right !== undefined && one("input", pick).checked;
      if (chosen) pick.dataset.right = String(right); else delete pick.dataset.right;
    }
  };

  /** An empty form: no earlier answer is to be seen. */
  const blank = () => {
    form.reset();
    fields.disabled = false;
    button.hidden = false;
    verdict.replaceChildren();
    delete verdict.dataset.right;
    mark();
  };

  /** @param {import("./progress.mjs").Answer} saved */
  const show = (saved) => {
    const chosen = answers?.querySelector(`[data-option="${CSS.escape(saved.choice)}"]`);
    if (!chosen) return blank();
    for (const input of all("input", form)) input.checked = input.value === saved.choice;
    mark(saved.right);
    fields.disabled = true;
    button.hidden = true;
    verdict.dataset.right = String(saved.right);
    const reason = one("[data-reason]", chosen).cloneNode(true);
    const said = word(saved.right ? "question.right" : "question.wrong");
    reason.prepend(make("strong", {}, said), " ");
    verdict.replaceChildren(reason);
    if (saved.right) {
      const rest = all("[data-option]:not([data-best])", answers).map((one) => one.cloneNode(true));
      verdict.append(make("details", { className: "pb-reveal" },
        make("summary", {}, word("question.others")),
        make("ul", { className: "pb-answers" }, ...rest)));
    }
    const ground = answers?.querySelector("[data-ground]")?.cloneNode(true);
    if (ground) verdict.append(ground);
    if (saved.left && saved.due) {
      verdict.append(make("p", { className: "pb-hint" }, word("question.back", day(saved.due))));
    }
    const again = () => { blank(); one("input", form).focus(); };
    verdict.append(make("button",
      { type: "button", className: "pb-copy", onclick: again }, word("question.retry")));
  };

  form.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    const choice = String(new FormData(form).get("answer"));
    const right = answers?.querySelector("[data-best]")?.getAttribute("data-option") === choice;
    const at = Date.now();
    const before = answered(id, hash);
    /** @type {import("./progress.mjs").Answer} */
    const { first = choice, firstRight = right } = before ?? {};
    const saved = { choice, right, first, firstRight, hash, at };
    if (!right) Object.assign(saved, { left: ROUNDS, due: at + GAP });
    else if (before?.left && before.due) {
      const counts = at >= before.due; // trying again at once teaches little, so it settles nothing
      const left = before.left - Number(counts);
      if (left) Object.assign(saved, { left, due: counts ? at + GAP : before.due });
    }
    set(`answer:${id}`, saved);
    show(saved);
    verdict.focus();
  });

  const kept = () => {
    const saved = answered(id, hash);
    const back = saved?.left && saved.due && saved.due <= Date.now();
    return due || back ? undefined : saved;
  };
  const saved = kept();
  button.removeAttribute("data-later");
  if (saved) show(saved); // otherwise no reset: one may have chosen before this script came
  watch(`answer:${id}`, () => {
    const now = kept();
    if (form.contains(document.activeElement)) return;
    if (now) show(now); else blank();
  });
}

if (due) {
  for (const one of all("[data-fold]")) one.hidden = !due.now.includes(one.dataset.fold);
  // Where there are many, each is a link in a group that is folded itself.
  for (const fold of all("details.pb-fold")) {
    fold.open = true;
    if (fold.querySelector("[data-fold]")) fold.hidden = !fold.querySelector("li:not([hidden])");
  }
}
const note = document.querySelector("[data-due-note]");
if (due && note) {
  const next = due.next ? ` ${word("question.next", day(due.next))}` : "";
  const { length } = due.now;
  note.textContent = length ? word("question.due", length) : word("question.none") + next;
}
