"""The records, bound together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, TypeVar, get_args

from macros import model
from macros.kinds import LOOKS
from macros.model import Cite, Grounded, Mark, Passage, PassageState, Phrase, Record, Ref, Text
from macros.read import Tree

R = TypeVar("R", bound=Record)
T = TypeVar("T")
WORDS_AROUND = ("text", "do", "claim", "gist")
"""Fields that say what an entry is about: a reader is shown them beside a link it holds."""


@dataclass(frozen=True)
class Link:
    """One record names another; read backwards it is the backlink."""

    source: str
    """Key of the record that names."""
    target: str
    """Key of the record that is named, or the passage."""
    role: str
    """Where it stands, as `case.lessons.principle`: interface words say it to the reader."""
    text: Text | None
    """The words it stands in, such as the lesson; None where the whole record names the other."""
    at: Mark


@dataclass(frozen=True)
class Library:
    """Every record and every link between two, found from either end without a search."""

    records: Mapping[str, Record]
    pages: tuple[model.Page, ...]
    links_from: Mapping[str, tuple[Link, ...]]
    links_to: Mapping[str, tuple[Link, ...]]
    uses: Mapping[str, tuple[Link, ...]]
    """By passage, such as `reputation:5`: what rests on it."""
    was: Mapping[str, tuple[str, ...]]
    """By key: the ids that a record had before; what readers keep under those still counts."""
    retired: Mapping[str, model.Retired]
    """By key: records that are used no more."""
    drafts: frozenset[str]
    """Keys of records that are not to be published yet."""

    def all(self, cls: type[R]) -> tuple[R, ...]:
        """Every record of one type, by id."""
        return tuple(record for record in self.records.values() if isinstance(record, cls))

    def get(self, key: str) -> Record:
        """A record. Raises KeyError for one that `check` would have refused."""
        return self.records[key]

    def phrases_of(self, key: str) -> tuple[Phrase, ...]:
        """The phrases that name a situation, as a talk goes: the opening first."""
        links = self.links_to.get(key, ())
        namers = (self.records[link.source] for link in links if link.role == "phrase.situations")
        phrases = [record for record in namers if isinstance(record, Phrase)]
        order = get_args(model.Moment)
        return tuple(sorted(phrases, key=lambda phrase: (order.index(phrase.moment), phrase.id)))

    def orphans(self) -> tuple[Record, ...]:
        """Records that no other names, but for the kinds that one enters from the menu."""
        every = (link for links in self.links_to.values() for link in links)
        named = {link.target for link in every if link.source != link.target}
        asked = (one for one in self.records.values() if not LOOKS[one.kind].menu)
        return tuple(record for record in asked if record.key not in named)

    def state(self, source: str, passage: Passage) -> PassageState:
        """Where a passage of a document went."""
        if f"{source}:{passage.id}" in self.uses:
            return "used"
        return "merged" if passage.into else "left-out" if passage.reason else "open"

    @cached_property
    def passages(self) -> Mapping[str, Mapping[str, Passage]]:
        """Every passage by its document and number."""
        return {
            source.id: {passage.id: passage for passage in source.passages}
            for source in self.all(model.Source)
        }


def link(tree: Tree) -> Library:
    """What was read -> the Library. Links to records that do not exist stay in it: rules say so."""
    records = {record.key: record for record in tree.records}
    out: dict[str, list[Link]] = defaultdict(list)
    into: dict[str, list[Link]] = defaultdict(list)
    uses: dict[str, list[Link]] = defaultdict(list)
    for record in tree.records:
        for role, value, text in walk(record, record.kind, None):
            if isinstance(value, Ref):
                named = Link(record.key, value.key, role, text, value.at)
                out[record.key].append(named)
                into[value.key].append(named)
            elif record.kind != "source":
                uses[str(value)].append(Link(record.key, str(value), role, text, value.at))
    was: dict[str, list[str]] = defaultdict(list)
    for old, new in sorted(tree.moved.items()):
        was[new].append(old.partition("/")[2])
    links = frozen(out), frozen(into), frozen(uses)
    drafts = frozenset(tree.drafts)
    return Library(records, tuple(tree.pages), *links, frozen(was), tree.retired, drafts)


@cache
def field_names(cls: Any) -> tuple[str, ...]:
    """The fields of a dataclass, its class's too; none where no text or link stands further in."""
    whole = cls in (Cite, Mark, Ref, Text, model.Words)
    return () if whole else tuple(getattr(cls, "__dataclass_fields__", ()))


def frozen(table: Mapping[str, list[T]]) -> dict[str, tuple[T, ...]]:
    """A table of lists that nobody will add to any more."""
    return {key: tuple(values) for key, values in table.items()}


def walk(value: Any, role: str, text: Text | None) -> Iterator[tuple[str, Ref | Cite, Text | None]]:
    """Every reference and citation inside a record, its place and the words around it."""
    if isinstance(value, Ref | Cite):
        yield role, value, text
    elif isinstance(value, tuple):
        for item in value:
            yield from walk(item, role, text)
    elif names := field_names(value.__class__):
        if not isinstance(value, Record):
            own = (getattr(value, name) for name in WORDS_AROUND if hasattr(value, name))
            text = next(own, text)
        for field in names:
            yield from walk(getattr(value, field), f"{role}.{field}", text)


def inside(value: Any, without: Collection[str] = ()) -> list[Any]:
    """A value and all that is in it, in order, but for the fields named in `without`."""
    found, waiting = [], [value]
    while waiting:
        one = waiting.pop()
        found.append(one)
        if one.__class__ is tuple:
            waiting += one[::-1]
        elif names := field_names(one.__class__):
            waiting += [getattr(one, name) for name in names[::-1] if name not in without]
    return found


def named_texts(
    value: Any, without: Collection[str] = (), name: str = ""
) -> Iterator[tuple[str, Text]]:
    """Every text in a value, with the fields and ids that lead there, as `why ^heard text`."""
    if isinstance(value, Text):
        yield name, value
    elif isinstance(value, tuple):
        for number, item in enumerate(value, 1):
            yield from named_texts(item, without, f"{name} ^{getattr(item, 'id', number)}")
    else:
        for field in field_names(value.__class__):
            if field not in without:
                yield from named_texts(getattr(value, field), without, f"{name} {field}".strip())


def texts(value: Any, without: Collection[str] = ()) -> list[Text]:
    """Every text in a value."""
    return [part for part in inside(value, without) if part.__class__ is Text]


def words_in(value: Any, lang: model.Lang, without: Collection[str] = ()) -> int:
    """How many words stand in a value, in one language; Vietnamese is counted in syllables."""
    return sum(len(text[lang].split()) for text in texts(value, without))


def grounded(value: Any) -> Iterator[Grounded]:
    """Every statement in a record, itself first where it is one."""
    return (item for item in inside(value) if isinstance(item, Grounded))
