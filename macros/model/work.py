"""What one uses at work: checklists, phrases, situations and the finder that leads to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from macros.model.base import *


@dataclass(frozen=True, kw_only=True)
class Item(Entry, Grounded, Boxed):
    """One action on a checklist, answered yes or no."""

    do: Text
    """Starts with a verb; one action; under 20 words."""
    why: Text
    """Why it is on the list."""
    how: Text | None = None
    """How to do it, where that is not plain."""
    who: Role | None = None
    """Who does it, where not the one holding the list."""
    phrase: PhraseRef | None = None
    """Words to say while doing it."""
    principles: tuple[PrincipleRef, ...] = ()
    """The principles it puts into practice."""
    was: str | None = None
    """The id it had before: ticks follow it."""


@dataclass(frozen=True, kw_only=True)
class Pause(Entry, Headed):
    """A moment at which one stops and works through five to nine items."""

    when: Text
    """The moment, so that one knows when to stop."""
    items: tuple[Item, ...] = least(1)
    """The items, in order."""


@dataclass(frozen=True, kw_only=True)
class Checklist(Record):
    """Actions to run through for a real client."""

    kind = "checklist"
    folder = "checklists"

    mode: Literal["do-confirm", "read-do"]
    """`read-do`: read an item, do it. `do-confirm`: do the work, then confirm item by item."""
    purpose: Text
    """What is done once the list is done."""
    pauses: tuple[Pause, ...] = least(1)
    """The pause points, in order."""

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item in order."""
        return tuple(item for pause in self.pauses for item in pause.items)


@dataclass(frozen=True, kw_only=True)
class Slot(Entry):
    """A gap in a phrase, written `[id]` in its wordings, in both languages."""

    label: Text
    """What to fill in."""
    example: Text
    """An example that names nobody."""


@dataclass(frozen=True, kw_only=True)
class Wording(Grounded):
    """One way to say it, and why it is poor, better or best."""

    text: Slotted
    """The words, as a person says them."""
    why: Text
    """What they do to the listener."""


@dataclass(frozen=True, kw_only=True)
class Forbidden(Statement):
    """What must not be promised, and why."""

    signs: Words
    """Words that give it away; the guard looks for them."""


@dataclass(frozen=True, kw_only=True)
class Consent(Statement, Boxed):
    """Something that needs somebody's yes, who gives it, and how fast."""

    who: Role
    """Whose yes it is."""
    deputy: Role | None = None
    """Who gives it when they cannot be reached."""
    within: Text | None = None
    """How long one waits for it at most."""
    confirmed: bool = False
    """Whether the firm has made the line its own."""


@dataclass(frozen=True, kw_only=True)
class Approvals(Record):
    """What needs a yes in this firm, in one table."""

    kind = "approvals"
    folder = "approvals"

    intro: Text
    """How to read the table."""
    lines: tuple[Consent, ...] = least(1)
    """What needs a yes, the most frequent first."""


@dataclass(frozen=True, kw_only=True)
class Phrase(Record):
    """Words to say."""

    kind = "phrase"
    folder = "phrases"

    channel: tuple[Channel, ...] = least(1)
    """Where it is said or written."""
    moment: Moment
    """What it does in the talk."""
    situations: tuple[SituationRef, ...] = least(1)
    """When one needs it; their pages show it by this alone."""
    principles: tuple[PrincipleRef, ...] = least(1)
    """What it puts into practice."""
    slots: tuple[Slot, ...] = ()
    """The gaps to fill in."""
    poor: Wording | None = None
    """What people say under pressure."""
    better: Wording | None = None
    """Said well."""
    best: Wording
    """Said best; the one to copy."""
    forbidden: tuple[Forbidden, ...] = ()
    """Promises that must not slip in."""
    approval: str | None = None
    """The line of the approvals' table that says who must agree first."""


@dataclass(frozen=True, kw_only=True)
class Template(Record):
    """A whole text, ready to send once its slots are filled in."""

    kind = "template"
    folder = "texts"

    channel: tuple[Channel, ...] = least(1)
    """Where it is sent."""
    situations: tuple[SituationRef, ...] = least(1)
    """When one needs it."""
    approval: str | None = None
    """The line of the approvals' table that says who must agree first."""
    slots: tuple[Slot, ...] = ()
    """The gaps to fill in."""
    subject: Slotted | None = None
    """The subject line, where it is an e-mail."""
    body: Letter
    """The whole text; a paragraph that starts with `•` is a line of a list."""
    short: Letter | None = None
    """Two lines, where people write in a chat."""
    group: Letter | None = None
    """The same for a group of people."""
    why: tuple[Statement, ...] = least(1)
    """Why it is built so."""


@dataclass(frozen=True, kw_only=True)
class Line(Statement):
    """A line to say, with the phrase that has its other wordings."""

    phrase: PhraseRef | None = None
    """The phrase it comes from."""


@dataclass(frozen=True, kw_only=True)
class Answered(Statement):
    """What they say next, in their own words, and an answer one can say at once."""

    answer: Text
    """One answer to say aloud; it promises nothing that nobody has granted."""
    phrase: PhraseRef | None = None
    """The phrase it comes from."""


@dataclass(frozen=True, kw_only=True)
class Situation(Record):
    """What is happening, in the reader's own words, and the first sixty seconds."""

    kind = "situation"
    folder = "situations"

    say: tuple[Line, ...] = least(1)
    """What to say; the first line stands on the phone's first screen."""
    avoid: tuple[Statement, ...] = least(1)
    """What not to say."""
    do: tuple[Statement, ...] = least(1)
    """What to do now."""
    decides: Statement
    """Who decides."""
    answers: tuple[Answered, ...] = ()
    """What they say next, the likeliest first, each with an answer."""
    checklist: ChecklistRef
    """The list to run next."""
    then: tuple[ChecklistRef, ...] = ()
    """Lists for later, in order."""
    cases: tuple[CaseRef, ...] = least(1)
    """What happened to others."""
    principles: tuple[PrincipleRef, ...] = ()
    """What guides the answer."""
    see: tuple[SituationRef, ...] = ()
    """What it may be instead."""
    urgent: int | None = None
    """Its place among what cannot wait, on the first page."""


@dataclass(frozen=True, kw_only=True)
class Choice(Prompt):
    """What the reader sees happening, never the solution; it leads to a question or a situation."""

    next: str | None = None
    """The id of the question it leads to."""
    situation: SituationRef | None = None
    """The situation it leads to."""


@dataclass(frozen=True, kw_only=True)
class Question(Prompt, Headed):
    """One question of the finder."""

    options: tuple[Choice, ...] = least(2)
    """Its answers, the likeliest first."""


@dataclass(frozen=True, kw_only=True)
class Finder(Record):
    """A tree of questions: at most three choices lead from what is happening to one situation."""

    kind = "finder"
    folder = "finder"

    otherwise: ChecklistRef
    """The list that helps whatever is happening, for somebody who finds no answer that fits."""
    nodes: tuple[Question, ...] = least(1)
    """The questions; the first one is asked first."""

    def question(self, name: str) -> Question:
        """The question of that id. Raises StopIteration for one that `check` would have refused."""
        return next(node for node in self.nodes if node.id == name)
