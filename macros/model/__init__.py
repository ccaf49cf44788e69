"""What exists: one frozen dataclass for each type of record, and the problem a check reports.

A field's type says how it is written. `Text` and `Words` are the words, written once in each
language; everything else is structure, written once, in the Vietnamese file. `macros.read` reads
these classes to read the files; the docstring under a field is its help.

To add a field: here, its label in headings.yml, the template that shows it. To add a kind: a class
in the file of its like, a row in `KINDS` below and in kinds.yml, the parts of it in headings.yml,
its name in interface.yml, a template, a record in tests/playbook. For a page that lists it also a
name in `PAGE_MACROS`, a second template, an index.md in both languages, and `nav` in mkdocs.yml.
"""

from __future__ import annotations

from macros.model.base import *
from macros.model.knowledge import *
from macros.model.learning import *
from macros.model.work import *

KINDS: dict[str, type[Record]] = {
    cls.kind: cls
    for cls in (
        Source,
        Principle,
        Case,
        Checklist,
        Phrase,
        Template,
        Situation,
        Tension,
        Practice,
        ReadingPath,
        ScenarioQuestion,
        Approvals,
        Glossary,
        Finder,
    )
}
FOLDERS: dict[str, type[Record]] = {cls.folder: cls for cls in KINDS.values()}
PAGE_MACROS = (
    "home", "find", "situations", "checklists", "phrases", "texts", "principles", "cases",
    "tensions", "sources", "runs", "paths", "practices", "questions", "managers", "gallery",
    "state",
)  # fmt: skip
"""Macros that fill a page that is no record; each takes no words, and has a template."""
