"""What `check` demands of the records beyond their form: every rule of the playbook, in one list.

A rule takes the Library and what was read, and gives the problems it finds. A new code also needs
its words in problems.yml, its Vietnamese sentence in scripts/problems.vi.yml, and a golden case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from macros.graph import Library, link
from macros.model import Problem
from macros.read import Tree, read_tree
from macros.read.firm import firm
from macros.rules import advice, names, ways, work

Rule = Callable[[Library, Tree], Iterable[Problem]]

RULES: tuple[Rule, ...] = (
    names.unknown_names, names.unknown_consents, names.wrong_calls, names.dead_links,
    names.lonely_principles, names.idle_cases, names.untrue_passages,
    work.loose_slots, work.repeated_items, work.unkept_words, work.silent_situations,
    work.double_negatives, ways.best_answers, ways.waiting_paths, ways.odd_sections,
    ways.repeated_steps, ways.second_finders, ways.dead_ends, ways.long_ways,
    ways.misled_steps, ways.unreached_steps, ways.unreached_situations,
)  # fmt: skip
ADVICE: tuple[Rule, ...] = (
    advice.ill_said, advice.long_texts, advice.crowded_pauses,
    advice.much_editorial, advice.unconfirmed_consents, advice.many_aliases, advice.many_words,
    advice.repeated_sentences, advice.given_away_answers,
)  # fmt: skip
"""Warnings on words: they block nothing."""


def judged(docs: Path, advise: bool = True) -> tuple[Library, tuple[Problem, ...]]:
    """A `docs` folder -> its Library, and every problem in order; advice on words takes time."""
    if not all(firm().ids.values()):  # every record would be wrong for what stands there
        return link(Tree()), tuple(firm().problems)
    tree, problems = read_tree(docs)
    made = link(tree)
    problems += firm().problems
    for rule in RULES:
        problems += rule(made, tree)
    for rule in ADVICE if advise else ():
        problems += (replace(problem, level="warning") for problem in rule(made, tree))
    return made, tuple(sorted(problems, key=in_file_order))


def in_file_order(problem: Problem) -> tuple[str, int, int, str]:
    """What problems are sorted by."""
    return problem.at.path, problem.at.line, problem.at.col, problem.what
