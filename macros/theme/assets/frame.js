/**
 * Runs before the first paint, and so is no module: it puts on the colours that the reader chose,
 * and starts the modules. Where one cannot be had, the page is marked `no-js` and says so.
 */
(function () {
  var root = document.documentElement;
  var first = new URL("playbook.mjs", document.currentScript.src).href;
  try {
    var kept = JSON.parse(localStorage.getItem("playbook:palette")).d;
    if (kept === "light" || kept === "dark") root.dataset.palette = kept;
  } catch (error) {
    // nothing was chosen, or storage is denied
  }
  root.classList.replace("no-js", "js");
  addEventListener("unhandledrejection", function () {
    root.classList.replace("js", "no-js");
  });
  addEventListener("DOMContentLoaded", function () { import(first); });
})();
