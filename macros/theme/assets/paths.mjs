/** Reading paths: marks made by hand, the place to go on from, and how much is left. */

import { all, make, one } from "./dom.mjs";
import { read } from "./kept.mjs";
import { day, practice, reading, root, stops } from "./progress.mjs";
import { remove, set, state, watch } from "./storage.mjs";
import "./said/learn.mjs";
import { word } from "./words.mjs";

/** Keeps the place to go on from. @param {string} path @param {string} href @param {number} n of
 * its stops @param {number} of @param {boolean} [done] */
function keep(path, href, n, of, done = false) {
  const { at, ...old } = read(`path:at:${path}`) ?? {};
  const place = { href: href.slice(root.length), n, of, done };
  const isNew = JSON.stringify(old) !== JSON.stringify(place);
  if (href.startsWith(root) && isNew) set(`path:at:${path}`, { ...place, at: Date.now() });
}

/** A record's page: the way along each path that it is on. @param {HTMLElement} box */
function along(box) {
  const wanted = new URLSearchParams(location.search).get("path");
  const ways = all("nav[data-way]", box);
  const way = ways.find(({ dataset }) =>
    `${dataset.way} ${dataset.was ?? ""}`.split(" ").includes(wanted || "-"));
  const here = location.href.split("#")[0];
  if (way) {
    way.id = "way";
    box.before(way);
    if (ways.length === 1) box.remove();
    const link = make("a", { href: "#way" }, one(".pb-way-head", way).textContent);
    one(".pb-head").after(make("p", { className: "pb-way-top" }, link));
    const { way: path, n, of } = way.dataset;
    keep(path, here, +n, +of, read(`path:at:${path}`)?.done);
  }
  for (const row of all("[data-read]")) mark(row, here, way);
}

/** @param {HTMLElement} row @param {string} here @param {HTMLElement} [way] */
function mark(row, here, way) {
  const { read: key = "", hash } = row.dataset;
  const [button, note] = [one("button", row), one("[role=status]", row)];
  const show = () => {
    const now = reading(key, hash);
    const said = now.state === "unread" ? "" : word(`path.${now.state}`, day(now.at));
    const does = { unread: "path.mark", read: "path.unmark", changed: "path.again" }[now.state];
    button.textContent = word(does);
    const isLost = said && state() === "denied";
    note.textContent = isLost ? `${said}. ${word("path.not-kept")}` : said;
  };
  button.addEventListener("click", () => {
    const isRead = reading(key, hash).state === "read";
    if (isRead) remove(`path:read:${key}`);
    else set(`path:read:${key}`, { hash, at: Date.now() });
    const next = way && !isRead && one("[rel=next]", way);
    const { way: path = "", n = 0, of = 0 } = way?.dataset ?? {};
    if (way) keep(path, next ? next.href : here, +n + (next ? 1 : 0), +of);
  });
  row.hidden = false;
  watch("path:read:", show);
  show();
}

/** A path's page: ticks, what is left, and one link to go on. @param {HTMLElement} page */
function list(page) {
  const show = () => {
    const found = stops(page);
    const of = found.length;
    for (const { item, hash, state, at, answered, forms, done } of found) {
      const isBegun = hash ? state !== "unread" : answered;
      const said = hash ? word(`path.${state}`, day(at))
        : word("path.answered", answered, forms.length);
      item.classList.toggle("pb-done", done);
      one("[data-mark]", item).textContent = isBegun ? said : "";
    }
    const left = found.filter(({ done }) => !done);
    const asked = left.find(({ link, hash }) => !hash && link.hash === location.hash);
    const next = asked ?? left[0];
    const minutes = Math.ceil(left.reduce((sum, { seconds }) => sum + seconds, 0) / 60);
    one("[data-progress]", page).textContent = !next ? word("path.complete", of)
      : left.length === of ? "" : word("path.progress", of - left.length, of, minutes);
    if (!asked && !found.some(({ done, answered }) => done || answered)) return;
    const n = next ? found.indexOf(next) + 1 : of;
    const go = one("[data-go]", page);
    go.href = next ? next.link.href : "#record";
    go.textContent = next ? word("path.go", n) : word("path.record");
    keep(page.dataset.path ?? "", next?.link.href ?? location.href.split("#")[0], n, of, !next);
  };
  watch("path:read:", show);
  watch("answer:", show);
  addEventListener("hashchange", show);
  show();
}

/** Home: one tap back to the step, and to questions that came back. @param {HTMLElement} box */
function home(box) {
  const show = () => {
    for (const item of all("[data-path-entry]", box)) {
      const place = read(`path:at:${item.dataset.pathEntry}`);
      const isHere = place && !place.done && URL.canParse(place.href, root);
      const href = isHere ? new URL(place.href, root).href : "";
      item.hidden = !href.startsWith(root); // an imported file may lead elsewhere
      if (item.hidden) continue;
      one("a", item).href = href;
      one("[data-where]", item).textContent = word("path.where", place.n, place.of);
    }
    const entry = one("[data-due]", box);
    const due = practice(entry.dataset.questions.split(" ")).now.length;
    entry.hidden = !due;
    one("[data-where]", entry).textContent = word("question.due", due);
    box.hidden = !one("li:not([hidden])", box);
  };
  watch("path:at:", show);
  watch("answer:", show);
  show();
}

all("[data-ways]").forEach(along);
all("article[data-path]").forEach(list);
all("[data-paths-under-way]").forEach(home);
