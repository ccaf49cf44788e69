"""The built pages, read as a browser reads them: HTML files -> problems.

MkDocs checks what it rendered from Markdown; this checks what a reader gets, whoever wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from macros.model import Mark, Problem, Record
from scripts.setup import Stop

QUIET = {
    "code",
    "pre",
    "samp",
    "kbd",
    "script",
    "style",
    "textarea",
}  # samples and programs may show anything
URLS = {"href", "src", "xlink:href", "poster", "action", "formaction"}
NAMED = {
    "canonical",
    "alternate",
    "prev",
    "next",
    "author",
    "license",
    "me",
    "help",
    "search",
}  # rel that fetches nothing
CSS = re.compile(
    r"""/\*.*?\*/|@import\s+(?:"([^"]*)"|'([^']*)')|url\(\s*(?:"([^"]*)"|'([^']*)'|([^)\s]*))\s*\)""",
    re.DOTALL,
)
FRONT = re.compile(rf"^\s*({'|'.join(field.name for field in fields(Record))}):\s", re.MULTILINE)
JINJA = re.compile(r"\{\{|\{%|\{#|%\}|\}\}")
CRASH = re.compile(
    r"Traceback \(most recent call last\)|Macro (?:Rendering|Syntax) Error|jinja2\.\w+"
)
MAIL = re.compile(r"[^@\s<>]+@[^@\s<>.]+(\.[^@\s<>.]+)+")
STATE = (":~:", "__")  # fragments that are not ids: text fragments, and Material's own switches


@dataclass(frozen=True)
class Link:
    """An address on a page; `fetched` when the browser asks for it by itself."""

    line: int
    col: int
    url: str
    tag: str
    fetched: bool


