"""What one learns with: questions, practice cases and reading paths."""

from __future__ import annotations

from dataclasses import dataclass

from macros.model.base import *


@dataclass(frozen=True, kw_only=True)
class Answer(Statement, Boxed):
    """What one would say or do when asked a question, and the reason, right or wrong."""

    because: Text
    """Why it is the best one, or why it is not."""
    best: bool = False
    """True for the one best answer."""


@dataclass(frozen=True, kw_only=True)
class ScenarioQuestion(Record):
    """A scene in which one chooses what to do; its title does not give the answer away."""

    kind = "question"
    folder = "questions"

    ask: Text
    """The scene and what is asked."""
    options: tuple[Answer, ...] = least(2)
    """The answers, in a fixed order; exactly one is best."""
    principles: tuple[PrincipleRef, ...] = least(1)
    """What the best answer puts into practice."""


@dataclass(frozen=True, kw_only=True)
class Reply(Statement):
    """What one says or does in a practice case, and what it leads to."""

    effect: Text
    """What it leads to, no further than the document carries."""
    because: Text
    """Why."""
    to: str | None = None
    """The scene that follows; none where this thread ends."""
    principle: PrincipleRef
    """What it keeps or breaks."""


@dataclass(frozen=True, kw_only=True)
class Scene(Entry, Grounded, Headed):
    """A moment of a practice case."""

    name: Text
    """What to call it; no page shows it."""
    text: Text
    """What is happening."""
    ask: Text
    """What the reader has to decide."""
    replies: tuple[Reply, ...] = least(2)
    """What one could do."""


@dataclass(frozen=True, kw_only=True)
class Practice(Record):
    """A case to play through: every reply leads somewhere."""

    kind = "practice"
    folder = "practice"

    case: CaseRef
    """The case it is made from."""
    scenes: tuple[Scene, ...] = least(2)
    """The moments, the first one first."""


@dataclass(frozen=True, kw_only=True)
class Step(Entry):
    """A record to read on a path."""

    record: AnyRef
    """The record, such as `situation/former-client-calls`."""
    why: Text
    """Why this reader reads it now."""


@dataclass(frozen=True, kw_only=True)
class Section(Entry, Headed):
    """A part of a path: what to read, then two to four questions."""

    title: Text
    """What this part is about."""
    steps: tuple[Step, ...] = least(1)
    """What to read, in order."""
    questions: tuple[QuestionRef, ...] = least(2)
    """What to answer after reading."""


@dataclass(frozen=True, kw_only=True)
class ReadingPath(Record):
    """A reading path: records in order, each with its reason."""

    kind = "path"
    folder = "paths"

    audience: Text
    """For whom it is."""
    goal: Text
    """What one can do at its end."""
    after: PathRef | None = None
    """The path to take before this one."""
    sections: tuple[Section, ...] = least(1)
    """Its parts, in order."""
