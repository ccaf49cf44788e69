"""What every record is made of: places, words in two languages, references, citations."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar, Literal
from zlib import crc32

# Two by design: `Text` has a field for each, and the Vietnamese file alone holds the structure.
Lang = Literal["vi", "en"]
LANGS: tuple[Lang, ...] = ("vi", "en")


@dataclass(frozen=True)
class Chosen:
    """One of the ids that the firm lists in playbook.yml."""

    of: Literal["roles", "phases", "teams", "channels"]


Role = Annotated[str, Chosen("roles")]
Phase = Annotated[str, Chosen("phases")]
Team = Annotated[str, Chosen("teams")]
Channel = Annotated[str, Chosen("channels")]
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


SourceRef = Annotated[Ref, "source"]
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


@dataclass(frozen=True)
class Manner:
    """How a text is written, where not as plain words in one paragraph."""

    bold: bool = False
    """First in its entry, in bold: a time, or a term."""
    slots: bool = False
    """With `[slots]` in it."""
    prose: bool = False
    """In several paragraphs."""


PLAIN = Manner()
Bold = Annotated[Text, Manner(bold=True)]
Slotted = Annotated[Text, Manner(slots=True)]
Prose = Annotated[Text, Manner(prose=True)]
Letter = Annotated[Text, Manner(slots=True, prose=True)]


class Headed:
    """A kind of entry with entries of its own: it opens with a heading `## words ^id`."""


class Boxed:
    """A kind of entry that starts with a box, `- [ ]`; `- [x]` sets its flag."""


@dataclass(frozen=True, kw_only=True)
class Placed:
    """What knows where it was read."""

    at: Mark = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Entry(Placed):
    """One of several: an entry of a list, or a part with a heading of its own."""

    id: str
    """Written by hand, never reused: links, ticks and the English text hang on it."""


@dataclass(frozen=True, kw_only=True)
class Grounded(Placed):
    """Anything that states something: it cites a passage or says that an editor added it."""

    may_be_editorial: ClassVar[bool] = True

    cites: tuple[Cite, ...] = ()
    """The passages it rests on, such as `reputation:5`."""
    origin: Literal["editorial"] | None = None
    """`editorial` where no document says it; keep these rare."""


@dataclass(frozen=True, kw_only=True)
class Statement(Entry, Grounded):
    """One thing a document says, in our words."""

    text: Text


@dataclass(frozen=True, kw_only=True)
class Prompt(Entry):
    """A question to think about."""

    text: Text


@dataclass(frozen=True, kw_only=True)
class Record(Placed):
    """What every record has."""

    kind: ClassVar[str]
    folder: ClassVar[str]

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
        """The day its review is asked for: up to a quarter of the time earlier, each on its own.

        So what was read on one day does not fall due on one Monday.
        """
        return self.due - timedelta(crc32(self.key.encode()) % (self.review_every // 4 or 1))

    @property
    def key(self) -> str:
        """The record's key in a Library: `kind/id`."""
        return f"{self.kind}/{self.id}"
