/**
 * Keeps the whole playbook on this device, to be read when there is no network.
 *
 * build.json lists a version: every file and its SHA-256. A file is kept under that digest, so that
 * what both languages share is here once, what did not change is not fetched again, and nothing is
 * kept but what the build wrote. A version is shown once all of it is here; only the first time
 * one language may go ahead. Every page that is open stays with the version it was opened in.
 */

/** @typedef {Map<string, string>} Files names and digests */
/** @typedef {{version: string, whole: boolean, bytes: number, at: number}} Now the version shown */
/** @typedef {[version: string, name: string, digest: string]} Opened version "": the network's */

const sw = /** @type {ServiceWorkerGlobalScope} */ (/** @type {any} */ (self));
const HOME = sw.registration.scope;
const CACHE = `playbook ${new URL(HOME).pathname}`; // assets/offline.mjs removes it by this name
const WAIT = 3000; // milliseconds that a page may take to come from the network
const AT_ONCE = 6;
/** What an answer must say it is, by the file's ending; other files are not kept. */
const TYPES = new Map(Object.entries({
  html: "text/html", css: "text/css", js: "javascript", mjs: "javascript", json: "json",
  svg: "image/svg", png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg", webp: "image/webp",
}));

let halt = new AbortController();
/** What pages have asked for, one after the other. */
let last = Promise.resolve();
/** @type {Map<string, Opened>} by client, also kept: a browser ends its workers when it likes */
const opened = new Map();
/** @type {Map<string, Files>} by version, also kept */
const lists = new Map();

// What is kept, and where

/** @param {string} kind @param {string} [id] */
const place = (kind, id = "") => `${HOME}-/kept/${kind}/${id}`;
const ending = (/** @type {string} */ name) => name.slice(name.lastIndexOf(".") + 1);
const isEnglish = (/** @type {string} */ name) => name.startsWith("en/");
/** @param {Files} files @param {string} name */
const placeOf = (files, name) => place("file", `${files.get(name)}.${ending(name)}`);

/** @param {string} key @returns {Promise<Response | undefined>} */
const look = (key) => caches.match(key, { cacheName: CACHE });

/** @param {string} kind @param {string} [id] @returns {Promise<any>} */
async function read(kind, id) {
  return (await look(place(kind, id)))?.json();
}

/**
 * @param {string} kind @param {string} id @param {any} value
 * @param {Cache} [cache] when opened before: what is removed meanwhile does not come back by it
 */
async function write(kind, id, value, cache) {
  cache ??= await caches.open(CACHE);
  await cache.put(place(kind, id), new Response(JSON.stringify(value)));
}

/** @param {string} [version] @returns {Promise<Files | undefined>} */
async function list(version = "") {
  const entries = lists.get(version) ?? (await read("list", version));
  if (entries) lists.set(version, new Map(entries));
  return lists.get(version);
}

/** @param {Files | undefined} files @param {string} name */
const kept = async (files, name) => (files?.has(name) ? look(placeOf(files, name)) : undefined);

/** @param {ArrayBuffer} body */
async function digest(body) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Answering

/** @param {string} url @returns {string} the file's name in build.json; "" outside the site */
function nameOf(url) {
  const { origin, pathname } = new URL(url);
  if (!(origin + pathname).startsWith(HOME)) return "";
  try {
    const name = decodeURIComponent((origin + pathname).slice(HOME.length));
    return name.replace(/(^|\/)$/, "$1index.html");
  } catch {
    return ""; // a % that stands for nothing
  }
}

/** @param {Request} request @returns {Promise<{answer: Response, digest: string} | undefined>} */
async function heard(request) {
  try {
    const answer = await fetch(request);
    return { answer, digest: answer.ok ? await digest(await answer.clone().arrayBuffer()) : "" };
  } catch {
    return undefined;
  }
}

const isOut = (/** @type {Response} */ answer) =>
  [401, 403].includes(answer.status) || answer.type === "opaqueredirect";

/**
 * A page: from the network when it comes soon. It may be newer than what is kept, and then all that
 * belongs to it comes from the network too.
 * @param {FetchEvent} event @param {string} name
 */
