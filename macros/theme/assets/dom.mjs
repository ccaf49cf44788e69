/** Short names for what every behaviour does with a page. */

/** @type {(selector: string, within?: ParentNode) => any} */
export const one = (selector, within = document) => within.querySelector(selector);

/** @type {(selector: string, within?: ParentNode) => any[]} */
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/** @type {(name: string, values?: Record<string, any>, ...inside: (string | Node)[]) => any} */
export function make(name, { role, ...values } = {}, ...inside) {
  const made = Object.assign(document.createElement(name), values);
  if (role) made.setAttribute("role", role);
  made.append(...inside);
  return made;
}

/** Hidden when there are no words. @param {HTMLElement} element @param {string} words */
export function say(element, words) {
  element.hidden = !words;
  if (element.textContent !== words) element.textContent = words;
}

/** What stood unseen until its script came. @param {ParentNode} within @param {string} [parts] */
export function ready(within, parts = "[data-later]") {
  for (const part of all(parts, within)) part.removeAttribute("data-later");
}
