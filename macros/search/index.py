"""Entries -> the search's files: what each word is worth on each page, cut so that a query asks for
the few parts it needs however large the playbook is.

All that can be reckoned beforehand is: a page's worth for a word is its BM25 over title, text and
aliases, times the weight of its kind. A browser only looks up words, and adds.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from macros.search.entries import Entry
from macros.search.fold import Forms, forms, stem, words

Key = str
"""A stem, or two that stand side by side with a space between."""
Worth = dict[int, float]
"""By the number of a page."""
Table = dict[Key, dict[str, Worth]]
"""By spelling too; under "" stands the word in any."""

FIELDS = {"title": 2.5, "text": 0.85, "aliases": 4, "other": 1.5}
"""How much a word counts by its field; `other` is what is Vietnamese on an English page."""
SATURATION = 1.5
"""How soon a word said again counts for nothing more: k of BM25."""
LENGTH = 0.4
"""How much a long field is held against it: b of BM25."""
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
QUOTED = json.encoder.encode_basestring
MOST = 400
"""Pages kept for one word, the best: what stands everywhere tells nothing apart."""
PART = 4_000
"""Letters in one part, about a third of that in bytes sent."""
PAGES = 4
"""Pages shown from one file: eight results ask for eight files at most."""
SCALE = 10
"""A worth is kept as a whole number of tenths."""
ALIKE = "~"
"""Stands before a word whose worth is that of others with the same meaning."""
LITTLE = 0.3
"""What an English word that says little is worth."""
SAY_LITTLE = frozenset(
    stem(word)
    for word in words("""
    a about all also am an and any are as at be been but by can could did do does for from get had
    has have he her him his how i if in into is it its just like me my no not of on or our she so
    some than that the their them then there these they this to too us was we were what when where
    which who why will with would you your
    """)
)


@dataclass
class Counted:
    """What the words of all pages come to, by stem, by spelling, and two by two."""

    stems: dict[Key, Worth] = field(default_factory=lambda: defaultdict(dict))
    spellings: dict[Key, Worth] = field(default_factory=lambda: defaultdict(dict))
    pairs: dict[Key, Worth] = field(default_factory=lambda: defaultdict(dict))
    forms: dict[Key, set[Forms]] = field(default_factory=lambda: defaultdict(set))
    """The words behind each stem."""


class Field(NamedTuple):
    """One field of one page: how long it is, and what stands in it how often."""

    page: int
    name: str
    words: list[Forms]
    pairs: list[Key]


def files(
    all_entries: Sequence[Entry], synonyms: Iterable[Sequence[str]], english: bool
) -> dict[str, str]:
    """Entries and synonyms -> the files to serve, by name; `index.json` leads to the others."""
    counted = count(all_entries, english)
    singles, pairs = tables(counted)
    for key, worths in alike(synonyms, counted, english):
        (pairs if " " in key else singles)[key].update(worths)
    parts = dict(shown(all_entries))
    plain = {form.plain for known in counted.forms.values() for form in known}
    parts["vocabulary.json"] = compact(sorted(plain))
    starts = {}
    for name, table in ("words", singles), ("pairs", pairs):
        cut = list(cut_up(table))
        starts[name] = [start for start, _ in cut]
        parts |= {f"{name}-{number}.json": text for number, (_, text) in enumerate(cut)}
    version = hashlib.sha256("".join(parts.values()).encode()).hexdigest()[:12]
    urgent = sorted(
        (entry for entry in all_entries if entry.urgent), key=lambda entry: entry.urgent or 0
    )
    lead = {"in": version, "pages": PAGES, **starts, "urgent": [page(entry) for entry in urgent]}
    inside = {f"{version}/{name}": text for name, text in parts.items()}
    return {"index.json": compact(lead)} | inside


def count(all_entries: Sequence[Entry], english: bool) -> Counted:
    """Every page's words -> what each is worth there: more where it is rare elsewhere."""
    every = (
        tallied(number, name, lines, english)
        for number, entry in enumerate(all_entries)
        for name, lines in fields_of(entry).items()
    )
    held = [said for said in every if said.words]
    totals: Counter[str] = Counter()
    for said in held:
        totals[said.name] += len(said.words)
    counted = Counted()
    for form in {form for said in held for form in said.words}:
        counted.forms[form.stem].add(form)
    for said in held:
        average = totals[said.name] / len(all_entries)
        share = 1 - LENGTH + LENGTH * len(said.words) / average
        boost = FIELDS[said.name] * all_entries[said.page].weight
        add(counted, said, boost * (SATURATION + 1), SATURATION * share)
    for table in (counted.stems, counted.spellings, counted.pairs):
        for key, worth in table.items():
            rarity = math.log(1 + len(all_entries) / len(worth))
            rarity *= LITTLE if english and not SAY_LITTLE.isdisjoint(key.split()) else 1
            table[key] = {number: rarity * value for number, value in worth.items()}
    return counted


