/**
 * Stands in front of Material's search worker, whose file name is this one's query string.
 *
 * Nothing is fetched before the reader goes for the search: the page gets an empty index, and the
 * real one comes here, at the first query. macros/search.py says what it holds. Material's worker
 * is told that the pages are English, for which it fetches nothing more: how words are kept and
 * found is the business of our own engine.
 */

/**
 * @typedef {{location: string, title: string, text: string,
 *   aliases?: string, other?: string, kind?: string}} Doc
 */

const INDEX = "../../../search/pages.json";
const ENGINE = "../../search/engine.js";
const FIELDS = {
  title: { boost: 3.5 }, text: { boost: 1 }, aliases: { boost: 3 }, other: { boost: 1.5 },
};
/** Beside the weight of each kind of record, which comes with the index. */
const OTHER_PAGES = 0.55;
const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;

/** @type {(event: {data: any}) => void} */
let material;
/** @type {{config: any, docs: Doc[], options: any}} */
let given;
/** @type {Promise<void> | undefined} */
let loading;
let ready = false;
/** @type {string | undefined} the newest query; older ones need no answer */
let asked;
/** @type {Map<string, Doc>} */
let pages;
const answer = self.postMessage.bind(self);

addEventListener("message", ({ data: { type, data } }) => {
  if (type === SETUP) {
    given = data;
    answer({ type: READY });
  } else if (type === QUERY) {
    asked = data.normalize("NFC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
    if (!data || ready) return ask();
    loading ??= load().catch((error) => {
      loading = undefined;
      console.warn(error);
    });
  }
});

function ask() {
  if (asked) material({ data: { type: QUERY, data: asked } });
  else answer({ type: RESULT, data: { items: [] } });
}

/** Start Material's worker with the real index; its answers come through `receive`. */
async function load() {
  const index = given.docs.length ? given : fetch(INDEX).then((answered) => answered.json());
  fetch(ENGINE).catch(() => undefined); // into the browser's cache, while the index is under way
  const { addEventListener: listen } = self;
  self.addEventListener = (/** @type {string} */ _, /** @type {any} */ handler) => {
    material = handler;
  };
  self.postMessage = receive;
  importScripts(self.location.search.slice(1));
  self.addEventListener = listen;
  const { config, docs } = await index;
  pages = new Map(docs.map((/** @type {Doc} */ doc) => [doc.location, inLines(doc)]));
  self.playbook = {
    english: config.lang.includes("en"),
    synonyms: config.synonyms ?? [],
    weights: new Map([...pages.keys()].map((path) => [path, weight(path, config.weights ?? {})])),
  };
  importScripts(ENGINE);
  const setUp = { ...given, config: { ...config, lang: ["en"], fields: FIELDS } };
  material({ data: { type: SETUP, data: { ...setUp, docs: [...pages.values()] } } });
}

/** @param {Doc} doc @returns {Doc} each line of its text a paragraph */
function inLines(doc) {
  const text = `<p>${doc.text.replaceAll("\n", "</p><p>")}</p>`;
  return { aliases: "", other: "", ...doc, text };
}

/** @param {{type: number, data?: any}} message from Material's worker */
function receive(message) {
  if (message.type === READY) {
    ready = true;
    return ask();
  }
  for (const group of message.data?.items ?? []) for (const item of group) finish(item);
  answer(message);
}

/** @param {Doc} item a result, made ready to be read: its kind before its title, and never a whole page */
function finish(item) {
  const kind = pages.get(item.location)?.kind;
  if (kind) item.title = `<span class="pb-result-kind">${kind}</span> ${item.title}`;
  if (item.text.includes("<mark>")) return;
  item.text = item.text.match(/^(?:<p>[^<]*<\/p>){0,2}/)?.[0] ?? "";
}

/** @param {string} path @param {Record<string, number>} weights by folder */
function weight(path, weights) {
  const [folder, name] = path.split("/");
  return (name && weights[folder]) || OTHER_PAGES;
}
