/** Files that carry work to another device, or a record to a manager. */

import { make } from "./dom.mjs";

/** JSON with sorted keys. @param {any} value @returns {string} */
function stable(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(stable)}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${stable(value[name])}`)}}`;
}

/** FNV-1a, 64 bits: it finds a change made by hand, and unlike SubtleCrypto it works on plain http.
 * @param {any} record */
export function checksum(record) {
  let sum = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(stable(record))) {
    sum = BigInt.asUintN(64, (sum ^ BigInt(byte)) * 0x100000001b3n);
  }
  return sum.toString(16).padStart(16, "0");
}

/** Saves a file on the device. @param {string} download its name @param {string} text JSON */
export function saveFile(download, text) {
  const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  make("a", { href, download }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
}