async function page(event, name) {
  /** @type {Now | undefined} */
  const now = await read("now");
  const files = await list(now?.version);
  if (!now || !files) return fetch(event.request);
  const open = (/** @type {Opened} */ ...one) => {
    opened.set(event.resultingClientId, one);
    event.waitUntil(write("page", event.resultingClientId, one));
  };
  const asked = heard(event.request);
  event.waitUntil(asked.then((got) => got && isOut(got.answer) && listed()).catch(() => {}));
  const pause = new Promise((done) => { setTimeout(done, WAIT); });
  const mine = await kept(files, name);
  const got = await (mine ? Promise.race([asked, pause.then(() => undefined)]) : asked);
  if (got && isOut(got.answer)) return got.answer; // all is being removed: nothing may be written
  if (got && (got.answer.status < 500 || !mine)) {
    open(got.digest === files.get(name) ? now.version : "", name, got.digest);
    return got.answer;
  }
  open(now.version, name, "");
  return mine ?? unknown(event.request.url, files, name);
}

/**
 * Without a network, for an address that is not kept.
 * @param {string} url @param {Files} files @param {string} name
 */
async function unknown(url, files, name) {
  if (files.has(`${name}/index.html`)) return Response.redirect(url.replace(/(?=[?#]|$)/, "/"));
  const missing = await kept(files, isEnglish(name) ? "en/404.html" : "404.html");
  if (!missing || files.has(name)) return Response.error();
  return new Response(missing.body, { status: 404, headers: missing.headers });
}

/** What a page asks for. @param {FetchEvent} event @param {string} name */
async function part(event, name) {
  /** @type {Now | undefined} */
  const now = await read("now");
  if (!now) return fetch(event.request);
  const own = opened.get(event.clientId) ?? (await read("page", event.clientId));
  const [version, from, was] = own ?? [now.version, "", ""];
  const mine = version && (await kept(await list(version), name));
  if (mine) return mine;
  try {
    return await fetch(event.request);
  } catch (error) { // its page was newer than what was kept then: is it what is kept now?
    const files = await list(now.version);
    const late = was && files?.get(from) === was && (await kept(files, name));
    if (late) return late;
    throw error;
  }
}

// Keeping

/** @param {string} name @returns {Promise<Response>} as the server has it now */
function ask(name) {
  const address = new URL(name.replace(/(^|\/)index\.html$/, "$1"), HOME);
  return fetch(address, { cache: "no-cache", redirect: "manual", signal: halt.signal });
}

/**
 * What the server has now. Where it asks who we are, nothing stays.
 * @returns {Promise<{version: string, files: Files} | undefined>}
 */
async function listed() {
  const answer = await ask("build.json");
  if (isOut(answer)) return void (await clear());
  if (!answer.ok) throw new Error(`build.json: ${answer.status}`);
  const body = await answer.arrayBuffer();
  const { files } = JSON.parse(new TextDecoder().decode(body));
  const isOurs = (/** @type {string} */ name) => TYPES.has(ending(name)) && name !== "sw.js";
  const ours = Object.entries(files).filter(([name]) => isOurs(name));
  return { version: await digest(body), files: new Map(/** @type {any} */ (ours)) };
}

/**
 * One file, kept if it is what the list says.
 * @param {Cache} cache @param {string} key @param {string} name
 */
async function take(cache, key, name) {
  const answer = await ask(name);
  const body = await answer.arrayBuffer();
  const headers = new Headers(answer.headers); // the page policy among them
  const isType = headers.get("Content-Type")?.includes(TYPES.get(ending(name)) ?? "");
  const is = place("file", `${await digest(body)}.${ending(name)}`);
  if (!answer.ok || answer.redirected || !isType || is !== key) throw new Error(name);
  for (const one of ["Content-Encoding", "Transfer-Encoding", "Vary"]) headers.delete(one);
  headers.set("Content-Length", String(body.byteLength));
  await cache.put(key, new Response(body, { headers }));
}

/**
 * Takes what is missing, six at a time.
 * @param {Cache} cache @param {[key: string, name: string][]} left @param {() => void} step
 */
async function gather(cache, left, step) {
  const line = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      await take(cache, ...next).catch((error) => {
        left.length = 0; // the other lines stop too
        throw error;
      });
      step();
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, line));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

/** Keeps what the server has now. @param {"vi" | "en"} lang comes first */
async function keep(lang) {
  halt = new AbortController();
  const found = await listed();
  if (!found) return;
  /** @type {Now | undefined} */
  const now = await read("now");
  const isSame = now?.whole && now.version === found.version;
  if (isSame) await write("now", "", { ...now, at: Date.now() });
  else await complete(found.version, found.files, lang, Boolean(now?.whole));
  await prune();
}

/** @param {string} version @param {Files} files @param {string} lang @param {boolean} isLater */
async function complete(version, files, lang, isLater) {
  const { signal } = halt;
  const isOwn = (/** @type {string} */ name) => isEnglish(name) === (lang === "en");
  const cache = await caches.open(CACHE);
  const names = [...files.keys()].sort((a, b) => Number(isOwn(a)) - Number(isOwn(b)));
  const wanted = new Map(names.map((name) => [placeOf(files, name), name])); // the last one counts
  const here = new Set((await cache.keys()).map(({ url }) => url));
  const left = [...wanted].filter(([key]) => !here.has(key));
  let done = wanted.size - left.length;
  const step = () => { if (++done % 8 === 0) tell({ done, of: wanted.size }); };
  for (const own of [true, false]) {
    await gather(cache, left.filter(([, name]) => isOwn(name) === own), step);
    if (own && isLater) continue;
    const bytes = await weight(cache, wanted.keys());
    signal.throwIfAborted();
    await write("list", version, [...files], cache);
    await write("now", "", { version, whole: !own, bytes, at: Date.now() }, cache);
  }
}

/** @param {Cache} cache @param {Iterable<string>} keys @returns {Promise<number>} their bytes */
async function weight(cache, keys) {
  const found = await Promise.all([...keys].map((key) => cache.match(key)));
  return found.reduce((sum, one) => sum + Number(one?.headers.get("Content-Length")), 0);
}

/** Drops what neither this version nor any open page needs. */
async function prune() {
  const cache = await caches.open(CACHE);
  const now = await read("now");
  const pages = await sw.clients.matchAll({ includeUncontrolled: true });
  const used = new Set([place("now"), ...pages.map(({ id }) => place("page", id))]);
  const opens = await Promise.all(pages.map(({ id }) => read("page", id)));
  for (const version of new Set([now.version, ...opens.map((one) => one?.[0])])) {
    const files = version ? await list(version) : undefined;
    if (!files) continue;
    used.add(place("list", version));
    for (const name of files.keys()) used.add(placeOf(files, name));
  }
  for (const { url } of await cache.keys()) if (!used.has(url)) await cache.delete(url);
}

/** Removes it all. */
async function clear() {
  halt.abort();
  opened.clear();
  lists.clear();
  await caches.delete(CACHE);
}

/** Tells every page how it stands. @param {object} [state] while nothing whole is kept */
async function tell(state = { failed: true }) {
  const now = await read("now");
  for (const client of await sw.clients.matchAll({ includeUncontrolled: true })) {
    client.postMessage({ offline: now?.whole ? now : state });
  }
}

sw.addEventListener("install", () => { sw.skipWaiting(); });
sw.addEventListener("fetch", (event) => {
  const { request } = event;
  const name = nameOf(request.url);
  if (request.method !== "GET" || request.headers.has("Range") || !name) return;
  event.respondWith(request.mode === "navigate" ? page(event, name) : part(event, name));
});
sw.addEventListener("message", (event) => {
  const { want, lang } = event.data;
  if (want === "remove") halt.abort();
  const job = want === "keep" ? () => keep(lang) : clear;
  const end = () => tell(want === "keep" ? undefined : { off: true });
  last = last.then(job).catch((error) => console.warn(error)).then(end);
  event.waitUntil(last);
});
