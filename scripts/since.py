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
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import replace
from difflib import get_close_matches
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

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
    new = names(git(docs, "ls-files", "--others", "--exclude-standard", "-z"))
    return {*hunks(docs, commit), *(f"{docs.name}/{name}" for name in new)}


class Hunk(NamedTuple):
    """Lines that others stand for now, from a line on; or those that stood before that line."""

    line: int
    old: list[str]
    new: list[str]

    @property
    def shown(self) -> range:
        """The lines that a forge shows of it: three around it too."""
        return range(self.line - 3, self.line + len(self.new) + 3)


def hunks(docs: Path, commit: str) -> dict[str, list[Hunk]]:
    """What differs from a commit in each file, as problems name it; new files are left out."""
    options = "-U0 --inter-hunk-context=0 --text --no-prefix --no-renames --relative"
    options += " --no-ext-diff --no-textconv"
    diff = git(docs, "-c", "core.quotePath=no", "diff", *options.split(), commit, "--", ".")
    text = plain((diff or b"").decode("utf-8", "replace"))
    rows = (row for row in text.split("\n") if not row.startswith("\\"))  # "No newline at end"
    made: dict[str, list[Hunk]] = {}
    path = ""
    for row in rows:
        if row.startswith(("--- ", "+++ ")) and row[4:] != "/dev/null":
            path = f"{docs.name}/{row[4:].strip()}"
        elif match := re.match(r"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", row):
            before, after = (int(count or 1) for count in match.group(1, 3))
            old, new = ([line[1:] for line in islice(rows, n)] for n in (before, after))
            made.setdefault(path, []).append(Hunk(int(match[2]) + (not after), old, new))
    return made


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
    """Problems; one that stood there before, in a file that a change leaves alone, only warns."""
    old = {(problem.code, problem.at) for problem in before}
    return tuple(
        replace(problem, level="warning")
        if problem.at.path not in touched and (problem.code, problem.at) in old
        else problem
        for problem in problems
    )


def known(docs: Path, name: str) -> bool | None:
    """Whether the last commit, or the one to compare with, has a file; None where there is none."""
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


END = 1_000_000
"""A column behind the end of any line."""


def remembered(
    problems: Iterable[Problem], differ: Mapping[str, Sequence[Hunk]]
) -> Iterator[Problem]:
    """Problems; one that has no cure of its own can have what stood there before."""
    for problem in problems:
        is_open = problem.level == "error" and not problem.swaps
        swaps = (as_it_was(hunk, problem) for hunk in differ.get(problem.at.path, ()))
        if is_open and (swap := next(filter(None, swaps), None)):
            where = "here" if swap.old else "below it"
            cure = f"{problem.cure}, or put back what stood {where}: `{swap.new.strip()}`"
            yield replace(problem, cure=cure, swaps=(swap,))
        else:
            yield problem


def as_it_was(hunk: Hunk, problem: Problem) -> Swap | None:
    """The line of a problem as it was, or the citations that have gone from below it."""
    row = problem.at.line - hunk.line
    if len(hunk.old) == len(hunk.new) and 0 <= row < len(hunk.new):
        before = hunk.old[row]
        return Swap(problem.at.start, hunk.new[row], before) if before.strip() else None
    lost = hunk.old[0].lstrip() if len(hunk.old) == 1 and not hunk.new else ""
    if problem.code == "no-origin" and row == -1 and lost.startswith("["):
        return Swap(replace(problem.at, col=END), "", f"\n{hunk.old[0]}")
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
                what = f"The item `^{name}` is `^{item.id}` now, and ticks are kept by its id"
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
