"""Bytes of a Markdown file -> its text, or what keeps it from being read.

What programs change on the way is made plain without a word: a byte-order mark, CRLF, letters
apart from their accents, spaces of another width. What nobody can see, or what a program has
broken, is refused on its line.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields

from macros.model import Mark, Problem, Record, Swap
from macros.read.span import Span

LARGEST_FILE = 64_000
"""Bytes. The longest record has 20,000; Markdown needs a minute for five megabytes."""
MOST_LINES = 3_000
"""The longest record has 120; entries are compared with each other."""
LONGEST_LINE = 4_000
"""Letters. No text of a record is half as long."""
BREAKS = "\x0b\x0c\x85\u2028\u2029"
"""Line ends that Word pastes and no editor shows: line numbers would be wrong after one."""
SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
"""Spaces of another width, as people paste them: read as plain ones."""
UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
"""Letters without width, and those that turn the direction of writing."""
HIDDEN = re.compile(f"[{BREAKS}{UNSEEN}]")
BROKEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufffd-\uffff"
    "\U000f0000-\U0010ffff]"
)
"""Control characters, letters that only one firm's font knows, and what a lost letter leaves."""
MISREAD = re.compile(
    "(?=[\u00a1-\u00c6\u00e1])(?:"  # every other letter costs no more than this
    "\u00e1\u00ba|\u00e1\u00bb(?=[^\\s,.;:!?)])|\u00c6[\u00a1\u00b0]|"
    "[\u00c3-\u00c5][\u00a1-\u00bf\u2018-\u201d]|"
    "(?<=[A-Za-z])[\u00a1-\u00b6\u00b8-\u00bf](?=[a-z]))"
)
"""What UTF-8 looks like when a program took it for the encoding of Western Windows.

A sign between two letters is one of TCVN3, which Vietnamese fonts of the nineties show as a letter.
"""
MERGE = re.compile(r"(?:<{7}|>{7}|\|{7})(?: |$)|={7}$")
DEEP = re.compile(
    r"(?=[\[(>\d+*_`-])(?:\[{20}|\({20}|(?:> ?|(?:\d{1,9}[.)]|[-+*])[ \t]+){20}|[*_]{40}|`{40})"
    r"|^[ \t]{40,}\S"
)
"""Signs that a Markdown engine takes minutes over, or too deep a stack."""
KEYS = "|".join(key.name for key in fields(Record))
JINJA, NOTHING = r"\{[{%#]", r"None|[Uu]ndefined"
FRONT = rf"((?:{KEYS}):)[ \t][^\n<]*\n[ \t]*(?:{KEYS}):\s"
"""What on a page is taken for a fault of its template, whoever wrote it: a call, a value that is
none, two lines of front matter. `scripts.pages` looks for the same in what was built."""
UNFIT = re.compile(rf"{JINJA}|^[ \t]*(?:{NOTHING})[ \t]*$", re.MULTILINE)
UTF16 = (b"\xff\xfe", b"\xfe\xff")
FIX = "`python3 -m scripts check --fix` does it"


def unfit(words: Span) -> list[Problem]:
    """What of a text that is printed as it stands would be taken for a fault of the page."""
    if not (found := UNFIT.search(words)):
        return []
    what = f"`{found[0].strip()}` here is taken for a fault of the page"
    return [Problem("unfit-words", words.mark(found.start()), what, "Say it in other words")]


def decode(raw: bytes, path: str) -> tuple[str, list[Problem]]:
    """The bytes of a file -> its text with plain line ends, and the problems found in it.

    With a problem the text is not to be read on: a line number or a word may be wrong.
    """
    if len(raw) > LARGEST_FILE:
        what = f"The file has {len(raw) // 1000} kB"
        cure = f"Keep a page under {LARGEST_FILE // 1000} kB: split it"
        return "", [Problem("file-too-large", Mark(path), what, cure)]
    if raw.startswith(UTF16) or 0 in raw[:2]:
        what = "The file is in UTF-16, as Notepad's “Unicode” is"
        return "", [Problem("not-utf-8", Mark(path), what, "Save it with encoding UTF-8")]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = Mark(path, raw.count(b"\n", 0, error.start) + 1)
        cure = "Save the file with encoding UTF-8"
        return "", [Problem("not-utf-8", at, "This line is not UTF-8", cure)]
    text = plain(text)
    if text.count("\n") > MOST_LINES:
        what, cure = f"The file has more than {MOST_LINES} lines", "Split it"
        return "", [Problem("file-too-large", Mark(path, MOST_LINES), what, cure)]
    return text, faults(text, path)


def plain(text: str) -> str:
    """A text with one kind of line end and of space, and letters joined with their accents."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", SPACES.sub(" ", text))


def faults(text: str, path: str) -> list[Problem]:
    """What of a text nobody can read, at most once a line."""
    problems = []
    merging = False
    for number, line in enumerate(text.split("\n"), 1):
        if mark := MERGE.match(line.strip()):
            if not merging:
                what = "Two people changed this at once, and git has left its marks"
                cure = (
                    "Keep one of the two wordings, and remove the other"
                    " and the lines `<<<<<<<`, `=======` and `>>>>>>>`"
                )
                problems.append(Problem("merge-marker", Mark(path, number), what, cure))
            merging = not mark[0].startswith(">")
        if len(line) > LONGEST_LINE or DEEP.search(line):
            what = f"This line is longer than {LONGEST_LINE} letters, or nests too deep"
            problems.append(Problem("line-too-deep", Mark(path, number), what, "Shorten it"))
        elif fault := unreadable(line, Mark(path, number)):
            problems.append(fault)
    return problems


def unreadable(line: str, at: Mark) -> Problem | None:
    """The first letter of a line that is hidden, broken or read in a wrong encoding."""
    if match := HIDDEN.search(line):
        what, cure = "A letter that nobody can see stands here", f"Remove it: {FIX}"
        if match[0] in BREAKS:
            what, cure = "A hidden line break stands here", f"Put a space in its place: {FIX}"
        swaps = tuple(
            Swap(Mark(at.path, at.line, one.start() + 1), one[0], " " if one[0] in BREAKS else "")
            for one in HIDDEN.finditer(line)
        )
        return Problem("hidden-letter", swaps[0].at, what, cure, swaps=swaps, sure=True)
    if match := MISREAD.search(line) or BROKEN.search(line):
        what = f"A letter here was lost on the way (U+{ord(match[0][0]):04X})"
        if len(match[0]) > 1:
            what = f"Letters here were read in a wrong encoding (`{match[0]}`)"
        place = Mark(at.path, at.line, match.start() + 1)
        return Problem("broken-letter", place, what, "Type the word again")
    return None
