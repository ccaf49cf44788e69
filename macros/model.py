"""What exists: one frozen dataclass for each type of record, and the problem a check reports.

A field's type says how it is written. `Text` and `Words` are the words, written once in each
language; everything else is structure, written once, in the Vietnamese file. `macros.read` reads
these classes to read the files; a docstring under a field says what its name does not.

To add a field: here, its label in headings.yml (of one that is chosen from a few: the word for
each in interface.yml), the template that shows it. To add a kind: a class among its like, a place
in `KINDS` below and a row in kinds.yml, the parts of it in headings.yml, its name in interface.yml,
a template, a record in tests/playbook, and where no field of `LEADS` in related.py says what it is
about, one that does. For a page that lists it also a name in `PAGE_MACROS`, a second template, an
index.md in both languages, and `nav` in mkdocs.yml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar, Literal, dataclass_transform
from zlib import crc32

# What every record is made of: places, words in two languages, references, citations.

# Two by design: `Text` has a field for each, and the Vietnamese file alone holds the structure.
Lang = Literal["vi", "en"]
LANGS: tuple[Lang, ...] = ("vi", "en")


# One of the ids that the firm lists in playbook.yml.
Role = Annotated[str, "roles"]
Phase = Annotated[str, "phases"]
Team = Annotated[str, "teams"]
Channel = Annotated[str, "channels"]
Moment = Literal["open", "listen", "commit", "explain", "apologise", "decline", "part", "follow-up"]
PassageState = Literal["used", "merged", "left-out", "open"]


@dataclass(frozen=True)
class Mark:
    """A place in a file: line and column count from 1."""

    path: str
    line: int = 1
    col: int = 1

    @property
    def start(self) -> Mark:
        """The beginning of its line."""
        return Mark(self.path, self.line)


UNPRINTED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What would end a line, turn it round, or be taken for a command where it is printed."""


def printable(text: str) -> str:
    """A text that stays on its line, whoever wrote it: what is UNPRINTED stands as its number."""
    return UNPRINTED.sub(lambda letter: ascii(letter[0])[1:-1], text)


NOWHERE = Mark("docs")
"""Where a thing stands that was made in code."""


@dataclass(frozen=True)
class Swap:
    """Words of one line, and what takes their place."""

    at: Mark
    """Where they stand; they are looked for from here on."""
    old: str
    """Nothing where something is only put in, at the very place."""
    new: str
    """May be several lines. A line of which nothing is left goes."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it stands, and what mends it, in printable words."""

    code: str
    """The kind of fault, such as `unknown-key`: what other code and other languages know it by."""
    at: Mark
    what: str
    cure: str
    level: Literal["error", "warning"] = "error"
    swaps: tuple[Swap, ...] = ()
    """The cure as it is done in the file, where there is one way to do it."""
    sure: bool = False
    """Whether nobody can have meant another thing: `check --fix` does it unasked."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", replace(self.at, path=printable(self.at.path)))
        for name in ("what", "cure"):
            object.__setattr__(self, name, printable(getattr(self, name)))


@dataclass(frozen=True)
class Retired:
    """What is left of a record that is used no more."""

    title: Text
    nearest: Ref
    """The record that its page leads to."""


@dataclass(frozen=True)
class Call:
    """A macro call on a page: `{{ name() }}`."""

    name: str
    at: Mark = field(compare=False)


@dataclass(frozen=True)
class Page:
    """A Markdown file that is no record: an index page or a guide."""

    path: str
    """Relative to its language's folder, such as `checklists/index.md`."""
    lang: Lang
    title: str
    calls: tuple[Call, ...]
    at: Mark = field(compare=False)
    links: tuple[Call, ...] = ()
    """Pages beside that it leads to, such as `cases/index.md#top`, and where it says so."""
    ids: frozenset[str] = frozenset()

    @property
    def address(self) -> str:
        """Where it stands: `cases/index.md` at `cases/`, `managers.md` at `managers/`."""
        name = self.path.removesuffix(".md")
        return name.removesuffix("index") if name.endswith("index") else f"{name}/"


