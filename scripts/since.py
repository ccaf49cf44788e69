"""What changed since another commit: only what a change touches may block it.

Of the other commit the files alone are read, never the history, so that a shallow clone is enough.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tarfile
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import replace
from difflib import SequenceMatcher, get_close_matches
from functools import cache, partial
from itertools import chain
from pathlib import Path

from macros.graph import Library
from macros.graph.hashes import UNSEEN, words_hashes
from macros.graph.library import named_texts
from macros.model import FOLDERS, LANGS, Checklist, Lang, Mark, Problem, Record, Swap, Text
from macros.read.firm import firm
from macros.read.front import Front
from macros.read.text import plain
from macros.read.tree import drafted

NOTHING = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
"""The tree without files, which every git knows."""


def git(docs: Path, *args: str) -> bytes | None:
    """What git says inside a docs folder, or None where it refuses or is not there."""
    if not shutil.which("git"):
        return None
    done = subprocess.run(["git", *args], cwd=docs, capture_output=True)
    return done.stdout if done.returncode == 0 else None


def said(folder: Path, *args: str) -> str:
    """The line that git says; empty where it refuses or is not there."""
    return (git(folder, *args) or b"").decode().strip()


def commit_of(docs: Path, ref: str) -> str:
    """The commit that a ref names; empty where there is none."""
    return said(docs, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")


def base(docs: Path, ref: str | None = None) -> str:
    """The commit to compare with: where `ref` and this work parted.

    Without `ref` it is where origin's branch parted from this work, or else the last commit.
    A ref that git does not have is the forty zeros of a first push, or a commit that a forced push
    or a shallow clone has lost: then it is where that branch parted, if that is not here, or else
    NOTHING, and everything counts as changed. Empty where there is no git.
    """
    if ref and (commit := said(docs, "merge-base", ref, "HEAD") or commit_of(docs, ref)):
        return commit  # a shallow clone may not know where the two parted
    head = commit_of(docs, "HEAD")
    theirs = f"origin/{firm().values.get('branch', 'main')}"
    main = said(docs, "merge-base", theirs, "HEAD")
    if ref:
        return head and (main if main not in ("", head) else NOTHING)
    return main or commit_of(docs, theirs) or head


def compared(docs: Path, ref: str) -> str:
    """With what a change was compared, in words."""
    commit = base(docs, ref)
    lost = "" if commit_of(docs, ref) else f" (git has no commit {ref[:7]} here)"
    if commit in ("", NOTHING):
        return f"compared with nothing{lost}, so everything counts as changed"
    return f"compared with commit {commit[:7]}{lost}"


def names(raw: bytes | None) -> set[str]:
    """A list that git ended with zeros -> paths."""
    return {
        unicodedata.normalize("NFC", name)
        for name in (raw or b"").decode("utf-8", "replace").split("\0")
        if name
    }


def changed(docs: Path, commit: str) -> set[str]:
    """The files that differ from a commit, new ones too, as problems name them."""
    differing = names(
        git(docs, "diff", "--name-only", "--no-renames", "--relative", "-z", commit, "--", ".")
    )
    new = names(git(docs, "ls-files", "--others", "--exclude-standard", "-z"))
    return {f"{docs.name}/{name}" for name in differing | new}


def shown_lines(docs: Path, commit: str) -> dict[str, set[int]]:
    """The lines that a forge shows where a file differs from a commit: three around each too."""
    diff = git(docs, "diff", "-U3", "--no-prefix", "--no-ext-diff", "--relative", commit, "--", ".")
    lines: dict[str, set[int]] = {}
    path = ""
    for row in (diff or b"").decode("utf-8", "replace").split("\n"):
        if row.startswith("+++ "):
            path = f"{docs.name}/{row[4:].strip()}"
        elif match := re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", row):
            start, count = int(match[1]), int(match[2] or 1)
            lines.setdefault(path, set()).update(range(start, start + count))
    return lines


@contextmanager
def at(docs: Path, commit: str) -> Iterator[Path]:
    """The docs folder as it was at a commit, for a while."""
    archive = git(docs, "archive", "--format=tar", commit)
    with tempfile.TemporaryDirectory() as folder:
        old = Path(folder, docs.name)
        old.mkdir()
        if archive:
            with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
                tar.extractall(old, [one for one in tar if not one.issym()], filter="data")
        yield old


def softened(
    problems: Iterable[Problem], before: Iterable[Problem], touched: Set[str]
) -> tuple[Problem, ...]:
    """Problems as they bear on a change: an old one in a file that it leaves alone only warns.

    In such a file a problem is old when one of the same code stood at the same place before.
    """
    old = {(problem.code, problem.at) for problem in before}
    return tuple(
        replace(problem, level="warning")
        if problem.at.path not in touched and (problem.code, problem.at) in old
        else problem
        for problem in problems
    )


def known(docs: Path, name: str) -> bool | None:
    """Whether the last commit, or the one to compare with, has a file of the docs folder.

    None where git knows no commit.
    """
    commits = {commit for commit in (base(docs), commit_of(docs, "HEAD")) if commit}
    if not commits:
        return None
    return any(git(docs, "cat-file", "-e", f"{commit}:./{name}") is not None for commit in commits)


def vanished(
    docs: Path, commit: str, problems: Sequence[Problem], drafts: Set[str]
) -> tuple[Problem, ...]:
    """Problems, and one more for each record that a commit has and that is gone, or a draft now.

    Links, printed codes and people's runs still name it. Whatever is wrong because of that gets a
    cure that leads to that problem.
    """
    gone: list[Problem] = []
    where: dict[str, str] = {}
    for name in sorted(names(git(docs, "ls-tree", "-r", "--name-only", "-z", commit, "--", "vi"))):
        folder, _, file = name.removeprefix("vi/").rpartition("/")
        if folder not in FOLDERS or file == "index.md":
            continue
        kind, old, path = FOLDERS[folder].kind, file.removesuffix(".md"), f"{docs.name}/{name}"
        retire = f"where nobody is to use it, `python3 -m scripts retire {folder}/{old}`"
        if not (docs / name).exists():
            what = f"The {kind} `{old}` has vanished"
            rename = (
                f"`python3 -m scripts rename {folder}/{old} ID`, with the id of that one for ID"
            )
            cure = f"Bring it back under this name; where another takes its place, {rename}, and"
            gone.append(Problem("vanished-record", Mark(path), what, f"{cure} {retire}"))
            where |= {f"There is no {kind} `{old}`": path, folder: path}
        elif f"{kind}/{old}" in drafts:
            was = git(docs, "cat-file", "blob", f"{commit}:./{name}") or b""
            if not drafted(Front(plain(was.decode("utf-8-sig", "replace")), path)):
                what = f"The {kind} `{old}` was published, and as a draft has no page"
                cure = f"Take the line `draft: true` away; {retire} then"
                gone.append(Problem("published-draft", Mark(path), what, cure))
    told = []
    for problem in problems:
        # A file without the other language's may be what has another name now.
        half = problem.code == "language-missing"
        lost = where.get(Path(problem.at.path).parent.name if half else problem.what)
        cure = f"A record has vanished: see {lost} in this list"
        told.append(replace(problem, cure=cure, swaps=()) if lost else problem)
    return (*told, *gone)


LONGEST = 160
"""Letters of a line that a message can hold."""


Blocks = Sequence[tuple[str, int, int, int, int]]
Rows = tuple[list[str], list[str], Blocks]
"""The lines of a file as they are and as they were, and how to come from one to the other."""


def remembered(problems: Iterable[Problem], docs: Path, old: Path) -> Iterator[Problem]:
    """Problems; one that has no cure of its own can have what stood there before."""
    rows_of = cache(partial(both_rows, docs, old))
    for problem in problems:
        swap = None
        if problem.level == "error" and not problem.swaps and (rows := rows_of(problem.at.path)):
            swap = as_it_was(*rows, problem)
        if swap and len(swap.new) < LONGEST:
            where = "here" if swap.old else "below it"
            cure = f"{problem.cure}, or put back what stood {where}: `{swap.new.strip()}`"
            yield replace(problem, cure=cure, swaps=(swap,))
        else:
            yield problem


def both_rows(docs: Path, old: Path, path: str) -> Rows | None:
    """A file as problems name it -> its lines now and then; None where it is not in both."""
    files = [folder.parent / path for folder in (docs, old)]
    if not all(map(Path.is_file, files)):
        return None
    now, then = (plain(file.read_text("utf-8-sig", "replace")).split("\n") for file in files)
    return now, then, SequenceMatcher(None, then, now, False).get_opcodes()


def as_it_was(now: list[str], then: list[str], blocks: Blocks, problem: Problem) -> Swap | None:
    """The line of a problem as it was, or the citations that have gone from below it."""
    row = problem.at.line - 1
    for what, first, last, start, end in blocks:
        if what == "replace" and start <= row < end and last - first == end - start:
            before = then[first + row - start]
            return Swap(problem.at.start, now[row], before) if before.strip() else None
        lost = then[first:last] if what == "delete" and start == row + 1 else []
        if problem.code == "no-origin" and len(lost) == 1 and lost[0].lstrip().startswith("["):
            return Swap(replace(problem.at, col=len(now[row]) + 1), "", f"\n{lost[0]}")
    return None


TONGUES = {"vi": "Vietnamese", "en": "English"}


def compare(before: Library, made: Library) -> Iterator[Problem]:
    """What a change may have forgotten, as warnings."""
    return chain(behind(before, made), other_ids(before, made), let_go(before, made))


def behind(before: Library, made: Library) -> Iterator[Problem]:
    """A warning for each text that has moved in one language while the other stood still.

    What a record was called before a rename still counts; where somebody has found both languages
    to say the same as they are now, nothing is said.
    """
    for old, record in both(before, made):
        texts = dict(named_texts(old, UNSEEN))
        for name, text in named_texts(record, UNSEEN):
            if name in texts and record.same != words_hashes(record):
                moved = [lang for lang in LANGS if bare(texts[name][lang]) != bare(text[lang])]
                if len(moved) == 1:
                    yield one_moved(record, name, text, moved[0])


def both(before: Library, made: Library) -> Iterator[tuple[Record, Record]]:
    """Each record as it was and as it is."""
    for key, record in made.records.items():
        olds = (f"{record.kind}/{name}" for name in made.was.get(key, ()))
        if old := next((before.records[k] for k in (key, *olds) if k in before.records), None):
            yield old, record


def other_ids(before: Library, made: Library) -> Iterator[Problem]:
    """A warning for each item that seems to be an old one under another id: ticks would be lost."""
    for old, record in both(before, made):
        if not (isinstance(old, Checklist) and isinstance(record, Checklist)):
            continue
        had = {item.id for item in old.items}
        has = {name for item in record.items for name in (item.id, *item.was)}
        gone = {item.do.vi: item.id for item in old.items if item.id not in has}
        for item in record.items:
            alike = get_close_matches(item.do.vi, gone, n=1, cutoff=0.7)
            if alike and had.isdisjoint((item.id, *item.was)):
                name = gone[alike[0]]
                what = (
                    f"The item `^{name}` is called `^{item.id}` now, and ticks are kept by its id"
                )
                every = ", ".join([*item.was, name])
                cure = f"Write `[was: {every}]` on the line below it, and they follow"
                swap = Swap(item.at.start, f"^{item.id}", f"^{item.id}\n  [was: {name}]")
                yield Problem("item-id-changed", item.at, what, cure, "warning", (swap,))


def let_go(before: Library, made: Library) -> Iterator[Problem]:
    """A warning where one of two records that named each other has stopped, and the other not."""
    for old, record in both(before, made):
        now = {link.target for link in made.links_from.get(record.key, ())}
        for target in dict.fromkeys(link.target for link in before.links_from.get(old.key, ())):
            stays = [link for link in made.links_to.get(record.key, ()) if link.source == target]
            paired = any(link.source == target for link in before.links_to.get(old.key, ()))
            if paired and stays and target not in now:
                namer, name = made.records[target], f"{record.folder}/{record.id}"
                what = f"{record.at.path} no longer names this page, which still names `{name}`"
                cure = f"Put `{namer.folder}/{namer.id}` back there, or take `{name}` out here too"
                at = stays[0].at or namer.at
                yield Problem("link-let-go", at, what, cure, "warning")


def one_moved(record: Record, name: str, text: Text, lang: Lang) -> Problem:
    """What is to be said of a text that has other words than before in this language alone."""
    other: Lang = "en" if lang == "vi" else "vi"
    at, there = text.mark(lang), text.mark(other)
    what = (
        f"{TONGUES[lang]} of `{name}` has moved to “{text[lang]}”,"
        f" {TONGUES[other]} still says “{text[other]}”"
    )
    cure = (
        f"Change {there.path}:{there.line} too, or, where both mean the same,"
        f" `python3 -m scripts check --same-meaning {record.at.path}`"
    )
    if other == "en":
        return Problem("english-behind", at, what, cure, "warning")
    return Problem("vietnamese-behind", at, what, cure, "warning")


def bare(text: str) -> list[str]:
    """A text's words, without what a comma or a capital changes."""
    return re.findall(r"\w+", text.lower())
