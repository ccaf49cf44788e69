"""Builds one language for `serve`, in a worker that stays warm: whole at first, later only the pages that an edit changes."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.nav import Navigation

from macros.graph import library
from macros.model import Lang
from macros.render import Renderer

Digests = Mapping[str, str]
"""For each page, by its file: what its words, its links and its parts come to."""


class Compiled(BytecodeCache):
    """Templates compiled once in a worker's life; a changed one is compiled again."""

    kept: dict[str, bytes] = {}  # noqa: RUF012  shared on purpose

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled from the same text."""
        if code := self.kept.get(bucket.key + bucket.checksum):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.kept[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


class Partly(BasePlugin):  # type: ignore[type-arg, no-untyped-call]  # it has no configuration
    """Keeps MkDocs to some pages, and gives its environment the compiled templates."""

    def __init__(self, wanted: Collection[str] | None) -> None:
        self.wanted = wanted
        """Files of the pages to make; None for all."""

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG002  MkDocs names them
        """Called before the first page is read: the pages of the menu are always made, as every page shows their titles."""
        menu = {page.file.src_uri for page in nav.pages}
        for file in files.documentation_pages():
            if self.wanted is not None and file.src_uri not in {*menu, *self.wanted}:
                file.inclusion = InclusionLevel.EXCLUDED
        return nav

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:  # noqa: ARG002  MkDocs names them
        """Called before the first page."""
        env.bytecode_cache = Compiled()
        return env


class Kept(logging.Handler):
    """Keeps what MkDocs says."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        self.said.append(record.getMessage())


def digests(docs: Path, lang: Lang, repo: str) -> dict[str, str]:
    """What the macros make of each page of a language; where it is the same as before, so is the page."""
    made, _ = library(docs, advise=False)
    renderer = Renderer(made, lang, repo)
    renderer.env.bytecode_cache = Compiled()
    made_by = renderer.macros()
    texts = {f"{record.folder}/{record.id}.md": made_by[record.kind](record.id) for record in made.records.values()}
    for page in made.pages:
        if page.lang == lang:
            texts[page.path] = "".join(made_by[call.name](*call.args) for call in page.calls)
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}


def render(config: str, new: Path, address: str, last: tuple[Path, Digests] | None) -> tuple[bool, list[str], Digests]:
    """Build one language into `new` -> whether it worked, MkDocs' warnings, and the pages' digests for the next time.

    With `last`, the folder of an earlier build and its digests, only the pages that differ are made; the others are copied.
    """
    kept = Kept()
    logging.getLogger("mkdocs").addHandler(kept)
    now: Digests = {}
    try:
        loaded = load_config(config, site_dir=str(new), site_url=address, strict=True)
        docs = Path(loaded.docs_dir)
        now = digests(docs.parent, "en" if docs.name == "en" else "vi", (loaded.repo_url or "").rstrip("/"))
        wanted = None
        if last and last[1].keys() <= now.keys():
            wanted = {name for name, digest in now.items() if last[1].get(name) != digest}
        loaded.plugins["partly"] = Partly(wanted)
        build(loaded)
        if last and wanted is not None:
            complete(new, last[0])
    except (Exception, SystemExit) as error:  # MkDocs leaves with SystemExit
        return False, [*kept.said, f"{type(error).__name__}: {error}"], {}
    finally:
        logging.getLogger("mkdocs").removeHandler(kept)
    return True, kept.said, now


def complete(new: Path, old: Path) -> None:
    """Add to some pages of a language the others, as they were, and to the search what it knew of those."""
    index = Path("search/pages.json")
    made = {path.relative_to(new).as_posix() for path in new.rglob("index.html")}
    for path in old.rglob("*"):
        name = path.relative_to(old)
        if name.parts[0] != "en" and path.is_file() and (not (new / name).exists() or name.suffix in {".xml", ".gz"}):
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, new / name)
    if (new / index).is_file():
        known, found = (json.loads((folder / index).read_text("utf-8")) for folder in (old, new))
        rest = [doc for doc in known["docs"] if doc["location"].partition("#")[0] + "index.html" not in made]
        (new / index).write_text(json.dumps(found | {"docs": rest + found["docs"]}, ensure_ascii=False), "utf-8")
