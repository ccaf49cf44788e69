"""Reading paths, questions and practice cases: each leads on, and each comes to an end."""

from __future__ import annotations

from collections.abc import Iterator

from macros.graph import Library
from macros.model import Practice, Problem, ReadingPath, ScenarioQuestion
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
            yield Problem("question-second-best", option.at or question.at, what, cure)


def waiting_paths(library: Library, _: Tree) -> Iterator[Problem]:
    """No path comes after itself, whatever stands between."""
    for path in library.all(ReadingPath):
        chain = [path]
        while (ref := chain[-1].after) and isinstance(
            before := library.records.get(ref.key), ReadingPath
        ):
            if before not in chain:
                chain.append(before)
                continue
            if before is path and path.after:
                way = " → ".join(link.id for link in (*chain, before))
                what = f"These paths wait for each other: {way}"
                cure = "Remove `after:` from the front matter of one of them"
                yield Problem("paths-in-a-circle", path.after.at or path.at, what, cure)
            break


def overlong_sections(library: Library, _: Tree) -> Iterator[Problem]:
    """A section asks two to four questions; that it asks two is its form."""
    for path in library.all(ReadingPath):
        for section in path.sections:
            if len(section.questions) > MOST_QUESTIONS:
                what = f"`{section.id}` asks {len(section.questions)} questions"
                cure = "Ask two to four, or split it"
                yield Problem("section-asks-too-much", section.at or path.at, what, cure)


def repeated_steps(library: Library, _: Tree) -> Iterator[Problem]:
    """A path visits a record once."""
    for path in library.all(ReadingPath):
        first: dict[str, int] = {}
        for section in path.sections:
            steps = (step.record for step in section.steps if step.record.kind not in PLACES)
            for ref in (*section.questions, *steps):
                at = ref.at or path.at
                if line := first.get(ref.key):
                    what = f"The path comes to `{ref.key}` a second time (first on line {line})"
                    yield Problem("path-repeats-a-record", at, what, "Keep one of the two")
                first.setdefault(ref.key, at.line)


def unreadable_steps(library: Library, _: Tree) -> Iterator[Problem]:
    """A step is a record to read: paths and questions have places of their own."""
    for path in library.all(ReadingPath):
        for step in (step for section in path.sections for step in section.steps):
            if place := PLACES.get(step.record.kind):
                what = f"A {step.record.kind} is nothing to read"
                cure = place.format(step.record.id)
                yield Problem("step-not-readable", step.record.at or path.at, what, cure)


def misled_replies(library: Library, _: Tree) -> Iterator[Problem]:
    """A reply leads to a scene further down, or ends its thread."""
    for practice in library.all(Practice):
        order = {scene.id: number for number, scene in enumerate(practice.scenes)}
        for scene in practice.scenes:
            for reply in scene.replies:
                at = reply.at or practice.at
                if reply.to is not None and reply.to not in order:
                    what = f"`{reply.id}` leads to `{reply.to}`, and there is no such scene"
                    yield Problem("unknown-scene", at, what, f"Scenes: {', '.join(order)}")
                elif reply.to is not None and order[reply.to] <= order[scene.id]:
                    what = f"`{reply.id}` leads back to `{reply.to}`"
                    cure = "Lead on to a later scene: the reader can always choose again"
                    yield Problem("reply-leads-back", at, what, cure)


def unreached_scenes(library: Library, _: Tree) -> Iterator[Problem]:
    """Some reply leads to every scene but the first."""
    for practice in library.all(Practice):
        replies = (reply for scene in practice.scenes for reply in scene.replies)
        reached = {practice.scenes[0].id, *(reply.to for reply in replies if reply.to)}
        if reached - {scene.id for scene in practice.scenes}:
            continue  # a reply that names a scene amiss may mean this one
        for scene in practice.scenes:
            if scene.id not in reached:
                what = f"No reply leads to the scene `{scene.id}`"
                cure = f"Write `[→ {scene.id}]` below a reply, or remove the scene"
                yield Problem("scene-unreached", scene.at or practice.at, what, cure)
