"""The client-name guard: private names stay outside the repository; no file may hold one.

`PLAYBOOK_PRIVATE_NAMES` holds the names, one a line, or the path of a file that does.
A problem names the place and never the name.

What it promises: a slip is caught, in every text that git has or would take in and in every file's
name. It reads a text as written and as a reader sees it: without Markdown, HTML, comments, control
and invisible letters, with percent signs, entities and escapes resolved, wide and styled letters
made plain, and the commonest look-alikes of other alphabets taken for the letters they look like.
- A name of several words is found in any case, with or without its accents, whatever but letters
  and digits stands between the words, or nothing, and with digits or a plural behind.
- A file that is neither text nor a picture is refused: a name in it would be seen by nobody here.
- A single word is found as it is listed, capitalised or in capitals, and in any case inside an
  address, an id or a file's name, because in small letters it may be an ordinary word.
What it does not promise: names that are hidden on purpose, misspelt, abbreviated, broken by letters
of their own, or drawn in a picture. It is no wall against somebody who wants to get past it.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from macros.model import Mark, Problem
from macros.read import text
from macros.read.ids import SLUG, WINDOWS
from scripts import project, since
from scripts.project import Stop

VARIABLE = "PLAYBOOK_PRIVATE_NAMES"
WHAT = "A private name stands here"
SAYS = "Look for private names in every file, or in another clone without running any of it."
CURE = "Say who it was by their role, such as `a client`"
MASK = "(private name)"
UNSEEN = rf"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u0300-\u036f{text.UNSEEN}"
WRITTEN = re.compile(
    rf"[{UNSEEN}*`~]+|<!--.{{0,999}}?-->|/\*.{{0,999}}?\*/|</?[a-z][^<>]{{0,99}}>|&#?\w{{2,31}};"
    r"|\]\([^()\s]{0,199}\)|(?:%[0-9a-f]{2})+"
    r"|\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|u\{[0-9a-f]{1,6}\}|U00[01][0-9a-f]{5}"
    r"|\r?\n[ \t]*|[nrtNLP_ ])",
    re.IGNORECASE | re.DOTALL,
)
"""What a reader does not see as it is written: invisible letters, Markdown, HTML, escapes."""
BETWEEN = r"[\W_]{0,20}"
"""What may stand between a name's words: anything but letters and digits, or nothing."""
WHOLE = r"(?<![^\W\d_])(?:{})(?:['’]?s)?\d*(?![^\W\d_])"
"""A name with no letter before it, and none behind it but a plural."""
BEFORE, BEHIND = re.compile(r"[a-z0-9][@./_=-]$"), re.compile(r"[@._-][a-z0-9]|:[0-9]")
"""What stands around a word inside an id or an address."""
ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТХУаеѕіјорсхуһΑΒΕΖΗΙΚΜΝΟΡΤΥΧοıɡƖ",
    "ABESIJKMHOPCTXYaesijopcxyhABEZHIKMNOPTYXoigl",
)
OURS = re.compile(r"\.|(?:site|print)(?:/|$)|.*/\.")
"""What commands make, and what is hidden, where no git says so."""
PICTURES = {
    ".png": b"\x89PNG", ".jpg": b"\xff\xd8", ".jpeg": b"\xff\xd8", ".gif": b"GIF8",
    ".ico": b"\0\0\1\0", ".webp": b"RIFF",
}  # fmt: skip
"""What begins so and is called so is not looked into; what is no text either is refused."""


class Letters(dict[int, str]):
    """A table for `str.translate` that makes every letter plain; `small` without case or tones.

    It never makes two letters of one, so that places stay right.
    """

    def __init__(self, small: bool) -> None:
        self.small = small

    def __missing__(self, code: int) -> str:
        letter = (unicodedata.normalize("NFKC", chr(code)).translate(ALIKE) or chr(code))[0]
        if self.small:  # some letters would become two
            letter = unicodedata.normalize("NFD", letter.lower())[0].replace("đ", "d")
        self[code] = letter
        return letter


