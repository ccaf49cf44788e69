"""The files of a `docs` folder: pages, and what has no place there."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from macros.model import FOLDERS, Lang, Mark, Problem
from macros.read.ids import WINDOWS
from macros.read.reader import problem

LEFT = re.compile(r"\.DS_Store|\._.+|\.#.+|\..+\.sw[a-p]")
"""What Finder, Emacs and vim leave behind; MkDocs publishes nothing that starts with a dot."""
RESERVED = {
    "assets": "What pages load stands",
    "en": "English stands",
    "oauth2": "The sign-in stands",
    "templates": "MkDocs publishes nothing",
}
"""Names at the top that are no page's, and why."""


def list_files(docs: Path, lang: Lang) -> tuple[dict[str, Path], list[Problem]]:
    """The pages of one language, by their path in its folder; whatever else is there is wrong."""
    root = docs / lang
    files: dict[str, Path] = {}
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    below = sorted(root.rglob("*")) if not root.is_symlink() else [root]
    paths = {
        path: unicodedata.normalize("NFC", path.relative_to(root).as_posix()) for path in below
    }
    names = set(paths.values())
    for path, name in paths.items():
        at = Mark(f"{docs.name}/{lang}/{name}".removesuffix("/."))
        if LEFT.fullmatch(path.name) and not path.is_dir():
            continue
        if path.is_symlink():
            problems.append(problem("symlink", at))
        elif path.is_dir():
            continue
        elif fault := misplaced(name, at, f"{docs.name}/{lang}", names, path.is_file()):
            problems.append(fault)
        else:
            files[name] = path
            url = name.removesuffix(".md").removesuffix("/index")
            if url in seen:
                problems.append(problem("same-address", at, other=seen[url]))
            seen[url] = name
    return files, problems


def misplaced(name: str, at: Mark, root: str, others: set[str], regular: bool) -> Problem | None:
    """What is wrong with a file's kind or place, if anything; `root` is its language's folder."""
    path = Path(name)
    if path.suffix != ".md" or not regular:
        page = re.match(r"[^.]+\.md(?![^.])", path.name, re.IGNORECASE)
        beside = page and path.with_name(page[0].lower()).as_posix()
        cure = f"Name it `{page[0].lower()}`" if page and beside not in others else ""
        return problem("not-a-page", at, cure=cure, name=path.name, root=root)
    parts = name.removesuffix(".md").split("/")
    if why := RESERVED.get(parts[0]):
        return problem("reserved-name", at, why=why, name=parts[0])
    if taken := next((part for part in parts if part in WINDOWS), None):
        return problem("windows-name", at, name=taken)
    first, *between = parts[:-1] or [""]
    if first in FOLDERS and between:
        return problem("folder-in-folder", at, to=f"{root}/{first}/")
    return None
