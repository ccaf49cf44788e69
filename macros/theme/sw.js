/**
 * Keeps the whole playbook on this device, to be read when there is no network.
 *
 * build.json lists a version: every file and its SHA-256. A file is kept under that digest, so that
 * what both languages share is here once, what did not change is not fetched again, and nothing is
 * kept but what the build wrote. A version is shown once all of it is here.
 *
 * A page names the folder of its scripts, styles and search by a digest of all that is in it but
 * what the search knows: nothing of another make can answer, and until a version is whole its pages
 * search what is kept. Folders of earlier versions stay a while for pages that are open; a page
 * whose parts are gone is told so, and loads itself anew.
 */

/** @typedef {Map<string, string>} Files names and digests */
/** @typedef {{version: string, bytes: number, at: number}} Now the version shown */

const sw = /** @type {ServiceWorkerGlobalScope} */ (/** @type {any} */ (self));
const HOME = sw.registration.scope;
const CACHE = `playbook ${new URL(HOME).pathname}`; // assets/offline.mjs removes it by this name
const PARTS = /(^|\/)assets\/[0-9a-f]{12}\//; // scripts/build.py names them
const EARLIER = 4; // versions whose parts stay
const WAIT = 3000; // milliseconds that a page may take to come from the network
const AT_ONCE = 8;
/** What an answer must say it is, by the file's ending; other files are not kept. */
const TYPES = /** @type {Record<string, string>} */ ({
  html: "text/html", css: "text/css", js: "javascript", mjs: "javascript", json: "json",
  svg: "image/svg", png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg", webp: "image/webp",
});

let halt = new AbortController();
/** What pages have asked for, one after the other. */
let last = Promise.resolve();
/** What `versions` has read. @type {Promise<Files[]> | undefined} */
let known;

// What is kept, and where

/** @param {string} kind @param {string} [id] */
const place = (kind, id = "") => `${HOME}-/kept/${kind}/${id}`;
const ending = (/** @type {string} */ name) => name.slice(name.lastIndexOf(".") + 1);
/** @param {[name: string, is: string]} file */
const placeOf = ([name, is]) => place("file", `${is}.${ending(name)}`);

const look = (/** @type {string} */ key) => caches.match(key, { cacheName: CACHE });

/** @param {string} kind @returns {Promise<any>} */
const read = async (kind) => (await look(place(kind)))?.json();

/** @param {Cache} cache @param {string} kind @param {any} value */
const write = (cache, kind, value) => cache.put(place(kind), new Response(JSON.stringify(value)));

/** The version shown, and the parts of those before it. */
const versions = () => known ??= read("versions")
  .then((lists = []) => lists.map((/** @type {any} */ files) => new Map(files)))
  .catch(() => []);

/** @param {Files | undefined} files @param {string} name */
async function kept(files, name) {
  const is = files?.get(name);
  return is && look(placeOf([name, is]));
}

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
  return (origin + pathname).slice(HOME.length).replace(/(^|\/)$/, "$1index.html");
}

const isOut = (/** @type {Response} */ answer) =>
  [401, 403].includes(answer.status) || answer.type === "opaqueredirect";

/** From the network. @param {FetchEvent} event */
function heard(event) {
  const asked = fetch(event.request);
  event.waitUntil(asked.then((got) => isOut(got) && listed()).catch(() => {}));
  return asked;
}

/** What changes under its name: from the network when it comes soon.
 * @param {FetchEvent} event @param {string} name */
async function page(event, name) {
  const asked = heard(event).catch(() => undefined);
  const [files] = await versions();
  const mine = await kept(files, name);
  const pause = new Promise((done) => { setTimeout(done, WAIT); });
  const got = await (mine ? Promise.race([asked, pause]) : asked);
  if (got && (got.status < 500 || !mine)) return got;
  return mine || (files ? unknown(event.request.url, files, name) : Response.error());
}

