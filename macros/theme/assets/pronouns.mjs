/** Words say "chị" to the client and "em" of oneself; here they say what fits. Pure. */

export const CLIENT = ["chị", "anh", "cô", "chú", "bác", "em"];
export const ME = ["em", "tôi", "mình", "cháu"];
/** Who may say "X Y mình" together. */
const PAIRS = ["chị em", "anh em", "cô cháu", "chú cháu", "bác cháu"];
/** Not about the client: "anh chị", "các chị"; nor about oneself: "các em", "trẻ em". */
const OTHERS_BEFORE = ["các", "mấy", "những", "anh", "trẻ"];
const OTHERS_AFTER = ["ấy", "ta", "kia"];

/** @param {string} like @param {string} word @returns {string} with the capital that `like` has */
const cased = (like, word) =>
  like[0] === like[0].toLowerCase() ? word : word[0].toUpperCase() + word.slice(1);

/** @param {string} text @param {string} client @param {string} me @returns {string} */
export function swap(text, client, me) {
  if (client === "chị" && me === "em") return text;
  const parts = text.normalize("NFC").split(/(\p{L}+)/u); // words stand at odd places
  const word = (/** @type {number} */ at) => (parts[at] ?? "").toLowerCase();
  const near = (/** @type {number} */ at, /** @type {number} */ by) =>
    parts[at + by / 2]?.trim().length ? "" : word(at + by);
  const out = [...parts];
  for (let at = 1; at < parts.length; at += 2) {
    const said = word(at);
    if (said !== "chị" && said !== "em") continue;
    const [before, next] = [near(at, -2), near(at, 2)];
    if (OTHERS_AFTER.includes(next)) continue;
    if (OTHERS_BEFORE.includes(before) || (said === "chị" && parts[at - 1] === "/")) continue;
    const pair = said === "chị" && next === "em" && near(at + 2, 2) === "mình";
    if (pair && !PAIRS.includes(`${client} ${me}`)) {
      out.splice(at, 5, cased(parts[at], "chúng ta"), "", "", "", "");
    } else out[at] = cased(parts[at], said === "chị" ? client : me);
    if (pair) at += 4;
    if (pair && PAIRS.includes(`${client} ${me}`)) out[at - 2] = me;
  }
  return out.join("");
}
