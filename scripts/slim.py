"""Takes out of a built site what no browser needs.

Of style sheets what no page can use, as Material styles far more; of scripts the comments.

A rule stays when every class in one of its selectors is given by some page or script, and every
other name stands in one. Names that scripts put together from parts would be missed: the browser
tests and the gallery's kept pictures look at the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

import tinycss2

from scripts import project

SLIMMED = {".js", ".mjs", ".css"}
NAME = re.compile(r"[A-Za-z_][\w-]*")
TAG = re.compile(r"<[A-Za-z][^>]*>")
ATTRIBUTE = re.compile(r'([\w:-]+)(?:="([^"]*)")?')
GIVES = re.compile(
    r"""class(?:Name|List)\b[^"'`;\n]*((?:["'][^"'\n]*["'](?:,\s*)?)+)|\b(pb-[\w-]+)"""
)
"""How scripts give classes."""
DATASET = re.compile(r"\bdataset\.(\w+)")
VARIABLE = re.compile(r"(?<![\w-])--[\w-]+")
DECLARED = re.compile(r"(?<![\w-])--[\w-]+(?=:)")
GROUPS = ("media", "supports", "layer", "container")
"""At-rules that hold rules."""
CLASS = re.compile(r"\.([\w-]+)")
NOTHING = re.compile(r"\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]")
"""What in a selector asks for no class: its brackets."""
RULE = re.compile(
    r"""\"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|/\*.*?\*/|(?<=[{};])([^{}"'\\/@]+)\{[^{}"'\\]*\}""",
    re.DOTALL,
)
"""Of a style sheet: a string or a comment; or a rule that says plainly what classes it asks for."""
PIECE = re.compile(
    r"""
    (?P<kept> "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'
      | `(?: \\. | \$\{(?:`[^`]*`|\{[^{}]*\}|[^{}`])*\} | [^`\\] )*`
      | (?<=[(,=:\[!&|?{};>\n]) [ ]* /(?![*/]) (?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/ )
    | (?: \s+ | //[^\n]* | /\*.*?\*/ )+
    """,
    re.VERBOSE | re.DOTALL,
)
"""Of a script: a string, a template or a pattern, which stay as they are; or space and comments."""

Rule = tuple[str, Any]
"""What stands before its braces, and the rules inside; or a text, and the property it declares."""


@dataclass
class Names:
    """What pages and scripts name."""

    classes: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)
    """Tags, attributes, ids and their values."""
    variables: set[str] = field(default_factory=set)

    def pages(self, texts: Iterable[str]) -> None:
        """Add those of pages: each tag once, as most stand on many."""
        for tag in {tag for text in texts for tag in TAG.findall(text)}:
            self.variables.update(VARIABLE.findall(tag))
            for name, value in ATTRIBUTE.findall(tag):
                self.others.add(name)
                if name == "class":
                    self.classes.update(value.split())
                elif NAME.fullmatch(value):
                    self.others.add(value)

    def script(self, text: str) -> None:
        """Add those of a script."""
        for given in GIVES.findall(text):
            self.classes.update(NAME.findall("".join(given)))
        self.others.update(NAME.findall(text))
        data = (re.sub("[A-Z]", r"-\g<0>", name).lower() for name in DATASET.findall(text))
        self.others.update(f"data-{name}" for name in data)
        self.variables.update(VARIABLE.findall(text))


def slim(site: Path) -> int:
    """Rewrite every style sheet and script of a site, in place -> how many bytes fewer."""
    names = Names()
    every = project.files(site).values()
    names.pages(path.read_text("utf-8") for path in every if path.suffix == ".html")
    before = {path: path.read_text("utf-8") for path in every if path.suffix in SLIMMED}
    # Both languages carry the same files: each text is worked on once.
    sheets = {text for path, text in before.items() if path.suffix == ".css"}
    scripts = set(before.values()) - sheets
    for text in scripts:
        names.script(text)
    after = sheets_of(sheets, names) | {text: script(text) for text in scripts}
    for path, text in before.items():
        path.write_text(after[text], "utf-8", newline="\n")
    return sum(len(text.encode()) - len(after[text].encode()) for text in before.values())


