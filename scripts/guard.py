r"""`guard`: look for private names, which stay outside the repository; no file may hold one.

`PLAYBOOK_PRIVATE_NAMES` holds the names, one a line, or the path of a file that does.
A problem names the place and never the name.

What it promises: a slip is caught in every text that git has, would take in or would commit (then
`staged:` stands before its path), in where a link leads to and in what a file is called. `guard`
also looks into each commit that main has not, and its message: a merge that is no squash would keep
them. On main, `--since` names where it stood before the last push, and what that brought is looked
into, messages of merges too; where git does not know that commit, the last one alone. `--words`
names a file of other words that a merge keeps: GitHub's workflow writes a pull request's title,
description and branch into it, as they are when its check begins. What is changed in them later,
and all of GitLab's, is seen on main, in the messages of the push that brings it, before anything is
published. It reads a text as written and as a reader sees it: without emphasis, links' targets,
tags, attributes, short comments and what is invisible; with percent signs and entities, however
often coded, and the escapes `\x`, `\u` and `\U` resolved, wide and styled letters and ligatures
made plain, and the commonest look-alikes of other alphabets taken for the letters they look like.
- Any sign or none may stand between a name's words, as it is listed and written: O'Brien, O’Brien
  and O Brien are one, and Coca-Cola, Coca Cola and CocaCola. A word of fewer than four letters
  keeps the signs at its ends, as C++ does, and what has one letter or none, as 24/7, all of them.
- A name of several words is found in any case, without its accents or the strokes of letters such
  as đ, ø or ł, with oe, ae and ss for œ, æ and ß, and with digits or a plural behind.
- A single word, or one that a sign ties to one or two letters, as in O'Brien, is found as it is
  listed, in capitals or capitalised (ACME as Acme; but no capitals of three letters or fewer with a
  vowel, as MAY), because in small letters it may be ordinary words. In any case it is found in a
  file's name, beside a backslash, behind a slash, `^` or `#`, alone in brackets or last in them,
  and where `@`, `.`, `-`, `+` or their like tie it to other letters.
- A file that is neither text nor a picture is refused, and a text of more than LARGEST.
What it does not promise: names that are hidden on purpose, misspelt, abbreviated, broken by letters
of their own, or drawn in a picture.
"""

from __future__ import annotations

import html
import os
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

from macros.model import Mark, Problem
from macros.read import text
from macros.read.firm import firm
from macros.read.ids import SLUG, WINDOWS, no_id
from scripts import project, since
from scripts.project import Stop

VARIABLE = "PLAYBOOK_PRIVATE_NAMES"
WHAT = "A private name stands here"
CURE = "Say who it was by their role, such as `a client`"
MASK = "(private name)"
MOST = 250
"""Commits of one change that are looked into."""
LARGEST = 2_000_000
"""Bytes of a text: looking into one takes up to a hundred times as many."""
UNSEEN = rf"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u0300-\u036f{text.UNSEEN}"
APART = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ẞ": "SS"})
LIGATURES = "œŒæÆßẞﬀﬁﬂﬃﬄﬅﬆĲĳǄǅǆǇǈǉǊǋǌǱǲǳ"
"""Letters that are two or three."""
CODED = re.compile(
    rf"[{UNSEEN}*`~]+|[{LIGATURES}]|&(?:amp;)*#?\w{{2,31}};?|(?:%(?:25)*[0-9a-f]{{2}})+"
    r"|\\(?:(?-i:x[\da-fA-F]{2}|u[\da-fA-F]{4}|u\{[\da-fA-F]{1,6}\}|U[\da-fA-F]{8})"
    r"|\r?\n[ \t]*|[nrtNLP_ ])",
    re.IGNORECASE,
)
"""Invisible letters, emphasis and escapes: what a reader sees in another way than it is written."""
WRITTEN = re.compile(
    rf"{CODED.pattern}|</?[a-z](?:\"[^\"]*+\"|[^<>\"])*+>|</?[a-z][^<>]*>"
    r"|<!--(?:(?!<!--|-->).){0,999}-->|/\*(?:(?!/\*|\*/).){0,999}\*/"
    r"|\]\([^()\n]{0,999}(?:\([^()\n]{0,999}\)[^()\n]{0,999}){0,9}\)"
    r"|\] ?\[[^\[\]\n]{0,999}\]|\[\^[^\[\]\n]{0,99}\]|\{[:.#%{][^{}\n]{0,999}\}+",
    re.IGNORECASE | re.DOTALL,
)
"""The same, and what a reader does not see: tags, comments, attributes, where links lead."""
BETWEEN = r"[\W_]*"
"""What may stand between a name's words: anything but letters and digits, or nothing."""
WHOLE = r"(?<![^\W\d_])(?:{})(?:['’]?s)?\d*(?![^\W\d_])"
"""A name with no letter before it, and none behind it but a plural."""
PART = re.compile(r"[^\W_]+")
"""A word of a name: letters and digits."""
AROUND = re.compile(
    r"(?:[a-z0-9][@._=-]|[/\\^#])\0|\0(?:[@._+-][a-z0-9]|\\|:[0-9])|(?:\[|[:,] )\0\]"
)
"""What stands on both sides of a word inside an id, an address or brackets of ids."""
ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТХУаеѕіјорсхуһΑΒΕΖΗΙΚΜΝΟΡΤΥΧοıɡƖᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢʼʻÐðƉ",
    "ABESIJKMHOPCTXYaesijopcxyhABEZHIKMNOPTYXoiglabcdefghijklmnoprstuvwyz''ĐđĐ",
)
STROKED = str.maketrans("đðøłħŧ", "ddolht")
"""Letters that are taken apart by no form of Unicode."""
OURS = re.compile(r"\.|(?:site|print)(?:/|$)|.*/\.")
"""What commands make, and what is hidden, where no git says so."""
PICTURES = {
    ".png": b"\x89PNG", ".jpg": b"\xff\xd8", ".jpeg": b"\xff\xd8", ".gif": b"GIF8",
    ".ico": b"\0\0\1\0", ".webp": b"RIFF",
}  # fmt: skip
"""What begins so and is called so is not looked into; what is no text either is refused."""


