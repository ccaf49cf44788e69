"""The only room that knows mkdocs-macros: it reads the Library once and hands out the macros."""

from __future__ import annotations

import json
import logging
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from macros.kinds import LOOKS
from macros.load.words import read_synonyms
from macros.model import KINDS, Lang
from macros.related import about
from macros.render import Renderer
from macros.rules import library
from macros.search import entries

LOG = logging.getLogger("mkdocs.plugins.playbook")


def define_env(env: Any) -> None:
    """Give mkdocs-macros the macros of the language whose `docs_dir` is being built.

    `env` is the plugin. Its own `render` would run a page as plain Jinja, which reaches Python's
    insides, and would let front matter switch it off; so pages are rendered here, in the immutable
    sandbox.
    """
    folder = Path(env.conf["docs_dir"])
    made, problems = library(folder.parent, advise=False)
    for problem in problems:
        if problem.level == "error":
            at = problem.at
            LOG.warning("%s:%s: %s. %s.", at.path, at.line, problem.what, problem.cure)
    renderer = Renderer(made, language(folder), (env.conf["repo_url"] or "").rstrip("/"))
    for name, macro in renderer.macros().items():
        env.macro(macro, name)
    env.conf["extra"].update(
        words=renderer.language.script_words(),
        w=renderer.language.word,
        icon=renderer.icon,
        about=partial(about, made, renderer.language),
    )
    sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    sandbox.globals = dict(renderer.macros())

    def render(markdown: str, force_rendering: bool = False) -> str:  # noqa: ARG001  passed by name
        try:
            return sandbox.from_string(markdown).render()
        except Exception as error:
            # A warning stops a strict build and names the page; a traceback would hide it.
            page = env.page.file.src_path
            LOG.warning("docs/%s/%s: a macro failed (%s)", folder.name, page, error)
            return ""

    env.render = render


def language(docs: Path) -> Lang:
    """The language of a `docs_dir`: its folder's name."""
    return "en" if docs.name == "en" else "vi"


def on_post_build(env: Any) -> None:
    """Put the search index where only the search looks for it.

    Material fetches an index on every page: it finds an empty one. An engine that does not call
    this serves the full index to every page: slower, not broken.
    """
    folder = Path(env.conf["site_dir"], "search")
    index = folder / "search_index.json"
    full = json.loads(index.read_text("utf-8"))
    full["docs"] = entries(full["docs"])
    lang = language(Path(env.conf["docs_dir"]))
    synonyms = read_synonyms(Path(__file__).with_name("synonyms.yml"), lang)
    weights = {KINDS[kind].folder: look.weight for kind, look in LOOKS.items()}
    full["config"].update(synonyms=synonyms, weights=weights)
    compact = json.dumps(full, ensure_ascii=False, separators=(",", ":"))  # half the size
    (folder / "pages.json").write_text(compact, "utf-8")
    config = {"lang": ["vi"], "separator": " ", "pipeline": [], "fields": {}}
    index.write_text(json.dumps({"config": config, "docs": []}), "utf-8")
