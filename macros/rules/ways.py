"""What branches: questions of the finder and scenes of a practice case lead on, and to an end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from macros.graph import Library
from macros.model import Finder, Practice, Problem, Question, Situation
from macros.read import Tree
from macros.read.front import did_you_mean

MOST_CHOICES = 3
"""From the first question to a situation: whoever is on the phone has no patience for a fourth."""


def second_finders(library: Library, _: Tree) -> Iterator[Problem]:
    """There is one finder."""
    for second in library.all(Finder)[1:]:
        what = f"There are two finders: this and docs/vi/finder/{library.all(Finder)[0].id}.md"
        cure = "Keep one with all questions, and delete the other"
        yield Problem("second-finder", second.at, what, cure)


def dead_ends(library: Library, _: Tree) -> Iterator[Problem]:
    """A choice leads to one thing, which exists."""
    for finder in library.all(Finder):
        questions = [question.id for question in finder.nodes]
        for choice in (choice for question in finder.nodes for choice in question.options):
            if (choice.next is None) == (choice.situation is None):
                leads = "leads nowhere" if choice.next is None else "leads to two places"
                what = f"The choice `{choice.id}` {leads}"
                cure = "Below it, write either `[→ ID]` or `[situations/ID]`"
                yield Problem("choice-without-one-end", choice.at, what, cure)
            elif choice.next is not None and choice.next not in questions:
                what, known = f"There is no question `{choice.next}`", ", ".join(questions)
                cure = did_you_mean(choice.next, questions) or f"Questions here: {known}"
                yield Problem("unknown-question", choice.at, what, cure)


def long_ways(library: Library, _: Tree) -> Iterator[Problem]:
    """No way from the first question leads back, or past the third choice."""
    for finder in library.all(Finder):
        questions = {question.id: question for question in finder.nodes}
        yield from way_down(questions, (finder.nodes[0].id,))


def way_down(questions: Mapping[str, Question], way: tuple[str, ...]) -> Iterator[Problem]:
    """What is wrong on any way down from the last of the questions asked so far."""
    for choice in questions[way[-1]].options:
        if choice.next in way:
            what = f"The choice `{choice.id}` leads back to the question `{choice.next}`"
            cure = "Lead on, to another question or a situation"
            yield Problem("choice-leads-back", choice.at, what, cure)
        elif not choice.next or choice.next not in questions:
            continue
        elif len(way) == MOST_CHOICES:
            what = f"The choice `{choice.id}` is choice number {MOST_CHOICES} and asks on"
            cure = f"At most {MOST_CHOICES} choices lead to a situation: lead to one here"
            yield Problem("choice-too-deep", choice.at, what, cure)
        else:
            yield from way_down(questions, (*way, choice.next))


def misled_replies(library: Library, _: Tree) -> Iterator[Problem]:
    """A reply leads to a scene further down, or ends its thread."""
    for practice in library.all(Practice):
        order = [scene.id for scene in practice.scenes]
        for number, scene in enumerate(practice.scenes):
            for reply in scene.replies:
                if reply.to is not None and reply.to not in order:
                    what = f"`{reply.id}` leads to `{reply.to}`, and there is no such scene"
                    yield Problem("unknown-scene", reply.at, what, f"Scenes: {', '.join(order)}")
                elif reply.to in order[: number + 1]:
                    what = f"`{reply.id}` leads back to `{reply.to}`"
                    cure = "Lead on to a later scene: the reader can always choose again"
                    yield Problem("reply-leads-back", reply.at, what, cure)


def unreached_parts(library: Library, _: Tree) -> Iterator[Problem]:
    """Some way from the first question, or scene, leads to every other."""
    for finder in library.all(Finder):
        astray = any(not (c.next or c.situation) for node in finder.nodes for c in node.options)
        lost = unreached({node.id: [c.next for c in node.options] for node in finder.nodes})
        for question in (node for node in finder.nodes if node.id in lost and not astray):
            what = f"No choice leads to the question `{question.id}`"
            cure = f"Write `[→ {question.id}]` below a choice"
            yield Problem("question-unreached", question.at, what, cure)
    for practice in library.all(Practice):
        lost = unreached({scene.id: [r.to for r in scene.replies] for scene in practice.scenes})
        for scene in (scene for scene in practice.scenes if scene.id in lost):
            what = f"No reply leads to the scene `{scene.id}`"
            cure = f"Write `[→ {scene.id}]` below a reply, or remove the scene"
            yield Problem("scene-unreached", scene.at, what, cure)


def unreached(ways: Mapping[str, list[str | None]]) -> set[str]:
    """The ids that no way from the first leads to; none while an unknown name may mean one."""
    if any(name not in ways for names in ways.values() for name in names if name):
        return set()
    reached, ahead = set[str](), [next(iter(ways))]
    while ahead:
        if (here := ahead.pop()) not in reached:
            reached.add(here)
            ahead += [name for name in ways[here] if name]
    return set(ways) - reached


def unreached_situations(library: Library, tree: Tree) -> Iterator[Problem]:
    """Some choice leads to every situation."""
    finders = library.all(Finder)
    if not finders or tree.has_broken("finder"):
        return
    questions = (question for finder in finders for question in finder.nodes)
    choices = (choice for question in questions for choice in question.options)
    reached = {choice.situation.id for choice in choices if choice.situation}
    file = f"finder/{finders[0].id}.md"
    for situation in library.all(Situation):
        if situation.id not in reached:
            what = "No choice of the finder leads to this situation"
            cure = (
                f"Add the choice `- … ^{situation.id}` to a question in docs/vi/{file} and"
                f" docs/en/{file}, and in Vietnamese `[situations/{situation.id}]` below it"
            )
            yield Problem("situation-unreached", situation.at, what, cure)