class Letters(dict[int, str]):
    """Makes letters plain, one for one, for `str.translate`; `small` without case or tones."""

    def __init__(self, small: bool) -> None:
        self.small = small

    def __missing__(self, code: int) -> str:
        letter = (unicodedata.normalize("NFKC", chr(code)).translate(ALIKE) or chr(code))[0]
        if self.small:  # some letters would become two
            letter = unicodedata.normalize("NFD", letter.lower())[0].translate(STROKED)
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
    """How single words may stand in a sentence, in plain letters without signs."""

    def means(self, match: re.Match[str], plain: str) -> bool:
        """Whether what the finder found is a name and no ordinary word."""
        start, end = match.span("word")
        written, last = plain[start:end], match.end()
        around = f"{match.string[max(0, start - 2) : start]}\0{match.string[last : last + 2]}"
        is_named = "".join(PART.findall(written)) in self.cased
        is_in_id = len(written.split()) == 1 and AROUND.search(around)
        return start < 0 or is_named or bool(is_in_id)


def pattern(listed: str) -> Names:
    """Names, one a line -> what finds any of them."""
    apart = unicodedata.normalize("NFKC", listed.translate(APART))
    lines = apart.translate(PLAIN).splitlines()
    names = list(dict.fromkeys(" ".join(line.split()) for line in lines if PART.search(line)))
    words, several, cased = set[str](), set[str](), set[str]()
    for name in names:
        parts, letters = PART.findall(name), len(re.findall(r"[^\W\d_]", name))
        is_tied = " " not in name
        if is_tied and letters < (4 if len(parts) == 1 else 2):
            parts = [name]  # C++ is no C
        is_word = len(parts) == 1 or (is_tied and min(map(len, parts)) < 3)
        found = BETWEEN.join(re.escape(part.translate(SMALL)) for part in parts)
        (words if is_word else several).add(found)
        if is_word:
            said = "".join(PART.findall(name))
            is_short = said.isupper() and len(said) < 4
            is_spoken = re.search("[aeiouy]", said.translate(SMALL))
            cased |= {said, said.upper(), said if is_short and is_spoken else said.capitalize()}
            cased |= {said[:2].upper() + said[2:], said.upper().replace("SS", "ss")}  # Æon, STRAUß
    single = "|".join(sorted(words)) or "(?!)"
    every = "|".join([*sorted(several), f"(?P<word>{single})"])
    return Names(len(names), re.compile(WHOLE.format(every)), cased)


def meaning(token: re.Match[str]) -> str:
    """What a reader sees of something WRITTEN; its line ends stay, so that lines can be counted."""
    said = token[0]
    seen = " " if said[:3].lower() == "<br" else ""
    if said[0] == "&":
        seen = html.unescape(re.sub(r"&(?:amp;)+", "&", said))
    elif said[0] == "%":
        seen = unicodedata.normalize("NFC", unquote(re.sub("%(?:25)+", "%", said)))
    elif said[0] in LIGATURES:
        seen = unicodedata.normalize("NFKC", said)
    elif said[0] == "\\":
        digits = re.sub(r"[^0-9a-f]", "", said[2:], flags=re.IGNORECASE)
        seen = "" if "\n" in said else " "
        if digits and said[1] in "xuU":
            seen = chr(int(digits, 16)) if int(digits, 16) < 0x110000 else ""
    return re.sub(f"[{UNSEEN}\n]", "", seen.translate(APART)) + "\n" * said.count("\n")


