"""The client-name guard: private names stay outside the repository; no file may hold one.

`PLAYBOOK_PRIVATE_NAMES` holds the names, one a line, or the path of a file that does.
A problem names the place and never the name.
"""

from __future__ import annotations

import html
import os
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from macros.model import Mark, Problem
from macros.read.ids import slug
from scripts import project, since
from scripts.project import Stop

VARIABLE = "PLAYBOOK_PRIVATE_NAMES"
WHAT = "A private name stands here"
CURE = "Say who it was by their role, such as `a client`"
MASK = "(private name)"
INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
WRITTEN = re.compile(
    rf"[{INVISIBLE}*`~]+|</?[a-z][^<>]{{0,99}}>|&#?\w{{2,31}};"
    r"|\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|u\{[0-9a-f]{1,6}\}|U00[01][0-9a-f]{5}"
    r"|\r?\n[ \t]*|[nrtNLP_ ])",
    re.IGNORECASE,
)
"""What a reader does not see as it is written: invisible letters, Markdown, HTML, escapes."""
BETWEEN = r"[\s_#>|/\\-]+"
"""What may stand between a name's words: spaces, hyphens, marks of a comment or a quoted line."""


class Letters(dict[int, str]):
    """A table for `str.translate` that makes every letter small, and `plain` takes its tones off.

    It never makes two letters of one, so that places stay right.
    """

    def __init__(self, plain: bool) -> None:
        self.plain = plain

    def __missing__(self, code: int) -> str:
        letter = chr(code).lower()[0]  # some letters would become two
        if self.plain:
            letter = "d" if letter == "đ" else unicodedata.normalize("NFD", letter)[0]
        self[code] = letter
        return letter


SMALL, PLAIN = Letters(plain=False), Letters(plain=True)


@dataclass(frozen=True)
class Names:
    """What finds private names; a single word may be an ordinary one, so its capitals count."""

    count: int
    several: re.Pattern[str]
    """Names of several words, in any case and without their tones."""
    cased: re.Pattern[str]
    """Single words as they are listed, or in capitals."""
    hyphened: re.Pattern[str]
    """Single words inside an id, which has no capitals."""
    single: re.Pattern[str]
    """Single words in any case, for what is an id, a file's name or a message."""


def pattern(listed: str) -> Names:
    """Names, one a line -> what finds any of them."""
    lines = unicodedata.normalize("NFC", listed).splitlines()
    names = list(dict.fromkeys(" ".join(line.split()) for line in lines if re.search(r"\w", line)))
    several = [name.translate(PLAIN).split() for name in names if " " in name]
    single = [name for name in names if " " not in name]
    cased = {name.capitalize() if name.islower() else name for name in single}
    cased |= {form for name in single for form in (name, name.upper())}
    slugs = {slug(name) for name in single} - {""}
    small = {name.translate(SMALL) for name in single}
    hyphened = [
        rf"(?<=[a-z0-9]-){word}(?![^\W_])|(?<![^\W_]){word}(?=-[a-z0-9]|:[0-9])" for word in slugs
    ]
    return Names(
        count=len(names),
        several=either(whole(BETWEEN.join(map(re.escape, words))) for words in several),
        cased=either(whole(re.escape(form)) for form in cased),
        hyphened=either(hyphened),
        single=either(whole(re.escape(form)) for form in {*slugs, *small}),
    )


def whole(word: str) -> str:
    """A pattern -> the same where no letter or digit stands before or behind it."""
    return rf"(?<![^\W_])(?:{word})(?![^\W_])"


def either(parts: Iterable[str]) -> re.Pattern[str]:
    """Patterns -> what finds any of them; of none, what finds nothing."""
    return re.compile("|".join(sorted(parts)) or r"(?!)")


def meaning(token: str) -> str:
    """What a reader sees of something WRITTEN."""
    if token[0] == "&":
        return re.sub(f"[{INVISIBLE}]", "", html.unescape(token))
    if token[0] == "\\":
        digits = re.sub(r"[^0-9a-f]", "", token[2:], flags=re.IGNORECASE)
        if digits and token[1] in "xuU":
            return re.sub(f"[{INVISIBLE}]", "", chr(int(digits, 16)))
        return "" if "\n" in token else " "
    return " " if token[:3].lower() == "<br" else ""


@dataclass(frozen=True)
class View:
    """A text as a reader sees it, and where each letter of that is written."""

    text: str
    pairs: tuple[tuple[int, int], ...] = ((0, 0),)
    """Places in the view and in the file, from which on both run side by side."""

    def written(self, at: int) -> int:
        """A place in the view -> where it is written."""
        seen, place = self.pairs[bisect_right(self.pairs, at, key=lambda pair: pair[0]) - 1]
        return place + at - seen


