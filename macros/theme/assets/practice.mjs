/** Practice: one scene at a time, numbered as reached; the next follows from the open reply. */

for (const page of document.querySelectorAll("[data-practice]")) {
  const scenes = /** @type {HTMLElement[]} */ ([...page.querySelectorAll("[data-scene]")]);
  const show = () => {
    const shown = new Set();
    /** @type {any} */
    let scene = scenes[0];
    while (scene && !shown.has(scene)) {
      shown.add(scene);
      const to = scene.querySelector("details[open]")?.dataset.to;
      scene = scenes.find(({ id }) => id === to);
    }
    [...shown].forEach((one, at) => {
      const title = one.querySelector("h2");
      if (title) title.textContent = title.textContent.replace(/\d+$/, at + 1);
    });
    for (const one of scenes) {
      one.hidden = !shown.has(one);
      if (one.hidden) for (const reply of one.querySelectorAll("details")) reply.open = false;
    }
  };
  page.addEventListener("toggle", (event) => {
    const reply = /** @type {HTMLDetailsElement} */ (event.target);
    // An older browser does not know that replies of one name exclude each other.
    for (const other of reply.parentElement?.querySelectorAll("details[open]") ?? []) {
      if (reply.open && other !== reply) other.removeAttribute("open");
    }
    show();
  }, true);
  show();
}
