"""Style sheets of a built site -> the same without what no page can use: Material styles far more than these pages have.

A rule stays when every name in one of its selectors stands in some page or script. Names that scripts join from parts would be
missed, so the kept pictures of the gallery and the browser tests look at the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import tinycss2

NAME = re.compile(r"[A-Za-z_][\w-]*")
DATASET = re.compile(r"\bdataset\.(\w+)")
INNER = re.compile(r":(?:is|where|not|has|host|nth-[\w-]+|lang|dir)\([^()]*\)")
PSEUDO = re.compile(r"::?[\w-]+")
STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
VARIABLE = re.compile(r"(?<![\w-])--[\w-]+")
DECLARED = re.compile(r"(?<![\w-])--[\w-]+(?=:)")
GROUPS = ("media", "supports", "layer", "container")


def slim(site: Path) -> int:
    """Rewrite every style sheet of a site, in place -> how many bytes fewer."""
    names: set[str] = set()
    read: set[str] = set()
    for path in site.rglob("*"):
        if path.suffix in {".html", ".js", ".mjs"}:
            text = path.read_text("utf-8")
            names.update(NAME.findall(text))
            names.update(
                re.sub("[A-Z]", r"-\g<0>", f"data-{name}").lower() for name in DATASET.findall(text)
            )
            read.update(VARIABLE.findall(text))
    before = {path: path.read_text("utf-8") for path in site.rglob("*.css")}
    after = {path: rules(sheet, names) for path, sheet in before.items()}
    while True:  # a variable that only unused variables name is unused too
        used = read.union(*(VARIABLE.findall(DECLARED.sub("", sheet)) for sheet in after.values()))
        less = {path: rules(sheet, names, used) for path, sheet in after.items()}
        if less == after:
            break
        after = less
    for path, sheet in after.items():
        path.write_text(sheet, "utf-8")
    return sum(len(before[path].encode()) - len(sheet.encode()) for path, sheet in after.items())


def rules(sheet: str, names: set[str], variables: set[str] | None = None) -> str:
    """A style sheet -> its rules that can match, without comments; with `variables`, only these custom properties."""
    return "".join(
        written(
            tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True),
            names,
            variables,
        )
    )


def written(nodes: Iterable[Any], names: set[str], variables: set[str] | None) -> Iterator[str]:
    """Parsed rules -> the text of those that stay."""
    for node in nodes:
        prelude = tight(node.prelude) if node.type in ("qualified-rule", "at-rule") else ""
        if node.type == "qualified-rule":
            wanted = [one for one in split(prelude) if matches(one, names)]
            body = declarations(node.content, variables)
            if wanted and body:
                yield f"{','.join(wanted)}{{{body}}}"
        elif (
            node.type == "at-rule" and node.lower_at_keyword in GROUPS and node.content is not None
        ):
            inner = "".join(
                written(
                    tinycss2.parse_rule_list(
                        node.content, skip_comments=True, skip_whitespace=True
                    ),
                    names,
                    variables,
                )
            )
            if inner:
                yield f"@{node.at_keyword} {prelude}{{{inner}}}"
        elif node.type == "at-rule":
            yield f"@{node.at_keyword} {prelude}".rstrip() + (
                ";" if node.content is None else f"{{{tight(node.content)}}}"
            )


def declarations(content: list[Any], variables: set[str] | None) -> str:
    """A rule's content -> its declarations, without the custom properties that nothing reads; as it is where rules stand inside it."""
    found = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    if any(one.type != "declaration" for one in found):
        return tight(content)
    return ";".join(
        f"{one.name}:{tight(one.value)}{'!important' if one.important else ''}"
        for one in found
        if variables is None or not one.name.startswith("--") or one.name in variables
    )


def tight(tokens: list[Any]) -> str:
    """Tokens -> their text, without comments and with single spaces."""
    text = tinycss2.serialize([token for token in tokens if token.type != "comment"]).strip()
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
    bare = STRING.sub("", selector)
    while INNER.search(bare):
        bare = INNER.sub("", bare)
    return set(NAME.findall(PSEUDO.sub("", bare))) <= names