PLAIN, SMALL = Letters(small=False), Letters(small=True)


@dataclass(frozen=True)
class Names:
    """What finds private names."""

    count: int
    finder: re.Pattern[str]
    """Any of them among small letters; what is a single word is the group `word`."""
    cased: Set[str]
    """How single words may stand in a sentence, in plain letters."""

    def means(self, match: re.Match[str], plain: str) -> bool:
        """Whether what the finder found is a name and no ordinary word."""
        start, end = match.span("word")
        return (
            start < 0
            or plain[start:end] in self.cased
            or bool(BEFORE.search(match.string[max(0, start - 2) : start]))
            or bool(BEHIND.match(match.string[match.end() :][:2]))
        )


def pattern(listed: str) -> Names:
    """Names, one a line -> what finds any of them."""
    lines = unicodedata.normalize("NFC", listed).translate(PLAIN).splitlines()
    names = list(dict.fromkeys(" ".join(line.split()) for line in lines if re.search(r"\w", line)))
    words = [name for name in names if " " not in name]
    parts = {
        BETWEEN.join(map(re.escape, name.translate(SMALL).split())) for name in names if " " in name
    }
    single = "|".join(sorted(re.escape(word.translate(SMALL)) for word in words)) or "(?!)"
    return Names(
        count=len(names),
        finder=re.compile(WHOLE.format("|".join([*sorted(parts), f"(?P<word>{single})"]))),
        cased={form for word in words for form in (word, word.upper())}
        | {word.capitalize() for word in words if word.islower()},
    )


def meaning(token: str) -> str:
    """What a reader sees of something WRITTEN."""
    seen = " " if token[:3].lower() == "<br" else ""
    if token[0] == "&":
        seen = html.unescape(token)
    elif token[0] == "%":
        seen = unicodedata.normalize("NFC", unquote(token))
    elif token[0] == "\\":
        digits = re.sub(r"[^0-9a-f]", "", token[2:], flags=re.IGNORECASE)
        seen = "" if "\n" in token else " "
        if digits and token[1] in "xuU":
            seen = chr(int(digits, 16))
    return re.sub(f"[{UNSEEN}]", "", seen)


def shown(written: str) -> tuple[str, list[int], list[int]]:
    """A text as it is written -> as a reader sees it, and where each letter starts and ends."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for match in WRITTEN.finditer(f"{written}\0"):  # the last match stands for the end
        parts += [written[at : match.start()], meaning(match[0])]
        starts += [*range(at, match.start()), *[match.start()] * len(parts[-1])]
        ends += [*range(at + 1, match.start() + 1), *[match.end()] * len(parts[-1])]
        at = match.end()
    return "".join(parts), starts, ends


def places(written: str, names: Names, of_id: bool = False) -> list[tuple[int, int]]:
    """Where in a text private names start and end, in order and without overlaps.

    `of_id` says that it is an id, a file's name or a message, where any case counts.
    """
    spans: list[tuple[int, int]] = []
    as_is = (written, range(len(written)), range(1, len(written) + 1))
    for seen, starts, ends in (as_is, shown(written)):
        plain = seen.translate(PLAIN)
        for match in names.finder.finditer(seen.translate(SMALL)):
            if of_id or names.means(match, plain):
                spans.append((starts[match.start()], ends[match.end() - 1]))
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def masked(words: str, names: Names | None) -> str:
    """A text with a mask for every private name in it."""
    words = unicodedata.normalize("NFC", words)
    for start, end in reversed(places(words, names, of_id=True) if names else []):
        words = words[:start] + MASK + words[end:]
    return words


def hidden(problem: Problem, names: Names) -> Problem:
    """A problem that prints no private name: not in its words, not in its path, not in its cure."""
    at = replace(problem.at, path=masked(problem.at.path, names))
    what, cure = masked(problem.what, names), masked(problem.cure, names)
    swaps = (
        replace(swap, old=masked(swap.old, names), new=masked(swap.new, names))
        for swap in problem.swaps
    )
    return replace(problem, at=at, what=what, cure=cure, swaps=tuple(swaps))


def refuse(name: str) -> None:
    """Raise Stop for what can be no record's id, or would tell a private name."""
    if not SLUG.fullmatch(name):
        cure = "use a to z, 0 to 9 and single hyphens, such as `calm-first`."
        raise Stop(f"`{name}` is no id: {cure}")
    if name in WINDOWS:
        raise Stop(f"`{name}` is no id: Windows cannot check out a file of that name.")
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