def shown(text: str) -> View:
    """A text as it is written -> as a reader sees it."""
    parts, pairs, size, at = [], [(0, 0)], 0, 0
    for match in WRITTEN.finditer(text):
        parts += [text[at : match.start()], meaning(match[0])]
        size, at = size + match.start() - at + len(parts[-1]), match.end()
        if parts[-1]:  # the last letter of what it stands for; where that is none, nothing moves
            pairs.append((size - 1, at - 1))
        pairs.append((size, at))
    return View("".join([*parts, text[at:]]), tuple(pairs))


def places(text: str, names: Names, of_id: bool = False) -> list[tuple[int, int]]:
    """Where in a text private names start and end.

    `of_id` says that it is an id, a file's name or a message.
    """
    spans: list[tuple[int, int]] = []
    for view in (View(text), shown(text)):
        small = view.text.translate(SMALL)
        looked = [(names.several, view.text.translate(PLAIN))]
        if of_id:
            looked.append((names.single, small))
        else:
            looked += [(names.cased, view.text), (names.hyphened, small)]
        for finder, where in looked:
            for match in finder.finditer(where):
                spans.append((view.written(match.start()), view.written(match.end() - 1) + 1))
    return merged(spans)


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places that may overlap -> the same without overlaps, in order."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def masked(text: str, names: Names | None) -> str:
    """A text with a mask for every private name in it."""
    text = unicodedata.normalize("NFC", text)
    for start, end in reversed(places(text, names, of_id=True) if names else []):
        text = text[:start] + MASK + text[end:]
    return text


def hidden(problem: Problem, names: Names) -> Problem:
    """A problem that prints no private name: not in its words, and not in its path."""
    at = replace(problem.at, path=masked(problem.at.path, names))
    return replace(
        problem, at=at, what=masked(problem.what, names), cure=masked(problem.cure, names)
    )


def refuse(name: str) -> None:
    """Raise Stop for an id that holds a private name."""
    if (names := known()) and places(name, names, of_id=True):
        raise Stop("This id holds a private name: name the record after what happened.")


def known(environ: Mapping[str, str] = os.environ) -> Names | None:
    """The private names this machine knows of. Raises Stop when it should know some and does not.

    One line without a capital letter, or one that looks like a path, is taken for a file's path.
    """
    given = environ.get(VARIABLE, "").strip()
    if not given:
        return None
    if "\n" not in given and (
        given.islower() or re.search(r"[\\/]|\.\w{1,4}$", given) or Path(given).is_file()
    ):
        try:
            given = Path(given).expanduser().read_text("utf-8-sig")
        except (OSError, UnicodeError):
            raise Stop(
                f"The file that {VARIABLE} names cannot be read:"
                " mend its path, or unset the variable."
            ) from None
    if not (names := pattern(given)).count:
        raise Stop(
            f"The file that {VARIABLE} names holds no name:"
            " write one a line, or unset the variable."
        )
    return names


def files(docs: Path) -> Iterator[tuple[str, Path]]:
    """Every file that git has or would take in, and all below docs -> its path as it is shown."""
    home, top = docs.resolve(), since.git(docs, "rev-parse", "--show-toplevel")
    if top:
        root = Path(top.decode().strip()).resolve()
        listed = since.names(since.git(root, "ls-files", "-co", "--exclude-standard", "-z"))
        paths = {root / name for name in listed}
    else:
        root = project.ROOT if home.parent == project.ROOT.resolve() else home
        ours = re.compile(r"\.|(?:site|print)(?:/|$)|.*/\.")  # what commands make, what is hidden
        paths = {path for path in root.rglob("*") if not ours.match(shorter(path, root))}
    for path in sorted({*paths, *home.rglob("*")}):
        if path.is_file() and not path.is_symlink():
            below = path.is_relative_to(home)
            yield f"{docs.name}/{shorter(path, home)}" if below else shorter(path, root), path


def shorter(path: Path, root: Path) -> str:
    """A path as it is written from a folder."""
    return path.relative_to(root).as_posix()


def private(docs: Path, names: Names) -> Iterator[Problem]:
    """Every private name in the files of the playbook, and in what they are called."""
    for name, path in files(docs):
        if places(name, names, of_id=True):
            what = "The name of this file holds a private name"
            cure = "Rename it after what happened"
            yield Problem("private-file-name", Mark(name), what, cure)
        raw = path.read_bytes()
        utf16 = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
        if b"\0" in raw[:8000] and not utf16:
            continue  # a picture
        text = raw.decode("utf-16" if utf16 else "utf-8-sig", "replace")
        text = unicodedata.normalize("NFC", text)
        for start, _ in places(text, names):
            line = text.count("\n", 0, start) + 1
            mark = Mark(name, line, start - text.rfind("\n", 0, start))
            yield Problem("private-name", mark, WHAT, CURE)
