"""Front matter in two languages -> one record, with every problem found on the way.

The Vietnamese tree holds structure and words, the English tree the words alone.
A value that cannot be read becomes `BAD` and is reported once; the reading goes on, so that one run shows all problems.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from typing import Any

from macros.load.front import Map, Node, Scalar, Seq, closest, did_you_mean
from macros.load.shapes import Shape, shapes_of, wordy_fields
from macros.model import KINDS, Cite, Grounded, Mark, Problem, Record, Ref, Text, Words

BAD: Any = object()
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
READS_AS = {"int": "a number", "float": "a number", "bool": "yes or no", "timestamp": "a date"}
FORMS = {
    "text": '"…"',
    "words": '["…"]',
    "string": '"…"',
    "number": "180",
    "date": "2026-11-23",
    "flag": "true",
    "ref": "principle/calm-first",
    "cite": "reputation:5",
}
"""How a value is written, by the form of its shape."""
CITE = re.compile(r"([a-z0-9-]+):([0-9]+)")


class Decoder:
    """Reads one record; `problems` and `names` fill as it goes."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.names: list[Ref | Cite] = []
        """Every record and passage it names: they are checked even where the record itself cannot be made."""

    def report(self, at: Mark, what: str, cure: str) -> Any:
        """Note a problem and return the mark of a value that could not be read."""
        self.problems.append(Problem("todo", at, what, cure))
        return BAD

    def record(self, cls: type[Record], name: str, vi: Map, en: Map | None) -> Record | None:
        """Both trees of a record -> the record, or None where a problem keeps it from being made.

        Without an English tree its texts are not asked for: the missing file is the caller's problem to report.
        """
        found = self.entry(cls, vi, en, vi.at if en is None else en.at)
        return None if found is BAD else cls(id=name, **found)

    def entry(self, cls: type, vi: Map, en: Node | None, en_at: Mark) -> Any:
        """A mapping -> the values of a dataclass by field name, or BAD."""
        shapes = shapes_of(cls)
        vi, bad = self.fit(vi, shapes), any(key not in shapes for key in vi.keys)
        words = self.english(cls, vi, en)
        found: dict[str, Any] = {}
        if words is BAD:  # said once; its texts are then not asked for one by one
            words, en, bad = {}, None, True
        for name, shape in shapes.items():
            node, other = vi.entries.get(name), words.get(name)
            if node is None and not (shape.form == "words" and other is not None):
                if other is not None and not shape.required:
                    self.report(
                        other.at,
                        f"`{name}` stands only in English",
                        "Add it to the Vietnamese file, or remove it here",
                    )
                if shape.required:
                    bad = (
                        self.report(
                            vi.at, f"`{name}` is missing", f"Add {example(name, shape)} here"
                        )
                        is BAD
                    )
                continue
            missing = (
                en is not None
                and node is not None
                and shape.wordy
                and shape.form != "words"
                and other is None
            )
            if missing and node is not None and not empty(node):
                first = node.items[0] if isinstance(node, Seq) else node
                form = english_form("id" if isinstance(node, Seq) else name, shape.entry, first)
                form = (
                    f"`{name}:` and, indented below it for each id, {form}"
                    if isinstance(node, Seq)
                    else form
                )
                self.report(
                    en_at,
                    f"The English of `{name}` is missing",
                    f"Add {form} here (Vietnamese: line {node.at.line})",
                )
            value = self.value(name, shape, node, other, en_at if missing else None)
            bad = bad or value is BAD
            found[name] = value
        grounds = [name for name in ("cites", "origin") if found.get(name) not in (None, ())]
        if (
            issubclass(cls, Grounded)
            and len(grounds) != 1
            and not {"cites", "origin"} & {k for k, v in found.items() if v is BAD}
        ):
            cure = "Write the passage it comes from, such as `cites: [reputation:5]`"
            cure += (
                ", or, where no document says it, `origin: editorial`"
                if cls.may_be_editorial
                else ""
            )
            at = vi.keys.get("cites", vi.at)
            if grounds:
                bad = (
                    self.report(
                        at,
                        "This both cites a passage and calls itself editorial",
                        "Keep one of the two",
                    )
                    is BAD
                )
            else:
                bad = self.report(at, "Nothing says where this comes from", cure) is BAD
        if "at" in cls.__dataclass_fields__:  # type: ignore[attr-defined]  # every cls here is a dataclass
            found["at"] = vi.at
        return BAD if bad else found

    def english(self, cls: type, vi: Map, en: Node | None) -> Any:
        """The English side of an entry -> its nodes by field name; a lone text needs no key."""
        wordy = wordy_fields(cls)
        if en is None:
            return {}
        texts = [name for name in wordy if name in vi.entries]
        if isinstance(en, Scalar) and len(texts) == 1 and wordy[texts[0]].form == "text":
            return {texts[0]: en}
        if not isinstance(en, Map):
            return self.report(
                en.at,
                "The English here is not a set of keys",
                f"Write {english_form('', cls, vi)} in its place",
            )
        structure = {
            key: at for key, at in en.keys.items() if key in shapes_of(cls) and key not in wordy
        }
        for key, at in structure.items():
            self.report(
                at,
                f"`{key}` is structure",
                "Remove it: structure stands in the Vietnamese file alone",
            )
        keys = {key: at for key, at in en.keys.items() if key not in structure}
        return {
            key: node
            for key, node in self.fit(Map(en.entries, keys, en.at), wordy).entries.items()
            if key in wordy
        }

    def fit(self, node: Map, known: Collection[str]) -> Map:
        """A mapping with its keys as they were meant: a misspelt one is reported once, and read as the one that it must be."""
        missing = [name for name in known if name not in node.keys]
        entries: dict[str, Node] = {}
        keys: dict[str, Mark] = {}
        for key, at in node.keys.items():
            meant = key
            if key not in known:
                meant = closest(key, missing) or key
                hint = (
                    did_you_mean(key, missing)
                    or did_you_mean(key, known)
                    or f"Keys here: {', '.join(known)}"
                )
                self.report(at, f"`{key}` is no key here", hint)
            entries.setdefault(meant, node.entries[key])
            keys.setdefault(meant, at)
        return Map(entries, keys, node.at)

    def value(
        self, name: str, shape: Shape, vi: Node | None, en: Node | None, en_at: Mark | None
    ) -> Any:
        """One field in both languages -> its value, or BAD."""
        if shape.form == "words":
            return self.words(name, vi, en)
        assert vi is not None
        if shape.form == "list":
            return self.many(name, shape, vi, en)
        if shape.form == "entry":
            if not isinstance(vi, Map):
                return self.report(
                    vi.at, f"`{name}` is not a set of keys", "Write its keys below it, indented"
                )
            assert shape.entry is not None
            found = self.entry(shape.entry, vi, en, en.at if en else (en_at or vi.at))
            return BAD if found is BAD else shape.entry(**found)
        if not isinstance(vi, Scalar):
            return self.report(vi.at, f"`{name}` is not a single value", "Write it on one line")
        if shape.form == "text":
            english = self.text(name, en) if en is not None else ""
            vietnamese = self.text(name, vi)
            return (
                BAD
                if BAD in (english, vietnamese)
                else Text(vietnamese, english, vi.at, en.at if en else None)
            )
        return self.scalar(name, shape, vi)

    def many(self, name: str, shape: Shape, vi: Node, en: Node | None) -> Any:
        """A list -> a tuple; entries pair with their English by id."""
        assert shape.of is not None
        if not isinstance(vi, Seq):
            return self.report(
                vi.at, f"`{name}` is not a list", "Write `- ` before each entry, or `[a, b]`"
            )
        if len(vi.items) < shape.least:
            self.report(vi.at, f"`{name}` needs at least {shape.least}", "Add what is missing")
            return BAD
        if shape.of.form != "entry":
            values = [self.value(name, shape.of, item, None, None) for item in vi.items]
            return BAD if BAD in values else tuple(values)
        texts: dict[str, Node] = {}
        if isinstance(en, Scalar) and en.tag == "null":
            en = Map({}, {}, en.at)
        if isinstance(en, Map):
            texts = en.entries
        elif en is not None and shape.wordy:
            self.report(
                en.at,
                f"The English of `{name}` is not written by id",
                "Write `id: words` lines, without dashes",
            )
        ids = [
            item.entries["id"].value
            for item in vi.items
            if isinstance(item, Map) and isinstance(item.entries.get("id"), Scalar)
        ]  # type: ignore[union-attr]  # isinstance was asked just before
        if isinstance(en, Map):
            for key, at in en.keys.items():
                if key not in ids:
                    meant = closest(key, [name for name in ids if name not in texts])
                    cure = (
                        did_you_mean(meant or key, ids)
                        or "Add it to the Vietnamese file, or remove it here"
                    )
                    self.report(at, f"`{key}` stands only in English", cure)
                    texts = {**texts, meant: en.entries[key]} if meant else texts
        seen: dict[str, Any] = {}
        for position, item in enumerate(vi.items):
            key = (
                item.entries["id"].value
                if isinstance(item, Map) and isinstance(item.entries.get("id"), Scalar)
                else ""
            )  # type: ignore[union-attr]  # isinstance was asked just before
            if key in seen:
                self.report(
                    item.at,
                    f"The id `{key}` stands twice in `{name}`",
                    "Give this entry an id of its own",
                )
            english = texts.get(key)
            if isinstance(en, Map) and english is None and key:
                cure = f"Add {english_form(key, shape.entry, item)} here (Vietnamese: line {item.at.line})"
                self.report(en.at, f"The English of `{key}` is missing", cure)
            seen[key or f"?{position}"] = self.value(name, shape.of, item, english, None)
        return BAD if BAD in seen.values() else tuple(seen.values())

    def words(self, name: str, vi: Node | None, en: Node | None) -> Any:
        """Two lists that need not pair up -> Words."""
        sides = []
        for node in (vi, en):
            if node is not None and not isinstance(node, Seq):
                return self.report(node.at, f"`{name}` is not a list", "Write `[one, two]`")
            sides.append([self.text(name, item) for item in node.items] if node else [])
        return BAD if BAD in sides[0] + sides[1] else Words(*(tuple(side) for side in sides))

    def text(self, name: str, node: Node) -> Any:
        """A text as it is printed: plain words, not empty, no markup."""
        if not isinstance(node, Scalar):
            return self.report(
                node.at, f"`{name}` is not a text", "Write it on one line; put it in quotes"
            )
        if node.tag == "null" or not node.value.strip():
            return self.report(node.at, f"`{name}` is empty", "Write its words")
        if node.tag != "str":
            return self.report(
                node.at,
                f"`{name}` reads as {READS_AS.get(node.tag, node.tag)}, not as words",
                f'Write "{node.value}" in quotes',
            )
        if node.lost:
            return self.report(
                node.lost, "Everything after ` #` is lost", "Put the whole value in double quotes"
            )
        if mark := re.search(r"\{[{%#]|<|[\x00-\x08\x0b-\x1f\x7f]", node.value):
            return self.report(
                node.at,
                f"`{mark.group()}` stands in a text",
                "Texts are plain words: leave markup out",
            )
        return " ".join(node.value.split())

    def scalar(self, name: str, shape: Shape, node: Scalar) -> Any:
        """A single value of structure -> its Python value."""
        value = node.value
        if not value.strip():
            return self.report(
                node.at,
                f"`{name}` is empty",
                f"Write {example('', shape)}"
                if not shape.choices
                else f"One of: {', '.join(shape.choices)}",
            )
        if (
            shape.form in ("string", "choice", "ref") and node.tag in READS_AS
        ):  # MkDocs would read it so, too
            return self.report(
                node.at,
                f"`{name}` reads as {READS_AS[node.tag]}, not as words",
                f'Write "{value}" in quotes',
            )
        if shape.form == "choice":
            if value in shape.choices:
                return value
            hint = did_you_mean(value, shape.choices) or f"One of: {', '.join(shape.choices)}"
            return self.report(node.at, f"`{value}` is no {name}", hint)
        if shape.form == "cite":
            if match := CITE.fullmatch(value):
                self.names.append(Cite(match[1], match[2], node.at))
                return self.names[-1]
            return self.report(
                node.at,
                f"`{value}` is no passage",
                "Write the source and a number, such as `reputation:5`",
            )
        if shape.form == "ref":
            kind, _, rest = value.rpartition("/") if shape.ref == "any" else (shape.ref, "", value)
            if SLUG.fullmatch(rest) and kind:
                self.names.append(Ref(kind, rest, node.at))
                return self.names[-1]
            return self.report(
                node.at, f"`{value}` is no id", "Write the file's name without `.md`"
            )
        if shape.form == "number":
            if re.fullmatch(r"[1-9][0-9]{0,4}", value):
                return int(value)
            return self.report(
                node.at, f"`{value}` is no whole number above zero", f"Write `{name}: 180`, say"
            )
        if shape.form == "flag":
            return (
                value == "true"
                if value in ("true", "false")
                else self.report(node.at, f"`{value}` is neither", "Write `true` or `false`")
            )
        if shape.form == "date":
            try:
                return date.fromisoformat(value)
            except ValueError:
                return self.report(
                    node.at, f"`{value}` is no date", "Write year-month-day, such as `2026-11-23`"
                )
        if name == "id" and not SLUG.fullmatch(value):
            return self.report(
                node.at, f"`{value}` is no id", "Use lower-case letters a to z, digits and hyphens"
            )
        return value.strip()