@dataclass(frozen=True)
class Text:
    """Words in both languages."""

    vi: str
    en: str
    at: Mark = field(default=NOWHERE, compare=False, repr=False)
    """Where the Vietnamese stands."""
    en_at: Mark = field(default=NOWHERE, compare=False, repr=False)

    def __getitem__(self, lang: Lang) -> str:
        return self.vi if lang == "vi" else self.en

    def mark(self, lang: Lang) -> Mark:
        """Where the words of one language stand."""
        return self.at if lang == "vi" else self.en_at


@dataclass(frozen=True)
class Words:
    """A list of words in each language; the two lists need not pair up."""

    vi: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def __getitem__(self, lang: Lang) -> tuple[str, ...]:
        return self.vi if lang == "vi" else self.en


NO_WORDS = Words()


@dataclass(frozen=True)
class Ref:
    """A typed id, resolved by `macros.graph`."""

    kind: str
    id: str
    at: Mark = field(default=NOWHERE, compare=False, repr=False)

    @property
    def key(self) -> str:
        """The record's key in a Library: `kind/id`."""
        return f"{self.kind}/{self.id}"


@dataclass(frozen=True)
class Cite:
    """A passage of a document, written `reputation:5`."""

    source: str
    passage: str
    at: Mark = field(default=NOWHERE, compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.source}:{self.passage}"


PrincipleRef = Annotated[Ref, "principle"]
CaseRef = Annotated[Ref, "case"]
ChecklistRef = Annotated[Ref, "checklist"]
PhraseRef = Annotated[Ref, "phrase"]
SituationRef = Annotated[Ref, "situation"]
QuestionRef = Annotated[Ref, "question"]
TensionRef = Annotated[Ref, "tension"]
PathRef = Annotated[Ref, "path"]
AnyRef = Annotated[Ref, "any"]


def least(count: int) -> Any:
    """A required list of at least `count` entries."""
    return field(metadata={"least": count})


# How a text is written, where not as plain words in one paragraph: first in its entry and in bold
# (a time, or a term), with `[slots]` in it, or in several paragraphs.
Bold = Annotated[Text, "bold"]
Slotted = Annotated[Text, "slots"]
Prose = Annotated[Text, "prose"]
Letter = Annotated[Text, "slots", "prose"]


class Headed:
    """A kind of entry with entries of its own: it opens with a heading `## words ^id`."""


class Boxed:
    """A kind of entry that starts with a box, `- [ ]`; `- [x]` sets its flag."""


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field, least))
@dataclass(frozen=True, kw_only=True)
class Placed:
    """What a record is made of: all below are frozen dataclasses that know where they were read."""

    at: Mark = field(default=NOWHERE, compare=False, repr=False)

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, kw_only=True)(cls)


class Entry(Placed):
    """One of several: an entry of a list, or a part with a heading of its own."""

    id: str
    """Written by hand, never reused: links, ticks and the English text hang on it."""


class Grounded(Placed):
    """Anything that states something: it cites a passage or says that an editor added it."""

    may_be_editorial: ClassVar[bool] = True

    cites: tuple[Cite, ...] = ()
    """The passages it rests on, such as `reputation:5`."""
    origin: Literal["editorial"] | None = None
    """`editorial` where no document says it; keep these rare."""


class Statement(Entry, Grounded):
    """One thing a document says, in our words."""

    text: Text


class Prompt(Entry):
    """A question to think about."""

    text: Text


