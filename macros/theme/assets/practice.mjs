/** Practice cases: one scene at a time, the next one follows from the reply that is open. */

for (const page of document.querySelectorAll("[data-practice]")) {
  const scenes = /** @type {HTMLElement[]} */ ([...page.querySelectorAll("[data-scene]")]);
  const show = () => {
    const shown = new Set();
    let scene = scenes[0];
    while (scene && !shown.has(scene)) {
      shown.add(scene);
      const to = /** @type {HTMLElement | null} */ (scene.querySelector("details[open]"))?.dataset.to;
      scene = /** @type {HTMLElement} */ (scenes.find(({ id }) => id === to));
    }
    for (const one of scenes) {
      one.hidden = !shown.has(one);
      if (one.hidden) for (const reply of one.querySelectorAll("details")) reply.open = false;
    }
  };
  page.addEventListener("toggle", (event) => {
    const reply = /** @type {HTMLDetailsElement} */ (event.target);
    // An older browser does not know that replies of one name exclude each other.
    if (reply.open) for (const other of reply.parentElement?.querySelectorAll("details[open]") ?? []) if (other !== reply) other.removeAttribute("open");
    show();
  }, true);
  show();
}
