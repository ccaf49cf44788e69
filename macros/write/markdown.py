"""A record -> its file in each language."""

from __future__ import annotations

from typing import Any

from macros.model import KINDS, Boxed, Lang, Record, Ref, Text, Words
from macros.read.shapes import GROUNDS, NAMED, Shape, at_place, headings_of, labels_of, main_of

FIRST = ("owner", "reviewed", "review_every", "roles", "phase")
"""The keys of the front matter that stand before all others."""


class Gap(str):
    """Stands in a blank record for a value that somebody has to write."""

    __slots__ = ()


def written(record: Record, lang: Lang) -> str:
    """A record -> the whole text of its file in one language."""
    whole = [front(record)] if lang == "vi" else []
    whole.append(f"# {record.title[lang]}")
    whole += filter(None, [brackets(record, lang)])
    for shape in at_place(type(record), "lead"):
        whole += blocks(getattr(record, shape.name), lang)
    for shape in at_place(type(record), "sections"):
        for entry in getattr(record, shape.name):
            whole += section(entry, lang)
    for row in headings_of(type(record)):
        below = [block for name in row.fields for block in blocks(getattr(record, name), lang)]
        if below:
            whole += [f"## {row.words[lang]}", *below]
    return "\n\n".join(whole) + "\n"


def front(record: Record) -> str:
    """The front matter: what is structure of the record as a whole."""
    rows = {}
    for shape in at_place(type(record), "front"):
        value = getattr(record, shape.name)
        if value not in (None, (), False):
            several = isinstance(value, tuple)
            rows[shape.name] = f"[{', '.join(map(plain, value))}]" if several else plain(value)
    order = sorted(rows, key=lambda key: FIRST.index(key) if key in FIRST else len(FIRST))
    return "\n".join(["---", *(f"{key}: {rows[key]}" for key in order), "---"])


def plain(value: Any) -> str:
    """One value of structure."""
    return value.id if isinstance(value, Ref) else "true" if value is True else str(value)


def section(entry: Any, lang: Lang) -> list[str]:
    """A heading that is an entry, and what stands below it."""
    more = [(shape.form, getattr(entry, shape.name)) for shape in at_place(type(entry), "more")]
    paragraphs = [text[lang] for form, text in more if form == "text"]
    if rests := brackets(entry, lang):
        paragraphs[-1:] = ["\n".join([*paragraphs[-1:], rests])]
    heading = f"## {getattr(entry, main_of(type(entry)).name)[lang]} ^{entry.id}"
    return [heading, *paragraphs, *(entries(held, lang) for form, held in more if form == "list")]


def blocks(value: Any, lang: Lang) -> list[str]:
    """What stands below a heading for one field: a text, words, a list, or an entry's paragraph."""
    if isinstance(value, Words):
        return [", ".join(value[lang])] if value[lang] else []
    if isinstance(value, Text):
        return [value[lang]]
    if isinstance(value, tuple) or value is None:
        return [entries(value, lang)] if value else []
    block = getattr(value, main_of(type(value)).name)[lang]
    block += f" ^{value.id}" if hasattr(value, "id") else ""
    if rests := brackets(value, lang):
        block += f"\n{rests}"
    below = labels(value, lang)
    return [block, "\n".join(below)] if below else [block]


def entries(values: tuple[Any, ...], lang: Lang) -> str:
    """A list of entries."""
    return "\n".join(line for value in values for line in entry(value, lang))


def entry(value: Any, lang: Lang) -> list[str]:
    """One entry: its box, what is bold, its words and its id; below them brackets and labels."""
    cls = type(value)
    start = "- "
    if issubclass(cls, Boxed):
        ticked = any(getattr(value, flag.name) for flag in at_place(cls, "box"))
        start += "[x] " if ticked else "[ ] "
    for shape in at_place(cls, "bold"):
        start += f"**{getattr(value, shape.name)[lang]}** "
    words = getattr(value, main_of(cls).name)
    start += f"{words[lang]} " if words else ""
    lines = [f"{start}^{value.id}"]
    if rests := brackets(value, lang):
        lines.append(f"  {rests}")
    return lines + [f"  {line}" for line in labels(value, lang)]


def labels(value: Any, lang: Lang) -> list[str]:
    """What is said more below an entry."""
    lines = []
    for row in labels_of(type(value)):
        text = getattr(value, row.fields[0])
        words = ", ".join(text[lang]) if isinstance(text, Words) else text[lang] if text else ""
        if words:
            lines.append(f"- {row.words[lang]}: {words}")
    return lines


def brackets(value: Any, lang: Lang) -> str:
    """What words rest on and where they lead, in the Vietnamese file alone."""
    if lang == "en":
        return ""
    held = []
    for shape in at_place(type(value), "bracket"):
        content = getattr(value, shape.name)
        items = content if isinstance(content, tuple) else (content,)
        if content and shape.name in NAMED:
            items = (", ".join(map(str, items)),)
        held += [f"[{bracket(shape, item)}]" for item in items if item is not None]
    return " ".join(held)


def bracket(shape: Shape, item: Any) -> str:
    """What stands in one pair of brackets."""
    if isinstance(item, Ref):
        return f"{KINDS[item.kind].folder}/{item.id}"
    if isinstance(item, Gap) or shape.name in GROUNDS:
        return str(item)
    leads = shape.form == "string" and shape.name not in NAMED
    return f"→ {item}" if leads else f"{shape.name}: {item}"
