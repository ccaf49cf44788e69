/**
 * The interface words of the page's language: the build writes them into said/, a file for those
 * that are needed together.
 */

/** @type {Record<string, string>} */
const words = {};

/** Called by each file of said/. @param {Record<string, string>} more */
export const tell = (more) => Object.assign(words, more);

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