def views(written: str) -> tuple[str, ...]:
    """A text as it is written, as a reader sees it, and that with what stands in tags."""
    return written, WRITTEN.sub(meaning, written), CODED.sub(meaning, written)


def holds(text: str, names: Names) -> bool:
    """Whether a private name stands in an id, a file's name or a message, where any case counts."""
    return any(names.finder.search(seen.translate(SMALL)) for seen in views(text))


def places(written: str, names: Names) -> dict[int, int]:
    """The lines of a text on which private names start -> the column, or 1 where it is coded."""
    lines: dict[int, int] = {}
    for coded, seen in enumerate(views(written)):
        plain = seen.translate(PLAIN)
        ends = [-1, *(end.start() for end in re.finditer("\n", seen))]
        for match in names.finder.finditer(seen.translate(SMALL)):
            if names.means(match, plain):
                line = bisect_left(ends, match.start())
                lines.setdefault(line, 1 if coded else match.start() - ends[line - 1])
    return lines


def masked(words: str, names: Names | None) -> str:
    """A text with a mask for every private name in it, or for all of it where one is coded."""
    words = unicodedata.normalize("NFC", words)
    if not names:
        return words
    for match in reversed(list(names.finder.finditer(words.translate(SMALL)))):
        words = words[: match.start()] + MASK + words[match.end() :]
    return MASK if holds(words, names) else words


def hidden(problem: Problem, names: Names) -> Problem:
    """A problem that prints no private name: not in its words, not in its path, not in its cure."""
    at = replace(problem.at, path=masked(problem.at.path, names))
    what, cure = masked(problem.what, names), masked(problem.cure, names)
    olds = ((swap, masked(swap.old, names)) for swap in problem.swaps)
    swaps = tuple(replace(swap, old=old, new=masked(swap.new, names)) for swap, old in olds)
    return replace(problem, at=at, what=what, cure=cure, swaps=swaps)


def refuse(name: str) -> None:
    """Raise Stop for what can be no record's id, or would tell a private name."""
    if not SLUG.fullmatch(name):
        cure = "use a to z, 0 to 9 and single hyphens, such as `calm-first`."
        raise Stop(f"{no_id(name)}: {cure}")
    if name == "index":
        raise Stop("`index` is no id: the page of the whole folder is called so.")
    if name in WINDOWS:
        raise Stop(f"`{name}` is no id: Windows cannot check out a file of that name.")
    if (names := known()) and holds(name, names):
        raise Stop("This id holds a private name: name the record after what happened.")


def known(environ: Mapping[str, str] = os.environ) -> Names | None:
    """The private names this machine knows of. Raises Stop when it should know some and does not.

    One line without a capital letter, or one that looks like a path, is taken for a file's path.
    """
    given = environ.get(VARIABLE, "").strip()
    if not given:
        return None
    looks = given.islower() or re.search(r"[\\/]|\.\w{1,4}$", given)
    try:
        if "\n" not in given and (looks or Path(given).is_file()):
            given = Path(given).expanduser().read_text("utf-8-sig")
    except (OSError, UnicodeError):
        raise Stop(f"{VARIABLE} names a file that cannot be read: mend its path.") from None
    if not (names := pattern(given)).count:
        raise Stop(f"{VARIABLE} holds no name: write one a line, or unset it.")
    return names


def files(docs: Path) -> Iterator[tuple[str, bytes]]:
    """Every file that git has or would take in, and all below docs -> its path as it is shown."""
    home, top = docs.resolve(), since.git(docs, "rev-parse", "--show-toplevel")
    if top:
        root = Path(os.fsdecode(top).strip()).resolve()
        known = since.git(root, "ls-files", "-co", "--exclude-standard", "-z") or b""
        listed = set(filter(None, os.fsdecode(known).split("\0")))
    else:
        root = project.ROOT if home.parent == project.ROOT.resolve() else home
        every = (path.relative_to(root).as_posix() for path in root.rglob("*"))
        listed = {name for name in every if not OURS.match(name)}
    for path in sorted({*(root / name for name in listed), *home.rglob("*")}):
        if path.is_symlink():
            raw = os.fsencode(path.readlink())
        elif path.is_file():
            with path.open("rb") as file:
                raw = file.read(LARGEST + 1)
        else:
            continue
        below = path.is_relative_to(home)
        where = docs.name / path.relative_to(home) if below else path.relative_to(root)
        yield where.as_posix(), raw
    later = since.git(root, "diff", "--name-only", "-z") if top else None
    for name in filter(None, os.fsdecode(later or b"").split("\0")):
        staged = since.git(root, "cat-file", "blob", f":{name}")  # which git would commit
        if staged is not None:
            yield f"staged:{name}", staged