class Record(Placed):
    """What every record has."""

    kind: ClassVar[str]
    folder: ClassVar[str]

    def __init_subclass__(cls, *, kind: str, folder: str) -> None:
        super().__init_subclass__()
        cls.kind, cls.folder = kind, folder

    id: str
    """The file's name without `.md`; the same in both languages."""
    title: Text
    """What the record is called on every page and in search."""
    owner: Team
    """The team that answers for this record."""
    reviewed: date
    """The day somebody last read it and found it right (YYYY-MM-DD)."""
    review_every: int
    """How many days it stays trusted after that."""
    same: str | None = None
    """What both languages' words were when somebody found them to say the same, as two hashes."""
    roles: tuple[Role, ...] = ()
    """Whose work it is part of."""
    phase: Phase | None = None
    """Where in the relationship it belongs."""
    aliases: Words = NO_WORDS
    """Other words people search by; found, not shown."""
    draft: bool = False
    """`true` while it is not to be published: what is wrong with it blocks nothing."""

    @property
    def due(self) -> date:
        """The day its next review is due."""
        return self.reviewed + min(timedelta(self.review_every), date.max - self.reviewed)

    @property
    def asked(self) -> date:
        """The day its review is asked for: each up to a quarter earlier, not all on one Monday."""
        return self.due - timedelta(crc32(self.key.encode()) % (self.review_every // 4 or 1))

    @property
    def key(self) -> str:
        """The record's key in a Library: `kind/id`."""
        return f"{self.kind}/{self.id}"

    @property
    def address(self) -> str:
        """Where its page stands in the site of a language."""
        return f"{self.folder}/{self.id}/"


# What the documents hold: sources, principles, cases, tensions and the glossary.


class Passage(Entry):
    """A numbered passage of a document; its id is its number, and it is used where it is cited."""

    gist: Text | None = None
    """What it says, in our words; asked for once a record cites it."""
    into: Cite | None = None
    """The passage that says it too."""
    reason: Text | None = None
    """Why it was left out."""


class Told(Grounded):
    """Something told in a paragraph or a few, without an id of its own."""

    text: Prose


class Taught(Statement):
    """What a document teaches."""

    principle: PrincipleRef | None = None
    """The principle it shows at work, once there is one."""


class Lesson(Statement):
    """What a case teaches."""

    principle: PrincipleRef
    """The principle it shows at work."""


class Source(Record, kind="source", folder="sources"):
    """A document the playbook is condensed from, on one page."""

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
    passages: tuple[Passage, ...] = least(1)
    """Every numbered passage, in order."""


class Principle(Record, Grounded, kind="principle", folder="principles"):
    """One sentence to work by; the title is the sentence."""

    may_be_editorial = False

    why: tuple[Statement, ...] = least(1)
    """The reasons, shortest first."""
    unless: tuple[Statement, ...] = least(1)


class Event(Entry, Grounded):
    """One moment of a case."""

    when: Bold
    """The time as the document gives it."""
    text: Text


class Option(Statement, Boxed):
    """Something one could have done, and what speaks for or against it."""

    because: Text
    """What it would lead to, or why it was or was not taken."""
    taken: bool = False
    """True for the one that was chosen."""


class Case(Record, kind="case", folder="cases"):
    """Something that happened, told so that the reader decides before the outcome."""

    before: tuple[Event, ...] = least(1)
    """The story up to the choice, in two or three moments."""
    choice: Text
    """The question the reader answers before reading on."""
    options: tuple[Option, ...] = least(2)
    after: tuple[Event, ...] = least(1)
    """What happened from the choice on, and how it ended."""
    lessons: tuple[Lesson, ...] = least(1)
    questions: tuple[Prompt, ...] = least(1)
    checklists: tuple[ChecklistRef, ...] = ()
    """Checklists that make its lesson repeatable."""
    phrases: tuple[PhraseRef, ...] = ()


class Side(Entry, Grounded, Headed):
    """One side of a tension."""

    claim: Text
    """What this side says, put fairly."""
    because: Text
    """Why it is right in its place."""
    principles: tuple[PrincipleRef, ...] = least(1)


class Tension(Record, kind="tension", folder="tensions"):
    """Where two documents pull apart; the title is the question."""

    sides: tuple[Side, ...] = least(2)
    decide: tuple[Statement, ...] = least(1)
    """How to decide in the moment, first test first."""
    phrases: tuple[PhraseRef, ...] = ()
    """Honest words that serve both sides."""


class Term(Entry):
    """One recurring term."""

    term: Bold
    meaning: Text
    instead_of: Words = NO_WORDS
    """Words we do not use for it."""


class Glossary(Record, kind="glossary", folder="glossary"):
    """The words the playbook keeps to, in both languages."""

    intro: Text
    terms: tuple[Term, ...] = least(1)


# What one uses at work: checklists, phrases, situations and the finder that leads to them.


class Item(Entry, Grounded, Boxed):
    """One action on a checklist, answered yes or no."""

    do: Text
    """Starts with a verb; one action; under 20 words."""
    why: Text
    how: Text | None = None
    """How to do it, where that is not plain."""
    who: Role | None = None
    """Who does it, where not the one holding the list."""
    phrase: PhraseRef | None = None
    principles: tuple[PrincipleRef, ...] = ()
    was: tuple[str, ...] = ()
    """The ids it had before: ticks follow it."""


class Pause(Entry, Headed):
    """A moment at which one stops and works through five to nine items."""

    when: Text
    """The moment, so that one knows when to stop."""
    items: tuple[Item, ...] = least(1)


class Checklist(Record, kind="checklist", folder="checklists"):
    """Actions to run through for a real client."""

    mode: Literal["do-confirm", "read-do"]
    """`read-do`: read an item, do it. `do-confirm`: do the work, then confirm item by item."""
    purpose: Text
    """What is done once the list is done."""
    pauses: tuple[Pause, ...] = least(1)

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item in order."""
        return tuple(item for pause in self.pauses for item in pause.items)


class Slot(Entry):
    """A gap in a phrase, written `[id]` in its wordings, in both languages."""

    label: Text
    example: Text
    """An example that names nobody."""


class Wording(Grounded):
    """One way to say it, and why it is poor, better or best."""

    text: Slotted
    """The words, as a person says them."""
    why: Text
    """What they do to the listener."""


class Forbidden(Statement):
    """What must not be promised, and why."""

    signs: Words
    """Words that give it away; the guard looks for them."""


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


class Approvals(Record, kind="approvals", folder="approvals"):
    """What needs a yes in this firm, in one table."""

    intro: Text
    lines: tuple[Consent, ...] = least(1)
    """What needs a yes, the most frequent first."""


class Phrase(Record, kind="phrase", folder="phrases"):
    """Words to say."""

    channel: tuple[Channel, ...] = least(1)
    """Where it is said or written."""
    moment: Moment
    """What it does in the talk."""
    situations: tuple[SituationRef, ...] = least(1)
    """When one needs it; their pages show it by this alone."""
    principles: tuple[PrincipleRef, ...] = least(1)
    slots: tuple[Slot, ...] = ()
    poor: Wording | None = None
    """What people say under pressure."""
    better: Wording | None = None
    best: Wording
    """Said best; the one to copy."""
    forbidden: tuple[Forbidden, ...] = ()
    """Promises that must not slip in."""
    approval: str | None = None
    """The line of the approvals' table that says who must agree first."""


class Template(Record, kind="template", folder="texts"):
    """A whole text, ready to send once its slots are filled in."""

    channel: tuple[Channel, ...] = least(1)
    situations: tuple[SituationRef, ...] = least(1)
    approval: str | None = None
    """The line of the approvals' table that says who must agree first."""
    slots: tuple[Slot, ...] = ()
    subject: Slotted | None = None
    """The subject line, where it is an e-mail."""
    body: Letter
    """The whole text; a paragraph that starts with `•` is a line of a list."""
    short: Letter | None = None
    """Two lines, where people write in a chat."""
    group: Letter | None = None
    """The same for a group of people."""
    why: tuple[Statement, ...] = least(1)


class Line(Statement):
    """A line to say, with the phrase that has its other wordings."""

    phrase: PhraseRef | None = None


class Answered(Statement):
    """What they say next, in their own words, and an answer one can say at once."""

    answer: Text
    """One answer to say aloud; it promises nothing that nobody has granted."""
    phrase: PhraseRef | None = None


class Situation(Record, kind="situation", folder="situations"):
    """What is happening, in the reader's own words, and the first sixty seconds."""

    say: tuple[Line, ...] = least(1)
    """What to say; the first line stands on the phone's first screen."""
    avoid: tuple[Statement, ...] = least(1)
    do: tuple[Statement, ...] = least(1)
    decides: Statement
    answers: tuple[Answered, ...] = ()
    """What they say next, the likeliest first, each with an answer."""
    checklist: ChecklistRef
    """The list to run next."""
    then: tuple[ChecklistRef, ...] = ()
    """Lists for later, in order."""
    cases: tuple[CaseRef, ...] = least(1)
    """What happened to others."""
    principles: tuple[PrincipleRef, ...] = ()
    see: tuple[SituationRef, ...] = ()
    """What it may be instead."""
    urgent: int | None = None
    """Its place among what cannot wait, on the first page."""


class Choice(Prompt):
    """What the reader sees happening, never the solution; it leads to a question or a situation."""

    next: str | None = None
    """The id of the question it leads to."""
    situation: SituationRef | None = None


class Question(Prompt, Headed):
    """One question of the finder."""

    options: tuple[Choice, ...] = least(2)
    """Its answers, the likeliest first."""


class Finder(Record, kind="finder", folder="finder"):
    """A tree of questions: at most three choices lead from what is happening to one situation."""

    otherwise: ChecklistRef
    """The list that helps whatever is happening, for somebody who finds no answer that fits."""
    nodes: tuple[Question, ...] = least(1)
    """The questions; the first one is asked first."""

    def question(self, name: str) -> Question:
        """The question of that id. Raises StopIteration for one that `check` would have refused."""
        return next(node for node in self.nodes if node.id == name)


# What one learns with: questions, practice cases and reading paths.


class Answer(Statement, Boxed):
    """What one would say or do when asked a question, and the reason, right or wrong."""

    because: Text
    """Why it is the best one, or why it is not."""
    best: bool = False
    """True for the one best answer."""


class ScenarioQuestion(Record, kind="question", folder="questions"):
    """A scene in which one chooses what to do; its title does not give the answer away."""

    ask: Text
    """The scene and what is asked."""
    options: tuple[Answer, ...] = least(2)
    """The answers, in a fixed order; exactly one is best."""
    principles: tuple[PrincipleRef, ...] = least(1)


class Reply(Statement):
    """What one says or does in a practice case, and what it leads to."""

    effect: Text
    """What it leads to, no further than the document carries."""
    because: Text
    to: str | None = None
    """The scene that follows; none where this thread ends."""
    principle: PrincipleRef
    """What it keeps or breaks."""


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


class Practice(Record, kind="practice", folder="practice"):
    """A case to play through: every reply leads somewhere."""

    case: CaseRef
    scenes: tuple[Scene, ...] = least(2)
    """The moments, the first one first."""


class Step(Entry):
    """A record to read on a path."""

    record: AnyRef
    """The record, such as `situation/former-client-calls`."""
    why: Text
    """Why this reader reads it now."""


class Section(Entry, Headed):
    """A part of a path: what to read, then two to four questions."""

    title: Text
    steps: tuple[Step, ...] = least(1)
    questions: tuple[QuestionRef, ...] = least(2)
    """What to answer after reading."""


class ReadingPath(Record, kind="path", folder="paths"):
    """A reading path: records in order, each with its reason."""

    audience: Text
    goal: Text
    """What one can do at its end."""
    after: PathRef | None = None
    """The path to take before this one."""
    sections: tuple[Section, ...] = least(1)


KINDS: dict[str, type[Record]] = {
    cls.kind: cls for cls in (
        Source, Principle, Case, Checklist, Phrase, Template, Situation, Tension, Practice,
        ReadingPath, ScenarioQuestion, Approvals, Glossary, Finder,
    )
}  # fmt: skip
"""Every kind of record, in the order in which pages name what is equally near."""
FOLDERS: dict[str, type[Record]] = {cls.folder: cls for cls in KINDS.values()}
PAGE_MACROS = (
    "home", "find", "situations", "checklists", "phrases", "texts", "principles", "cases",
    "tensions", "sources", "runs", "paths", "practices", "questions", "managers", "gallery",
    "state",
)  # fmt: skip
"""Macros that fill a page that is no record; each takes no words, and has a template."""
ADDRESSES = {name: f"{name}/" for name in PAGE_MACROS} | {
    "home": "",
    "find": "finder/",
    "practices": "practice/",
    "gallery": "contribute/gallery/",
    "state": "contribute/state/",
}
"""Where each fills a page: its links lead from there."""