def files(docs: Path) -> Iterator[tuple[str, bytes]]:
    """Every file that git has or would take in, and all below docs -> its path as it is shown."""
    home, top = docs.resolve(), since.git(docs, "rev-parse", "--show-toplevel")
    if top:
        root = Path(top.decode().strip()).resolve()
        listed = since.names(since.git(root, "ls-files", "-co", "--exclude-standard", "-z"))
    else:
        root = project.ROOT if home.parent == project.ROOT.resolve() else home
        every = (path.relative_to(root).as_posix() for path in root.rglob("*"))
        listed = {name for name in every if not OURS.match(name)}
    for path in sorted({*(root / name for name in listed), *home.rglob("*")}):
        if path.is_file() and not path.is_symlink():
            below = path.is_relative_to(home)
            where = docs.name / path.relative_to(home) if below else path.relative_to(root)
            yield where.as_posix(), path.read_bytes()


def held(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a folder's last commit, as git keeps it: nothing in it is run or unpacked."""
    listed = since.git(folder, "ls-tree", "-r", "-z", "--full-tree", "HEAD")
    if listed is None:
        raise Stop(f"git knows no commit in {folder}: name the folder of a clone.")
    for line in listed.decode("utf-8", "replace").split("\0"):
        facts, _, name = line.partition("\t")
        if " blob " in facts:
            yield name, since.git(folder, "cat-file", "blob", facts.split()[2]) or b""


def private(files: Iterable[tuple[str, bytes]], names: Names) -> Iterator[Problem]:
    """Every private name in files, and in what they are called."""
    for name, raw in files:
        if places(unicodedata.normalize("NFC", name), names, of_id=True):
            what = "The name of this file holds a private name"
            cure = "Rename it after what happened"
            yield Problem("private-file-name", Mark(name), what, cure)
        if raw.startswith(PICTURES.get(Path(name).suffix, b"\xff\0")):
            continue
        wide = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
        words = raw.decode(wide, "replace")
        if words != raw.decode(wide, "ignore"):
            what = "The guard cannot look into this file"
            yield Problem("unread-file", Mark(name), what, "Save it as text in UTF-8, or remove it")
        words = unicodedata.normalize("NFC", words)
        for start, _ in places(words, names):
            line = words.count("\n", 0, start) + 1
            mark = Mark(name, line, start - words.rfind("\n", 0, start))
            yield Problem("private-name", mark, WHAT, CURE)


def main(argv: Sequence[str]) -> int:
    """`guard [FOLDER]`: exit code 0 clean, 1 a private name was found, 2 usage."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts guard", description=SAYS)
    parser.add_argument("folder", type=Path, nargs="?", help="of a clone: its last commit is read")
    folder = parser.parse_args(argv).folder
    if not (names := known()):
        print(f"The guard is off: {VARIABLE} holds no names.")
        return 0
    looked = held(folder) if folder else files(project.ROOT / "docs")
    problems = [hidden(problem, names) for problem in private(looked, names)]
    for problem in problems:
        cure = problem.cure if problem.code == "unread-file" else CURE
        print(f"{problem.at.path}:{problem.at.line}:{problem.at.col}: {problem.what}. {cure}.")
    print(f"{names.count} names looked for: found {len(problems) or 'nowhere'}.")
    return int(bool(problems))
