from __future__ import annotations

import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

from conftest import write

from scripts import pages

ADDRESS = "https://book.example/base/"
GOOD = '<!doctype html><html lang="vi"><head><title>A</title></head><body>{}</body></html>'


def faults_of(root: Path, body: str, **more: str) -> list[str]:
    english = GOOD.replace('"vi"', '"en"')
    files = {
        "index.html": GOOD.format(body),
        "a/index.html": GOOD.format('<h1 id="top-a">A</h1>'),
        "en/a/index.html": english.format(""),
        "x.png": "",
    }
    write(
        root,
        files | {name.replace("__", "/").replace("_", "."): text for name, text in more.items()},
    )
    return [
        f"{problem.at.path}:{problem.at.line}: {problem.what}"
        for problem in pages.check(root, ADDRESS)
    ]


SOUND = [
    '<a href="a/">', '<a href="a">', '<a href="a/index.html">', '<a href="/base/a/">', '<a href="https://book.example/base/a/">',
    '<a href="a/#top-a">', '<a href="a/?q=1#top-a">', '<a href="en/a/">', '<a href="#">',
    '<a href="#top">', '<p id="b"></p><a href="#b">', '<a href="a/#:~:text=x">',
    '<a href="https://elsewhere.example/">', '<a href="mailto:a@b.example?subject=x">',
    '<a href="mailto:?subject=x">', '<a href="tel:+84123">',
    '<img src="x.png" alt="" srcset="x.png 1x, x.png 2x">',
    '<img alt="" src="data:image/png;base64,AA">',
    '<link rel="canonical" href="https://book.example/base/">', '<link rel="author" href="https://elsewhere.example/">',
    '<style>/* url(nowhere.png) */ a { background: url("data:image/svg+xml;utf8,<svg>") }</style>',
    "<style>b { background: url(x.png) }</style>",
    "<pre>{{ sample }}</pre>", "<code>owner: x {% y %}</code>", "<p>The owner: see above</p>",
    "<p>owner: ask the client</p>", "<p>20%} of it, }} here</p>", '<p title="}}">',
    '<svg><title>Icon</title><use href="#b"/></svg><p id="b">',
]  # fmt: skip


def test_sound_pages_pass(tmp_path: Path) -> None:
    assert {body: said for body in SOUND if (said := faults_of(tmp_path, body))} == {}


