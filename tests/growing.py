"""A playbook of many records: copies of this one's, 15 words in 100 of them swapped."""

from __future__ import annotations

import random
import re
import shutil
from dataclasses import fields, is_dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from macros.model import LANGS, Cite, Finder, Lang, Mark, Record, Ref, Text, Words
from macros.rules import judged
from macros.write.markdown import written
from scripts import project

ONCE = {"approvals", "finder", "glossary"}
"""Kinds of which a playbook has one record."""


def renamed(value: Any, end: str, swap: Any) -> Any:
    """A value of a record -> the same of its copy: ids end otherwise, words are swapped."""
    if isinstance(value, Ref):
        return value if value.kind in ONCE else replace(value, id=value.id + end)
    if isinstance(value, Cite):
        return replace(value, source=value.source + end)
    if isinstance(value, Text):
        return replace(value, vi=swap(value.vi, "vi"), en=swap(value.en, "en"))
    if isinstance(value, Words):
        return Words(*(tuple(swap(one, lang) for one in value[lang]) for lang in LANGS))
    if isinstance(value, tuple):
        return tuple(renamed(one, end, swap) for one in value)
    if is_dataclass(value) and not isinstance(value, Mark | type):
        changed = {one.name: renamed(getattr(value, one.name), end, swap) for one in fields(value)}
        return replace(value, **changed)
    return value


def swapped(pools: dict[Lang, list[str]], dice: random.Random, text: str, lang: Lang) -> str:
    """Words -> the same with 15 in 100 taken from others; what is no plain word stays."""
    return re.sub(
        r"(?<![\w\[/*-])[^\W\d_]{3,}(?![\w\]/*-])",
        lambda word: dice.choice(pools[lang]) if dice.random() < 0.15 else word[0],
        text,
    )


def playbook(root: Path, size: int) -> Path:
    """Make a project of about this many records in a folder."""
    for name in ("macros", "playbook.yml", "mkdocs.yml", "mkdocs.en.yml", "docs"):
        copy = shutil.copytree if (project.ROOT / name).is_dir() else shutil.copy2
        copy(project.ROOT / name, root / name)
    made, _ = judged(root / "docs", advise=False)
    several = [record for record in made.records.values() if record.kind not in ONCE]
    titles = {lang: " ".join(one.title[lang] for one in several).lower() for lang in LANGS}
    pools = {lang: re.findall(r"[^\W\d_]{3,}", text) for lang, text in titles.items()}
    dice = random.Random(1)
    rounds = max(0, round((size - len(made.records)) / len(several)))
    for number in range(1, rounds + 1):
        for record in several:
            copied = renamed(record, f"-{number}", partial(swapped, pools, dice))
            put(root, replace(copied, id=f"{record.id}-{number}"))
    for finder in made.all(Finder):
        put(root, grown(finder, rounds))
    return root


def grown(finder: Finder, rounds: int) -> Finder:
    """The finder, with a way to every copy of a situation."""
    nodes = []
    for node in finder.nodes:
        ends = [f"-{number}" for number in range(1, rounds + 1)]
        more = [
            replace(one, id=one.id + end, situation=renamed(one.situation, end, None))
            for end in ends
            for one in node.options
            if one.situation
        ]
        nodes.append(replace(node, options=(*node.options, *more)))
    return replace(finder, nodes=tuple(nodes))


def put(root: Path, record: Record) -> None:
    """Write a record in both languages."""
    for lang in LANGS:
        path = root / "docs" / lang / record.folder / f"{record.id}.md"
        path.write_text(written(record, lang), "utf-8")
