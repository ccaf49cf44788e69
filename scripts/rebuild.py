"""Builds one language in a worker: whole, or for `serve` only the pages that an edit changes."""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
import shutil
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from macros.compiled import Compiled

Digests = Mapping[str, str]
"""For each page, by its file: what its words, its links and its parts come to."""


class Partly(BasePlugin):  # type: ignore[type-arg, no-untyped-call]  # it has no configuration
    """Keeps MkDocs to the pages that an edit changes, and gives it the compiled templates."""

    def __init__(self, before: Digests | None) -> None:
        self.before = before
        """Of the last build; None when all pages must be made."""
        self.now: dict[str, str] = {}

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Called before the first page is read.

        The pages of the menu are always made, as every page shows their titles.
        """
        for file in files.documentation_pages():
            page = file.page or Page(None, file, config)
            page.read_source(config)
            made = config.plugins.on_page_markdown(
                page.markdown or "", page=page, config=config, files=files
            )
            words = f"{file.content_string}\0{made}"
            self.now[file.src_uri] = hashlib.sha256(words.encode()).hexdigest()
        # What named a page that is gone may be any page.
        if self.before is not None and not self.before.keys() <= self.now.keys():
            self.before = None
        same = self.same() - {page.file.src_uri for page in nav.pages}
        for file in files.documentation_pages():
            if file.src_uri in same:
                file.inclusion = InclusionLevel.EXCLUDED
        return nav

    def same(self) -> set[str]:
        """The pages that are as they were at the last build."""
        before = self.before or {}
        return {name for name, digest in self.now.items() if before.get(name) == digest}

    def on_env(
        self,
        env: Environment,
        *,
        config: MkDocsConfig,  # noqa: ARG002  MkDocs names them
        files: Files,  # noqa: ARG002
    ) -> Environment:
        """Called before the first page."""
        env.bytecode_cache = Compiled()
        return env


class Listed(FileSystemLoader):
    """Lists no hidden folder: Material has ten thousand icons in one, and no page of ours any."""

    def list_templates(self) -> list[str]:
        """Called once a build, to find what a theme has to be copied."""
        found: set[str] = set()
        for top in self.searchpath:
            for folder, folders, names in os.walk(top):
                folders[:] = [name for name in folders if not name.startswith(".")]
                below = Path(folder).relative_to(top)
                found.update((below / name).as_posix() for name in names)
        return sorted(found)


class Kept(logging.Handler):
    """Keeps what MkDocs says."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        self.said.append(record.getMessage())


def render(
    config: str,
    new: Path,
    address: str | None = None,
    last: tuple[Path, Digests] | None = None,
    library: bytes | None = None,
) -> tuple[bool, list[str], Digests]:
    """Build one language into `new` -> whether it worked, MkDocs' warnings, and the digests.

    Without an address it is made for the one in its configuration, plainly.
    With `library`, as the process that starts this one pickled it, the records are not read again.
    With `last`, the folder of an earlier build and its digests, only the pages that differ are
    made; the others are copied.
    """
    kept = Kept()
    logging.getLogger("mkdocs").addHandler(kept)
    partly = Partly(last[1] if last else None)
    try:
        loaded = load_config(config, site_dir=str(new), site_url=address, strict=True)
        env = loaded.theme.get_env()
        env.loader = Listed(loaded.theme.dirs)
        loaded.theme.get_env = lambda: env  # type: ignore[method-assign]
        if library:
            loaded["extra"]["library"] = pickle.loads(library)  # noqa: S301  our own
        if address:
            loaded.plugins["partly"] = partly
        build(loaded)
        if last and partly.before is not None:
            complete(new, last[0])
    except (Exception, SystemExit) as error:  # MkDocs leaves with SystemExit
        return False, [*kept.said, f"{type(error).__name__}: {error}"], {}
    finally:
        logging.getLogger("mkdocs").removeHandler(kept)
    return True, kept.said, partly.now


def complete(new: Path, old: Path) -> None:
    """Add to some pages of a language the others as they were; the search was made whole."""
    for path in old.rglob("*"):
        name = path.relative_to(old)
        if (
            name.parts[0] not in {"en", "search"}
            and path.is_file()
            and (not (new / name).exists() or name.suffix in {".xml", ".gz"})
        ):
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, new / name)