FAULTS = {
    '<a href="b/">': "`b/` leads nowhere",
    '<a href="/a/">': "`/a/` leaves the site",
    '<a href="/base/b/">': "`/base/b/` leads nowhere",
    '<a href="https://book.example/base/b/">': "leads nowhere",
    '<a href="en/b/">': "`en/b/` leads nowhere",
    '<a href="">': "An empty address",
    '<a href="#b">': "names an id that index.html does not have",
    '<a href="a/#b">': "names an id that a/index.html does not have",
    '<img alt="" src="y.png">': "`y.png` leads nowhere",
    '<img alt="" src="x.png" srcset="x.png 1x, y.png 2x">': "`y.png` leads nowhere",
    '<img src="x.png">': "no `alt`",
    '<p id="b"></p>\n<p id="b"></p>': "index.html:2: The id `b` stands twice (first on line 1)",
    "<style>a { background: url(y.png) }</style>": "`y.png` leads nowhere",
    '<p style="background: url(y.png)">': "`y.png` leads nowhere",
    "<style>@import 'y.css';</style>": "`y.css` leads nowhere",
    '<svg><a xlink:href="b/"></a></svg>': "`b/` leads nowhere",
    '<meta http-equiv="refresh" content="0; url=b/">': "`b/` leads nowhere",
    '<a href="mailto:nobody">': "no mail address",
    '<a href="mailto:">': "no mail address",
    '<a href="mailto:a@b@c.example">': "no mail address",
    '<a href="javascript:alert(1)">': "A `javascript:` link",
    '<a href="JaVaScript:alert(1)">': "A `javascript:` link",
    '<a href="java\nscript:alert(1)">': "A `javascript:` link",
    '<a href="\x01 java\tscript:alert(1)">': "A `javascript:` link",
    '<a href="&#10;javascript&colon;alert(1)">': "A `javascript:` link",
    '<a href="data:text/html,x">': "A `data:` link",
    '<a href="ftp://elsewhere.example/">': "A `ftp:` link",
    '<a href="file:///etc/passwd">': "A `file:` link",
    '<a href="blob:x">': "A `blob:` link",
    '<iframe src="data:text/html,x"></iframe>': "A `data:` link",
    '<iframe srcdoc="<b>"></iframe>': "`srcdoc` holds a script",
    '<p onclick="x()">': "`onclick` holds a script",
    "<script>x()</script>": "`script` holds a script",
    '<script src="https://elsewhere.example/x.js"></script>': "fetched from another host",
    '<script src="//elsewhere.example/x.js"></script>': "fetched from another host",
    '<link rel="stylesheet" href="https://elsewhere.example/x.css">': "fetched from another host",
    '<link rel="preconnect" href="https://elsewhere.example">': "fetched from another host",
    '<img alt="" src="https://elsewhere.example/x.png">': "fetched from another host",
    '<iframe src="https://elsewhere.example/"></iframe>': "fetched from another host",
    "<style>a { background: url(//elsewhere.example/x.png) }</style>": "fetched from another host",
    "<p>{{ cases() }}</p>": "`{{` is left over",
    "<p>{% if x %}</p>": "`{%` is left over",
    '<p title="{{ x }}">': "`{{` is left over in `title`",
    "<h2>title: a: b\nowner: c</h2>": "Front matter is printed as text: `title:`",
    "<p>None</p>": "`None` is printed as text",
}  # fmt: skip


def test_each_fault_is_refused_once(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    record_property("tried", len(FAULTS))
    said = {body: faults_of(tmp_path, body) for body in FAULTS}
    assert {
        body: problems
        for body, problems in said.items()
        if len(problems) != 1 or FAULTS[body] not in problems[0]
    } == {}


def test_whole_files(tmp_path: Path) -> None:
    problems = faults_of(
        tmp_path,
        "",
        b__index_html=GOOD.replace(' lang="vi"', "").format(""),
        en__b__index_html=GOOD.format(""),
        c__index_html=GOOD.replace(
            "<title>A</title>", "<title> </title><svg><title>x</title></svg>"
        ).format(""),
        s_css="a { background: url(y.png) }",
        **{"404_html": GOOD.format('<a href="a/">')},
    )
    assert problems == [
        "404.html:1: `a/` breaks wherever this page answers below the root",
        'b/index.html:1: The page says lang=""',
        "c/index.html:1: The page has no title",
        'en/b/index.html:1: The page says lang="vi"',
        "s.css:1: `y.png` leads nowhere",
    ]


def test_hostile_pages_end(tmp_path: Path) -> None:
    """A page may be long and crooked: the checker takes its fault in, and takes no long time."""
    for body, said in (
        ("<a href='" * 2000 + "{{" * 2000, True),
        ("<style>" + "url(" * 20_000, False),
        ("<style>" + "/*" * 40_000, False),
        ("<div>" * 20_000, False),
        ("<!--" * 20_000, False),
        ("<a " * 40_000, False),
        ("owner: a " * 20_000 + "\n" * 20_000, False),
    ):
        start = time.process_time()
        assert bool(faults_of(tmp_path, body)) is said, body[:20]
        assert time.process_time() - start < 5, body[:20]


class Seen(HTMLParser):
    """What Python's own parser sees of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: list[str | None] = []
        self.links: list[str | None] = []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id"]
        self.links += [value for name, value in attrs if name in pages.URLS]


def test_a_page_is_read_as_another_parser_reads_it(real_site: Path) -> None:
    for path in real_site.rglob("*.html"):
        page, seen = pages.read(path), Seen(path)
        assert list(page.ids) == seen.ids
        assert [link.url for _, link in page.links if link.tag != "meta"] == seen.links
        assert page.titled
