"""Takes out of a built site's style sheets what no page can use: Material styles far more.

A rule stays when every name in one of its selectors stands in some page or script.
Names that scripts put together from parts would be missed: the browser tests and the gallery's
kept pictures look at the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import tinycss2

NAME = re.compile(r"[A-Za-z_][\w-]*")
DATASET = re.compile(r"\bdataset\.(\w+)")
VARIABLE = re.compile(r"(?<![\w-])--[\w-]+")
DECLARED = re.compile(r"(?<![\w-])--[\w-]+(?=:)")
UNASKED = re.compile(r"\"[^\"]*\"|'[^']*'")
"""Strings in a selector, which name nothing."""
INNER = re.compile(r":(?:is|where|not|has|host|nth-[\w-]+|lang|dir)\([^()]*\)")
PSEUDO = re.compile(r"::?[\w-]+")
GROUPS = ("media", "supports", "layer", "container")
"""At-rules that hold rules."""


def slim(site: Path) -> int:
    """Rewrite every style sheet of a site, in place -> how many bytes fewer."""
    names: set[str] = set()
    read: set[str] = set()
    for path in site.rglob("*"):
        if path.suffix in {".html", ".js", ".mjs"}:
            text = path.read_text("utf-8")
            names.update(NAME.findall(text))
            names.update(map(attribute, DATASET.findall(text)))
            read.update(VARIABLE.findall(text))
    sheets = {path: path.read_text("utf-8") for path in site.rglob("*.css")}
    # Both languages carry the same sheets: each text is worked on once.
    before = set(sheets.values())
    after = {text: rules(text, names) for text in before}
    while True:  # a variable that only unused variables name is unused too
        used = read.union(*(VARIABLE.findall(DECLARED.sub("", text)) for text in after.values()))
        less = {text: rules(slimmer, names, used) for text, slimmer in after.items()}
        if less == after:
            break
        after = less
    for path, text in sheets.items():
        path.write_text(after[text], "utf-8")
    return sum(len(text.encode()) - len(after[text].encode()) for text in sheets.values())


def attribute(name: str) -> str:
    """A name in a script's `dataset` -> the attribute: `isOpen` -> `data-is-open`."""
    return re.sub("[A-Z]", r"-\g<0>", f"data-{name}").lower()


def rules(sheet: str, names: set[str], variables: set[str] | None = None) -> str:
    """A style sheet -> the rules that can match; of custom properties these `variables` alone."""
    parsed = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    return "".join(kept(parsed, names, variables))


def kept(nodes: Iterable[Any], names: set[str], variables: set[str] | None) -> Iterator[str]:
    """Parsed rules -> the text of those that stay."""
    for node in nodes:
        if node.type == "qualified-rule":
            wanted = [part for part in split(tight(node.prelude)) if matches(part, names)]
            body = declarations(node.content, variables)
            if wanted and body:
                yield f"{','.join(wanted)}{{{body}}}"
        elif node.type == "at-rule":
            head = f"@{node.at_keyword} {tight(node.prelude)}"
            if node.content is None:
                yield f"{head.rstrip()};"
            elif node.lower_at_keyword not in GROUPS:
                yield f"{head.rstrip()}{{{tight(node.content)}}}"
            else:
                parsed = tinycss2.parse_rule_list(
                    node.content, skip_comments=True, skip_whitespace=True
                )
                if inner := "".join(kept(parsed, names, variables)):
                    yield f"{head}{{{inner}}}"


def declarations(content: list[Any], variables: set[str] | None) -> str:
    """A rule's content -> its declarations; as it is where rules stand inside it."""
    parts = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    if any(part.type != "declaration" for part in parts):
        return tight(content)
    return ";".join(
        f"{part.name}:{tight(part.value)}{'!important' if part.important else ''}"
        for part in parts
        if variables is None or not part.name.startswith("--") or part.name in variables
    )


def tight(tokens: list[Any]) -> str:
    """Tokens -> their text, without comments and with single spaces."""
    text = str(tinycss2.serialize([token for token in tokens if token.type != "comment"])).strip()
    return text if '"' in text else re.sub(r"\s+", " ", text)


def split(prelude: str) -> list[str]:
    """A list of selectors -> each; a comma inside brackets parts none."""
    parts, depth = [""], 0
    for letter in prelude:
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def matches(selector: str, names: set[str]) -> bool:
    """Whether every tag, class, id and attribute that a selector asks for stands somewhere."""
    bare = UNASKED.sub("", selector)
    while INNER.search(bare):
        bare = INNER.sub("", bare)
    return set(NAME.findall(PSEUDO.sub("", bare))) <= names
