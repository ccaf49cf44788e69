"""What exists: one frozen dataclass for each record type, and the problem a check reports.

A field's type says how it is written.
`Text` and `Words` are the words, written once in each language; everything else is structure, written once, in the Vietnamese file.
`macros.load` reads these classes to read the files, `scripts.schema` to make the JSON Schemas: the docstring under a field becomes its help text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, get_args

Lang = Literal["vi", "en"]
LANGS: tuple[Lang, ...] = ("vi", "en")

Role = Literal["account-manager", "front-line", "consultant", "project-lead", "leader", "editor"]
Phase = Literal["before", "signing", "during", "ending", "after", "outage"]
Channel = Literal["call", "email", "message", "meeting", "note", "internal", "public"]
Moment = Literal["open", "listen", "commit", "explain", "apologise", "decline", "part", "follow-up"]
PassageState = Literal["used", "merged", "left-out", "open"]


@dataclass(frozen=True)
class Mark:
    """A place in a file: line and column count from 1."""

    path: str
    line: int = 1
    col: int = 1


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it stands, and what mends it."""

    at: Mark
    what: str
    cure: str
    level: Literal["error", "warning"] = "error"


@dataclass(frozen=True)
class Call:
    """A macro call on a page: `{{ name("argument") }}`."""

    name: str
    args: tuple[str, ...]
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


@dataclass(frozen=True)
class Text:
    """Words in both languages."""

    vi: str
    en: str
    at: Mark | None = field(default=None, compare=False, repr=False)
    """Where the Vietnamese stands."""
    en_at: Mark | None = field(default=None, compare=False, repr=False)

    def __getitem__(self, lang: Lang) -> str:
        return self.vi if lang == "vi" else self.en


@dataclass(frozen=True)
class Words:
    """A list of words in each language; the two lists need not pair up."""

    vi: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def __getitem__(self, lang: Lang) -> tuple[str, ...]:
        return self.vi if lang == "vi" else self.en


@dataclass(frozen=True)
class Ref:
    """A typed id, resolved by `macros.graph`."""

    kind: str
    id: str
    at: Mark | None = field(default=None, compare=False, repr=False)

    @property
    def key(self) -> str:
        """The record's key in a Library: `kind/id`."""
        return f"{self.kind}/{self.id}"


@dataclass(frozen=True)
class Cite:
    """A passage of a document, written `reputation:5`."""

    source: str
    passage: str
    at: Mark | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.source}:{self.passage}"


SourceRef = Annotated[Ref, "source"]
PrincipleRef = Annotated[Ref, "principle"]
CaseRef = Annotated[Ref, "case"]
ChecklistRef = Annotated[Ref, "checklist"]
PhraseRef = Annotated[Ref, "phrase"]
SituationRef = Annotated[Ref, "situation"]
QuestionRef = Annotated[Ref, "question"]
PathRef = Annotated[Ref, "path"]
AnyRef = Annotated[Ref, "any"]


def least(count: int) -> Any:
    """A required list of at least `count` entries."""
    return field(metadata={"least": count})


