"""Records and pages -> what the search keeps of each."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from macros.graph import Library
from macros.graph.library import texts
from macros.kinds import LOOKS
from macros.language import Language
from macros.model import Answered, Phrase, Record, Situation, Template
from macros.related import about, first_words

OTHER_PAGES = 0.55
"""The weight of a page that is no record, beside those that kinds.yml gives."""
OF_AN_ANSWER = 0.7
"""An answer's weight beside its situation's: it comes first only where its own words are typed."""
APART = ("title", "aliases", "passages")
"""Fields whose words are kept apart, or not at all: a document's passages repeat its records."""
FOREIGN = 16
"""Vietnamese aliases by which an English page is found: a phone waits for every word."""


@dataclass(frozen=True)
class Entry:
    """One page as the search knows it."""

    path: str
    """Its address within its language."""
    kind: str
    """Its kind in words, or nothing."""
    title: str
    lead: str
    """The sentence shown of it: of a situation what to say first."""
    lines: tuple[str, ...] = ()
    """Its other words, a paragraph each."""
    named: tuple[str, ...] = ()
    """The titles of the records it names."""
    is_told: bool = False
    """Whether another line than the lead may be shown: never a case's ending, or an answer.

    A situation shows what to say first, whatever was typed.
    """
    aliases: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    """Of an English page its id, which is English too, and what is Vietnamese about it."""
    weight: float = OTHER_PAGES
    urgent: int | None = None
    """Its place among what cannot wait."""


def entries(library: Library, language: Language) -> list[Entry]:
    """Every page one can search, the kinds that help on the phone first."""
    pages = [
        Entry(page.address, "", page.title, about(library, language, page.path)[1])
        for page in library.pages
        if page.lang == language.lang
    ]
    records = [of_record(library, language, record) for record in library.records.values()]
    answers = [
        of_answer(language, situation, answer)
        for situation in library.all(Situation)
        for answer in situation.answers
    ]
    return sorted([*records, *answers, *pages], key=lambda entry: (-entry.weight, entry.path))


def of_answer(language: Language, situation: Situation, answer: Answered) -> Entry:
    """What a client says next -> its entry: found by their words, it shows what to answer."""
    return Entry(
        path=f"{situation.address}#{answer.id}",
        kind=language.word("situation.answers"),
        title=language.text(answer.text),
        lead=language.text(answer.answer),
        other=(answer.id, answer.text.vi) if language.lang == "en" else (),
        weight=LOOKS[situation.kind].weight * OF_AN_ANSWER,
    )


def of_record(library: Library, language: Language, record: Record) -> Entry:
    """A record -> its entry: its own words, and the titles of the records it names."""
    look = LOOKS[record.kind]
    links = dict.fromkeys(link.target for link in library.links_from.get(record.key, ()))
    named = [library.records[key].title for key in links if key in library.records]
    lead = language.text(first_words(record))
    slots = record.slots if isinstance(record, Phrase | Template) else ()
    said = (
        language.gaps(text, slots) if slots else text[language.lang]
        for text in texts(record, APART)
    )
    # A letter is many lines, of which one is shown.
    lines = dict.fromkeys(plain(line) for words in said for line in words.split("\n"))
    foreign = (record.id, record.title.vi, *record.aliases.vi[:FOREIGN])
    return Entry(
        path=record.address,
        kind=language.word(f"kind.{record.kind}"),
        title=language.text(record.title),
        lead=lead,
        lines=tuple(line for line in lines if line and line != lead),
        named=tuple(language.text(title) for title in named),
        aliases=record.aliases[language.lang],
        other=foreign if language.lang == "en" else (),
        weight=look.weight,
        is_told=look.print and not isinstance(record, Situation),
        urgent=record.urgent if isinstance(record, Situation) else None,
    )


def plain(line: str) -> str:
    """A line as it is read: without the marks of its gaps, if it has any."""
    return line.striptags() if isinstance(line, Markup) else " ".join(line.split())