def example(name: str, shape: Shape) -> str:
    """A key and its shape -> how it is written, as a cure; without a name the value alone."""
    one = shape.of or shape
    if one.form == "entry":
        return f"`{name}:` and, indented below it, {'`- id: …`' if shape.of else 'its keys'}"
    folder = KINDS[one.ref].folder if one.ref in KINDS else ""
    if folder and not name:
        return f"the name of a file in docs/vi/{folder}, without `.md`"
    value = one.choices[0] if one.choices else "ID" if folder else FORMS[one.form]
    written = (f"{name}: " if name else "") + (value if shape is one else f"[{value}]")
    return (
        f"`{written}` (`ID` is the name of a file in docs/vi/{folder})"
        if folder
        else f"`{written}`"
    )


def english_form(key: str, cls: type | None, vi: Node) -> str:
    """How the English of an entry is written, as a cure: the texts that it has in Vietnamese, after its key if it has one."""
    shapes = wordy_fields(cls) if cls else {}
    names = [name for name in shapes if isinstance(vi, Map) and name in vi.entries] or [
        name for name in shapes if shapes[name].required
    ]
    start = f"{key}: " if key else ""
    if any(shapes[name].form != "text" for name in names):
        return f"`{start.strip()}` and, indented below it, {', '.join(f'`{name}:`' for name in names)}".removeprefix(
            "`` and, "
        )
    return (
        f'`{start}"…"`'
        if len(names) < 2
        else f"`{start}{{{', '.join(f'{name}: …' for name in names)}}}`".replace("…", '"…"')
    )


def slug(words: str) -> str:
    """Words -> an id."""
    plain = unicodedata.normalize("NFD", words.lower().replace("đ", "d"))
    return re.sub(
        r"[^a-z0-9]+", "-", "".join(letter for letter in plain if not unicodedata.combining(letter))
    ).strip("-")


def empty(node: Node) -> bool:
    """Whether a list or mapping holds nothing, so that nothing needs its English."""
    return isinstance(node, Seq) and not node.items
