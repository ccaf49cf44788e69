"""Words and work: the gaps in what is said or sent, and the ids that ticks are kept by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from macros.graph import Library
from macros.model import LANGS, Checklist, Lang, Phrase, Problem, Situation, Template, Text
from macros.read import Tree
from macros.read.front import FEW, did_you_mean
from macros.read.reader import problem
from macros.read.shapes import heading_of

NEGATIVE: dict[Lang, re.Pattern[str]] = {
    "vi": re.compile(r"(?:Đừng|Không nên|Không được|Tránh|Chớ)\b"),
    "en": re.compile(r"(?:Don[’']t|Do not|Never|Avoid|Not)\b"),
}
SLOT = re.compile(r"\[([^\]]*)\]")
WORDED = ("poor", "better", "best", "subject", "body", "short", "group")
"""Where slots stand: the wordings of a phrase, and the texts of a template."""
LONGEST_QUOTE, MOST_ITEMS = 1000, 500
NEEDED = ("best", "body")
"""Where a slot that stands nowhere is asked for."""


def loose_slots(library: Library, _: Tree) -> Iterator[Problem]:
    """Every `[slot]` is explained, and every slot used: by the best wording, or in a template."""
    records: list[Phrase | Template] = [*library.all(Phrase), *library.all(Template)]
    for record in records:
        parts = {name: part for name in WORDED if (part := getattr(record, name, None))}
        held = {name: getattr(part, "text", part) for name, part in parts.items()}
        yield from slots_of(record, held, {"best": held["best"]} if "best" in held else held)


def slots_of(
    record: Phrase | Template, held: Mapping[str, Text], whole: Mapping[str, Text]
) -> Iterator[Problem]:
    """What is wrong with the slots of a record; each must stand somewhere in `whole`."""
    declared = sorted(slot.id for slot in record.slots)
    for lang in LANGS:
        rows = {name: heading_of(type(record), name).words[lang] for name in (*held, "slots")}
        for name, text in held.items():
            for slot in sorted(set(SLOT.findall(text[lang])) - set(declared)):
                more: dict[str, Any] = {"slot": slot, "below": rows[name], "slots": rows["slots"]}
                cure = did_you_mean(slot, declared, FEW)
                yield problem("slot-undeclared", text.mark(lang), cure=cure, **more)
        used = {slot for text in whole.values() for slot in SLOT.findall(text[lang])}
        name = next(name for name in NEEDED if name in whole)
        for slot in (slot for slot in declared if slot not in used):
            yield problem("slot-unused", whole[name].mark(lang), slot=slot, below=rows[name])


def repeated_items(library: Library, _: Tree) -> Iterator[Problem]:
    """An item's id is its own on the whole list: ticks are kept by it."""
    for checklist in library.all(Checklist):
        counts = Counter(name for item in checklist.items for name in (item.id, *item.was))
        for item in checklist.items:
            if counts[item.id] > 1:
                yield problem("item-repeated", item.at, id=item.id)


def unkept_words(library: Library, _: Tree) -> Iterator[Problem]:
    """A run quotes its list: of more than assets/kept.mjs takes back a browser would keep none."""
    for checklist in library.all(Checklist):
        quoted = (checklist.title, *(item.do for item in checklist.items))
        for text, lang in product(quoted, LANGS):
            if (letters := len(text[lang].encode("utf-16-le")) // 2) > LONGEST_QUOTE:
                yield problem("not-kept", text.mark(lang), letters=letters, most=LONGEST_QUOTE)
        for item in checklist.items[MOST_ITEMS:][:1]:
            count = len(checklist.items)
            yield problem("many-items", item.at, count=count, most=MOST_ITEMS)


def silent_situations(library: Library, tree: Tree) -> Iterator[Problem]:
    """Some phrase names every situation: what to say comes first."""
    if tree.has_broken("phrase"):
        return
    for situation in library.all(Situation):
        if not library.phrases_of(situation.key):
            yield problem("situation-without-phrase", situation.at, id=situation.id)


def double_negatives(library: Library, _: Tree) -> Iterator[Problem]:
    """Under “avoid” stands the bad thing itself: “avoid: don't …” would ask for it."""
    texts = (item.text for situation in library.all(Situation) for item in situation.avoid)
    for text, lang in product(texts, LANGS):
        if match := NEGATIVE[lang].match(text[lang]):
            yield problem("double-negative", text.mark(lang), words=match[0])
