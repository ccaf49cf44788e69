"""`playbook.yml`, what every firm changes -> its settings, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import yaml

from macros.model import LANGS, Mark, Text
from macros.read.front import UNREADABLE, did_you_mean
from macros.read.ids import SLUG
from macros.read.reader import Reader
from macros.read.span import Span
from macros.read.text import decode, unfit, unreadable

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
    "forge": (r"github|gitlab", "Write github or gitlab"),
    "branch": (r"[\w./@#+=-]+", "Write the name of the branch"),
    "review_every": (r"0*[1-9]\d{0,4}", "Write a number of days"),
    "machines": (r"yes|no", "Write yes or no"),
}
"""Single values: what they may be, and what is said where they are not."""


@dataclass
class Firm(Reader):
    """What a firm has set."""

    words: dict[str, Text] = field(default_factory=dict)
    """Its words as templates ask for them, such as `team.editors`."""
    ids: dict[str, tuple[str, ...]] = field(default_factory=lambda: dict.fromkeys(LISTS, ()))
    """Its teams, roles, phases, those aside, and channels."""
    values: dict[str, str] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    """The channels in which words are written, and stay."""

    def choices(self, name: str) -> tuple[str, ...]:
        """What a record may name: the phases with those aside."""
        return self.ids.get(name, ()) + (self.ids.get("aside", ()) if name == "phases" else ())

    def settings(self, root: yaml.Node | None) -> None:
        """Take in the whole file."""
        rows = dict(self.pairs(root, Mark(PATH.name)))
        known = ("name", *VALUES, *LISTS)
        for key, node in rows.items():
            if key not in known:
                cure = did_you_mean(key, known)
                self.report("unknown-setting", mark_of(node), cure=cure, key=key, known=known)
        for key in known:
            if key not in rows:
                self.report("setting-missing", Mark(PATH.name), key=key)
            elif key == "name":
                self.named("site.name", rows[key])
            elif key in VALUES:
                self.value(key, rows[key])
            else:
                entries = dict(self.pairs(rows[key], mark_of(rows[key])))
                self.ids[key] = tuple(entries)
                for name, node in entries.items():
                    said = self.named(f"{LISTS[key]}.{name}", node)
                    if key == "aside" and name in self.ids["phases"]:
                        what = f"`{name}` stands in `phases` too"
                        self.report("setting-wrong", mark_of(node), what, "Keep one of the two")
                    if key == "channels":
                        self.writes(name, said.get("written", ""), node)

    def pairs(self, node: yaml.Node | None, at: Mark) -> Iterator[tuple[str, yaml.Node]]:
        """What stands below a key, or in the whole file."""
        if not isinstance(node, yaml.MappingNode):
            cure = "Write `id: {vi: …, en: …}`"
            self.report("setting-wrong", at, "Nothing stands below this key", cure)
            return
        seen = set[str]()
        for key, inner in node.value:
            name = said_by(key)
            if not SLUG.fullmatch(name.replace("_", "-")):
                cure = "Use a to z, digits and hyphens; words stand behind it"
                self.report("setting-wrong", mark_of(key), f"`{name}` is no id", cure)
            elif name in seen:
                what, cure = f"`{name}` stands twice", "Keep one of the two"
                self.report("setting-wrong", mark_of(key), what, cure)
            else:
                seen.add(name)
                yield name, inner

    def named(self, key: str, node: yaml.Node) -> dict[str, str]:
        """The words of one id, in both languages -> all that stands between its braces."""
        rows = node.value if isinstance(node, yaml.MappingNode) else ()
        said = {"vi": "", "en": ""}
        said |= {said_by(name): said_by(inner) for name, inner in rows}
        for lang in LANGS:
            if not said[lang].strip(" ….?"):
                name = key.partition(".")[2]
                self.report("setting-without-words", mark_of(node), name=name, lang=lang)
            self.problems += unfit(Span(said[lang], mark_of(node)))
            if fault := unreadable(said[lang], mark_of(node)):  # by escape
                self.report(fault.code, mark_of(node), fault.what, "Take it out of these words")
        self.words[key] = Text(said["vi"], said["en"])
        return said

    def writes(self, name: str, said: str, node: yaml.Node) -> None:
        """Whether a channel is a written one."""
        if said == "yes":
            self.written.add(name)
        elif said != "no":
            what = f"`{name}` says neither `written: yes` nor `written: no`"
            cure = "Write one of the two between its braces: some words are unwise in writing"
            self.report("setting-wrong", mark_of(node), what, cure)

    def value(self, key: str, node: yaml.Node) -> None:
        """A single value."""
        given = said_by(node)
        wanted, cure = VALUES[key]
        if re.fullmatch(wanted, given):
            self.values[key] = given
        else:
            self.report("setting-wrong", mark_of(node), f"`{key}` says `{given}`", cure)


@cache
def firm() -> Firm:
    """The settings, read once; whatever cannot be read is a problem on its line."""
    made, loader = Firm(), None
    try:
        words, problems = decode(PATH.read_bytes(), PATH.name)
        if problems:
            made.problems += (replace(p, cure=p.cure.partition(": `")[0]) for p in problems)
            return made
        loader = yaml.BaseLoader(words)
        root = loader.get_single_node()
    except (OSError, *UNREADABLE) as error:
        mark = getattr(error, "problem_mark", loader and loader.get_mark())
        at = Mark(PATH.name, mark.line + 1 if mark else 1)
        made.report("settings-unreadable", at)
        return made
    made.settings(root)
    return made


def said_by(node: yaml.Node) -> str:
    """What is written as a key or a single value; nothing for a list."""
    return str(node.value).strip() if isinstance(node, yaml.ScalarNode) else ""


def mark_of(node: yaml.Node) -> Mark:
    """Where a setting stands."""
    return Mark(PATH.name, node.start_mark.line + 1, node.start_mark.column + 1)
