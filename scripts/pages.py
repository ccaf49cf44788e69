"""The built pages, read as a browser reads them: HTML files -> problems.

MkDocs checks what it rendered from Markdown; this checks what a reader gets, whoever wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from macros.model import Mark, Problem
from macros.read.text import FRONT, JINJA, NOTHING
from scripts import project
from scripts.project import Stop

URLS = {"href", "src", "xlink:href", "poster", "action", "formaction"}
NAMED = {"canonical", "alternate", "prev", "next", "author", "license", "me", "help", "search"}
"""What `rel` may say of a link that fetches nothing."""
CSS = re.compile(
    r"""/\*.*?(?:\*/|\Z)|@import\s+(?:"([^"]*)"|'([^']*)')|url\(\s*(?:"([^"]*)"|'([^']*)'|([^"'()\s]*))\s*\)""",
    re.DOTALL,
)
ATTRIBUTES = r"""[^"'>]*+(?:(?:"[^"]*"|'[^']*')[^"'>]*+)*+"""
TAG = re.compile(
    rf"(<!--.*?(?:-->|\Z)|<(?:style|script)\b{ATTRIBUTES}>.*?</|<[A-Za-z]{ATTRIBUTES}>)",
    re.DOTALL | re.IGNORECASE,
)
"""A tag that opens, with all inside it where that is no text; a comment."""
OPENING = re.compile(rf"<([A-Za-z][^\s/>]*)({ATTRIBUTES})>(.*)", re.DOTALL)
ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
SAMPLE = re.compile(r"</?(?:code|pre|samp|kbd|textarea)\b")
"""What may show anything."""
LEFT = re.compile(JINJA)
ODD = re.compile(rf"\n[ \t]*(?:{FRONT}|({NOTHING})\s*[\n<])")
"""Two lines of front matter, as no sentence has them, or a value that is none."""
SCHEMES = {"", "http", "https", "mailto", "tel"}
"""Where a link may lead; a picture may be `data:` too."""
UNHEARD = re.compile(r"[\t\n\r]|^[\x00-\x20]+|[\x00-\x20]+$")
"""What a browser leaves out of an address: to it `java`, a line's end and `script:` are one."""
MAIL = re.compile(r"[^@\s<>]+@[^@\s<>.]+(\.[^@\s<>.]+)+")
STATE = (":~:", "__")
"""How fragments start that are no ids: text fragments, and Material's own switches."""
MEND = "Mend the link, or the page that it names"


class Fault(NamedTuple):
    """A problem that has no place yet."""

    code: str
    what: str
    cure: str


class Link(NamedTuple):
    """An address on a page; `fetched` when the browser asks for it by itself."""

    url: str
    tag: str
    fetched: bool


class Tag(NamedTuple):
    """What a tag says, on whatever page it stands."""

    id: str
    lang: str
    links: tuple[Link, ...]
    faults: tuple[Fault, ...]


@dataclass
class Page:
    """What one HTML file or style sheet holds; each number says which piece of it (see `cut`)."""

    ids: dict[str, int] = field(default_factory=dict)
    links: list[tuple[int, Link]] = field(default_factory=list)
    faults: list[tuple[int, Fault]] = field(default_factory=list)
    lang: str = ""
    titled: bool = False


@lru_cache(1 << 17)
def meaning(piece: str) -> Tag | None:
    """A tag -> what it says, if anything; worked out once, however many pages have it."""
    opening = OPENING.match(piece)
    if not opening:
        return None
    tag, inside = opening[1].lower(), opening[3]
    values = {
        name.lower(): unescape(double or single or bare)
        for name, double, single, bare in ATTRIBUTE.findall(opening[2])
    }
    name = values.get("id") or (values.get("name", "") if tag == "a" else "")
    lang = values.get("lang", "") if tag == "html" else ""
    links = (*addresses(tag, values), *(css(inside) if tag == "style" else ()))
    faults = tuple(faults_of(tag, values))
    return Tag(name, lang, links, faults) if name or lang or links or faults else None


def faults_of(tag: str, values: Mapping[str, str]) -> Iterator[Fault]:
    """What is wrong with a tag wherever it stands."""
    if tag == "img" and "alt" not in values:
        cure = 'Describe it, or write alt="" where it only decorates'
        yield Fault("missing-alt", "An image has no `alt`", cure)
    inline = [name for name in values if name.startswith("on") or name == "srcdoc"]
    if inline or (tag == "script" and "src" not in values):
        what = f"`{(inline or [tag])[0]}` holds a script of the page's own"
        yield Fault("inline-script", what, "Put behaviour in a script file")
    for name, value in values.items():
        if match := LEFT.search(value):
            what = f"`{match[0]}` is left over in `{name}`"
            yield Fault("left-over", what, "Mend the template or macro that writes it")


def addresses(tag: str, values: Mapping[str, str]) -> Iterator[Link]:
    """The addresses in a tag's attributes."""
    rel = set(values.get("rel", "").split())
    fetched = tag != "a" and not (tag == "link" and rel & NAMED and "stylesheet" not in rel)
    for name, value in values.items():
        if name in URLS or (tag == "object" and name == "data"):
            yield Link(UNHEARD.sub("", value), tag, fetched)
        elif name in {"srcset", "imagesrcset"}:
            for part in re.split(r",\s+", value.strip()):
                yield Link((part.split() or [""])[0], tag, True)
        elif name == "style":
            yield from css(value)
    if values.get("http-equiv", "").lower() == "refresh":
        _, *after = re.split("url=", values.get("content", ""), flags=re.IGNORECASE)
        for url in after[:1]:
            yield Link(UNHEARD.sub("", url.strip("'\" ")), tag, True)