def held(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a folder's last commit, as git keeps it: nothing in it is run or unpacked."""
    listed = since.git(folder, "ls-tree", "-r", "-z", "--full-tree", "HEAD")
    if listed is None:
        raise Stop(f"git knows no commit in {folder}: name the folder of a clone.")
    for line in listed.decode("utf-8", "replace").split("\0"):
        facts, _, name = line.partition("\t")
        if " blob " in facts:
            yield name, since.git(folder, "cat-file", "blob", facts.split()[2]) or b""


def commits(folder: Path, ref: str | None = None) -> Iterator[tuple[str, bytes]]:
    """Each message and file of the commits that a ref, by default main, has not, or of the last.

    Raises Stop for more than MOST.
    """
    main = firm().values.get("branch", "main")
    refs = (f"origin/{main}", main) if ref is None else (ref,)
    bases = [f"^{one}" for one in refs if since.commit_of(folder, one)]
    if not bases and ref is None:
        print(f"No commit was looked into: there is no branch `{main}`, as playbook.yml names it.")
        return
    found = since.said(folder, "rev-list", "HEAD", *(bases[:1] or ["-1"])).split()
    if len(found) > MOST:
        raise Stop(f"More than {MOST} commits are not in {bases[0][1:]}: squash them into one.")
    seen = set[str]()
    for commit in found:
        yield f"{commit[:7]}:message", since.git(folder, "log", "-1", "--format=%B", commit) or b""
        options = ("-r", "-m", "-z", "--root", "--no-commit-id")
        told = since.git(folder, "diff-tree", *options, commit) or b""
        rows = told.decode("utf-8", "replace").split("\0")
        for facts, name in zip(rows[::2], rows[1::2], strict=False):
            blob = facts.split()[3]
            if blob.strip("0") and f"{blob} {name}" not in seen:  # else it is deleted
                seen.add(f"{blob} {name}")
                yield f"{commit[:7]}:{name}", since.git(folder, "cat-file", "blob", blob) or b""


def private(files: Iterable[tuple[str, bytes]], names: Names) -> Iterator[Problem]:
    """Every private name in files, and in what they are called."""
    for name, raw in files:
        if holds(unicodedata.normalize("NFC", name), names):
            what = "The name of this file holds a private name"
            cure = "Rename it after what happened"
            yield Problem("private-file-name", Mark(name), what, cure)
        if raw.startswith(PICTURES.get(Path(name).suffix, b"\xff\0")):
            continue
        wide = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
        words = raw[:LARGEST].decode(wide, "replace")
        if len(raw) > LARGEST or words != raw.decode(wide, "ignore"):
            what = "The guard cannot look into this file"
            cure = f"Save it as text in UTF-8 of less than {LARGEST // 1_000_000} MB, or remove it"
            yield Problem("unread-file", Mark(name), what, cure)
        words = unicodedata.normalize("NFC", words)
        for line, col in sorted(places(words, names).items()):
            yield Problem("private-name", Mark(name, line, col), WHAT, CURE)


def main(argv: Sequence[str]) -> int:
    """`guard [FOLDER]`: exit code 0 clean, 1 a private name was found, 2 usage."""
    parser = project.parser("guard", "Look for private names in every file.")
    parser.add_argument("folder", type=Path, nargs="?", help="of a clone: its commits are read")
    parser.add_argument("--since", metavar="REF", help="look into the commits behind this one")
    parser.add_argument("--words", type=Path, metavar="FILE", help="look into these words too")
    args = parser.parse_args(argv)
    folder = args.folder
    if not (names := known()):
        print(f"The guard is off: {VARIABLE} holds no names.")
        return 0
    looked = held(folder) if folder else files(project.ROOT / "docs")
    words = [(args.words.name, args.words.read_bytes())] if args.words else []
    looked = chain(looked, commits(folder or project.ROOT, args.since), words)
    problems = [hidden(problem, names) for problem in dict.fromkeys(private(looked, names))]
    for problem in problems:
        at = problem.at
        print(f"{at.path}:{at.line}:{at.col}: {problem.what}. {problem.cure}.")
    print(f"{names.count} names looked for: found {len(problems) or 'nowhere'}.")
    return int(bool(problems))
