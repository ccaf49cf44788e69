/** Practice: one scene at a time, numbered as reached; the next follows from the open reply. */

import { all, one } from "./dom.mjs";

for (const page of all("[data-practice]")) {
  const scenes = all("[data-scene]", page);
  const show = () => {
    const shown = new Set();
    let scene = scenes[0];
    while (scene && !shown.has(scene)) {
      shown.add(scene);
      const to = one("details[open]", scene)?.dataset.to;
      scene = scenes.find(({ id }) => id === to);
      const title = [...shown].at(-1).querySelector("h2");
      title.textContent = title.textContent.replace(/\d+$/, String(shown.size));
    }
    for (const one of scenes) {
      one.hidden = !shown.has(one);
      if (one.hidden) for (const reply of all("details", one)) reply.open = false;
    }
  };
  page.addEventListener("toggle", show, true);
  show();
}
