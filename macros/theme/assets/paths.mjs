/** Reading paths: marks made by hand, the place to go on from, and how much is left. */

import { day, practice, reading, root, stops } from "./progress.mjs";
import { get, remove, set, state, watch } from "./storage.mjs";
import "./said/learn.mjs";
import { word } from "./words.mjs";

/** @template {Element} T @param {string} selector @param {ParentNode} [within] @returns {T[]} */
const all = (selector, within = document) => /** @type {T[]} */ ([...within.querySelectorAll(selector)]);

/** Keeps the place to go on from. @param {string} path @param {string} href @param {number} n @param {number} of @param {boolean} [done] */
function keep(path, href, n, of, done = false) {
  const place = { href: href.slice(root.length), n, of, done };
  const { at, ...old } = get(`path:at:${path}`) ?? {};
  if (href.startsWith(root) && JSON.stringify(old) !== JSON.stringify(place)) set(`path:at:${path}`, { ...place, at: Date.now() });
}

/** A record's page: the way along each path that it is on. @param {HTMLElement} box */
function along(box) {
  const wanted = new URLSearchParams(location.search).get("path");
  const ways = /** @type {HTMLElement[]} */ (all("nav[data-way]", box));
  const way = ways.find(({ dataset }) => dataset.way === wanted);
  const { way: path = "", n = 0, of = 0 } = way?.dataset ?? {};
  const here = location.href.split("#")[0];
  if (way) {
    way.id = "way";
    box.before(way);
    if (ways.length === 1) box.remove();
    const top = document.createElement("p");
    top.className = "pb-way-top";
    const link = Object.assign(document.createElement("a"), { href: "#way", textContent: way.querySelector(".pb-way-head")?.textContent });
    top.append(link);
    document.querySelector(".pb-head")?.after(top);
    keep(path, here, +n, +of, get(`path:at:${path}`)?.done);
  }
  for (const row of /** @type {HTMLElement[]} */ (all("[data-read]"))) {
    const { read: key = "", hash } = row.dataset;
    const button = /** @type {HTMLButtonElement} */ (row.querySelector("button"));
    const note = /** @type {HTMLElement} */ (row.querySelector("[role=status]"));
    row.hidden = false;
    const show = () => {
      const now = reading(key, hash);
      button.textContent = word({ unread: "path.mark", read: "path.unmark", changed: "path.again" }[now.state]);
      const said = now.state === "unread" ? "" : word(`path.${now.state}`, day(now.at));
      note.textContent = said && state() === "denied" ? `${said}. ${word("path.not-kept")}` : said;
    };
    button.addEventListener("click", () => {
      const undo = reading(key, hash).state === "read";
      if (undo) remove(`path:read:${key}`); else set(`path:read:${key}`, { hash, at: Date.now() });
      const next = /** @type {HTMLAnchorElement | null} */ (way?.querySelector("[rel=next]") ?? null);
      if (way) keep(path, undo || !next ? here : next.href, undo || !next ? +n : +n + 1, +of);
    });
    watch("path:read:", show);
    show();
  }
}

/** A path's page: ticks, what is left, and one link to go on. @param {HTMLElement} page */
function list(page) {
  const id = page.dataset.path ?? "";
  const show = () => {
    const found = stops(page);
    for (const stop of found) {
      const mark = /** @type {HTMLElement} */ (stop.item.querySelector("[data-mark]"));
      stop.item.classList.toggle("pb-done", stop.done);
      if (stop.hash) mark.textContent = stop.state === "unread" ? "" : word(`path.${stop.state}`, day(stop.at));
      else mark.textContent = stop.answered ? word("path.answered", stop.answered, stop.forms.length) : "";
    }
    const done = found.filter((stop) => stop.done).length;
    const asked = found.find(({ link, hash, done: over }) => !hash && !over && link.hash === location.hash);
    const next = asked ?? found.find((stop) => !stop.done);
    const left = Math.ceil(found.reduce((sum, stop) => sum + (stop.done ? 0 : stop.seconds), 0) / 60);
    const note = /** @type {HTMLElement} */ (page.querySelector("[data-progress]"));
    note.textContent = !done ? "" : next ? word("path.progress", done, found.length, left) : word("path.complete", found.length);
    const go = /** @type {HTMLAnchorElement} */ (page.querySelector("[data-go]"));
    if (!asked && !found.some((stop) => stop.done || stop.answered)) return;
    go.href = next ? next.link.href : "#record";
    go.textContent = next ? word("path.go", found.indexOf(next) + 1) : word("path.record");
    keep(id, next?.link.href ?? location.href.split("#")[0], next ? found.indexOf(next) + 1 : found.length, found.length, !next);
  };
  watch("path:read:", show);
  watch("answer:", show);
  window.addEventListener("hashchange", show);
  show();
}

/** Home: one tap back to the step, and to the questions that have come back. @param {HTMLElement} box */
function home(box) {
  const show = () => {
    for (const item of /** @type {HTMLElement[]} */ (all("[data-path-entry]", box))) {
      const place = get(`path:at:${item.dataset.pathEntry}`);
      const said = String(place?.href); // an imported file may say anything
      const href = place && URL.canParse(said, root) ? new URL(said, root).href : "";
      item.hidden = !href.startsWith(root) || place.done;
      if (item.hidden) continue;
      /** @type {HTMLAnchorElement} */ (item.querySelector("a")).href = href;
      /** @type {HTMLElement} */ (item.querySelector("[data-where]")).textContent = word("path.where", place.n, place.of);
    }
    const due = practice().now.length;
    const entry = /** @type {HTMLElement} */ (box.querySelector("[data-due]"));
    entry.hidden = !due;
    /** @type {HTMLElement} */ (entry.querySelector("[data-where]")).textContent = word("question.due", due);
    box.hidden = all("li:not([hidden])", box).length === 0;
  };
  watch("path:at:", show);
  watch("answer:", show);
  show();
}

all("[data-ways]").forEach((box) => along(/** @type {HTMLElement} */ (box)));
all("article[data-path]").forEach((page) => list(/** @type {HTMLElement} */ (page)));
all("[data-paths-under-way]").forEach((box) => home(/** @type {HTMLElement} */ (box)));
