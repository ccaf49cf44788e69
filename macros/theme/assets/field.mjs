/** A text field that keeps what is typed, and takes in what another tab writes meanwhile. */

/** @param {HTMLInputElement | HTMLTextAreaElement} field @param {() => string} load what is kept
 * @param {(words: string) => void} save @returns {() => void} looks at what is kept */
export function bind(field, load, save) {
  let isSaving = false; // which may begin a run, and show it empty
  const look = () => {
    const words = load();
    if (isSaving || field.value === words) return;
    const { selectionStart: at } = field;
    field.value = words;
    if (field === document.activeElement) field.setSelectionRange(at, at);
  };
  field.addEventListener("input", () => {
    isSaving = true;
    save(field.value);
    isSaving = false;
  });
  look();
  return look;
}
