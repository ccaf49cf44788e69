"""What changed since another commit: only what a change touches may block it.

The other commit's files alone are read, never the history, so a shallow clone that has that commit is enough.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from macros.model import FOLDERS, Mark, Problem
from macros.rules import library
from scripts.setup import Stop


def git(docs: Path, *args: str) -> bytes | None:
    """What git says inside a docs folder, or None where it refuses or is not there."""
    if not shutil.which("git"):
        return None
    done = subprocess.run(["git", *args], cwd=docs, capture_output=True)
    return done.stdout if done.returncode == 0 else None


def base(docs: Path, ref: str | None = None) -> str | None:
    """The commit to compare with: where `ref` and this work parted; without `ref` the same for origin/main, or else the last commit.

    Raises Stop for a ref that git does not have.
    """
    if (
        ref is not None
        and git(docs, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}") is None
    ):
        raise Stop(
            f"git has no commit `{ref}` here: fetch it, in a workflow with `fetch-depth: 2` or more."
        )
    for name in (ref,) if ref else ("origin/main", "HEAD"):
        for args in (
            ("merge-base", name, "HEAD"),
            ("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"),
        ):
            if found := git(docs, *args):  # a shallow clone may not know where the two parted
                return found.decode().strip()
    return None


def names(raw: bytes | None) -> set[str]:
    """A list that git ended with zeros -> paths."""
    return {
        unicodedata.normalize("NFC", name)
        for name in (raw or b"").decode("utf-8", "replace").split("\0")
        if name
    }


def changed(docs: Path, commit: str) -> set[str]:
    """The files that differ from a commit, new ones too, as problems name them."""
    found = names(git(docs, "diff", "--name-only", "--relative", "-z", commit, "--", "."))
    return {
        f"{docs.name}/{name}"
        for name in found | names(git(docs, "ls-files", "--others", "--exclude-standard", "-z"))
    }


@contextmanager
def at(docs: Path, commit: str) -> Iterator[Path]:
    """The docs folder as it was at a commit, for a while."""
    archive = git(docs, "archive", "--format=tar", commit)
    with tempfile.TemporaryDirectory() as folder:
        old = Path(folder, docs.name)
        old.mkdir()
        if archive:
            with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
                tar.extractall(old, filter="data")
        yield old


def softened(problems: Sequence[Problem], docs: Path, commit: str) -> tuple[Problem, ...]:
    """Problems as they bear on a change: an old one in a file that it leaves alone only warns."""
    touched = changed(docs, commit)
    rest = [
        problem
        for problem in problems
        if problem.level == "error" and problem.at.path not in touched
    ]
    old: set[tuple[str, str]] = set()
    if rest:
        with at(docs, commit) as before:
            old = {(problem.at.path, problem.what) for problem in library(before)[1]}
    soft = {problem for problem in rest if (problem.at.path, problem.what) in old}
    return tuple(
        replace(problem, level="warning") if problem in soft else problem for problem in problems
    )


def known(docs: Path, name: str) -> bool | None:
    """Whether the last commit or the one to compare with has a file, named from the docs folder; None where git knows no commit."""
    head = git(docs, "rev-parse", "--verify", "--quiet", "HEAD") or b""
    commits = {commit for commit in (base(docs), head.decode().strip()) if commit}
    return (
        any(git(docs, "cat-file", "-e", f"{commit}:./{name}") is not None for commit in commits)
        if commits
        else None
    )


def vanished(docs: Path, commit: str, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Problems, and besides records that a commit has and that are gone: links, printed codes and people's runs still name them."""
    found: list[Problem] = []
    for name in sorted(names(git(docs, "ls-tree", "-r", "--name-only", "-z", commit, "--", "vi"))):
        folder, _, file = name.removeprefix("vi/").rpartition("/")
        if (
            folder in FOLDERS
            and file.endswith(".md")
            and file != "index.md"
            and not (docs / name).exists()
        ):
            kind, old = FOLDERS[folder].kind, file.removesuffix(".md")
            cure = "Bring the file back, or, with the id of the record that takes its place for ID, let it lead on:"
            found.append(
                Problem(
                    "todo",
                    Mark(f"{docs.name}/{name}"),
                    f"The {kind} `{old}` has vanished",
                    f"{cure} `python3 -m scripts rename {folder}/{old} ID`",
                )
            )
            missed = f"There is no {kind} `{old}`"
            problems = [
                replace(one, cure=f"It has vanished: see {docs.name}/{name} in this list")
                if one.what == missed
                else one
                for one in problems
            ]
    return (*problems, *found)
