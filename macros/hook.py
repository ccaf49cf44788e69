"""The only room that knows mkdocs-macros: it reads the Library once and hands out the macros."""

from __future__ import annotations

import json
import logging
from functools import partial
from pathlib import Path
from typing import Any

from pathspec.gitignore import GitIgnoreSpec

from macros.kinds import LOOKS
from macros.machine import files
from macros.model import FOLDERS, KINDS, Lang
from macros.read.firm import firm
from macros.read.pages import CALL
from macros.read.words import read_synonyms
from macros.related import about
from macros.render import Renderer
from macros.rules import library
from macros.search import entries

LOG = logging.getLogger("mkdocs.plugins.playbook")


def define_env(env: Any) -> None:
    """Give mkdocs-macros the macros of the language whose `docs_dir` is being built.

    `env` is the plugin. Its own `render` would run a page as plain Jinja, which reaches Python's
    insides; so a page's calls are filled in here, and a record's words give way to its page.
    """
    folder = Path(env.conf["docs_dir"])
    made, problems = library(folder.parent, advise=False)
    for problem in problems:
        if problem.level == "error":
            at = problem.at
            LOG.warning("%s:%s: %s. %s.", at.path, at.line, problem.what, problem.cure)
    lang = language(folder)
    parts = [key.split("/") for key in sorted(made.drafts)]
    hidden = [f"/{KINDS[kind].folder}/{name}.md" for kind, name in parts]
    env.conf["exclude_docs"] = GitIgnoreSpec.from_lines(hidden)
    env.conf["site_name"] = firm().words["site.name"][lang]
    renderer = Renderer(made, lang, (env.conf["repo_url"] or "").rstrip("/"))
    for name, macro in renderer.macros().items():
        env.macro(macro, name)
    env.conf["extra"].update(
        words=renderer.language.script_words(),
        w=renderer.language.word,
        icon=renderer.icon,
        about=partial(about, made, renderer.language),
    )
    env.for_machines = {}
    if firm().values.get("machines") == "yes":
        env.for_machines = files(made, renderer.language, env.conf["site_url"] or "")
    macros = renderer.macros()
    moved = {
        f"{key.partition('/')[0]}/{old}": key for key, olds in made.was.items() for old in olds
    }

    def render(markdown: str, force_rendering: bool = False) -> str:  # noqa: ARG001  passed by name
        page = env.page
        folder_name, _, name = page.file.src_uri.removesuffix(".md").rpartition("/")
        cls = FOLDERS.get(folder_name) if name != "index" else None
        if cls is None:
            return CALL.sub(lambda call: macros[call[1]]() if call[1] in macros else "", markdown)
        if way := moved.get(f"{cls.kind}/{name}"):
            page.meta.update(moved=way.partition("/")[2], search={"exclude": True})
            return renderer.moved(way)
        if left := made.retired.get(f"{cls.kind}/{name}"):
            page.meta.update(title=left.title[lang], search={"exclude": True})
            return renderer.moved(left.nearest.key, f"{cls.folder}/{name}/", left)
        record = made.records.get(f"{cls.kind}/{name}")
        if record is None:  # reported above, so that a strict build stops
            return ""
        page.meta["title"] = record.title[lang]
        return renderer.record(cls.kind, name)

    env.render = render


def language(docs: Path) -> Lang:
    """The language of a `docs_dir`: its folder's name."""
    return "en" if docs.name == "en" else "vi"


def on_post_build(env: Any) -> None:
    """Write what machines read, and put the search index where only the search looks for it.

    Material fetches an index on every page: it finds an empty one. An engine that does not call
    this serves the full index to every page: slower, not broken.
    """
    for name, text in env.for_machines.items():
        path = Path(env.conf["site_dir"], name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
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
