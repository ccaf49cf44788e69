/** Has sw.js keep the playbook for when there is no network, unless the reader said no; and says on
 * the page of all runs how that stands. */

import { all, one, say } from "./dom.mjs";
import { get, set, state } from "./storage.mjs";
import "./said/later.mjs";
import { language, word } from "./words.mjs";

/** @typedef {{done?: number, of?: number, bytes?: number, at?: number, off?: boolean}} State */

const home = new URL(language === "en" ? ".." : ".", one(".pb-brand").href);
const box = one("[data-offline]");
const workers = navigator.serviceWorker; // none over plain http
const isWanted = () => get("offline") !== false;

async function keep() {
  const options = /** @type {const} */ ({ scope: home.pathname, updateViaCache: "none" });
  await workers.register(new URL("sw.js", home), options);
  (await workers.ready).active?.postMessage({ want: "keep" });
}

async function remove() {
  const got = await workers.getRegistration(home.href);
  got?.active?.postMessage({ want: "remove" });
  await got?.unregister();
  await caches.delete(`playbook ${home.pathname}`);
  tell({ off: true });
}

/** @param {State} state @returns {string} */
function inWords({ done = 0, of, bytes, at, off }) {
  if (off) return word("offline.off");
  if (of) return word("offline.busy", done, of);
  if (!bytes || !at) return word("offline.failed");
  const size = (bytes / 1e6).toLocaleString(language, { maximumFractionDigits: 1 });
  const [from, to] = [at, Date.now()].map((time) => new Date(time).setHours(0, 0, 0, 0));
  const days = Math.round((from - to) / 86400000);
  const day = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(days, "day");
  return word("offline.ready", size, day);
}

/** @param {State} state */
function tell(state) {
  if (box) say(one("[role=status]", box), inWords(state));
}

const follow = () => (isWanted() ? keep() : remove())
  .catch(() => tell({})); // a private window, or the sign-in stands before it

if (box) {
  const input = one("input", box);
  input.checked = Boolean(workers) && isWanted();
  input.disabled = !workers;
  input.addEventListener("change", async () => {
    set("offline", input.checked);
    input.disabled = true;
    say(one("[role=status]", box), input.checked ? word("offline.begun") : "");
    await follow();
    input.disabled = false;
    input.focus();
  });
  box.removeAttribute("data-later");
  if (!workers) say(one("[role=status]", box), word("offline.none"));
}
/** Whether only this tab has something: words typed or about to be, what could not be written, what
 * can be undone. A field filled from what is kept looks the same. */
const isHeld = () => state() !== "ok" || one(".pb-toast button") || all(
  "textarea, input:not([type=checkbox], [type=radio], [role=combobox])",
).some((field) => field === document.activeElement || field.value !== field.defaultValue);

/** A part of this page is no longer to be had, as a newer version is there: the page is loaded
 * anew, once for each part, or says that it wants to be. @param {string} part */
async function renew(part) {
  if (isHeld() || sessionStorage.getItem(part)) {
    const { toast } = await import("./toast.mjs"); // which is there wherever one can type
    return toast(word("offline.gone"));
  }
  const typed = one(".pb-search[open] input")?.value;
  if (typed !== undefined) history.replaceState({ search: typed }, "");
  sessionStorage.setItem(part, "gone");
  location.reload();
}

workers?.addEventListener("message", ({ data }) => {
  if (data.gone) renew(data.gone);
  if (data.offline && (isWanted() || data.offline.off)) tell(data.offline);
});
workers?.startMessages();
if (workers) follow();