@dataclass
class Page(HTMLParser):
    """What one HTML or SVG file holds."""

    ids: dict[str, int] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    faults: list[tuple[int, int, str, str]] = field(default_factory=list)
    lang: str = ""
    title: str = ""
    open: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    def fault(self, what: str, cure: str) -> None:
        """Note a problem at the parser's place."""
        line, col = self.getpos()
        self.faults.append((line, col + 1, what, cure))

    def link(self, url: str, tag: str, *, fetched: bool) -> None:
        """Note an address at the parser's place."""
        line, col = self.getpos()
        self.links.append(Link(line, col + 1, url.strip(), tag, fetched))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Ids, addresses and leftovers of one tag."""
        self.open[tag] = self.open.get(tag, 0) + 1
        found = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = found.get("lang", "")
        name = found.get("id") or (found.get("name") if tag == "a" else None)
        if name is not None:
            if name in self.ids:
                self.fault(
                    f"The id `{name}` stands twice (first on line {self.ids[name]})",
                    "Give one of them another id",
                )
            self.ids.setdefault(name, self.getpos()[0])
        if tag == "img" and "alt" not in found:
            self.fault(
                "An image has no `alt`", 'Describe it, or write alt="" where it only decorates'
            )
        rel = set(found.get("rel", "").split())
        fetched = tag != "a" and not (tag == "link" and rel & NAMED and "stylesheet" not in rel)
        for name, value in found.items():
            if JINJA.search(value) and not self.quiet:
                self.fault(
                    f"`{JINJA.findall(value)[0]}` is left over in `{name}`",
                    "Mend the template or macro that writes it",
                )
            if name in URLS or (tag == "object" and name == "data"):
                self.link(value, tag, fetched=fetched)
            elif name == "content" and found.get("property") == "og:image":
                self.link(value, tag, fetched=False)
            elif name in {"srcset", "imagesrcset"}:
                for part in re.split(r",\s+", value.strip()):
                    self.link(part.split()[0] if part.split() else "", tag, fetched=True)
            elif name == "style":
                self.css(value)
            elif (
                name == "content"
                and found.get("http-equiv", "").lower() == "refresh"
                and "url=" in value.lower()
            ):
                self.link(
                    re.split("url=", value, flags=re.IGNORECASE)[1].strip("'\" "), tag, fetched=True
                )

    def handle_endtag(self, tag: str) -> None:
        """Leave a tag."""
        self.open[tag] = max(0, self.open.get(tag, 0) - 1)

    def handle_data(self, data: str) -> None:
        """Words, and styles, between two tags."""
        if self.open.get("style"):
            self.css(data)
        if self.open.get("title") and not self.open.get("svg"):
            self.title += data.strip()
        if not self.open.get("script") and (match := CRASH.search(data)):
            self.fault(f"`{match.group()}` stands on the page", "Mend the macro that failed")
        if self.quiet:
            return
        if match := JINJA.search(data):
            self.fault(
                f"`{match.group()}` is left over: {data[match.start() :].split(chr(10))[0][:40]}",
                "Mend the macro call, or put a sample in backticks",
            )
        elif match := FRONT.search(data):
            self.fault(
                f"Front matter is printed as text: `{match.group().strip()}`",
                "Mend the `---` lines around it",
            )
        elif data.strip() in {"None", "Undefined", "undefined"}:
            self.fault(f"`{data.strip()}` is printed as text", "Mend the template that writes it")

    @property
    def quiet(self) -> bool:
        """Inside a sample or a program."""
        return any(self.open.get(tag) for tag in QUIET)

    def css(self, text: str) -> None:
        """The addresses in a stylesheet."""
        for match in CSS.finditer(text):
            if any(match.groups()):
                self.link(next(filter(None, match.groups())), "css", fetched=True)


def check(root: Path, address: str = "") -> list[Problem]:
    """A built site, published at `address` (by default its home page's canonical one) -> its problems."""
    files = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    address = address or canonical(root)
    pages = {
        name: read(root / name)
        for name in sorted(files)
        if name.endswith((".html", ".svg", ".css"))
    }
    problems = []
    for name, page in pages.items():
        found = [*page.faults]
        if name.endswith(".html"):
            lang = "en" if name.startswith("en/") else "vi"
            if page.lang != lang:
                found.append(
                    (1, 1, f'The page says lang="{page.lang}"', f'Write lang="{lang}" in <html>')
                )
            if not page.title:
                found.append((1, 1, "The page has no title", "Give it one"))
        for link in page.links:
            if wrong := judge(link, name, address, files, pages):
                found.append((link.line, link.col, *wrong))
        problems += [
            Problem("todo", Mark(name, line, col), what, cure) for line, col, what, cure in found
        ]
    for name in sorted(files):
        if name.endswith("sitemap.xml"):
            problems += sitemap((root / name).read_text("utf-8"), name, address, files)
    return problems


def read(path: Path) -> Page:
    """A file -> what it holds."""
    page = Page()
    text = path.read_text("utf-8", errors="replace")
    if path.suffix == ".css":
        page.css(text)
    else:
        page.feed(text)
        page.close()
    return page


def canonical(root: Path) -> str:
    """A built site -> the address it is made for. Raises Stop when its home page names none."""
    home = root / "index.html"
    if home.is_file() and (
        match := re.search(r'<link rel="canonical" href="([^"]+)"', home.read_text("utf-8"))
    ):
        return match.group(1)
    raise Stop(f"{home} has no canonical link: set `site_url` in mkdocs.yml.")


def judge(
    link: Link, name: str, address: str, files: set[str], pages: dict[str, Page]
) -> tuple[str, str] | None:
    """An address on page `name` -> what is wrong with it and the cure, or None."""
    url, mend = link.url, "Mend the link, or the page that it names"
    scheme = urlsplit(url).scheme if re.match(r"[a-zA-Z][\w+.-]*:", url) else ""
    if scheme in {"javascript", "vbscript"} or (scheme == "data" and not link.fetched):
        return f"A `{scheme}:` link", "Link to a page; put behaviour in a script file"
    if scheme == "mailto":
        good = all(MAIL.fullmatch(one.strip()) for one in unquote(url[7:].split("?")[0]).split(","))
        return None if good else (f"`{url}` is no mail address", "Write mailto:name@host.domain")
    if scheme not in {"", "http", "https"}:
        return None
    if not url:
        return f"An empty address in <{link.tag}>", mend
    if Path(name).name == "404.html" and not scheme and url[0] not in "/#":
        return f"`{url}` breaks wherever this page answers below the root", "Start it with a slash"
    full = urljoin(address + name, url)
    if not full.startswith(address):
        if urlsplit(full).netloc == urlsplit(address).netloc:
            return (
                f"`{url}` leaves the site",
                f"Addresses on this host start with {urlsplit(address).path}",
            )
        return (
            (f"`{url}` is fetched from another host", "Ship the file with the site")
            if link.fetched
            else None
        )
    path, _, fragment = full[len(address) :].partition("#")
    target = resolve(unquote(path.partition("?")[0]), files)
    if target is None:
        return f"`{url}` leads nowhere", mend
    fragment = unquote(fragment)
    if (
        fragment in {"", "top"}
        or fragment.startswith(STATE)
        or target not in pages
        or fragment in pages[target].ids
    ):
        return None
    return (
        f"`{url}` names an id that {target} does not have",
        "Mend the id after `#`, or write `{: #id }` at its target",
    )


def resolve(path: str, files: set[str]) -> str | None:
    """A path below the site's root -> the file a web server sends for it, or None."""
    names = (
        (path + "index.html",) if path.endswith("/") or not path else (path, path + "/index.html")
    )
    return next((name for name in names if name in files), None)


def sitemap(text: str, name: str, address: str, files: set[str]) -> Iterator[Problem]:
    """Every address in a sitemap must be a page of ours."""
    for number, line in enumerate(text.splitlines(), 1):
        for url in re.findall(r'<loc>\s*([^<]*?)\s*</loc>|href="([^"]*)"', line):
            full = "".join(url)
            if (
                not full.startswith(address)
                or resolve(unquote(full[len(address) :]), files) is None
            ):
                yield Problem(
                    "todo",
                    Mark(name, number),
                    f"`{full}` is no page of this site",
                    "Set `site_url` and build again",
                )