/** Without a network, what is not kept. @type {(url: string, files: Files, name: string) => any} */
const unknown = async (url, files, name) => {
  if (files.has(`${name}/index.html`)) return Response.redirect(url.replace(/(?=[?#]|$)/, "/"));
  const missing = await kept(files, name.startsWith("en/") ? "en/404.html" : "404.html");
  if (!missing || files.has(name)) return Response.error();
  return new Response(missing.body, { status: 404, headers: missing.headers });
};

/** What stays the same under its name. @param {FetchEvent} event @param {string} name */
async function part(event, name) {
  for (const files of await versions()) {
    const mine = await kept(files, name);
    if (mine) return mine;
  }
  const got = await heard(event);
  if (got.status === 404) (await sw.clients.get(event.clientId))?.postMessage({ gone: name });
  return got;
}

// Keeping

/** @param {string} name @returns {Promise<Response>} as the server has it now */
function ask(name) {
  const address = new URL(name.replace(/(^|\/)index\.html$/, "$1"), HOME);
  return fetch(address, { cache: "no-cache", redirect: "manual", signal: halt.signal });
}

/** What the server has now. Where it asks who we are, nothing stays. */
async function listed() {
  const answer = await ask("build.json");
  if (isOut(answer)) return void (await clear());
  if (!answer.ok) throw new Error(`build.json: ${answer.status}`);
  const body = await answer.arrayBuffer();
  const { files } = JSON.parse(new TextDecoder().decode(body));
  const ours = Object.keys(files).filter((name) => ending(name) in TYPES && name !== "sw.js");
  /** @type {Files} */
  const found = new Map(ours.map((name) => [name, files[name]]));
  return { version: await digest(body), files: found };
}

/** One file, as it is listed. @type {(cache: Cache, key: string, name: string) => any} */
const take = async (cache, key, name) => {
  const answer = await ask(name);
  const body = await answer.arrayBuffer();
  const headers = new Headers(answer.headers); // the page policy among them
  const isType = headers.get("Content-Type")?.includes(TYPES[ending(name)]);
  const isListed = placeOf([name, await digest(body)]) === key;
  if (!answer.ok || !isType || !isListed) throw new Error(name);
  for (const one of ["Content-Encoding", "Transfer-Encoding", "Vary"]) headers.delete(one);
  headers.set("Content-Length", String(body.byteLength));
  await cache.put(key, new Response(body, { headers }));
};

/** Keeps what the server has now. */
async function keep() {
  halt = new AbortController();
  const cache = await caches.open(CACHE); // what is removed meanwhile does not come back by it
  const found = await listed();
  if (!found) return;
  const { version, files } = found;
  /** @type {Now | undefined} */
  const now = await read("now");
  const isSame = now?.version === version;
  const bytes = isSame ? now.bytes : await complete(cache, files);
  if (!isSame) await show(cache, files);
  await write(cache, "now", { version, bytes, at: Date.now() });
}

/** All that is missing. @type {(cache: Cache, files: Files) => any} */
const complete = async (cache, files) => {
  const { signal } = halt;
  const wanted = new Map([...files].map((file) => [placeOf(file), file[0]]));
  const here = new Set((await cache.keys()).map(({ url }) => url));
  const left = [...wanted].filter(([key]) => !here.has(key));
  while (left.length) {
    await Promise.all(left.splice(0, AT_ONCE).map((one) => take(cache, ...one)));
    tell({ done: wanted.size - left.length, of: wanted.size });
  }
  const found = await Promise.all([...wanted.keys()].map((key) => cache.match(key)));
  signal.throwIfAborted();
  return found.reduce((sum, one) => sum + Number(one?.headers.get("Content-Length")), 0);
};

/** Of the versions before only parts stay, and nothing else. @param {Cache} cache
 * @param {Files} files */
async function show(cache, files) {
  const before = (await versions()).slice(0, EARLIER)
    .map((list) => [...list].filter(([name]) => PARTS.test(name)));
  const lists = [[...files], ...before];
  await write(cache, "versions", lists);
  known = undefined;
  const used = new Set([place("now"), place("versions"), ...lists.flat().map(placeOf)]);
  for (const { url } of await cache.keys()) if (!used.has(url)) await cache.delete(url);
}

/** Removes it all. */
async function clear() {
  halt.abort();
  await caches.delete(CACHE);
  known = undefined;
}

/** Tells every page how it stands. @param {object} [state] where nothing is kept */
async function tell(state = { failed: true }) {
  const now = await read("now");
  const pages = await sw.clients.matchAll({ includeUncontrolled: true });
  for (const client of pages) client.postMessage({ offline: now ?? state });
}

sw.addEventListener("install", () => { sw.skipWaiting(); });
sw.addEventListener("fetch", (event) => {
  const { request } = event;
  const name = nameOf(request.url);
  if (request.method !== "GET" || request.headers.has("Range") || !name) return;
  event.respondWith(PARTS.test(name) ? part(event, name) : page(event, name));
});
sw.addEventListener("message", (event) => {
  const isKeep = event.data.want === "keep";
  if (!isKeep) halt.abort();
  const end = () => tell(isKeep ? undefined : { off: true });
  const done = isKeep ? () => sw.clients.claim().then(keep) : clear;
  last = last.then(done).catch((error) => console.warn(error)).then(end);
  event.waitUntil(last);
});
