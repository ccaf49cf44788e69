"""What a script hides in: no field, page, address, name, import or stored value lets it run.

The policy that would stop it is taken away here; see test_frame.py for the policy.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import cycle
from typing import Any
from urllib.parse import quote

import pytest
from golden import SAMPLE
from markdown import markdown
from playwright.sync_api import Browser, Page

from macros.graph import link
from macros.model import LANGS, Cite, Mark, Ref, Text, Words
from macros.read import read_tree
from macros.read.pages import calls_in
from macros.render import Renderer

RUN = "window.ran=1"
LINES = f"""
<script>{RUN}</script>
<ScRiPt src=data:,{RUN}></sCrIpT>
"><script>{RUN}</script>
'><script>{RUN}</script>
</title><script>{RUN}</script>
</textarea></script><script>{RUN}</script>
<!--><script>{RUN}</script>
<![CDATA[<script>{RUN}</script>]]>
<scr<script>ipt>{RUN}</script>
<img src=x onerror={RUN}>
<img src=x onerror="{RUN}"
<img/src="x"/onerror={RUN}>
"><img src=x onerror={RUN}>
' onerror='{RUN}' x='
" onfocus="{RUN}" autofocus x="
" onpointerover="{RUN}" style="position:fixed;inset:0" x="
x onclick={RUN}
<svg onload={RUN}>
<svg><script>{RUN}</script></svg>
<svg><animate onbegin={RUN} attributeName=x dur=1s>
<math><a xlink:href=javascript:{RUN}>a</a></math>
<body onload={RUN}>
<iframe src="javascript:parent.{RUN}"></iframe>
<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>
<object data="javascript:{RUN}"></object>
<embed src="javascript:{RUN}">
<details open ontoggle={RUN}>
<video><source onerror={RUN}></video>
<input autofocus onfocus={RUN}>
<a href="javascript:{RUN}">a</a>
<form action="javascript:{RUN}"><button>a</button></form>
<base href="javascript:{RUN}//">
<meta http-equiv=refresh content="0;url=javascript:{RUN}">
[a](javascript:{RUN})
[a](JaVaScRiPt:{RUN})
[a](

javascript:{RUN})
[a](java

script:{RUN})
![a](javascript:{RUN})
[a](<javascript:{RUN}>)
[a](&#106;avascript:{RUN})
[a](x "onclick={RUN}")
[b

]: javascript:{RUN}
<javascript:{RUN}>
a {{: onclick={RUN} }}
# a {{: #b onclick={RUN} }}
&lt;img src=x onerror={RUN}&gt;
&#60;script&#62;{RUN}&#60;/script&#62;
\\<img src=x onerror={RUN}>
`<img src=x onerror={RUN}>`
{{{{ "<script>{RUN}</script>" }}}}
{{% raw %}}<script>{RUN}</script>{{% endraw %}}
javascript:{RUN}
\\u003cimg src=x onerror={RUN}\\u003e
${{{RUN}}}
＜script＞{RUN}＜/script＞
"""
PAYLOADS = [one.replace("\0", "\n") for one in LINES.strip().replace("\n\n", "\0").split("\n")]
"""One a line; an empty line stands for the end of a line inside one."""
TIMES = int(os.environ.get("PLAYBOOK_EXAMPLES", "1"))
EACH = 1 if TIMES > 1 else 4
"""Where a page is opened for each, every fourth; nightly all."""
TOUCH = """() => {
  for (const one of document.querySelectorAll("article *, .pb *")) {
    for (const name of ["pointerover", "mouseover", "focus", "toggle"])
      one.dispatchEvent(new Event(name));
  }
  for (const one of document.querySelectorAll("a, summary, button[type=button]")) {
    if (one.localName === "a" && one.protocol !== "javascript:") continue;
    one.click();
  }
  const pictures = [...document.images].filter((one) => !one.complete).map((one) =>
    new Promise((done) => ["load", "error"].forEach((name) => one.addEventListener(name, done))));
  const after = (ms) => new Promise((done) => setTimeout(done, ms));
  return Promise.race([Promise.all(pictures), after(10_000)]) // a busy machine answers late
    .then(() => after(100)).then(() => window.ran ?? 0);
}"""


@pytest.fixture
def page(chromium: Browser, local: str) -> Iterator[Page]:
    context = chromium.new_context(bypass_csp=True)
    made = context.new_page()
    made.on("dialog", lambda asked: asked.accept())
    made.goto(local)
    yield made
    context.close()


def shown(page: Page, html: str) -> int:
    """What has run once a browser has read this as a page, and everything in it was touched."""
    page.evaluate("html => { document.open(); document.write(html); document.close(); }", html)
    found: int = page.evaluate(TOUCH)
    return found


def replaced(value: Any, words: Callable[[], str]) -> Any:
    """A record with other words in every field that holds any."""
    if isinstance(value, Text):
        return Text(words(), words())
    if isinstance(value, tuple):
        return tuple(replaced(item, words) for item in value)
    if is_dataclass(value) and not isinstance(value, type | Mark | Ref | Cite | Words):
        names = [item.name for item in fields(value)]
        return replace(value, **{name: replaced(getattr(value, name), words) for name in names})
    return value


def test_a_planted_script_is_seen(page: Page) -> None:
    for html in (
        f"<p><img src=x onerror={RUN}>",
        f'<a href="java\nscript:{RUN}">a</a>',
        f"<p class=pb><b onmouseover={RUN}>",
    ):
        assert shown(page, html) == 1
        page.evaluate("delete window.ran")


@pytest.mark.parametrize("shift", range(min(2 * TIMES, len(PAYLOADS))))
@pytest.mark.slow
def test_no_record_runs_a_script(
    shift: int, page: Page, record_property: Callable[[str, object], None]
) -> None:
    """Each word of each record is another payload, as if nobody had checked it."""
    count = 0
    turn = cycle(PAYLOADS[shift:] + PAYLOADS[:shift])

    def words() -> str:
        nonlocal count
        count += 1
        return next(turn)

    tree, _ = read_tree(SAMPLE)
    made = link(replace(tree, records=[replaced(record, words) for record in tree.records]))
    for lang in LANGS:
        renderer = Renderer(made, lang)
        pages = [renderer.record(record.kind, record.id) for record in made.records.values()]
        pages += [macro() for macro in renderer.macros().values()]
        for text in pages:
            html = markdown(text, extensions=["attr_list", "toc"])
            assert shown(page, html) == 0, html
    assert count > 200
    record_property("tried", count)


def test_no_page_runs_a_script(page: Page, record_property: Callable[[str, object], None]) -> None:
    refused = 0
    for payload in PAYLOADS:
        for body in (payload, f"- a {payload}", f"> {payload}", f"# {payload}", f"a\n{payload} b"):
            if calls_in(body, "a.md", 1)[1]:
                refused += 1
            else:
                html = markdown(body, extensions=["attr_list", "toc"])
                assert shown(page, f"<article>{html}</article>") == 0, body
    assert refused > 150
    record_property("tried", 5 * len(PAYLOADS))


STORE = """([isShaped, texts]) => {
  localStorage.clear();
  const put = (key, d) => localStorage.setItem("playbook:" + key, JSON.stringify({ v: 1, d }));
  const at = new Date().toISOString();
  texts.forEach((text, number) => {
    const run = `run:${String(number).padStart(12, "0")}`;
    const short = text.slice(0, 80);
    const shapes = {
      [run]: { list: "answer", title: text, label: short, started: at, lang: "vi", version: short,
        finished: number % 3 ? null : at, items: [["hear", short, text], ["gone", short, text]],
        titles: { vi: text, en: text }, at: { label: at, [text]: at } },
      [`${run}:tick:hear`]: { done: false, because: text, at, hash: short },
      [`${run}:tick:gone`]: { done: true, because: "", at, hash: short },
      [`${run}:notes`]: { words: text, at },
      [`${run}:slot:when`]: { words: text, at },
      [`${run}:slot:${text}`]: { words: text, at },
      [`path:read:${text}`]: { hash: text, at: text },
      "path:at:first-day": { href: text, n: text, of: text, done: false, at: text },
      "answer:after-it": { at: text, choice: text, right: text, hash: text, due: text },
      pronouns: { client: text, me: text, at: text },
      name: text, [text]: text,
    };
    for (const [key, value] of Object.entries(shapes)) put(key, isShaped ? value : { text, at });
  });
  for (const key of ["offline", "keys"]) put(key, texts[9]);
  localStorage.setItem("palette", texts[0]);
}"""
PLACES = [
    "runs/",
    "checklists/answer/",
    "phrases/go-on/",
    "texts/ring-back/",
    "paths/",
    "paths/first-day/",
    "questions/",
    "practice/play-the-call/",
    "finder/",
    "managers/",
]


@pytest.mark.parametrize("is_shaped", [True, False])
@pytest.mark.slow
def test_nothing_stored_runs_a_script(is_shaped: bool, page: Page, local: str) -> None:
    page.evaluate(STORE, [is_shaped, PAYLOADS])
    for path in PLACES:
        page.goto(f"{local}{path}", wait_until="networkidle")
        if is_shaped and path == "runs/":
            assert page.locator(".pb-run-row").count() == len(PAYLOADS)
        assert page.evaluate(TOUCH) == 0, path
    for number in range(0, len(PAYLOADS), EACH) if is_shaped else ():
        page.goto(f"{local}checklists/answer/?run={number:012}")
        page.locator("[data-progress]:visible").first.wait_for()
        assert page.evaluate(TOUCH) == 0, PAYLOADS[number]


def test_no_address_runs_a_script(
    page: Page, local: str, record_property: Callable[[str, object], None]
) -> None:
    tried = PAYLOADS[::EACH]
    for number, payload in enumerate(tried):
        path = PLACES[number % len(PLACES)]
        value = quote(payload, safe="")
        query = "&".join(
            f"{key}={value}" for key in ("run", "q", "steps", "path", "print", "due", "start")
        )
        page.goto(f"{local}{path}?{query}#ticks={value}")
        assert page.evaluate(TOUCH) == 0, page.url
        page.goto(f"{local}runs/?x#run={quote(json.dumps({'name': payload}), safe='')}")
        assert page.evaluate(TOUCH) == 0, page.url
    record_property("tried", 2 * len(tried))
