/** The interface words of the page's language: the build writes them into said/, a file for those
 * that are needed together. */

/** @type {Record<string, string>} */
const words = {};

/** Called by each file of said/. @param {Record<string, string>} more */
export const tell = (more) => Object.assign(words, more);

/** By a key of interface.yml without its `js.`, the `{}` filled in order; a key without words is
 * seen as it is. @type {(key: string, ...values: (string | number)[]) => string} */
export const word = (key, ...values) =>
  (words[key] ?? key).replace(/\{\}/g, () => String(values.shift() ?? ""));

/** @type {"vi" | "en"} */
export const language = document.documentElement.lang === "en" ? "en" : "vi";
/** How days and numbers are written. */
export const locale = { vi: "vi-VN", en: "en-GB" }[language];
