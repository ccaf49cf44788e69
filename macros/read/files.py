"""The files of a `docs` folder: records, pages, pictures, and what has no place there."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from macros.model import FOLDERS, Lang, Mark, Problem
from macros.read.ids import WINDOWS

UNFIT = re.compile(r'[<>:"\\|?*]|[. ]$')
"""What no name of a file may hold, or end in, on Windows."""
PICTURES = {".svg", ".png", ".jpg", ".webp"}


def list_files(docs: Path, lang: Lang) -> tuple[dict[str, Path], list[Problem]]:
    """The pages and pictures of one language, by their path inside its folder.

    Whatever else stands there would be published, and is a problem; hidden files are passed over.
    """
    root = docs / lang
    files: dict[str, Path] = {}
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    paths = {
        path: unicodedata.normalize("NFC", path.relative_to(root).as_posix())
        for path in sorted(root.rglob("*"))
    }
    names = set(paths.values())
    linked = {root} if root.is_symlink() else set[Path]()
    """Links to folders elsewhere, and what lies below them."""
    for path, name in paths.items():
        at = Mark(f"{docs.name}/{lang}/{name}")
        if any(part.startswith((".", "#")) for part in Path(name).parts):
            continue  # what macOS and Emacs leave behind is not published
        if path.parent in linked:
            linked.add(path)
        elif path.is_symlink():
            linked.add(path)
            cure = "Put the file itself here"
            problems.append(Problem("symlink", at, "This is a link to another place", cure))
        elif path.is_dir():
            continue
        elif fault := misplaced(name, at, f"{docs.name}/{lang}", names):
            problems.append(fault)
        else:
            files[name] = path
            url = name.removesuffix(".md").removesuffix("/index").casefold()
            if url in seen:
                what = f"{seen[url]} would be published at the same address"
                problems.append(Problem("same-address", at, what, "Rename one of the two"))
            seen[url] = name
    return files, problems


def misplaced(name: str, at: Mark, root: str, others: set[str]) -> Problem | None:
    """What is wrong with a file's name or place, if anything; `root` is its language's folder."""
    path = Path(name)
    if root.endswith("/vi") and path.parts[0].removesuffix(".md").casefold() == "en":
        what, cure = "Here English stands when the site is built", "Give it another name"
        return Problem("place-of-english", at, what, cure)
    for part in path.parts:
        if part.partition(".")[0].casefold() in WINDOWS or UNFIT.search(part):
            what = f"Windows cannot check out a file of the name `{part}`"
            return Problem("windows-name", at, what, "Give it another name")
    if path.suffix in PICTURES:
        return None
    if path.suffix != ".md":
        page = re.match(r"[^.]+\.md(?![^.])", path.name, re.IGNORECASE)
        outside = f"Keep it outside of {root}/: whatever stands here would be published"
        beside = page and path.with_name(page[0].lower()).as_posix()
        cure = f"Name it `{page[0].lower()}`" if page and beside not in others else outside
        return Problem("not-a-page", at, f"`{path.name}` is neither a page nor a picture", cure)
    first, *between = path.parts[:-1] or ("",)
    if first in FOLDERS and between:
        cure = f"Move it to {root}/{first}/"
        return Problem("folder-in-folder", at, "A record stands in a folder of its own", cure)
    return None
