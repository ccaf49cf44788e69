/** Says that a page's review is overdue: the reader's own calendar knows, without a new build. */

import { all, make, one } from "./dom.mjs";
import { iso } from "./progress.mjs";
import "./said/later.mjs";
import { word } from "./words.mjs";

const DAY = 86_400_000;
const today = iso(Date.now());

/** @param {string} due a day @param {number} [after] days @returns {number} whole days past it */
const over = (due, after = 0) => (Date.parse(today) - Date.parse(due)) / DAY - after;

for (const state of all("[data-reviewed]")) {
  const { reviewed, reviewEvery, owner } = state.dataset;
  const days = over(reviewed, Number(reviewEvery));
  if (!(days > 0)) continue;
  const words = word("due.page", days, owner);
  const banner = make("p", { className: "pb-overdue", role: "note" }, words, " ");
  const link = one("[data-still-right]", state);
  if (link) banner.append(link.cloneNode(true));
  one(".pb-head", state.closest("article, .pb"))?.after(banner);
}
for (const row of all("[data-due]")) {
  const days = over(row.dataset.due);
  if (days > 0) one("[data-over]", row)?.append(`(${word("due.over", days)})`);
}
for (const link of all("a[data-new]")) {
  link.href = link.href.replace(/(reviewed%3A%20)[0-9-]{10}/, `$1${today}`);
}
