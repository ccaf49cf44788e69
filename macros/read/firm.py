"""`playbook.yml`, what every firm changes -> its settings, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from macros.model import LANGS, Mark, Text
from macros.read.front import did_you_mean
from macros.read.ids import SLUG
from macros.read.reader import Reader

PATH = Path(__file__).parents[2] / "playbook.yml"
LISTS = {
    "teams": "team",
    "roles": "role",
    "phases": "phase",
    "aside": "phase",
    "channels": "channel",
}
"""The lists of ids, and how their words are called."""
VALUES = {
    "forge": ("github", "gitlab"),
    "branch": (),
    "review_every": (),
    "machines": ("yes", "no"),
}
"""Single values, and what they may be."""


@dataclass
class Firm(Reader):
    """What a firm has set; `problems` says what is wrong with it."""

    words: dict[str, Text] = field(default_factory=dict)
    """Its words as templates ask for them, such as `team.editors`."""
    ids: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Its teams, roles, phases, those aside, and channels."""
    values: dict[str, str] = field(default_factory=dict)

    def choices(self, name: str) -> tuple[str, ...]:
        """What a record may name: the phases with those aside."""
        return self.ids.get(name, ()) + (self.ids.get("aside", ()) if name == "phases" else ())


@cache
def firm() -> Firm:
    """The settings, read once."""
    return read(PATH)


def read(path: Path) -> Firm:
    """A file -> the settings in it; whatever cannot be read is a problem on its line."""
    made = Firm()
    try:
        root = yaml.compose(path.read_text("utf-8"), yaml.BaseLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        at = Mark(path.name, mark.line + 1 if mark else 1)
        cure = "Write `key: value`, with spaces before what stands below a key"
        made.report("settings-unreadable", at, "The settings cannot be read", cure)
        return made
    rows = dict(pairs(made, root, Mark(path.name)))
    known = ("name", *VALUES, *LISTS)
    for key, node in rows.items():
        if key not in known:
            cure = did_you_mean(key, known) or f"Settings are: {', '.join(known)}"
            made.report("unknown-setting", mark_of(node, path.name), f"`{key}` is no setting", cure)
    for key in known:
        if key not in rows:
            cure = f"Add `{key}:`, as the playbook came with it"
            made.report("setting-missing", Mark(path.name), f"`{key}` is missing", cure)
    if "name" in rows:
        words(made, "site.name", rows["name"], path.name)
    for key, choices in VALUES.items():
        if key in rows:
            value(made, key, choices, rows[key], path.name)
    for key, word in LISTS.items():
        entries = dict(pairs(made, rows[key], mark_of(rows[key], path.name))) if key in rows else {}
        made.ids[key] = tuple(entries)
        for name, node in entries.items():
            words(made, f"{word}.{name}", node, path.name)
    return made


def pairs(made: Firm, node: yaml.Node | None, at: Mark) -> Iterator[tuple[str, yaml.Node]]:
    """What stands below a key, or in the whole file."""
    if not isinstance(node, yaml.MappingNode):
        made.report(
            "setting-wrong", at, "Nothing stands below this key", "Write `id: {vi: …, en: …}`"
        )
        return
    seen = set[str]()
    for key, inner in node.value:
        at, name = mark_of(key, at.path), str(key.value)
        if not SLUG.fullmatch(name.replace("_", "-")):
            cure = "Use a to z, digits and hyphens; words stand behind it"
            made.report("setting-wrong", at, f"`{name}` is no id", cure)
        elif name in seen:
            made.report("setting-wrong", at, f"`{name}` stands twice", "Keep one of the two")
        else:
            seen.add(name)
            yield name, inner


def words(made: Firm, key: str, node: yaml.Node, path: str) -> None:
    """The words of one id, in both languages."""
    said: Mapping[str, str] = {}
    if isinstance(node, yaml.MappingNode):
        said = {str(name.value): str(inner.value).strip() for name, inner in node.value}
    for lang in LANGS:
        if not said.get(lang, "").strip(" ….?"):
            what = f"`{key.partition('.')[2]}` has no `{lang}` words"
            cure = f"Write `{lang}:` and the words between its braces"
            made.report("setting-without-words", mark_of(node, path), what, cure)
    made.words[key] = Text(said.get("vi", ""), said.get("en", ""))


def value(made: Firm, key: str, choices: tuple[str, ...], node: yaml.Node, path: str) -> None:
    """A single value."""
    given = str(node.value).strip() if isinstance(node, yaml.ScalarNode) else ""
    number = key == "review_every" and not (given.isdecimal() and 0 < int(given) < 100_000)
    if not given or number or (choices and given not in choices):
        cure = f"Write {' or '.join(choices)}" if choices else "Write a number of days"
        cure = "Write the name of the branch" if key == "branch" else cure
        made.report("setting-wrong", mark_of(node, path), f"`{key}` says `{given}`", cure)
    else:
        made.values[key] = given


def mark_of(node: yaml.Node, path: str) -> Mark:
    """Where a setting stands."""
    return Mark(path, node.start_mark.line + 1, node.start_mark.column + 1)
