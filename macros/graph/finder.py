"""The rules of the finder: every choice leads on, no way is long or endless, and every situation is found."""

from __future__ import annotations

from collections.abc import Iterator

from macros.graph.library import Library
from macros.read import Tree
from macros.read.front import did_you_mean
from macros.model import Choice, Finder, Mark, Problem, Question, Situation

MOST_CHOICES = 3
"""From the first question to a situation: whoever is on the phone has no patience for a fourth."""


def finder_rules(library: Library, tree: Tree) -> Iterator[Problem]:
    """Every rule that a finder breaks."""
    found = library.all(Finder)
    for second in found[1:]:
        yield Problem(
            "todo",
            second.at,
            f"There are two finders: this and docs/vi/finder/{found[0].id}.md",
            "Keep one with all questions, and delete the other",
        )
    for finder in found:
        nodes = {node.id: node for node in finder.nodes}
        asked: set[str] = set()
        yield from dead_ends(finder, nodes)
        yield from ways(finder.nodes[0], nodes, (), asked)
        for node in finder.nodes:
            if node.id not in asked:
                yield Problem(
                    "todo",
                    place(node, finder),
                    f"No choice leads to the question `{node.id}`",
                    f"Write `next: {node.id}` in a choice",
                )
    reached = {
        choice.situation.id
        for finder in found
        for node in finder.nodes
        for choice in node.options
        if choice.situation
    }
    for situation in (
        library.all(Situation)
        if found and not any(key.startswith("finder/") for key in tree.broken)
        else ()
    ):
        if situation.id not in reached:
            choice = f'- {{id: {situation.id}, text: "…", situation: {situation.id}}}'
            where = f"finder/{found[0].id}.md, below the `options:` of a question"
            cure = (
                f'Add `{choice}` to docs/vi/{where}, and `{situation.id}: "…"` to docs/en/{where}'
            )
            yield Problem(
                "todo", situation.at, "No choice of the finder leads to this situation", cure
            )


def dead_ends(finder: Finder, nodes: dict[str, Question]) -> Iterator[Problem]:
    """A choice leads to one thing that exists."""
    for node in finder.nodes:
        for choice in node.options:
            if (choice.next is None) == (choice.situation is None):
                what = "leads nowhere" if choice.next is None else "leads to two places"
                yield Problem(
                    "todo",
                    place(choice, finder),
                    f"The choice `{choice.id}` {what}",
                    "Write either `next:` or `situation:`",
                )
            elif choice.next is not None and choice.next not in nodes:
                cure = (
                    did_you_mean(choice.next, list(nodes)) or f"Questions here: {', '.join(nodes)}"
                )
                yield Problem(
                    "todo", place(choice, finder), f"There is no question `{choice.next}`", cure
                )


def ways(
    node: Question, nodes: dict[str, Question], before: tuple[str, ...], asked: set[str]
) -> Iterator[Problem]:
    """Follow every way down from a question; `before` are the questions asked on the way, `asked` collects all."""
    asked.add(node.id)
    for choice in node.options:
        at = choice.at or Mark("docs")
        if choice.next == node.id or choice.next in before:
            yield Problem(
                "todo",
                at,
                f"The choice `{choice.id}` leads back to the question `{choice.next}`",
                "Lead on, to another question or a situation",
            )
        elif choice.next in nodes and len(before) + 1 == MOST_CHOICES:
            what = f"The choice `{choice.id}` is choice number {MOST_CHOICES} and asks on"
            yield Problem(
                "todo",
                at,
                what,
                f"At most {MOST_CHOICES} choices lead to a situation: lead to one here",
            )
            asked.add(choice.next)
        elif choice.next in nodes:
            yield from ways(nodes[choice.next], nodes, (*before, node.id), asked)


def place(entry: Choice | Question, finder: Finder) -> Mark:
    """Where an entry stands."""
    return entry.at or finder.at