@dataclass(frozen=True, kw_only=True)
class Grounded:
    """Anything that states something: it cites a passage or says that an editor added it."""

    cites: tuple[Cite, ...] = ()
    """The passages it rests on, such as `reputation:5`."""
    origin: Literal["editorial"] | None = None
    """`editorial` where no document says it; keep these rare."""
    at: Mark | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Statement(Grounded):
    """One thing a document says, in our words."""

    id: str
    """Written by hand, never reused: links and the English text hang on it."""
    text: Text
    """The statement in plain words."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """What every record has."""

    kind: ClassVar[str]
    folder: ClassVar[str]

    id: str
    """The file's name without `.md`; the same in both languages."""
    title: Text
    """What the record is called on every page and in search."""
    owner: str
    """The team that answers for this record."""
    reviewed: date
    """The day somebody last read it and found it right (YYYY-MM-DD)."""
    review_every: int
    """How many days it stays trusted after that."""
    roles: tuple[Role, ...] = ()
    """Whose work it is part of."""
    phase: Phase | None = None
    """Where in the relationship it belongs."""
    aliases: Words = Words()
    """Other words people search by; found, not shown."""
    at: Mark = field(default=Mark(""), compare=False, repr=False)

    @property
    def key(self) -> str:
        """The record's key in a Library: `kind/id`."""
        return f"{self.kind}/{self.id}"


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A numbered passage of a document, and where it went."""

    id: str
    """Its number in the document."""
    gist: Text
    """What it says, in our words."""
    state: PassageState
    """`used`, `merged` (then `into`), `left-out` (then `reason`) or `open` (not read yet)."""
    into: Cite | None = None
    """The passage it was merged with."""
    reason: Text | None = None
    """Why it was left out."""
    at: Mark | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Source(Record):
    """A document the playbook is condensed from."""

    kind = "source"
    folder = "sources"

    provenance: Text
    """Who wrote and published it, as far as the document says."""
    dated: Text
    """Its date, as far as known."""
    summary: Text
    """What it says, in 80 to 150 words."""
    passages: tuple[Passage, ...] = least(1)
    """Every numbered passage, in order."""


@dataclass(frozen=True, kw_only=True)
class Principle(Record, Grounded):
    """One sentence to work by; the title is the sentence."""

    kind = "principle"
    folder = "principles"

    why: tuple[Statement, ...] = least(1)
    """The reasons, shortest first."""
    unless: tuple[Statement, ...] = least(1)
    """When it does not apply."""


@dataclass(frozen=True, kw_only=True)
class Event(Grounded):
    """One moment of a case."""

    id: str
    """Written by hand, never reused."""
    when: Text
    """The time as the document gives it."""
    text: Text
    """What was said or done."""


@dataclass(frozen=True, kw_only=True)
class Option(Grounded):
    """Something one could have done, and what speaks for or against it."""

    id: str
    """Written by hand, never reused."""
    text: Text
    """The choice."""
    because: Text
    """What it would lead to, or why it was or was not taken."""
    taken: bool = False
    """True for the one that was chosen."""


@dataclass(frozen=True, kw_only=True)
class Lesson(Grounded):
    """What a case teaches."""

    id: str
    """Written by hand, never reused."""
    text: Text
    """The lesson."""
    principle: PrincipleRef
    """The principle it shows at work."""


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A question to think about."""

    id: str
    """Written by hand, never reused."""
    text: Text
    """The question."""
    at: Mark | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Case(Record):
    """Something that happened, told so that the reader decides before the outcome."""

    kind = "case"
    folder = "cases"

    opening: tuple[Statement, ...] = least(1)
    """Who is involved and what is going on."""
    signals: tuple[Statement, ...] = least(1)
    """What one could notice."""
    before: tuple[Event, ...] = least(1)
    """What happened up to the choice, in order."""
    choice: Text
    """The question the reader answers before reading on."""
    options: tuple[Option, ...] = least(2)
    """The choice taken and its alternatives."""
    after: tuple[Event, ...] = least(1)
    """What happened from the choice on, in order."""
    outcome: tuple[Statement, ...] = least(1)
    """How it ended."""
    lessons: tuple[Lesson, ...] = least(1)
    """What it teaches, each with its principle."""
    questions: tuple[Prompt, ...] = least(1)
    """Questions to think about."""
    checklists: tuple[ChecklistRef, ...] = ()
    """Checklists that make its lesson repeatable."""
    phrases: tuple[PhraseRef, ...] = ()
    """Words to say in such a case."""


@dataclass(frozen=True, kw_only=True)
class Item(Grounded):
    """One action on a checklist, answered yes or no."""

    id: str
    """Written by hand, never reused: ticks are kept by it."""
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


@dataclass(frozen=True, kw_only=True)
class Pause:
    """A moment at which one stops and works through five to nine items."""

    id: str
    """Written by hand, never reused."""
    when: Text
    """The moment, so that one knows when to stop."""
    items: tuple[Item, ...] = least(1)
    """The items, in order."""
    at: Mark | None = field(default=None, compare=False, repr=False)


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
class Slot:
    """A gap in a phrase, written `[id]` in its wordings."""

    id: str
    """The name between the brackets, the same in both languages."""
    label: Text
    """What to fill in."""
    example: Text
    """An example that names nobody."""
    at: Mark | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Wording(Grounded):
    """One way to say it, and why it is poor, better or best."""

    text: Text
    """The words, as a person says them."""
    why: Text
    """What they do to the listener."""


@dataclass(frozen=True, kw_only=True)
class Forbidden(Grounded):
    """A promise that must not be made."""

    id: str
    """Written by hand, never reused."""
    text: Text
    """What must not be promised, and why."""
    signs: Words
    """Words that give it away; the guard looks for them."""


@dataclass(frozen=True, kw_only=True)
class Approval(Grounded):
    """Who may allow it."""

    who: Role
    """The role that decides."""
    text: Text
    """What has to be approved."""


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
    """When one needs it."""
    principles: tuple[PrincipleRef, ...] = least(1)
    """What it puts into practice."""
    slots: tuple[Slot, ...] = ()
    """The gaps to fill in."""
    poor: Wording
    """What people say under pressure."""
    better: Wording
    """Said well."""
    best: Wording
    """Said best; the one to copy."""
    forbidden: tuple[Forbidden, ...] = ()
    """Promises that must not slip in."""
    approval: Approval | None = None
    """Who may approve it, where a document gives ground for it."""


@dataclass(frozen=True, kw_only=True)
class Line(Statement):
    """A line to say, with the phrase that has its other wordings."""

    phrase: PhraseRef | None = None
    """The phrase it comes from."""