def css(text: str) -> Iterator[Link]:
    """The addresses in a style sheet."""
    for match in CSS.finditer(text):
        if url := next(filter(None, match.groups()), None):
            yield Link(UNHEARD.sub("", url), "css", True)


def cut(path: Path) -> list[str]:
    """A file -> words and opening tags by turns; a style sheet is one piece."""
    text = path.read_text("utf-8", errors="replace")
    return [text] if path.suffix == ".css" else TAG.split(text)


def read(path: Path) -> Page:
    """A file -> what it holds."""
    pieces = cut(path)
    if path.suffix == ".css":
        return Page(links=[(0, link) for link in css(pieces[0])])
    title = pieces[pieces.index("<title>") + 1] if "<title>" in pieces else ""
    titled = bool(title.partition("<")[0].strip())
    page = Page(titled=titled, faults=[*left_over(pieces)])
    for number, tag in enumerate(map(meaning, pieces[1::2])):
        if tag:
            at = 2 * number + 1
            page.lang = page.lang or tag.lang
            page.links += [(at, link) for link in tag.links]
            page.faults += [(at, fault) for fault in tag.faults]
            if tag.id and page.ids.setdefault(tag.id, at) != at:
                first = "".join(pieces[: page.ids[tag.id]]).count("\n") + 1
                what = f"The id `{tag.id}` stands twice (first on line {first})"
                fault = Fault("repeated-id", what, "Give one of them another id")
                page.faults.append((at, fault))
    return page


def left_over(pieces: Sequence[str]) -> Iterator[tuple[int, Fault]]:
    """What is printed as text that nobody has meant to be read, but for what stands in samples."""
    if not any(map(said, set(pieces[::2]))):
        return
    inside = 0
    for at, piece in enumerate(pieces):
        if at % 2:
            inside += bool(SAMPLE.match(piece))
            continue
        for number, words in enumerate(SAMPLE.split(piece)):
            inside -= bool(number and inside)
            if not inside and (fault := said(words)):
                yield at, fault


@lru_cache(1 << 17)
def said(words: str) -> Fault | None:
    """What is wrong with words behind a tag."""
    if match := LEFT.search(words):
        shown = re.split(r"[\n<]", words[match.start() :])[0][:40]
        cure = "Mend the macro call, or put a sample in backticks"
        return Fault("left-over", f"`{match[0]}` is left over: {shown}", cure)
    odd = ODD.search(f"\n{words}\n")
    if odd and odd[1]:
        what = f"Front matter is printed as text: `{odd[1]}`"
        return Fault("printed-front-matter", what, "Mend the `---` lines around it")
    if odd and odd[2] == words.partition("<")[0].strip():
        cure = "Mend the template that writes it"
        return Fault("printed-nothing", f"`{odd[2]}` is printed as text", cure)
    return None


def check(root: Path, address: str = "") -> list[Problem]:
    """A built site -> its problems. It stands at `address`, or where its home page says it does."""
    files = project.files(root)
    pages = {name: read(files[name]) for name in files if name.endswith((".html", ".css"))}
    site = Site(address or canonical(root), set(files), pages)
    problems = []
    for name, page in pages.items():
        faults = [*page.faults, *((0, fault) for fault in whole(name, page)), *site.dead(name)]
        pieces = cut(root / name) if faults else []
        for at, fault in faults:
            before = "".join(pieces[:at])
            mark = Mark(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
            problems.append(Problem(fault.code, mark, fault.what, fault.cure))
    return problems


def whole(name: str, page: Page) -> Iterator[Fault]:
    """What is wrong with a page as a whole."""
    lang = "en" if name.startswith("en/") else "vi"
    if name.endswith(".html") and page.lang != lang:
        what = f'The page says lang="{page.lang}"'
        yield Fault("wrong-lang", what, f'Write lang="{lang}" in <html>')
    if name.endswith(".html") and not page.titled:
        yield Fault("missing-title", "The page has no title", "Give it one")


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
    sound: set[tuple[str, str, str, bool]] = field(default_factory=set)
    """Links that were judged, and where they stand: most are on many pages."""

    def dead(self, name: str) -> Iterator[tuple[int, Fault]]:
        """What is wrong with the addresses on page `name`."""
        above = [name.removesuffix("index.html")]
        while above[-1].endswith("/"):
            above.append(above[-1][: above[-1].rfind("/", 0, -1) + 1])
        for at, link in self.pages[name].links:
            ups, left = climbed(link.url)
            place = (above[ups], left) if ups < len(above) else (name, link.url)
            key = *place, link.tag, link.fetched
            if key not in self.sound:
                if fault := self.judge(link, name):
                    yield at, fault
                else:
                    self.sound.add(key)

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


@lru_cache(1 << 17)
def climbed(url: str) -> tuple[int, str]:
    """An address -> how many folders it goes up, and what is left of it then."""
    left = url
    while left.startswith("../") and left[3:]:
        left = left[3:]
    return (len(url) - len(left)) // 3, left


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
