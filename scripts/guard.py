"""The client-name guard: private names stay outside the repository, and no file here may hold one.

`PLAYBOOK_PRIVATE_NAMES` holds the names, one a line, or the path of a file that does.
A problem names the place and never the name.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from macros.model import Mark, Problem
from scripts.setup import Stop

VARIABLE = "PLAYBOOK_PRIVATE_NAMES"
WHAT = "A private name stands here"
CURE = "Say who it was by their role, such as `a client`"


def small(text: str) -> str:
    """A text in small letters, each in its place: some letters would become two."""
    return "".join(letter.lower()[0] for letter in unicodedata.normalize("NFC", text))


def folded(text: str) -> str:
    """A text in small letters without tones, each in its place: `Đình Ảnh` and `dinh anh` are one."""
    return "".join("d" if letter == "đ" else unicodedata.normalize("NFD", letter)[0] for letter in small(text))


def pattern(names: str) -> re.Pattern[str] | None:
    """Names, one a line -> what finds any of them.

    A name of several words is found without its tones too; a single word only as it is written, or `Lan` would be found in `lần`.
    """
    found: list[str] = []
    for name in filter(None, (line.strip() for line in unicodedata.normalize("NFC", names).splitlines())):
        words = small(name).split()
        shown = words if len(words) == 1 else folded(name).split()
        body = r"[\s_-]+".join(map(re.escape, shown))
        found.append(rf"(?P<{'exact' if len(words) == 1 else 'any'}{len(found)}>(?<!\w){body}(?!\w))")
    return re.compile("|".join(found)) if found else None


def places(text: str, names: re.Pattern[str]) -> Iterator[int]:
    """Where in a text a private name starts."""
    yield from (match.start() for match in names.finditer(small(text)) if str(match.lastgroup).startswith("exact"))
    yield from (match.start() for match in names.finditer(folded(text)) if str(match.lastgroup).startswith("any"))


def known(environ: Mapping[str, str] = os.environ) -> re.Pattern[str] | None:
    """The private names that this machine knows of. Raises Stop when the file that should hold them cannot be read."""
    given = environ.get(VARIABLE, "").strip()
    if not given:
        return None
    if "\n" not in given and (Path(given).is_absolute() or Path(given).suffix):
        try:
            given = Path(given).read_text("utf-8-sig")
        except (OSError, UnicodeError):
            raise Stop(f"The file that {VARIABLE} names cannot be read: mend its path, or unset the variable.") from None
    return pattern(given)


def private(docs: Path, names: re.Pattern[str]) -> Iterator[Problem]:
    """Every private name in the files of a folder, and in what they are called."""
    for path in sorted(path for path in docs.rglob("*") if path.is_file()):
        name = path.relative_to(docs).as_posix()
        if any(places(name, names)):
            folder = Mark(f"{docs.name}/{name.split('/')[0]}")  # the path would print the name
            yield Problem(folder, "The name of a file in this folder holds a private name", "Rename it after what happened")
            continue
        try:
            text = unicodedata.normalize("NFC", path.read_text("utf-8-sig"))
        except UnicodeError:
            continue  # a picture; a page that cannot be read is refused elsewhere
        for start in sorted(places(text, names)):
            line = text.count("\n", 0, start) + 1
            yield Problem(Mark(f"{docs.name}/{name}", line, start - text.rfind("\n", 0, start)), WHAT, CURE)
