"""What the documents hold: sources, principles, cases, tensions and the glossary."""

from __future__ import annotations

from dataclasses import dataclass

from macros.model.base import *


@dataclass(frozen=True, kw_only=True)
class Passage(Entry):
    """A numbered passage of a document; its id is its number, and it is used where it is cited."""

    gist: Text | None = None
    """What it says, in our words; asked for once a record cites it."""
    into: Cite | None = None
    """The passage that says it too."""
    reason: Text | None = None
    """Why it was left out."""


@dataclass(frozen=True, kw_only=True)
class Told(Grounded):
    """Something told in a paragraph or a few, without an id of its own."""

    text: Prose
    """The words."""


@dataclass(frozen=True, kw_only=True)
class Taught(Statement):
    """What a document teaches."""

    principle: PrincipleRef | None = None
    """The principle it shows at work, once there is one."""


@dataclass(frozen=True, kw_only=True)
class Lesson(Statement):
    """What a case teaches."""

    principle: PrincipleRef
    """The principle it shows at work."""


@dataclass(frozen=True, kw_only=True)
class Source(Record):
    """A document the playbook is condensed from, on one page."""

    kind = "source"
    folder = "sources"

    thesis: Told
    """What it says, in one sentence."""
    story: Told
    """What it tells, in at most ten lines, with its turning point."""
    lessons: tuple[Taught, ...] = least(3)
    """What it teaches, in the author's own order."""
    phrases: tuple[PhraseRef, ...] = ()
    """The lines to say: the page shows their best wording."""
    limits: tuple[Statement, ...] = least(1)
    """When it may not hold."""
    tensions: tuple[TensionRef, ...] = ()
    """Where another document pulls the other way."""
    attempt: Told
    """One thing to try tomorrow."""
    provenance: Text | None = None
    """Who wrote and published it, as far as the document says."""
    dated: Text | None = None
    """Its date, as far as known."""
    passages: tuple[Passage, ...] = least(1)
    """Every numbered passage, in order."""


@dataclass(frozen=True, kw_only=True)
class Principle(Record, Grounded):
    """One sentence to work by; the title is the sentence."""

    kind = "principle"
    folder = "principles"
    may_be_editorial = False

    why: tuple[Statement, ...] = least(1)
    """The reasons, shortest first."""
    unless: tuple[Statement, ...] = least(1)
    """When it does not apply."""


@dataclass(frozen=True, kw_only=True)
class Event(Entry, Grounded):
    """One moment of a case."""

    when: Bold
    """The time as the document gives it."""
    text: Text
    """What was said or done."""


@dataclass(frozen=True, kw_only=True)
class Option(Statement, Boxed):
    """Something one could have done, and what speaks for or against it."""

    because: Text
    """What it would lead to, or why it was or was not taken."""
    taken: bool = False
    """True for the one that was chosen."""


@dataclass(frozen=True, kw_only=True)
class Case(Record):
    """Something that happened, told so that the reader decides before the outcome."""

    kind = "case"
    folder = "cases"

    before: tuple[Event, ...] = least(1)
    """The story up to the choice, in two or three moments."""
    choice: Text
    """The question the reader answers before reading on."""
    options: tuple[Option, ...] = least(2)
    """The choice taken and its alternatives."""
    after: tuple[Event, ...] = least(1)
    """What happened from the choice on, and how it ended."""
    lessons: tuple[Lesson, ...] = least(1)
    """What it teaches, each with its principle; three at most."""
    questions: tuple[Prompt, ...] = least(1)
    """Questions to think about."""
    checklists: tuple[ChecklistRef, ...] = ()
    """Checklists that make its lesson repeatable."""
    phrases: tuple[PhraseRef, ...] = ()
    """Words to say in such a case."""


@dataclass(frozen=True, kw_only=True)
class Side(Entry, Grounded, Headed):
    """One side of a tension."""

    claim: Text
    """What this side says, put fairly."""
    because: Text
    """Why it is right in its place."""
    principles: tuple[PrincipleRef, ...] = least(1)
    """The principles on this side."""


@dataclass(frozen=True, kw_only=True)
class Tension(Record):
    """Where two documents pull apart; the title is the question."""

    kind = "tension"
    folder = "tensions"

    sides: tuple[Side, ...] = least(2)
    """The two sides."""
    decide: tuple[Statement, ...] = least(1)
    """How to decide in the moment, first test first."""
    phrases: tuple[PhraseRef, ...] = ()
    """Honest words that serve both sides."""


@dataclass(frozen=True, kw_only=True)
class Term(Entry):
    """One recurring term."""

    term: Bold
    """The word we use."""
    meaning: Text
    """What we mean by it."""
    instead_of: Words = NO_WORDS
    """Words we do not use for it."""


@dataclass(frozen=True, kw_only=True)
class Glossary(Record):
    """The words the playbook keeps to, in both languages."""

    kind = "glossary"
    folder = "glossary"

    intro: Text
    """What the glossary is for."""
    terms: tuple[Term, ...] = least(1)
    """The terms."""
