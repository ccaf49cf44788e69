"""The client-name guard: private names stay outside the repository, and no file here may hold one.

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
from functools import partial
from pathlib import Path

from macros.read.ids import slug
from macros.model import Mark, Problem
from scripts import since
from scripts.setup import ROOT, Stop

VARIABLE = "PLAYBOOK_PRIVATE_NAMES"
WHAT = "A private name stands here"
CURE = "Say who it was by their role, such as `a client`"
MASK = "(private name)"
INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
WRITTEN = re.compile(
    rf"[{INVISIBLE}*`~]+|</?[a-z][^<>]{{0,99}}>|&#?\w{{2,31}};"
    r"|\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|u\{[0-9a-f]{1,6}\}|U00[01][0-9a-f]{5}|\r?\n[ \t]*|[nrtNLP_ ])",
    re.IGNORECASE,
)
"""What a reader does not see as it is written: invisible letters, Markdown's marks, HTML, and the escapes of YAML and JSON."""
BETWEEN = r"[\s_#>|/\\-]+"
"""What may stand between the words of a name: spaces, hyphens, and the marks that start a comment or a quoted line."""


class Letters(dict[int, str]):
    """A table for `str.translate` that keeps every letter in its place: small, and `plain` ones without tones."""

    def __init__(self, plain: bool) -> None:
        self.plain = plain

    def __missing__(self, code: int) -> str:
        letter = chr(code).lower()[0]  # some letters would become two
        self[code] = (
            ("d" if letter == "đ" else unicodedata.normalize("NFD", letter)[0])
            if self.plain
            else letter
        )
        return self[code]


SMALL, PLAIN = Letters(plain=False), Letters(plain=True)


@dataclass(frozen=True)
class Names:
    """What finds private names. A single word may be an ordinary word too, so that in a text its capitals count."""

    count: int
    several: re.Pattern[str]
    """Names of several words, in any case and without their tones: with spaces or hyphens between them."""
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
    single = [name for name in names if " " not in name]
    forms = {
        form
        for name in single
        for form in (name, name.upper(), name.capitalize() if name.islower() else name)
    }
    slugs = {slug(name) for name in single} - {""}
    whole = partial("(?<![^\\W_])(?:{})(?![^\\W_])".format)
    beside = [
        rf"(?<=[a-z0-9]-){word}(?![^\W_])|(?<![^\W_]){word}(?=-[a-z0-9]|:[0-9])" for word in slugs
    ]
    return Names(
        len(names),
        either(
            [
                whole(BETWEEN.join(map(re.escape, name.translate(PLAIN).split())))
                for name in names
                if " " in name
            ]
        ),
        either([whole(re.escape(form)) for form in forms]),
        either(beside),
        either(
            [
                whole(re.escape(form))
                for form in {*slugs, *(name.translate(SMALL) for name in single)}
            ]
        ),
    )


def either(parts: Iterable[str]) -> re.Pattern[str]:
    """Patterns -> what finds any of them; of none, what finds nothing."""
    return re.compile("|".join(sorted(parts)) or r"(?!)")


def meaning(token: str) -> str:
    """What a reader sees of something WRITTEN."""
    if token[0] == "&":
        return re.sub(f"[{INVISIBLE}]", "", html.unescape(token))
    if token[0] == "\\":
        if (
            code := re.sub(r"[^0-9a-f]", "", token[2:], flags=re.IGNORECASE)
            if token[1] in "xuU"
            else ""
        ):
            return re.sub(f"[{INVISIBLE}]", "", chr(int(code, 16)))
        return "" if "\n" in token else " "
    return " " if token[:3].lower() == "<br" else ""


def shown(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A text -> what a reader sees of it, and pairs of places, in that and in the text, from which on both run side by side."""
    parts, pairs, size, at = [], [(0, 0)], 0, 0
    for match in WRITTEN.finditer(text):
        parts += [text[at : match.start()], meaning(match[0])]
        size, at = size + match.start() - at + len(parts[-1]), match.end()
        if parts[-1]:
            pairs.append(
                (size - 1, at - 1)
            )  # its last letter; what stands for none moves only what follows
        pairs.append((size, at))
    return "".join([*parts, text[at:]]), pairs


def written(pairs: list[tuple[int, int]], at: int) -> int:
    """A place in what a reader sees -> where it is written."""
    seen, place = pairs[bisect_right(pairs, at, key=lambda pair: pair[0]) - 1]
    return place + at - seen


def places(text: str, names: Names, of_id: bool = False) -> list[tuple[int, int]]:
    """Where in a text private names start and end; `of_id` says that it is an id, a file's name or a message."""
    found: list[tuple[int, int]] = []
    for view, pairs in ((text, [(0, 0)]), shown(text)):
        small = view.translate(SMALL)
        looked = [(names.several, view.translate(PLAIN)), (names.single, small)]
        for finder, where in (
            looked if of_id else [looked[0], (names.cased, view), (names.hyphened, small)]
        ):
            for match in finder.finditer(where):
                found.append((written(pairs, match.start()), written(pairs, match.end() - 1) + 1))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


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
    """The private names that this machine knows of. Raises Stop when it should know some and knows none.

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
                f"The file that {VARIABLE} names cannot be read: mend its path, or unset the variable."
            ) from None
    if not (names := pattern(given)).count:
        raise Stop(
            f"The file that {VARIABLE} names holds no name: write one a line, or unset the variable."
        )
    return names


def files(docs: Path) -> Iterator[tuple[str, Path]]:
    """Every file that git has or would take in, and all below docs -> its path as it is shown, and the file."""
    home, top = docs.resolve(), since.git(docs, "rev-parse", "--show-toplevel")
    root = (
        Path(top.decode().strip()).resolve()
        if top
        else ROOT
        if home.parent == ROOT.resolve()
        else home
    )
    found = {
        root / name
        for name in since.names(since.git(root, "ls-files", "-co", "--exclude-standard", "-z"))
    }
    if not top:
        found = {
            path
            for path in root.rglob("*")
            if not re.match(r"\.|(?:site|print)(?:/|$)|.*/\.", path.relative_to(root).as_posix())
        }
    for path in sorted({*found, *home.rglob("*")}):
        if path.is_file() and not path.is_symlink():
            inside = path.is_relative_to(home)
            yield (
                f"{docs.name}/{path.relative_to(home).as_posix()}"
                if inside
                else path.relative_to(root).as_posix(),
                path,
            )


def private(docs: Path, names: Names) -> Iterator[Problem]:
    """Every private name in the files of the playbook, and in what they are called."""
    for name, path in files(docs):
        if places(name, names, of_id=True):
            yield Problem(
                "todo",
                Mark(name),
                "The name of this file holds a private name",
                "Rename it after what happened",
            )
        raw = path.read_bytes()
        utf16 = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
        if b"\0" in raw[:8000] and not utf16:
            continue  # a picture
        text = unicodedata.normalize(
            "NFC", raw.decode("utf-16" if utf16 else "utf-8-sig", "replace")
        )
        for start, _ in places(text, names):
            line = text.count("\n", 0, start) + 1
            yield Problem("todo", Mark(name, line, start - text.rfind("\n", 0, start)), WHAT, CURE)
