/** The interface words of the page's language: the build writes them into said.mjs. */

// @ts-ignore  it is there in the built site
import said from "./said.mjs";

/** @type {Record<string, string>} */
const words = said;

/**
 * @param {string} key as in interface.yml, without its `js.`
 * @param {...(string | number)} values for the `{}` gaps, in order
 * @returns {string} the words; the key itself where there are none, so that a gap is seen
 */
export function word(key, ...values) {
  let next = 0;
  return (words[key] ?? key).replace(/\{\}/g, () => String(values[next++] ?? ""));
}

/** @type {"vi" | "en"} */
export const language = document.documentElement.lang === "en" ? "en" : "vi";
