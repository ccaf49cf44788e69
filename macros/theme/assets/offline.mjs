/**
 * Has sw.js keep the playbook for when there is no network, unless the reader said no; and says on
 * the page of all runs how that stands.
 */

import { one, say } from "./dom.mjs";
import { get, set } from "./storage.mjs";
import "./said/later.mjs";
import { language, word } from "./words.mjs";

/** @typedef {{done?: number, of?: number, bytes?: number, at?: number, off?: boolean}} State */

const home = new URL(language === "en" ? "../../" : "../", import.meta.url);
const box = one("[data-offline]");
const workers = navigator.serviceWorker; // none over plain http
const isWanted = () => get("offline") !== false;

async function keep() {
  const options = /** @type {const} */ ({ scope: home.pathname, updateViaCache: "none" });
  const got = await workers.register(new URL("sw.js", home), options);
  const worker = got?.active ?? got?.waiting ?? got?.installing;
  worker?.postMessage({ want: "keep", lang: language });
}

async function remove() {
  const got = await workers.getRegistration(home.href);
  got?.active?.postMessage({ want: "remove" });
  await got?.unregister();
  await caches.delete(`playbook ${home.pathname}`);
}

/** @param {number} then @returns {string} today, yesterday, ... */
function day(then) {
  const [from, to] = [then, Date.now()].map((at) => new Date(at).setHours(0, 0, 0, 0));
  const days = Math.round((from - to) / 86400000);
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(days, "day");
}

/** @param {State} state @returns {string} */
function inWords({ done, of, bytes, at, off }) {
  if (off) return word("offline.off");
  if (of) return word("offline.busy", done ?? 0, of);
  if (!bytes || !at) return word("offline.failed");
  const size = (bytes / 1e6).toLocaleString(language, { maximumFractionDigits: 1 });
  return word("offline.ready", size, day(at));
}

/** @param {string} words */
function tell(words) {
  if (box) say(one("[role=status]", box), words);
}

async function follow() {
  try {
    if (isWanted()) await keep();
    else await remove();
    if (!isWanted()) tell(word("offline.off"));
  } catch { // a private window, or the sign-in stands before it
    tell(word("offline.failed"));
  }
}

if (box) {
  const input = one("input", box);
  input.checked = Boolean(workers) && isWanted();
  input.disabled = !workers;
  input.addEventListener("change", async () => {
    set("offline", input.checked);
    input.disabled = true;
    tell(input.checked ? word("offline.begun") : "");
    await follow();
    input.disabled = false;
    input.focus();
  });
  box.removeAttribute("data-later");
}
if (workers) {
  workers.addEventListener("message", ({ data }) => {
    if (data.offline && (isWanted() || data.offline.off)) tell(inWords(data.offline));
  });
  workers.startMessages();
  follow();
} else tell(word("offline.none"));
