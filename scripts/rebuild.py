"""Builds one language in a worker: whole, or for `serve` only the pages that an edit changes."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader
from mkdocs.commands.build import _build_page, _populate_page, build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.theme import Theme

from macros.compiled import Compiled
from macros.graph import Library
from macros.model import FOLDERS
from scripts import check, leash
from scripts.summary import readers_language

LENT = ModuleType("requests")  # takes as long to load as the rest, and no page asks another server
KNOWN = sys.modules.setdefault("requests", LENT)
import mkdocs_macros.context  # noqa: E402
import mkdocs_macros.plugin  # noqa: E402  before any worker is forked, that would load it again

if KNOWN is LENT:
    del sys.modules["requests"]
# It calls git twelve times, and no page shows what that says.
mkdocs_macros.context.get_git_info = dict


def lean(theme: Theme) -> Environment:
    """A theme's templates; of its files only what pages load, of 14,000 that it has to offer."""
    env = Theme.get_env(theme)
    sheets = (path for folder in theme.dirs for path in Path(folder).glob("*/*/main.*.css"))
    files = [f"assets/stylesheets/{path.name}" for path in sheets]
    if theme.custom_dir:
        files += FileSystemLoader(theme.custom_dir).list_templates()
    env.loader.list_templates = lambda: files  # type: ignore[method-assign,union-attr]
    return env


class Built(BasePlugin):  # type: ignore[type-arg, no-untyped-call]  # it has no configuration
    """What MkDocs made of a language, so that an edit need not begin anew."""

    of: MkDocsConfig
    nav: Navigation
    files: Files
    env: Environment

    def on_config(self, config: MkDocsConfig) -> None:
        """Called first."""
        config.theme.get_env = partial(lean, config.theme)  # type: ignore[method-assign]

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Called before the first page is read."""
        self.of, self.nav, self.files = config, nav, files
        return nav

    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:  # noqa: ARG002
        """Called before a page is read: a record's need not be, its macro has all of it."""
        folder, _, name = page.file.src_uri.rpartition("/")
        return "" if folder in FOLDERS and name != "index.md" else None

    def on_env(
        self,
        env: Environment,
        *,
        config: MkDocsConfig,  # noqa: ARG002  MkDocs names them
        files: Files,  # noqa: ARG002
    ) -> Environment:
        """Called before the first page is written."""
        env.bytecode_cache = Compiled()
        self.env = env
        return env

    def edit(self, out: Path, made: Library) -> list[str] | None:
        """Make again in `out` what other records change -> the pages; None where all may change."""
        macros: Any = self.of.plugins["macros"]
        touched: list[str] | None = macros.touched(made)
        if touched is None:
            return None
        every = self.files.documentation_pages()
        pages = [file.page for file in every if file.page and file.src_uri in touched]
        for page in pages:
            _populate_page(page, self.of, self.files)
        for page in pages:
            page.file.abs_dest_path = str(out / page.file.dest_uri)
            _build_page(page, self.of, every, self.nav, self.env)
        return touched

    def late(self, out: Path) -> None:
        """Write into `out` what no page shows and every edit changes, as the search does."""
        self.of.site_dir = str(out)
        self.of.plugins.on_post_build(config=self.of)


@contextmanager
def heard() -> Iterator[list[str]]:
    """MkDocs' warnings, and what ends it."""
    said: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("mkdocs").addHandler(handler)
    try:
        yield said
    except (Exception, SystemExit) as error:  # MkDocs leaves with SystemExit
        said.append(f"{type(error).__name__}: {error}")
    finally:
        logging.getLogger("mkdocs").removeHandler(handler)


@dataclass
class Job:
    """A language to build."""

    config: str
    """The path of its configuration."""
    folder: Path
    """Where its pages go."""
    address: str | None = None
    """Where they will stand; by default where the configuration says."""


def render(job: Job, library: Library | None = None) -> tuple[Built, list[str]]:
    """Build one language -> what MkDocs made, and what it has against it: nothing if it worked.

    With `library` the records are not read again.
    """
    made = Built()
    with heard() as said:
        loaded = load_config(
            job.config, site_dir=str(job.folder), site_url=job.address, strict=True
        )
        if library:
            loaded["extra"]["library"] = lambda: library
        loaded.plugins["built"] = made
        build(loaded)
    return made, said


def given(job: Job) -> list[str]:
    """The same in a worker that was given the records -> what MkDocs has against it."""
    return render(job, leash.GIVEN.get("library"))[1]


class Remade(NamedTuple):
    """What came of making the pages again."""

    said: list[str]
    """What to print."""
    worked: bool
    whole: bool = False
    """Whether all pages were made, each in its job's folder."""


WARM: dict[str, Built] = {}
"""By configuration, what this worker built last."""


def again(docs: Path, jobs: Sequence[Job], shown: Sequence[Job] = ()) -> Remade:
    """Check, and make what is good: all pages, or in `shown` those that other records change.

    What `check` refuses may be written to run for hours or to fill the disk.
    """
    made, problems, of = check.read(docs)
    said = [check.text(problems, lang=readers_language())] if problems else []
    said.append(check.summary(problems, of))
    if check.failed(problems):
        return Remade(said, worked=False)
    if shown and len(WARM) == len(jobs):
        with heard() as faults:
            edited = [WARM[job.config].edit(job.folder, made) for job in shown]
        if faults:
            WARM.clear()
            return Remade(said + faults, worked=False)
        if None not in edited:
            return Remade(said, worked=True)
    WARM.clear()
    for job in jobs:
        WARM[job.config], faults = render(job, made)
        if faults:
            WARM.clear()
            return Remade(said + faults, worked=False)
    return Remade(said, worked=True, whole=True)


def late(shown: Sequence[Job]) -> None:
    """Write what edits have left for whoever asks."""
    for job in shown:
        WARM[job.config].late(job.folder)
