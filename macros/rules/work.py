"""Phrases and checklists: the gaps in a wording, and the ids that ticks are kept by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from macros.graph import Library
from macros.read import Tree
from macros.read.front import did_you_mean
from macros.model import LANGS, Checklist, Lang, Phrase, Problem, Situation, Wording
from macros.rules.marks import mark_in

SLOT = re.compile(r"\[([^\]]*)\]")


def loose_slots(library: Library, _: Tree) -> Iterator[Problem]:
    """Every `[slot]` in a wording is declared, and the best wording uses every declared slot."""
    for phrase in library.all(Phrase):
        declared = {slot.id for slot in phrase.slots}
        for lang in LANGS:
            for name in ("poor", "better", "best"):
                if wording := getattr(phrase, name):
                    yield from undeclared_slots(wording, name, lang, declared)
            yield from unused_slots(phrase.best, lang, declared)


def undeclared_slots(
    wording: Wording, name: str, lang: Lang, declared: set[str]
) -> Iterator[Problem]:
    """The gaps of one wording that no slot explains."""
    for slot in sorted(set(SLOT.findall(wording.text[lang])) - declared):
        what = f"`[{slot}]` in `{name}` ({lang}) is no slot"
        cure = did_you_mean(slot, sorted(declared)) or "Declare it under `slots`, or fill it in"
        yield Problem("slot-undeclared", mark_in(wording.text, lang), what, cure)


def unused_slots(best: Wording, lang: Lang, declared: set[str]) -> Iterator[Problem]:
    """The slots that the best wording has no gap for; silent where its words are missing."""
    at = best.text.at if lang == "vi" else best.text.en_at
    if at is None:
        return
    for slot in sorted(declared - set(SLOT.findall(best.text[lang]))):
        what = f"The slot `{slot}` is not in `best` ({lang})"
        yield Problem("slot-unused", at, what, f"Write `[{slot}]` in it, or remove the slot")


def repeated_items(library: Library, _: Tree) -> Iterator[Problem]:
    """An item's id is its own on the whole list: ticks are kept by it."""
    for checklist in library.all(Checklist):
        counts = Counter(name for item in checklist.items for name in (item.id, item.was))
        for item in checklist.items:
            if counts[item.id] > 1:
                what = f"The item `{item.id}` stands at two pause points"
                cure = "Give each its own id: ticks are kept by it"
                yield Problem("item-repeated", item.at or checklist.at, what, cure)


def silent_situations(library: Library, tree: Tree) -> Iterator[Problem]:
    """Some phrase names every situation: what to say comes first."""
    if any(key.startswith("phrase/") for key in tree.broken):
        return
    for situation in library.all(Situation):
        if not library.phrases_of(situation):
            what = "No phrase names this situation"
            cure = f"`python3 -m scripts new phrase ID --for {situation.id}` starts one"
            yield Problem("situation-without-phrase", situation.at, what, cure)
