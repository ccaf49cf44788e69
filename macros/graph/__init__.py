"""Records -> Library: ids resolved, links in both directions, coverage, and the rules of the playbook."""

from __future__ import annotations

from pathlib import Path

from macros.graph.finder import finder_rules
from macros.graph.library import Library, Link, Use, link
from macros.graph.rules import broken_rules
from macros.graph.style import advice
from macros.read import read_tree
from macros.model import Problem

__all__ = ["Library", "Link", "Use", "library", "link"]


def library(docs: Path, advise: bool = True) -> tuple[Library, tuple[Problem, ...]]:
    """Read a `docs` folder whole -> its Library and every problem in it, in the order of the files; advice on words only where somebody will read it."""
    tree, problems = read_tree(docs)
    made = link(tree)
    problems += [
        *broken_rules(made, tree),
        *finder_rules(made, tree),
        *(advice(made) if advise else ()),
    ]
    return made, tuple(
        sorted(problems, key=lambda found: (found.at.path, found.at.line, found.at.col, found.what))
    )
