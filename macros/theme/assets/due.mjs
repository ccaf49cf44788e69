/** Says on a page that its review is overdue: the reader's own calendar knows, without a new build. */

import "./said/later.mjs";
import { word } from "./words.mjs";

const DAY = 86_400_000;
const now = new Date();
const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());

/** @param {number} due @returns {number} whole days past it */
const over = (due) => Math.round((today - due) / DAY);

for (const state of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-reviewed]"))) {
  const days = over(Date.parse(state.dataset.reviewed ?? "") + Number(state.dataset.reviewEvery) * DAY);
  if (!(days > 0)) continue;
  const banner = document.createElement("p");
  banner.className = "pb-overdue";
  banner.setAttribute("role", "note");
  banner.append(word("due.page", days, state.dataset.owner ?? ""));
  const link = state.querySelector("[data-still-right]");
  if (link) banner.append(" ", link.cloneNode(true));
  state.closest("article, .pb")?.querySelector(".pb-head")?.after(banner);
}

for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-due]"))) {
  const days = over(Date.parse(row.dataset.due ?? ""));
  if (days > 0) row.querySelector("[data-over]")?.append(`(${word("due.over", days)})`);
}

for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-new]"))) {
  link.href = link.href.replace(/(reviewed%3A%20)[0-9-]{10}/, `$1${new Date(today).toISOString().slice(0, 10)}`);
}
