"""The built pages, read as a browser reads them: HTML files -> problems.

MkDocs checks what it rendered from Markdown; this checks what a reader gets, whoever wrote it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from macros.model import Mark, Problem, Record
from scripts.project import Stop

QUIET = {"code", "pre", "samp", "kbd", "script", "style", "textarea"}
"""Tags of samples and programs, which may show anything."""
URLS = {"href", "src", "xlink:href", "poster", "action", "formaction"}
NAMED = {"canonical", "alternate", "prev", "next", "author", "license", "me", "help", "search"}
"""What `rel` may say of a link that fetches nothing."""
CSS = re.compile(
    r"""/\*.*?\*/|@import\s+(?:"([^"]*)"|'([^']*)')|url\(\s*(?:"([^"]*)"|'([^']*)'|([^)\s]*))\s*\)""",
    re.DOTALL,
)
KEYS = "|".join(key.name for key in fields(Record))
FRONT = re.compile(rf"^\s*({KEYS}):\s", re.MULTILINE)
JINJA = re.compile(r"\{\{|\{%|\{#|%\}|\}\}")
SCHEMES = {"", "http", "https", "mailto", "tel"}
"""Where a link may lead; a picture may be `data:` too."""
UNHEARD = re.compile(r"[\t\n\r]|^[\x00-\x20]+|[\x00-\x20]+$")
"""What a browser leaves out of an address: to it `java`, a line's end and `script:` are one."""
MAIL = re.compile(r"[^@\s<>]+@[^@\s<>.]+(\.[^@\s<>.]+)+")
TAG = re.compile(r"<[A-Za-z][^\"'>]*(?:(?:\"[^\"]*\"|'[^']*')[^\"'>]*)*>")
TELLING = re.compile(
    r"<(?:img|html|script)\b|[\s\"'/](?:id|name|href|src|xlink:href|poster|action|formaction|data"
    r"|srcset|imagesrcset|style|http-equiv|srcdoc|on\w*)\s*=",
    re.IGNORECASE,
)
"""Of a tag: it may name, lead somewhere, or do something."""
ATTRIBUTE = re.compile(r' ([a-z-]+)(?:="([^"&]*)")?')
PLAIN = re.compile(rf"<([a-z][a-z0-9]*)((?:{ATTRIBUTE.pattern})*)>")
"""A tag that needs no parser: a browser reads nothing in it otherwise."""
TITLE = re.compile(r"<title>([^<]*)</title>")
DOUBTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\{[{%#]", r"%\}", r"\}\}", r"&(?i:#123|#x7b|#37|#x25|lcub|lbrace)\b",
        r"<!--", r"<style", r"<script(?![^>]* src=)",
        rf">\s*(?:(?:{KEYS}):\s|(?:None|Undefined|undefined)\s*<)", rf"\n\s*(?:{KEYS}):\s",
    )
)  # fmt: skip
"""What a page without any problem has not. Each begins in one way: so it is found soonest."""
STATE = (":~:", "__")
"""How fragments start that are no ids: text fragments, and Material's own switches."""
MEND = "Mend the link, or the page that it names"


class Fault(NamedTuple):
    """A problem that has no place yet."""

    code: str
    what: str
    cure: str


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
    """What one HTML file holds."""

    ids: dict[str, int] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    faults: list[tuple[int, int, Fault]] = field(default_factory=list)
    lang: str = ""
    title: str = ""
    open: dict[str, int] = field(default_factory=dict)
    glanced: bool = False
    """Whether it was only glanced at: links have no place."""

    def __post_init__(self) -> None:
        super().__init__()

    def fault(self, code: str, what: str, cure: str) -> None:
        """Note a problem at the parser's place."""
        line, col = self.getpos()
        self.faults.append((line, col + 1, Fault(code, what, cure)))

    def link(self, url: str, tag: str, *, fetched: bool) -> None:
        """Note an address at the parser's place."""
        line, col = self.getpos()
        self.links.append(Link(line, col + 1, UNHEARD.sub("", url), tag, fetched))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Ids, addresses and leftovers of one tag."""
        self.open[tag] = self.open.get(tag, 0) + 1
        values = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = values.get("lang", "")
        name = values.get("id") or (values.get("name") if tag == "a" else None)
        if name is not None:
            if name in self.ids:
                what = f"The id `{name}` stands twice (first on line {self.ids[name]})"
                self.fault("repeated-id", what, "Give one of them another id")
            self.ids.setdefault(name, self.getpos()[0])
        if tag == "img" and "alt" not in values:
            cure = 'Describe it, or write alt="" where it only decorates'
            self.fault("missing-alt", "An image has no `alt`", cure)
        inline = [name for name in values if name.startswith("on") or name == "srcdoc"]
        if inline or (tag == "script" and "src" not in values):
            what = f"`{(inline or [tag])[0]}` holds a script of the page's own"
            self.fault("inline-script", what, "Put behaviour in a script file")
        for name, value in values.items():
            if JINJA.search(value) and not self.quiet:
                what = f"`{JINJA.findall(value)[0]}` is left over in `{name}`"
                self.fault("left-over", what, "Mend the template or macro that writes it")
        self.addresses(tag, values)

    def addresses(self, tag: str, values: Mapping[str, str]) -> None:
        """The addresses in a tag's attributes."""
        rel = set(values.get("rel", "").split())
        fetched = tag != "a" and not (tag == "link" and rel & NAMED and "stylesheet" not in rel)
        for name, value in values.items():
            if name in URLS or (tag == "object" and name == "data"):
                self.link(value, tag, fetched=fetched)
            elif name in {"srcset", "imagesrcset"}:
                for part in re.split(r",\s+", value.strip()):
                    self.link((part.split() or [""])[0], tag, fetched=True)
            elif name == "style":
                self.css(value)
        if values.get("http-equiv", "").lower() == "refresh":
            _, *after = re.split("url=", values.get("content", ""), flags=re.IGNORECASE)
            for url in after[:1]:
                self.link(url.strip("'\" "), tag, fetched=True)

    def handle_endtag(self, tag: str) -> None:
        """Leave a tag."""
        self.open[tag] = max(0, self.open.get(tag, 0) - 1)

    def handle_data(self, data: str) -> None:
        """Words, and styles, between two tags."""
        if self.open.get("style"):
            self.css(data)
        if self.open.get("title") and not self.open.get("svg"):
            self.title += data.strip()
        if self.quiet:
            return
        if match := JINJA.search(data):
            words = data[match.start() :].split("\n")[0][:40]
            cure = "Mend the macro call, or put a sample in backticks"
            self.fault("left-over", f"`{match.group()}` is left over: {words}", cure)
        elif match := FRONT.search(data):
            what = f"Front matter is printed as text: `{match.group().strip()}`"
            self.fault("printed-front-matter", what, "Mend the `---` lines around it")
        elif data.strip() in {"None", "Undefined", "undefined"}:
            what = f"`{data.strip()}` is printed as text"
            self.fault("printed-nothing", what, "Mend the template that writes it")

    @property
    def quiet(self) -> bool:
        """Inside a sample or a program."""
        return any(self.open.get(tag) for tag in QUIET)

    def css(self, text: str) -> None:
        """The addresses in a stylesheet."""
        for match in CSS.finditer(text):
            if any(match.groups()):
                self.link(next(filter(None, match.groups())), "css", fetched=True)


SILENT = Page()
"""A tag that has nothing to check."""


def check(root: Path, address: str = "") -> list[Problem]:
    """A built site -> its problems. It stands at `address`, or where its home page says it does."""
    files = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    known: dict[str, Page] = {}
    pages = {
        name: glanced(root / name, known) or parsed(root / name)
        for name in files
        if name.endswith((".html", ".css"))
    }
    site = Site(address or canonical(root), set(files), pages)
    problems = []
    for name, page in pages.items():
        right = page.glanced and not any(whole(name, page))
        if right and all(site.leads(link, name) for link in page.links):
            continue
        full = parsed(root / name) if page.glanced else page  # for the place of each fault
        faults = [*full.faults, *((1, 1, fault) for fault in whole(name, full))]
        for link in full.links:
            if fault := site.judge(link, name):
                faults.append((link.line, link.col, fault))
        problems += [
            Problem(fault.code, Mark(name, line, col), fault.what, fault.cure)
            for line, col, fault in faults
        ]
    for name in files:
        if name.endswith("sitemap.xml"):
            problems += site.sitemap((root / name).read_text("utf-8"), name)
    return problems


def whole(name: str, page: Page) -> Iterator[Fault]:
    """What is wrong with a page as a whole."""
    lang = "en" if name.startswith("en/") else "vi"
    if name.endswith(".html") and page.lang != lang:
        what = f'The page says lang="{page.lang}"'
        yield Fault("wrong-lang", what, f'Write lang="{lang}" in <html>')
    if name.endswith(".html") and not page.title:
        yield Fault("missing-title", "The page has no title", "Give it one")


def parsed(path: Path) -> Page:
    """A file -> what it holds."""
    page = Page()
    text = path.read_text("utf-8", errors="replace")
    if path.suffix == ".css":
        page.css(text)
    else:
        page.feed(text)
        page.close()
    return page


def glanced(path: Path, known: dict[str, Page]) -> Page | None:
    """A page that is right as it seems -> what it holds, without places; None for any other.

    Each tag is read once, however many pages have it: `known` keeps those.
    """
    text = path.read_text("utf-8", errors="replace")
    title = TITLE.search(text)
    if path.suffix != ".html" or not title or not title[1].strip():
        return None
    if any(doubt.search(f"\n{text}") for doubt in DOUBTS):
        return None
    page = Page(title=title[1], glanced=True)
    for tag in TAG.findall(text):
        one = known.get(tag)
        if one is None:
            one = known[tag] = alone(tag) if TELLING.search(tag) else SILENT
        if one is SILENT:
            continue
        if one.faults or not page.ids.keys().isdisjoint(one.ids):
            return None
        page.ids |= one.ids
        page.links += one.links
        page.lang = page.lang or one.lang
    return page


def alone(tag: str) -> Page:
    """A tag by itself -> what it holds."""
    page = Page()
    if plain := PLAIN.fullmatch(tag):
        page.handle_starttag(plain[1], ATTRIBUTE.findall(plain[2]))
    else:
        page.feed(tag)
    return page


def canonical(root: Path) -> str:
    """A built site -> the address it is made for. Raises Stop when its home page names none."""
    home = root / "index.html"
    if home.is_file() and (
        match := re.search(r'<link rel="canonical" href="([^"]+)"', home.read_text("utf-8"))
    ):
        return match.group(1)
    raise Stop(f"{home} has no canonical link: set `site_url` in mkdocs.yml.")


@dataclass(frozen=True)
class Site:
    """A built site."""

    address: str
    files: set[str]
    pages: Mapping[str, Page]

    def judge(self, link: Link, name: str) -> Fault | None:
        """An address on page `name` -> what is wrong with it, or None."""
        url = link.url
        scheme = match[1].lower() if (match := re.match(r"([a-zA-Z][\w+.-]*):", url)) else ""
        if scheme not in {"", "http", "https"}:
            return judge_scheme(link, scheme)
        if not url:
            return Fault("empty-link", f"An empty address in <{link.tag}>", MEND)
        if Path(name).name == "404.html" and not scheme and url[0] not in "/#":
            what = f"`{url}` breaks wherever this page answers below the root"
            return Fault("relative-on-404", what, "Start it with a slash")
        full = urljoin(self.address + name, url)
        if full.startswith(self.address):
            return self.judge_own(url, full.removeprefix(self.address))
        if urlsplit(full).netloc == urlsplit(self.address).netloc:
            cure = f"Addresses on this host start with {urlsplit(self.address).path}"
            return Fault("leaves-site", f"`{url}` leaves the site", cure)
        if link.fetched:
            what = f"`{url}` is fetched from another host"
            return Fault("fetched-elsewhere", what, "Ship the file with the site")
        return None

    def leads(self, link: Link, name: str) -> bool:
        """Whether an address on page `name` is right beyond doubt; `judge` knows the rest."""
        url, folder = link.url, name.rpartition("/")[0]
        if url.startswith(self.address):
            url, folder = url.removeprefix(self.address) or "./", ""
        elif url.startswith("https://") and not link.fetched:
            return urlsplit(url).netloc != urlsplit(self.address).netloc
        path, _, fragment = url.partition("#")
        path = path.partition("?")[0]
        odd = url[:1] in {"", "/"} or ":" in path or "%" in path + fragment
        if odd or name.endswith("404.html"):
            return False
        target = posixpath.normpath(f"{folder}/{path}" if folder else path) if path else name
        if target not in self.files:
            target = "index.html" if target == "." else f"{target}/index.html"
        found = target in self.files
        return found and (
            not fragment or (target in self.pages and fragment in self.pages[target].ids)
        )

    def judge_own(self, url: str, below: str) -> Fault | None:
        """An address, and what of it stands below the site's own -> its fault, or None."""
        path, _, fragment = below.partition("#")
        target = resolve(unquote(path.partition("?")[0]), self.files)
        if target is None:
            return Fault("dead-link", f"`{url}` leads nowhere", MEND)
        fragment = unquote(fragment)
        state = fragment in {"", "top"} or fragment.startswith(STATE)
        if state or target not in self.pages or fragment in self.pages[target].ids:
            return None
        cure = "Mend the id after `#`, or write `{: #id }` at its target"
        return Fault("missing-id", f"`{url}` names an id that {target} does not have", cure)

    def sitemap(self, text: str, name: str) -> Iterator[Problem]:
        """Every address in a sitemap must be a page of ours."""
        for number, line in enumerate(text.splitlines(), 1):
            for url in re.findall(r'(?:<loc>\s*|href=")([^<"]*?)\s*(?:</loc>|")', line):
                path = unquote(url.removeprefix(self.address))
                if not url.startswith(self.address) or resolve(path, self.files) is None:
                    what = f"`{url}` is no page of this site"
                    cure = "Set `site_url` and build again"
                    yield Problem("wrong-sitemap", Mark(name, number), what, cure)


def judge_scheme(link: Link, scheme: str) -> Fault | None:
    """An address that is no page's -> what is wrong with it, or None."""
    if scheme not in SCHEMES and not (scheme == "data" and link.tag in {"img", "css"}):
        cure = "Link to a page; put behaviour in a script file"
        return Fault("bad-scheme", f"A `{scheme}:` link", cure)
    if scheme == "mailto":
        people, asked, _ = unquote(link.url[7:]).partition("?")
        nobody = asked and not people  # whom to write to is chosen in the mail program
        if not nobody and not all(MAIL.fullmatch(who.strip()) for who in people.split(",")):
            return Fault(
                "bad-mail", f"`{link.url}` is no mail address", "Write mailto:name@host.domain"
            )
    return None


def resolve(path: str, files: set[str]) -> str | None:
    """A path below the site's root -> the file a web server sends for it, or None."""
    folder = path if path.endswith("/") or not path else f"{path}/"
    return next((name for name in (path, f"{folder}index.html") if name in files), None)
