/** On every page: it starts the frame and each behaviour whose markup is there, and no other. */

import { whenIdle } from "./frame.mjs";

/** @typedef {[selector: string, module: string][]} Behaviours */

/** @type {Behaviours} what a reader may use at once */
const first = [
  ["[data-copy]", "./copy.mjs"],
  ["[data-checklist]", "./checklist.mjs"],
  ["[data-words]:not([data-record-text])", "./speak.mjs"],
  ["[data-clock]", "./clock.mjs"],
  ["article.pb", "./carry.mjs"],
  ["[data-runs-under-way]", "./home-runs.mjs"],
  ["[data-verify]", "./verify.mjs"],
  ["[data-runs]", "./my-runs.mjs"],
  ["[data-finder]", "./finder.mjs"],
  ["article[data-path], [data-paths-under-way]", "./paths.mjs"],
  ["form[data-question], [data-practise]", "./questions.mjs"],
  ["[data-practice]", "./practice.mjs"],
];
/** @type {Behaviours} what can wait until the page has come */
const later = [
  ["[data-keys]", "./keys.mjs"],
  ["[data-print-tools]", "./print.mjs"],
  ["[data-ways]", "./paths.mjs"],
  ["[data-record]", "./record.mjs"],
  ["[data-reviewed], [data-due], [data-new]", "./due.mjs"],
  ["body", "./offline.mjs"],
];

/** @param {Behaviours} behaviours */
const start = (behaviours) => Promise.all(behaviours
  .filter(([selector]) => document.querySelector(selector))
  .map(([, module]) => import(module)));

await start(location.search ? [...first, ...later] : first);
whenIdle(() => start(later));
