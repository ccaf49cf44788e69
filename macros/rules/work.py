"""Words and work: the gaps in what is said or sent, and the ids that ticks are kept by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import product

from macros.graph import Library
from macros.model import LANGS, Checklist, Lang, Phrase, Problem, Record, Situation, Template, Text
from macros.read import Tree
from macros.read.front import FEW, did_you_mean
from macros.read.shapes import heading_of

NEGATIVE: dict[Lang, re.Pattern[str]] = {
    "vi": re.compile(r"(?:Đừng|Không nên|Không được|Tránh|Chớ)\b"),
    "en": re.compile(r"(?:Don[’']t|Do not|Never|Avoid|Not)\b"),
}
SLOT = re.compile(r"\[([^\]]*)\]")
SENT = ("subject", "body", "short", "group")
"""The texts of a template, in which its slots stand."""
LONGEST_QUOTE, MOST_ITEMS = 1000, 500
NEEDED = ("best", "body")
"""Where a slot that stands nowhere is asked for."""


def loose_slots(library: Library, _: Tree) -> Iterator[Problem]:
    """Every `[slot]` is explained, and every slot used: by the best wording, or in a template."""
    for phrase in library.all(Phrase):
        wordings = {
            name: wording.text
            for name in ("poor", "better", "best")
            if (wording := getattr(phrase, name))
        }
        yield from slots_of(phrase, wordings, {"best": phrase.best.text})
    for template in library.all(Template):
        held = {name: text for name in SENT if (text := getattr(template, name))}
        yield from slots_of(template, held, held)


def slots_of(
    record: Phrase | Template, held: Mapping[str, Text], whole: Mapping[str, Text]
) -> Iterator[Problem]:
    """What is wrong with the slots of a record; each must stand somewhere in `whole`."""
    declared = sorted(slot.id for slot in record.slots)
    for lang in LANGS:
        for name, text in held.items():
            for slot in sorted(set(SLOT.findall(text[lang])) - set(declared)):
                what = f"`[{slot}]` below `{heading(record, name, lang)}` is no slot"
                explain = f"Explain it below `{heading(record, 'slots', lang)}`, or fill it in"
                cure = did_you_mean(slot, declared, FEW) or explain
                yield Problem("slot-undeclared", text.mark(lang), what, cure)
        used = {slot for text in whole.values() for slot in SLOT.findall(text[lang])}
        for slot in (slot for slot in declared if slot not in used):
            name, text = next((name, text) for name, text in whole.items() if name in NEEDED)
            what = f"The slot `{slot}` is not used below `{heading(record, name, lang)}`"
            cure = f"Write `[{slot}]` in it, or remove the slot"
            yield Problem("slot-unused", text.mark(lang), what, cure)


def heading(record: Record, name: str, lang: Lang) -> str:
    """The heading below which a field stands."""
    return f"## {heading_of(type(record), name).words[lang]}"


def repeated_items(library: Library, _: Tree) -> Iterator[Problem]:
    """An item's id is its own on the whole list: ticks are kept by it."""
    for checklist in library.all(Checklist):
        counts = Counter(name for item in checklist.items for name in (item.id, *item.was))
        for item in checklist.items:
            if counts[item.id] > 1:
                what = f"The item `{item.id}` stands at two pause points"
                cure = "Give each its own id: ticks are kept by it"
                yield Problem("item-repeated", item.at, what, cure)


def unkept_words(library: Library, _: Tree) -> Iterator[Problem]:
    """A run quotes its list: of more than assets/kept.mjs takes back a browser would keep none."""
    for checklist in library.all(Checklist):
        quoted = (checklist.title, *(item.do for item in checklist.items))
        for text, lang in product(quoted, LANGS):
            if (letters := len(text[lang].encode("utf-16-le")) // 2) > LONGEST_QUOTE:
                what = f"This has {letters} letters, and browsers keep {LONGEST_QUOTE} at most"
                yield Problem("not-kept", text.mark(lang), what, "Shorten it")
        for item in checklist.items[MOST_ITEMS:][:1]:
            what = f"The list has {len(checklist.items)} items, and browsers keep {MOST_ITEMS}"
            yield Problem("many-items", item.at, what, "Split the list")


def silent_situations(library: Library, tree: Tree) -> Iterator[Problem]:
    """Some phrase names every situation: what to say comes first."""
    if tree.has_broken("phrase"):
        return
    for situation in library.all(Situation):
        if not library.phrases_of(situation.key):
            what = "No phrase names this situation"
            cure = f"`python3 -m scripts new phrase ID --for {situation.id}` starts one"
            yield Problem("situation-without-phrase", situation.at, what, cure)


def double_negatives(library: Library, _: Tree) -> Iterator[Problem]:
    """Under “avoid” stands the bad thing itself: “avoid: don't …” would ask for it."""
    texts = (item.text for situation in library.all(Situation) for item in situation.avoid)
    for text, lang in product(texts, LANGS):
        if match := NEGATIVE[lang].match(text[lang]):
            what = f"“Avoid: {match[0]} …” asks for the opposite"
            cure = "Write the act itself, or the bad sentence in quotation marks"
            yield Problem("double-negative", text.mark(lang), what, cure)
