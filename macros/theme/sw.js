/**
 * Keeps the whole playbook on this device, to be read when there is no network.
 *
 * build.json lists a version: every file and its SHA-256. A file is kept under that digest, so that
 * what both languages share is here once, what did not change is not fetched again, and nothing is
 * kept but what the build wrote. A version is shown once all of it is here. Every page that is open
 * gets each of its parts from the version it was opened in, or else is loaded anew.
 */

/** @typedef {Map<string, string>} Files names and digests */
/** @typedef {{version: string, bytes: number, at: number}} Now the version shown */
/** @typedef {{version: string, name?: string, is?: string}} Opened an open page: its version, or ""
 * until one is listed in which its file `name` has the digest `is` */

const sw = /** @type {ServiceWorkerGlobalScope} */ (/** @type {any} */ (self));
const HOME = sw.registration.scope;
const CACHE = `playbook ${new URL(HOME).pathname}`; // assets/offline.mjs removes it by this name
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
// Both also kept: a browser ends its workers when it likes.
/** @type {Map<string, Opened>} by open page */
const opened = new Map();
/** @type {Map<string, Files>} by version */
const lists = new Map();

// What is kept, and where

/** @param {string} kind @param {string} [id] */
const place = (kind, id = "") => `${HOME}-/kept/${kind}/${id}`;
const ending = (/** @type {string} */ name) => name.slice(name.lastIndexOf(".") + 1);
/** @param {Files} files @param {string} name */
const placeOf = (files, name) => place("file", `${files.get(name)}.${ending(name)}`);

const look = (/** @type {string} */ key) => caches.match(key, { cacheName: CACHE });

/** @param {string} kind @param {string} [id] @returns {Promise<any>} */
const read = async (kind, id) => (await look(place(kind, id)))?.json();

/** @param {Cache} cache @param {string} kind @param {string} id @param {any} value */
const write = (cache, kind, id, value) =>
  cache.put(place(kind, id), new Response(JSON.stringify(value)));

/** @param {string} id @returns {Promise<Opened | undefined>} */
const openedIn = async (id) => opened.get(id) ?? read("page", id);

/** @param {string | undefined} version @returns {Promise<Files | undefined>} */
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
  return (origin + pathname).slice(HOME.length).replace(/(^|\/)$/, "$1index.html");
}

/** @param {Request} request @returns {Promise<{answer: Response, is: string} | undefined>} */
async function heard(request) {
  try {
    const answer = await fetch(request);
    return { answer, is: answer.ok ? await digest(await answer.clone().arrayBuffer()) : "" };
  } catch {
    return undefined;
  }
}

const isOut = (/** @type {Response} */ answer) =>
  [401, 403].includes(answer.status) || answer.type === "opaqueredirect";

/** A page: from the network when it comes soon. It may be newer than what is kept, and then all
 * that belongs to it comes from the network too. @param {FetchEvent} event @param {string} name */
async function page(event, name) {
  const { request, resultingClientId: id } = event;
  /** @type {Now | undefined} */
  const now = await read("now");
  const files = await list(now?.version);
  const asked = heard(request);
  if (!now || !files) {
    const got = await asked;
    opened.set(id, { version: "", name, is: got?.is });
    return got?.answer ?? Response.error();
  }
  const cache = await caches.open(CACHE); // what is removed meanwhile does not come back by it
  event.waitUntil(asked.then((got) => got && isOut(got.answer) && listed()).catch(() => {}));
  const pause = new Promise((done) => { setTimeout(done, WAIT); });
  const mine = await kept(files, name);
  const got = await (mine ? Promise.race([asked, pause.then(() => undefined)]) : asked);
  if (got && isOut(got.answer)) return got.answer; // all is being removed: nothing may be written
  const isGood = got && (got.answer.status < 500 || !mine);
  const isNew = isGood && got.is !== files.get(name);
  event.waitUntil(open(cache, id, { version: isNew ? "" : now.version, name, is: got?.is }));
  if (isGood) return got.answer;
  return mine ?? unknown(request.url, files, name);
}

/** @type {(cache: Cache, id: string, page: Opened) => any} */
const open = (cache, id, page) => {
  opened.set(id, page);
  return write(cache, "page", id, page);
};

