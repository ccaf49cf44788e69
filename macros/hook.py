"""The only room that knows mkdocs-macros: it reads the Library once and hands out the macros."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from pathspec.gitignore import GitIgnoreSpec

from macros import machine
from macros.asked import Asked
from macros.graph import Library
from macros.kinds import LOOKS
from macros.language import Language
from macros.model import FOLDERS, KINDS, Lang
from macros.read.firm import firm
from macros.read.pages import CALL
from macros.read.words import read_synonyms
from macros.related import about
from macros.render import Renderer
from macros.rules import judged
from macros.search import entries, files

LOG = logging.getLogger("mkdocs.plugins.playbook")


def define_env(env: Any) -> None:
    """Give mkdocs-macros the macros of the language whose `docs_dir` is being built.

    `env` is the plugin. Its own `render` would run a page as plain Jinja, which reaches Python's
    insides; so a page's calls are filled in here, and a record's words give way to its page.
    """
    folder = Path(env.conf["docs_dir"])
    # `check` has read it already, where one of our commands builds; a function, as mkdocs-macros
    # prints all that is named here.
    given = env.conf["extra"].pop("library", None)
    made = given() if given else read(folder.parent)
    parts = [key.split("/") for key in sorted(made.drafts)]
    hidden = [f"/{KINDS[kind].folder}/{name}.md" for kind, name in parts]
    env.conf["exclude_docs"] = GitIgnoreSpec.from_lines(hidden)
    renderer = Renderer(made, language(folder), (env.conf["repo_url"] or "").rstrip("/"))
    words = renderer.language
    env.conf["site_name"] = firm().words["site.name"][words.lang]
    for name, macro in renderer.macros().items():
        env.macro(macro, name)
    env.conf["extra"].update(
        w=words.word,
        icon=lambda name: renderer.icon(name),  # noqa: PLW0108  a bound method holds every record
        # A partial would be asked for its name by mkdocs-macros, and name every record.
        about=lambda path: about(renderer.asked.library, words, path),
        once=once(),
    )
    env.notes = {}
    env.render = partial(filled, env, renderer)
    env.touched = partial(touched, env, renderer)
    env.written = lambda: written(renderer.asked.library, words, env.conf["site_url"] or "")


def touched(env: Any, renderer: Renderer, made: Library) -> list[str] | None:
    """Records as they are now -> the files of pages they change; None where any page may change.

    From now on pages are made of these records.
    """
    before = renderer.asked.library
    renderer.asked = Asked(made, renderer.language)
    names = ("drafts", "retired", "was")
    if any(getattr(before, name) != getattr(made, name) for name in names):
        return None
    return [name for name, notes in env.notes.items() if renderer.asked.differs(notes)]


def read(docs: Path) -> Library:
    """The records of a folder; what is wrong with them stops a strict build."""
    made, problems = judged(docs, advise=False)
    for problem in problems:
        if problem.level == "error":
            at = problem.at
            LOG.warning("%s:%s: %s. %s.", at.path, at.line, problem.what, problem.cure)
    return made


def filled(
    env: Any,
    renderer: Renderer,
    markdown: str,
    force_rendering: bool = False,  # noqa: ARG001  passed by name
) -> str:
    """The page of `env.page`: its calls filled in, or a record's page in place of its words.

    What templates made is HTML already: where there is nothing else, Markdown would read every tag
    of it again and change none.
    """
    page = env.page
    renderer.asked.notes = env.notes[page.file.src_uri] = {}
    made = recorded(page, renderer)
    if made is None:
        macros = renderer.macros()
        made = CALL.sub(lambda call: macros[call[1]]() if call[1] in macros else "", markdown)
        if CALL.sub("", markdown).strip():
            return made
    page.render = partial(finished, page, made)
    return made


def once() -> Callable[..., str]:
    """What fills a part of the frame around pages once for all pages at which it is the same.

    A record of a kind that has many shares it with its like: their links lead the same way.
    """
    kept: dict[Any, str] = {}

    def part(name: str, page: Any, nav: Any, caller: Callable[[], str]) -> str:
        here = page.url if page else "404"
        folder, _, rest = here.partition("/")
        cls = FOLDERS.get(folder)
        alike = cls and LOOKS[cls.kind].index and rest.count("/") == 1
        current = [item.url for item in nav if item.url in here]
        key = (name, folder if alike else here, *current)
        return kept.get(key) or kept.setdefault(key, caller())

    return part


def finished(page: Any, made: str, *_: Any) -> None:
    """In place of MkDocs' own rendering of a page."""
    page.content = made.strip()


def recorded(page: Any, renderer: Renderer) -> str | None:
    """A record's page, or what is left where one was; None for a page of another kind."""
    folder, _, name = page.file.src_uri.removesuffix(".md").rpartition("/")
    cls = FOLDERS.get(folder) if name != "index" else None
    if cls is None:
        return None
    if record := renderer.ask("find", f"{cls.kind}/{name}"):
        page.meta["title"] = record.title[renderer.language.lang]
        return renderer.record(cls.kind, name)
    if left := renderer.asked.library.retired.get(f"{cls.kind}/{name}"):
        page.meta["title"] = left.title[renderer.language.lang]
        return renderer.moved(left.nearest.key, f"{folder}/{name}/", left)
    for key, olds in renderer.asked.library.was.items():
        if key.startswith(f"{cls.kind}/") and name in olds:
            page.meta["moved"] = key.partition("/")[2]
            return renderer.moved(key)
    return ""  # a record that cannot be read: reported above, so that a strict build stops


def language(docs: Path) -> Lang:
    """The language of a `docs_dir`: its folder's name."""
    return "en" if docs.name == "en" else "vi"


def on_post_build(env: Any) -> None:
    """Write the files that scripts and machines ask for."""
    site = Path(env.conf["site_dir"])
    shutil.rmtree(site / "assets/index", ignore_errors=True)
    if language(Path(env.conf["docs_dir"])) == "en":
        (site / "sw.js").unlink(missing_ok=True)  # the one at the root serves both
    files = {site / name: text for name, text in env.written().items()}
    for folder in {path.parent for path in files}:
        folder.mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        path.write_text(text, "utf-8", newline="\n")


def written(made: Library, words: Language, site: str) -> dict[str, str]:
    """What is not made from a page, by its place in the site."""
    synonyms = read_synonyms(Path(__file__).with_name("synonyms.yml"), words.lang)
    index = files(entries(made, words), synonyms, words.lang == "en")
    said = {f"assets/said/{name}": text for name, text in words.script_words().items()}
    on = firm().values.get("machines") == "yes"
    book = machine.files(made, words, site) if on else {}
    return {f"assets/index/{name}": text for name, text in index.items()} | said | book
