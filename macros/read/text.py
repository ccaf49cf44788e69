"""Bytes of a Markdown file -> its text, or what keeps it from being read.

What programs change on the way is made plain without a word: a byte-order mark, CRLF, letters
apart from their accents, spaces of another width. What nobody can see, or what a program has
broken, is refused on its line.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields, replace

from macros.model import Mark, Problem, Record, Swap
from macros.read.reader import problem
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


def unfit(words: Span) -> list[Problem]:
    """What of a text that is printed as it stands would be taken for a fault of the page."""
    if not (found := UNFIT.search(words)):
        return []
    return [problem("unfit-words", words.mark(found.start()), words=found[0].strip())]


def decode(raw: bytes, path: str) -> tuple[str, list[Problem]]:
    """The bytes of a file -> its text with plain line ends, and the problems found in it.

    With a problem the text is not to be read on: a line number or a word may be wrong.
    """
    if len(raw) > LARGEST_FILE:
        return "", [problem("file-too-large", Mark(path), size=f"{len(raw) // 1000} kB")]
    if raw.startswith(UTF16) or 0 in raw[:2]:
        return "", [problem("not-utf-8", Mark(path), "The file is in UTF-16")]
    try:
        text = plain(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return "", [problem("not-utf-8", Mark(path, raw.count(b"\n", 0, error.start) + 1))]
    if text.count("\n") > MOST_LINES:
        size = f"more than {MOST_LINES} lines"
        return "", [problem("file-too-large", Mark(path, MOST_LINES), size=size)]
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
                problems.append(problem("merge-marker", Mark(path, number)))
            merging = not mark[0].startswith(">")
        if len(line) > LONGEST_LINE or DEEP.search(line):
            problems.append(problem("line-too-deep", Mark(path, number), most=LONGEST_LINE))
        elif fault := unreadable(line, Mark(path, number)):
            problems.append(fault)
    return problems


def unreadable(line: str, at: Mark) -> Problem | None:
    """What is said of a line with a letter that is hidden, broken or read in a wrong encoding."""
    if HIDDEN.search(line):
        swaps = [
            Swap(replace(at, col=one.start() + 1), one[0], " " if one[0] in BREAKS else "")
            for one in HIDDEN.finditer(line)
        ]
        return problem("hidden-letter", swaps[0].at, swaps=swaps, sure=True)
    if match := MISREAD.search(line) or BROKEN.search(line):
        lost = match[0] if len(match[0]) > 1 else f"U+{ord(match[0]):04X}"
        return problem("broken-letter", replace(at, col=match.start() + 1), letters=lost)
    return None
