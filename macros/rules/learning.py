"""Questions and reading paths: one best answer, and a path that one can follow to its end."""

from __future__ import annotations

from collections.abc import Iterator

from macros.graph import Library
from macros.model import Problem, ReadingPath, ScenarioQuestion
from macros.read import Tree

MOST_QUESTIONS = 4
"""In one section: more would tire a reader before the next part."""
PLACES = {
    "path": "Write `after: {}` in the front matter",
    "question": "Write `[questions/{}]` on the line below the heading",
}
"""What is no step of a path, and where it stands instead."""


def best_answers(library: Library, _: Tree) -> Iterator[Problem]:
    """Exactly one answer of a question is the best."""
    for question in library.all(ScenarioQuestion):
        best = [option for option in question.options if option.best]
        if not best:
            what = "No answer of this question is the best"
            cure = "Start one option with `- [x] `, in both languages"
            yield Problem("question-without-best", question.at, what, cure)
        for option in best[1:]:
            what = f"`{option.id}` is a second best answer"
            cure = "Leave `- [x]` at one option alone, in both languages"
            yield Problem("question-second-best", option.at, what, cure)


def waiting_paths(library: Library, _: Tree) -> Iterator[Problem]:
    """No path comes after itself, whatever stands between."""
    paths = {path.id: path for path in library.all(ReadingPath)}
    for path in paths.values():
        way, first = [path.id], path.after
        while (ref := paths[way[-1]].after) and ref.id in paths and ref.id not in way:
            way.append(ref.id)
        if ref and first and ref.id == path.id:
            what = f"These paths wait for each other: {' → '.join([*way, path.id])}"
            cure = "Remove `after:` from the front matter of one of them"
            yield Problem("paths-in-a-circle", first.at, what, cure)


def odd_sections(library: Library, _: Tree) -> Iterator[Problem]:
    """A section holds records to read, and asks two to four questions; two are its form."""
    for section in (section for path in library.all(ReadingPath) for section in path.sections):
        if len(section.questions) > MOST_QUESTIONS:
            what = f"`{section.id}` asks {len(section.questions)} questions"
            yield Problem("section-asks-too-much", section.at, what, "Ask two to four, or split it")
        for ref in (step.record for step in section.steps if step.record.kind in PLACES):
            cure = PLACES[ref.kind].format(ref.id)
            yield Problem("step-not-readable", ref.at, f"A {ref.kind} is nothing to read", cure)


def repeated_steps(library: Library, _: Tree) -> Iterator[Problem]:
    """A path visits a record once."""
    for path in library.all(ReadingPath):
        first: dict[str, int] = {}
        for section in path.sections:
            steps = (step.record for step in section.steps if step.record.kind not in PLACES)
            for ref in (*section.questions, *steps):
                if line := first.get(ref.key):
                    what = f"The path comes to `{ref.key}` a second time (first on line {line})"
                    yield Problem("path-repeats-a-record", ref.at, what, "Keep one of the two")
                first.setdefault(ref.key, ref.at.line)
