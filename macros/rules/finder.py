"""The finder: every choice leads on, no way is long or endless, and every situation is reached."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from macros.graph import Library
from macros.model import Choice, Finder, Mark, Problem, Question, Situation
from macros.read import Tree
from macros.read.front import did_you_mean

MOST_CHOICES = 3
"""From the first question to a situation: whoever is on the phone has no patience for a fourth."""


def second_finders(library: Library, _: Tree) -> Iterator[Problem]:
    """There is one finder."""
    first, *more = library.all(Finder) or (None,)
    for second in more:
        assert first is not None
        what = f"There are two finders: this and docs/vi/finder/{first.id}.md"
        cure = "Keep one with all questions, and delete the other"
        yield Problem("second-finder", mark_in_finder(second, second), what, cure)


def dead_ends(library: Library, _: Tree) -> Iterator[Problem]:
    """A choice leads to one thing, which exists."""
    for finder in library.all(Finder):
        questions = [question.id for question in finder.nodes]
        for choice in (choice for question in finder.nodes for choice in question.options):
            at = mark_in_finder(choice, finder)
            if (choice.next is None) == (choice.situation is None):
                leads = "leads nowhere" if choice.next is None else "leads to two places"
                what = f"The choice `{choice.id}` {leads}"
                cure = "Below it, write either `[→ ID]` or `[situations/ID]`"
                yield Problem("choice-without-one-end", at, what, cure)
            elif choice.next is not None and choice.next not in questions:
                what = f"There is no question `{choice.next}`"
                cure = (
                    did_you_mean(choice.next, questions)
                    or f"Questions here: {', '.join(questions)}"
                )
                yield Problem("unknown-question", at, what, cure)


def long_ways(library: Library, _: Tree) -> Iterator[Problem]:
    """No way from the first question leads back, or past the third choice."""
    for finder in library.all(Finder):
        yield from way_down(finder, finder.nodes[0], ())


def way_down(finder: Finder, question: Question, before: tuple[str, ...]) -> Iterator[Problem]:
    """What is wrong on any way down from a question; `before` was asked on the way to it."""
    questions = {node.id: node for node in finder.nodes}
    for choice in question.options:
        at = mark_in_finder(choice, finder)
        if choice.next in (question.id, *before) and choice.next is not None:
            what = f"The choice `{choice.id}` leads back to the question `{choice.next}`"
            cure = "Lead on, to another question or a situation"
            yield Problem("choice-leads-back", at, what, cure)
        elif choice.next in questions and len(before) + 1 == MOST_CHOICES:
            what = f"The choice `{choice.id}` is choice number {MOST_CHOICES} and asks on"
            cure = f"At most {MOST_CHOICES} choices lead to a situation: lead to one here"
            yield Problem("choice-too-deep", at, what, cure)
        elif choice.next in questions:
            yield from way_down(finder, questions[choice.next], (*before, question.id))


def unreached_questions(library: Library, _: Tree) -> Iterator[Problem]:
    """Some choice on the way down from the first question leads to every other question."""
    for finder in library.all(Finder):
        questions = {node.id: node for node in finder.nodes}
        if any(astray(choice, questions) for node in finder.nodes for choice in node.options):
            continue
        reached, ahead = set[str](), [finder.nodes[0].id]
        while ahead:
            if (name := ahead.pop()) not in reached and name in questions:
                reached.add(name)
                ahead += [choice.next for choice in questions[name].options if choice.next]
        for question in finder.nodes:
            if question.id not in reached:
                what = f"No choice leads to the question `{question.id}`"
                cure = f"Write `[→ {question.id}]` below a choice"
                at = mark_in_finder(question, finder)
                yield Problem("question-unreached", at, what, cure)


def astray(choice: Choice, questions: Collection[str]) -> bool:
    """Whether a choice leads nowhere yet: it may be meant to lead to what nothing else reaches."""
    return choice.next not in questions if choice.next else choice.situation is None


def unreached_situations(library: Library, tree: Tree) -> Iterator[Problem]:
    """Some choice leads to every situation; not asked where no finder could be read."""
    finders = library.all(Finder)
    if not finders or any(key.startswith("finder/") for key in tree.broken):
        return
    questions = (question for finder in finders for question in finder.nodes)
    choices = (choice for question in questions for choice in question.options)
    reached = {choice.situation.id for choice in choices if choice.situation}
    file = f"finder/{finders[0].id}.md"
    for situation in library.all(Situation):
        if situation.id not in reached:
            name = situation.id
            what = "No choice of the finder leads to this situation"
            cure = (
                f"Add the choice `- … ^{name}` to a question in docs/vi/{file} and docs/en/{file},"
                f" and in Vietnamese `[situations/{name}]` below it"
            )
            yield Problem("situation-unreached", situation.at, what, cure)


def mark_in_finder(part: Choice | Question | Finder, finder: Finder) -> Mark:
    """Where a part of a finder stands."""
    return part.at or finder.at