def sheets_of(texts: set[str], names: Names) -> dict[str, str]:
    """Style sheets that stand on the same pages -> for each what stays of it."""
    usable = {}
    for text in texts:
        quick = RULE.sub(partial(plain, names), text)
        parsed = tinycss2.parse_stylesheet(quick, skip_comments=True, skip_whitespace=True)
        usable[text] = list(matching(parsed, names))
    variables: set[str] | None = None
    while True:  # a variable that only unused variables name is unused too
        after = {text: "".join(kept(rules, variables)) for text, rules in usable.items()}
        used = set(names.variables)
        for text in after.values():
            used.update(VARIABLE.findall(DECLARED.sub("", text)))
        if used == variables:
            return after
        variables = used


def plain(names: Names, rule: re.Match[str]) -> str:
    """A rule of `RULE` -> nothing where no page can use it, before it is parsed at some cost."""
    asked = (CLASS.findall(part) for part in NOTHING.sub("", rule[1] or "").split(","))
    return rule[0] if any(names.classes.issuperset(classes) for classes in asked) else ""


def script(text: str) -> str:
    """A script -> the same one without comments, indents and empty lines."""
    return PIECE.sub(lambda it: it["kept"] or ("\n" if "\n" in it[0] else " "), text).strip() + "\n"


def matching(nodes: Iterable[Any], names: Names) -> Iterator[Rule]:
    """Parsed rules -> those that can match."""
    for node in nodes:
        if node.type == "qualified-rule":
            wanted = [tight(part) for part in selectors(node.prelude) if matches(part, names)]
            if wanted:
                yield ",".join(wanted), declarations(node.content)
        elif node.type == "at-rule":
            head = f"@{node.at_keyword} {tight(node.prelude)}"
            if node.content is None:
                yield f"{head.rstrip()};", ""
            elif node.lower_at_keyword not in GROUPS:
                yield f"{head.rstrip()}{{{tight(node.content)}}}", ""
            else:
                parsed = tinycss2.parse_rule_list(
                    node.content, skip_comments=True, skip_whitespace=True
                )
                yield head, list(matching(parsed, names))


def kept(rules: Iterable[Rule], variables: set[str] | None) -> Iterator[str]:
    """Rules -> their text, but for empty ones; of custom properties the `variables`."""
    for text, inside in rules:
        if isinstance(inside, str):
            if variables is None or not inside.startswith("--") or inside in variables:
                yield text
        elif body := "".join(kept(inside, variables)).removesuffix(";"):
            yield f"{text}{{{body}}}"


def declarations(content: list[Any]) -> list[Rule]:
    """A rule's content -> its declarations; as it is where rules stand inside it."""
    parts = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    if any(part.type != "declaration" for part in parts):
        return [(tight(content), "")]
    return [
        (f"{part.name}:{tight(part.value)}{'!important' * part.important};", part.name)
        for part in parts
    ]


def tight(tokens: list[Any]) -> str:
    """Tokens -> their text, without comments and with single spaces."""
    text = str(tinycss2.serialize([token for token in tokens if token.type != "comment"])).strip()
    return text if '"' in text else re.sub(r"\s+", " ", text)


def selectors(prelude: Iterable[Any]) -> list[list[Any]]:
    """What stands before a rule's braces -> each selector's tokens."""
    parts = groupby(prelude, lambda part: part == ",")
    return [list(part) for comma, part in parts if not comma]


def matches(selector: Iterable[Any], names: Names) -> bool:
    """Whether every class that a selector asks for is given, and the rest stands somewhere.

    What stands behind a colon, or in round brackets, asks for nothing.
    """
    before = ""
    for token in selector:
        known = names.classes if before == "." else names.others
        asked = token.type == "hash" or (token.type == "ident" and before != ":")
        if asked and token.value not in known:
            return False
        if token.type == "[] block" and not matches(token.content, names):
            return False
        before = token.value if token.type == "literal" else ""
    return True