def fields_of(entry: Entry) -> dict[str, tuple[str, ...]]:
    """The fields of an entry, each in lines: no pair of words stands across two."""
    text = (entry.lead, *entry.lines, *entry.named)
    return {"title": (entry.title,), "text": text, "aliases": entry.aliases, "other": entry.other}


def add(counted: Counted, said: Field, boost: float, pull: float) -> None:
    """Put the words of one field into what is counted: said again, a word adds ever less."""
    for table, tally in (
        (counted.stems, Counter([form.stem for form in said.words])),
        (counted.spellings, Counter([form.written for form in said.words])),
        (counted.pairs, Counter(said.pairs)),
    ):
        for key, times in tally.items():
            worths = table[key]
            worths[said.page] = worths.get(said.page, 0) + boost * times / (times + pull)


def tallied(number: int, name: str, lines: Iterable[str], english: bool) -> Field:
    """A page's field, in lines -> its words, and the pairs that stand side by side in a line."""
    all_words: list[Forms] = []
    pairs: list[Key] = []
    for line in lines:
        known = [forms(word, english) for word in words(line)]
        all_words += known
        pairs += [f"{a.stem} {b.stem}" for a, b in pairwise(known)]
    return Field(number, name, all_words, pairs)


def tables(counted: Counted) -> tuple[Table, Table]:
    """What was counted -> words and pairs by key: the worth in any spelling, and in each.

    Where there is only one spelling it says both.
    """
    singles: Table = defaultdict(dict)
    for key, worth in counted.stems.items():
        spellings = sorted({form.written for form in counted.forms[key]})
        if len(spellings) == 1:
            singles[key] = {spellings[0]: worth}
        else:
            singles[key] = {"": worth} | {name: counted.spellings[name] for name in spellings}
    pairs: Table = defaultdict(dict)
    pairs.update({key: {"": worth} for key, worth in counted.pairs.items()})
    return singles, pairs


def alike(
    synonyms: Iterable[Sequence[str]], counted: Counted, english: bool
) -> Iterator[tuple[Key, dict[str, Worth]]]:
    """Groups of words that mean the same -> for each word, what the others are worth."""
    met: dict[tuple[Key, str], set[Key]] = defaultdict(set)
    for group in synonyms:
        each = [[forms(word, english) for word in words(member)] for member in group]
        keys = {" ".join(form.stem for form in member) for member in each}
        for member in each:
            key = " ".join(form.stem for form in member)
            met[key, " ".join(form.written for form in member)] |= keys
    for (key, written), others in met.items():
        best: Worth = {}
        for other in others:
            table = counted.pairs if " " in other else counted.stems
            for number, worth in table.get(other, {}).items():
                best[number] = max(worth, best.get(number, 0))
        yield key, {ALIKE + written: best}


def cut_up(table: Mapping[Key, Mapping[str, Worth]]) -> Iterator[tuple[Key, str]]:
    """A table -> its parts in the order of their keys: the first key of each, and its text."""
    start, pieces, size = "", list[str](), 0
    for key in sorted(table):
        worths = ",".join([f"{QUOTED(name)}:{flat(worth)}" for name, worth in table[key].items()])
        text = f"{QUOTED(key)}:{{{worths}}}"
        if pieces and size + len(text) > PART:
            yield start, f"{{{','.join(pieces)}}}"
            pieces, size = [], 0
        start = start if pieces else key
        pieces.append(text)
        size += len(text)
    if pieces:
        yield start, f"{{{','.join(pieces)}}}"


def flat(worth: Worth) -> str:
    """Pages and their worth, in turn, as JSON; the best alone where there are too many."""
    numbers = sorted(worth)
    if len(numbers) > MOST:
        numbers = sorted(sorted(numbers, key=worth.__getitem__, reverse=True)[:MOST])
    said = [f"{number},{round(worth[number] * SCALE) or 1}" for number in numbers]
    return f"[{','.join(said)}]"


def shown(all_entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    """What is shown of each page, a few to a file."""
    told = [
        page(entry) | ({"lines": entry.lines} if entry.is_told else {}) for entry in all_entries
    ]
    for first in range(0, len(told), PAGES):
        yield f"pages-{first // PAGES}.json", compact(told[first : first + PAGES])


def page(entry: Entry) -> dict[str, Any]:
    """What a result shows of a page."""
    return {"path": entry.path, "kind": entry.kind, "title": entry.title, "lead": entry.lead}


def compact(value: Any) -> str:
    """JSON in as few letters as it takes."""
    return ENCODER.encode(value)
