"""What leads on, and to an end: the finder, practice cases, reading paths, and a best answer."""

from __future__ import annotations

from collections.abc import Iterator

from macros import model
from macros.graph import Library
from macros.model import Choice, Finder, Practice, Problem, ReadingPath, Reply, Situation
from macros.read import Tree
from macros.read.front import did_you_mean
from macros.read.reader import problem

MOST_CHOICES = 3
"""From the first question to a situation: whoever is on the phone has no patience for a fourth."""
MOST_QUESTIONS = 4
"""In one section: more would tire a reader before the next part."""
PLACES = {
    "path": "Write `after: {}` in the front matter",
    "question": "Write `[questions/{}]` on the line below the heading",
}
"""What is no step of a path, and where it stands instead."""


def second_finders(library: Library, _: Tree) -> Iterator[Problem]:
    """There is one finder."""
    for second in library.all(Finder)[1:]:
        yield problem("second-finder", second.at, first=library.all(Finder)[0].id)


def dead_ends(library: Library, _: Tree) -> Iterator[Problem]:
    """A choice leads to one thing."""
    questions = (question for finder in library.all(Finder) for question in finder.nodes)
    for choice in (choice for question in questions for choice in question.options):
        if dead_end(choice) or (choice.next and choice.situation):
            leads = "nowhere" if dead_end(choice) else "to two places"
            yield problem("choice-without-one-end", choice.at, choice=choice, leads=leads)


def long_ways(library: Library, _: Tree) -> Iterator[Problem]:
    """No way from the first question leads past the third choice."""
    for finder in library.all(Finder):
        asked = {finder.nodes[0].id: 1}
        for question in (question for question in finder.nodes if question.id in asked):
            number = asked[question.id]
            for choice in question.options:
                if choice.next and number == MOST_CHOICES:
                    yield problem("choice-too-deep", choice.at, choice=choice, most=MOST_CHOICES)
                elif choice.next:
                    asked[choice.next] = max(number + 1, asked.get(choice.next, 0))


Step = tuple[model.Question | model.Scene, list[tuple[Choice | Reply, str | None]]]
"""A question or a scene, and what one may choose there, each with the id of what follows."""


def branching(library: Library) -> Iterator[list[Step]]:
    """Each finder and each practice case, step by step."""
    for finder in library.all(Finder):
        yield [(node, [(choice, choice.next) for choice in node.options]) for node in finder.nodes]
    for case in library.all(Practice):
        yield [(scene, [(reply, reply.to) for reply in scene.replies]) for scene in case.scenes]


def misled_steps(library: Library, _: Tree) -> Iterator[Problem]:
    """A choice or a reply leads further down, to what exists."""
    for steps in branching(library):
        order = [step.id for step, _ in steps]
        for number, step in enumerate(steps, 1):
            for choice, to in step[1]:
                if to and to not in order:
                    cure = did_you_mean(to, order)
                    yield problem("unknown-step", choice.at, cure=cure, to=to, known=order)
                elif to in order[:number]:
                    yield problem("leads-back", choice.at, choice=choice, to=to)


def unreached_steps(library: Library, _: Tree) -> Iterator[Problem]:
    """Some way from the first step leads to every other; one that leads nowhere may mean it."""
    for steps in branching(library):
        order, reached = [step.id for step, _ in steps], {steps[0][0].id}
        every = [(choice, to) for _, choices in steps for choice, to in choices]
        if any(to not in order if to else dead_end(choice) for choice, to in every):
            continue
        for step, choices in steps:
            if step.id in reached:
                reached |= {to for _, to in choices if to}
            else:
                yield problem("unreached-step", step.at, id=step.id)


def dead_end(choice: Choice | Reply) -> bool:
    """Whether a choice of the finder leads nowhere; a reply may end its thread."""
    return isinstance(choice, Choice) and not (choice.next or choice.situation)


def unreached_situations(library: Library, tree: Tree) -> Iterator[Problem]:
    """Some choice leads to every situation."""
    finders = library.all(Finder)
    if not finders or tree.has_broken("finder"):
        return
    questions = (question for finder in finders for question in finder.nodes)
    choices = (choice for question in questions for choice in question.options)
    reached = {choice.situation.id for choice in choices if choice.situation}
    for situation in library.all(Situation):
        if situation.id not in reached:
            finder = f"finder/{finders[0].id}.md"
            yield problem("situation-unreached", situation.at, id=situation.id, file=finder)


def best_answers(library: Library, _: Tree) -> Iterator[Problem]:
    """Exactly one answer of a question is the best."""
    for question in library.all(model.ScenarioQuestion):
        best = [option for option in question.options if option.best]
        if not best:
            yield problem("question-without-best", question.at)
        for option in best[1:]:
            yield problem("question-second-best", option.at, id=option.id)


def waiting_paths(library: Library, _: Tree) -> Iterator[Problem]:
    """No path comes after itself, whatever stands between."""
    paths = {path.id: path for path in library.all(ReadingPath)}
    for path in paths.values():
        way, first = [path.id], path.after
        while (ref := paths[way[-1]].after) and ref.id in paths and ref.id not in way:
            way.append(ref.id)
        if ref and first and ref.id == path.id:
            circle = " → ".join([*way, path.id])
            yield problem("paths-in-a-circle", first.at, circle=circle)


def odd_sections(library: Library, _: Tree) -> Iterator[Problem]:
    """A section holds records to read, and asks two to four questions; two are its form."""
    for section in (section for path in library.all(ReadingPath) for section in path.sections):
        if len(section.questions) > MOST_QUESTIONS:
            count = len(section.questions)
            yield problem("section-asks-too-much", section.at, section=section, count=count)
        for ref in (step.record for step in section.steps if step.record.kind in PLACES):
            cure = PLACES[ref.kind].format(ref.id)
            yield problem("step-not-readable", ref.at, cure=cure, kind=ref.kind)


def repeated_steps(library: Library, _: Tree) -> Iterator[Problem]:
    """A path visits a record once."""
    for path in library.all(ReadingPath):
        first: dict[str, int] = {}
        for section in path.sections:
            steps = (step.record for step in section.steps if step.record.kind not in PLACES)
            for ref in (*section.questions, *steps):
                if line := first.get(ref.key):
                    yield problem("path-repeats-a-record", ref.at, record=ref.key, first=line)
                first.setdefault(ref.key, ref.at.line)
