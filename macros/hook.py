"""The only room that knows mkdocs-macros: it reads the Library once and hands out the macros."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from macros.graph import library
from macros.read.words import read_synonyms
from macros.model import FOLDERS, Lang
from macros.read.pages import CALL
from macros.render import Renderer
from macros.search import entries

LOG = logging.getLogger("mkdocs.plugins.playbook")


def define_env(env: Any) -> None:
    """Give mkdocs-macros the macros of the language whose `docs_dir` is being built.

    `env` is the plugin. Its own `render` would run a page as plain Jinja, which reaches Python's
    insides; so a page's calls are filled in here, and a record's words give way to its page.
    """
    folder = Path(env.conf["docs_dir"])
    library_of_site, problems = library(folder.parent, advise=False)
    for problem in problems:
        if problem.level == "error":
            LOG.warning(
                "%s:%s: %s. %s.", problem.at.path, problem.at.line, problem.what, problem.cure
            )
    renderer = Renderer(library_of_site, language(folder), (env.conf["repo_url"] or "").rstrip("/"))
    for name, macro in renderer.macros().items():
        env.macro(macro, name)
    env.conf["extra"]["words"] = renderer.script_words()
    env.conf["extra"]["w"] = renderer.word
    env.conf["extra"]["icon"] = renderer.icon
    env.conf["extra"]["about"] = renderer.about
    macros = renderer.macros()
    moved = {
        f"{key.partition('/')[0]}/{old}": key
        for key, former in library_of_site.was.items()
        for old in former
    }

    def render(markdown: str, force_rendering: bool = False) -> str:  # noqa: ARG001  asked for by name
        page = env.page
        folder_name, _, name = page.file.src_uri.removesuffix(".md").rpartition("/")
        cls = FOLDERS.get(folder_name) if name != "index" else None
        if cls is None:
            return CALL.sub(lambda call: macros[call[1]]() if call[1] in macros else "", markdown)
        if way := moved.get(f"{cls.kind}/{name}"):
            page.meta.update(moved=way.partition("/")[2], search={"exclude": True})
            return renderer.moved(way)
        record = library_of_site.records.get(f"{cls.kind}/{name}")
        if record is None:  # reported above, so that a strict build stops
            return ""
        page.meta["title"] = record.title[renderer.lang]
        return renderer.record(cls.kind, name)

    env.render = render


def language(docs: Path) -> Lang:
    """The language of a `docs_dir`: its folder's name."""
    return "en" if docs.name == "en" else "vi"


def on_post_build(env: Any) -> None:
    """Put the search index where only the search looks, and an empty one where Material fetches it on every page.

    An engine that does not call this serves the full index to every page: slower, not broken.
    """
    folder = Path(env.conf["site_dir"], "search")
    index = folder / "search_index.json"
    full = json.loads(index.read_text("utf-8"))
    full["docs"] = entries(full["docs"])
    full["config"]["synonyms"] = read_synonyms(
        Path(__file__).with_name("synonyms.yml"), language(Path(env.conf["docs_dir"]))
    )
    (folder / "pages.json").write_text(
        json.dumps(full, ensure_ascii=False, separators=(",", ":")), "utf-8"
    )  # half the size
    config = {"lang": ["vi"], "separator": " ", "pipeline": [], "fields": {}}
    index.write_text(json.dumps({"config": config, "docs": []}), "utf-8")