/** Without a network, what is not kept. @type {(url: string, files: Files, name: string) => any} */
const unknown = async (url, files, name) => {
  if (files.has(`${name}/index.html`)) return Response.redirect(url.replace(/(?=[?#]|$)/, "/"));
  const missing = await kept(files, name.startsWith("en/") ? "en/404.html" : "404.html");
  if (!missing || files.has(name)) return Response.error();
  return new Response(missing.body, { status: 404, headers: missing.headers });
};

/** What a page asks for. @param {FetchEvent} event @param {string} name */
async function part({ request, clientId: id }, name) {
  /** @type {Now | undefined} */
  const now = await read("now");
  const version = (await openedIn(id) ?? now)?.version;
  const files = await list(version);
  const mine = await kept(files, name);
  if (mine) return mine;
  if (!version || !files?.has(name)) return fetch(request);
  const got = await heard(request);
  if (got?.is === files.get(name)) return got.answer;
  const found = got && await listed();
  if (found?.version === version) return got.answer; // a server whose files are not what it lists
  if (found) (await sw.clients.get(id))?.postMessage({ stale: true });
  return Response.error();
}

/** Open pages that came before their list are of its version, where it has them.
 * @param {Cache} cache @param {string} version @param {Files} files */
async function claim(cache, version, files) {
  for (const { id } of await sw.clients.matchAll({ includeUncontrolled: true })) {
    const page = await openedIn(id);
    const isOf = page?.name && !page.version && files.get(page.name) === page.is;
    if (isOf) await open(cache, id, { version });
  }
}

/** A page is back from the browser's own cache, and may have been forgotten here: it goes on where
 * its version is the one shown. @param {any} client @param {string} version its own */
async function back(client, version) {
  /** @type {Now | undefined} */
  const now = await read("now");
  if (now?.version === version) await open(await caches.open(CACHE), client.id, { version });
  else if (now) client.postMessage({ stale: true });
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
  const is = place("file", `${await digest(body)}.${ending(name)}`);
  if (!answer.ok || answer.redirected || !isType || is !== key) throw new Error(name);
  for (const one of ["Content-Encoding", "Transfer-Encoding", "Vary"]) headers.delete(one);
  headers.set("Content-Length", String(body.byteLength));
  await cache.put(key, new Response(body, { headers }));
};

/** Keeps what the server has now. */
async function keep() {
  halt = new AbortController();
  const found = await listed();
  if (!found) return;
  /** @type {Now | undefined} */
  const now = await read("now");
  const cache = await caches.open(CACHE);
  const isSame = now?.version === found.version;
  if (!isSame) await write(cache, "list", found.version, [...found.files]);
  await claim(cache, found.version, found.files);
  const bytes = isSame ? now.bytes : await complete(cache, found.files);
  await write(cache, "now", "", { version: found.version, bytes, at: Date.now() });
  await prune(cache);
}

/** All that is missing. @type {(cache: Cache, files: Files) => any} */
const complete = async (cache, files) => {
  const { signal } = halt;
  const wanted = new Map([...files.keys()].map((name) => [placeOf(files, name), name]));
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

/** Drops what neither this version nor any open page needs. @param {Cache} cache */
async function prune(cache) {
  const pages = await sw.clients.matchAll({ includeUncontrolled: true });
  const versions = await Promise.all(pages.map(async ({ id }) => (await read("page", id))?.version));
  const used = new Set([place("now"), ...pages.map(({ id }) => place("page", id))]);
  for (const version of new Set([(await read("now")).version, ...versions])) {
    const files = version && (await list(version));
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

/** Tells every page how it stands. @param {object} [state] where nothing is kept */
async function tell(state = { failed: true }) {
  const now = await read("now");
  for (const client of await sw.clients.matchAll({ includeUncontrolled: true })) {
    client.postMessage({ offline: now ?? state, version: (await openedIn(client.id))?.version });
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
  const { want, version } = event.data;
  if (want === "back") return event.waitUntil(back(event.source, version));
  const isKeep = want === "keep";
  if (!isKeep) halt.abort();
  const end = () => tell(isKeep ? undefined : { off: true });
  last = last.then(isKeep ? keep : clear).catch((error) => console.warn(error)).then(end);
  event.waitUntil(last);
});
