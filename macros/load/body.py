"""The Markdown below the front matter: which macros it calls, and that it does nothing else.

A page may call a macro with fixed words and no more.
No loop, no attribute, no expression: nothing a page says can reach Python, in this engine or in the next.
"""

from __future__ import annotations

import re

import jinja2
from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from macros.model import Call, Mark, Problem

PARSER = ImmutableSandboxedEnvironment()
CURE = "A page may only call a macro with fixed words, such as `{{ situations() }}`"
NESTED = re.compile(r"\[{40}|\({40}|(?:^|\n)(?:> ?){40}")


def calls(body: str, path: str, first_line: int) -> tuple[tuple[Call, ...], list[Problem]]:
    """Markdown -> the macro calls in it, in order, and what is wrong with the rest; `first_line` is the file's."""
    problems = []
    for match in re.finditer(r"\{#", body):
        at = place(body, match.start(), path, first_line)
        problems.append(
            Problem(
                "todo",
                at,
                "`{#` starts a comment that swallows the text after it",
                "Write an id as `{: #id }`",
            )
        )
    if nested := NESTED.search(body):
        problems.append(
            Problem(
                "todo",
                place(body, nested.start(), path, first_line),
                "Brackets or quotes are nested too deeply",
                "Close some",
            )
        )
    if problems:
        return (), problems
    try:
        tree = PARSER.parse(body)
    except jinja2.TemplateSyntaxError as error:
        at = Mark(path, error.lineno + first_line - 1)
        return (), [Problem("todo", at, f"This is no macro call ({error.message})", CURE)]
    except RecursionError:
        return (), [
            Problem("todo", Mark(path, first_line), "A macro call is nested too deeply", CURE)
        ]
    found = []
    for part in (
        part
        for node in tree.body
        for part in (node.nodes if isinstance(node, nodes.Output) else [node])
    ):
        at = Mark(path, part.lineno + first_line - 1)
        if isinstance(part, nodes.TemplateData):
            continue
        if (
            isinstance(part, nodes.Call)
            and isinstance(part.node, nodes.Name)
            and not (part.kwargs or part.dyn_args or part.dyn_kwargs)
        ):
            args = [arg.value for arg in part.args if isinstance(arg, nodes.Const)]
            if len(args) == len(part.args):
                found.append(Call(part.node.name, tuple(map(str, args)), at))
                continue
        problems.append(Problem("todo", at, "This reaches further than a macro call", CURE))
    return tuple(found), problems


def prose(body: str) -> str:
    """What is left of a body without its macro calls."""
    return re.sub(r"\{\{.*?\}\}", "", body, flags=re.DOTALL).strip()


def place(text: str, offset: int, path: str, first_line: int) -> Mark:
    """An offset in a text -> its line and column in the file."""
    start = text.rfind("\n", 0, offset) + 1
    return Mark(path, text.count("\n", 0, offset) + first_line, offset - start + 1)
