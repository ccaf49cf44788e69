/** The one script on every page: it starts each behaviour whose markup is there, nothing else. */

/** @type {[selector: string, module: string][]} */
const behaviours = [
  ["[data-copy]", "./copy.mjs"],
  ["[data-checklist]", "./checklist.mjs"],
  ["[data-words]:not([data-record-text])", "./speak.mjs"],
  ["[data-clock]", "./clock.mjs"],
  ["article.pb", "./carry.mjs"],
  ["[data-verify]", "./verify.mjs"],
  ["[data-runs]", "./my-runs.mjs"],
  ["[data-runs-under-way]", "./home-runs.mjs"],
  ["[data-md-component=search]", "./search-box.mjs"],
  ["[data-finder]", "./finder.mjs"],
  ["[data-keys]", "./keys.mjs"],
  ["[data-print-tools]", "./print.mjs"],
  ["[data-ways], article[data-path], [data-paths-under-way]", "./paths.mjs"],
  ["form[data-question]", "./questions.mjs"],
  ["[data-record]", "./record.mjs"],
  ["[data-practice]", "./practice.mjs"],
  ["[data-reviewed], [data-due], [data-new]", "./due.mjs"],
];

for (const [selector, module] of behaviours) {
  if (document.querySelector(selector)) import(module);
}