@dataclass(frozen=True, kw_only=True)
class Situation(Record):
    """What is happening, and the first sixty seconds; the title is the trigger in the reader's own words."""

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
    checklist: ChecklistRef
    """The list to run next."""
    then: tuple[ChecklistRef, ...] = ()
    """Lists for later, in order."""
    phrases: tuple[PhraseRef, ...] = least(1)
    """Words for what follows."""
    cases: tuple[CaseRef, ...] = least(1)
    """What happened to others."""
    principles: tuple[PrincipleRef, ...] = ()
    """What guides the answer."""


@dataclass(frozen=True, kw_only=True)
class Side(Grounded):
    """One side of a tension."""

    id: str
    """Written by hand, never reused."""
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
class Term:
    """One recurring term."""

    id: str
    """Written by hand, never reused."""
    term: Text
    """The word we use."""
    meaning: Text
    """What we mean by it."""
    instead_of: Words = Words()
    """Words we do not use for it."""
    at: Mark | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Glossary(Record):
    """The words the playbook keeps to, in both languages."""

    kind = "glossary"
    folder = "glossary"

    intro: Text
    """What the glossary is for."""
    terms: tuple[Term, ...] = least(1)
    """The terms."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer: it leads to another question or to a situation."""

    id: str
    """Written by hand, never reused: the page's address holds it."""
    text: Text
    """What the reader sees happening, never the solution."""
    next: str | None = None
    """The id of the question it leads to."""
    situation: SituationRef | None = None
    """The situation it leads to."""
    at: Mark | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question of the finder."""

    id: str
    """Written by hand, never reused."""
    text: Text
    """The question."""
    options: tuple[Choice, ...] = least(2)
    """Its answers, the likeliest first."""
    at: Mark | None = field(default=None, compare=False, repr=False)


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


@dataclass(frozen=True, kw_only=True)
class Answer(Grounded):
    """One answer to a question, and its reason, right or wrong."""

    id: str
    """Written by hand, never reused: answers are kept by it."""
    text: Text
    """What one would say or do."""
    because: Text
    """Why it is the best one, or why it is not."""
    best: bool = False
    """True for the one best answer."""


@dataclass(frozen=True, kw_only=True)
class ScenarioQuestion(Record):
    """A scene in which one chooses what to say or do; the title names it without giving the answer away."""

    kind = "question"
    folder = "questions"

    ask: Text
    """The scene and what is asked."""
    options: tuple[Answer, ...] = least(2)
    """The answers, in a fixed order; exactly one is best."""
    principles: tuple[PrincipleRef, ...] = least(1)
    """What the best answer puts into practice."""


@dataclass(frozen=True, kw_only=True)
class Reply(Grounded):
    """One reply in a practice case, and what it leads to."""

    id: str
    """Written by hand, never reused."""
    text: Text
    """What one says or does."""
    effect: Text
    """What it leads to, no further than the document carries."""
    because: Text
    """Why."""
    to: str | None = None
    """The scene that follows; none where this thread ends."""
    principle: PrincipleRef
    """What it keeps or breaks."""


@dataclass(frozen=True, kw_only=True)
class Scene(Grounded):
    """A moment of a practice case."""

    id: str
    """Written by hand, never reused."""
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
class Step:
    """A record to read on a path."""

    id: str
    """Written by hand, never reused."""
    record: AnyRef
    """The record, such as `situation/former-client-calls`."""
    why: Text
    """Why this reader reads it now."""
    at: Mark | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a path: what to read, then two to four questions."""

    id: str
    """Written by hand, never reused."""
    title: Text
    """What this part is about."""
    steps: tuple[Step, ...] = least(1)
    """What to read, in order."""
    questions: tuple[QuestionRef, ...] = least(2)
    """What to answer after reading."""
    at: Mark | None = field(default=None, compare=False, repr=False)


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


KINDS: dict[str, type[Record]] = {
    cls.kind: cls
    for cls in (
        Source,
        Principle,
        Case,
        Checklist,
        Phrase,
        Situation,
        Tension,
        Practice,
        ReadingPath,
        ScenarioQuestion,
        Glossary,
        Finder,
    )
}
FOLDERS: dict[str, type[Record]] = {cls.folder: cls for cls in KINDS.values()}
PAGE_MACROS: tuple[str, ...] = (
    "home",
    "find",
    "situations",
    "checklists",
    "phrases",
    "principles",
    "cases",
    "tensions",
    "sources",
    "paths",
    "practices",
    "questions",
    "managers",
)
"""Macros that fill a page that is no record; each takes no words. `macros.render` has a template for each."""
PHASES: tuple[Phase, ...] = get_args(Phase)
ROLES: tuple[Role, ...] = get_args(Role)
