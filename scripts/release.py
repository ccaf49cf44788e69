"""`rollback`: show the release before this one again; and how a new one takes its place.

Each build is a release of its own, numbered, in a hidden folder beside the site. The site is a link
to one of them, and exchanging a link is one step. Where the system has no such links (Windows,
unless it is told to) it is a copy, which two renames exchange: after a kill between the two the
next build or rollback brings the old one back.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from scripts import project
from scripts.project import Stop, alone
from scripts.verify_site import NAME, verify, written

KEPT = 5
"""Releases that stay, the shown one among them."""


def home(out: Path) -> Path:
    """Where the releases of a site stand."""
    return out.with_name(f".{out.name}.releases")


def releases(out: Path) -> list[Path]:
    """The releases of a site, whole or not, the oldest first."""
    return sorted(path for path in home(out).glob("*") if path.name.isdecimal() and path.is_dir())


def listed(site: Path) -> dict[str, str]:
    """The files that a site says it was built with, and their digests; none where it says none."""
    try:
        return written(site)[1]
    except Stop:
        return {}


def shown(out: Path) -> Path | None:
    """The release that a site shows, even where it is damaged or gone; None where nothing says."""
    if linked(out):
        return home(out) / out.readlink().name
    files = listed(out)
    return next((path for path in reversed(releases(out)) if files == listed(path) != {}), None)


def linked(out: Path) -> bool:
    """Whether a site is our link to one of its releases."""
    release = out.parent / out.readlink() if out.is_symlink() else out
    return release.parent == home(out) and release.name.isdecimal()


def own(out: Path) -> None:
    """Raise Stop where `out` holds anything but what builds have written: it is never replaced."""
    if not out.name:
        raise Stop(f"{out} is no place for a site: name a folder with --out.")
    if linked(out) or not os.path.lexists(out):
        return
    names = set().union(*map(listed, (out, *releases(out))))
    names |= {NAME} if names else set()
    there = [path for path in out.rglob("*") if path.is_symlink() or not path.is_dir()]
    strange = [path for path in there if path.relative_to(out).as_posix() not in names]
    if strange or not out.is_dir():
        lost = min(strange, default=out)
        raise Stop(f"{lost} is of no build and would be lost: name another folder with --out.")


def fresh(out: Path) -> Path:
    """The folder to build into, empty. Raises Stop when `out` is something else than a site."""
    own(out)
    repair(out)
    home(out).mkdir(parents=True, exist_ok=True)
    shutil.rmtree(home(out) / "new", ignore_errors=True)
    return home(out) / "new"


def repair(out: Path) -> None:
    """Bring back what a kill between two renames has left under another name."""
    old = out.with_name(f".{out.name}.old")
    if old.exists() and not os.path.lexists(out):
        old.rename(out)
    clear(old)


def clear(path: Path) -> None:
    """Remove a folder, or a link to one."""
    if path.is_symlink():
        path.unlink()
    shutil.rmtree(path, ignore_errors=True)


def publish(new: Path, out: Path) -> None:
    """A finished build becomes a release, and the site shows it. Raises Stop when it cannot."""
    before = shown(out)
    earlier = releases(out)
    number = max((int(path.name) for path in (*earlier, before) if path), default=0) + 1
    release = new.rename(new.with_name(f"{number:06}"))
    show(release, out)
    # What was rolled back stays no longer, nor what is the same as now, nor what is no release.
    same = listed(release)
    kept = [
        path
        for path in earlier
        if (not before or path.name <= before.name) and listed(path) not in ({}, same)
    ][1 - KEPT :]
    for path in earlier:
        if path not in kept:
            shutil.rmtree(path, ignore_errors=True)


def show(release: Path, out: Path) -> None:
    """Let the site be this release. Raises Stop when something has it open."""
    link, old = (out.with_name(f".{out.name}.{name}") for name in ("link", "old"))
    try:
        clear(link)
        clear(old)
        try:
            link.symlink_to(release.relative_to(out.parent), target_is_directory=True)
        except OSError:  # no links here
            shutil.copytree(release, link)
        if os.path.lexists(out) and not (out.is_symlink() and link.is_symlink()):
            out.rename(old)
        try:
            os.replace(link, out)  # noqa: PTH105  the one step that all of this is for
        except OSError:
            repair(out)
            raise
    except OSError as error:  # Windows refuses while a program has one of the files open
        cure = "close what has it open and start again."
        raise Stop(f"{out} cannot be replaced ({error.strerror}): {cure}") from None
    clear(old)


def damage(site: Path) -> list[str]:
    """What is not as it was built; also where there is no list to tell by."""
    return verify(site)[1] if listed(site) else [f"{NAME}: is missing or damaged."]


def before(out: Path) -> Iterator[Path]:
    """The releases before the shown one, the last first; where it is damaged, then later ones."""
    now, every = shown(out), releases(out)[::-1]
    older = [path for path in every if not now or path.name < now.name]
    yield from older
    if damage(out):
        yield from (path for path in every if path not in older)


def main(argv: Sequence[str]) -> int:
    """`rollback [--out DIR]`: exit code 0 done, 1 every release before is damaged, 2 none there."""
    parser = project.parser("rollback", __doc__)
    parser.add_argument("--out", type=Path, default=project.ROOT / "site")
    out = Path(os.path.abspath(parser.parse_args(argv).out))  # noqa: PTH100  keeps the link a link
    with alone("build"):
        own(out)
        repair(out)
        tried = list(before(out))
        for release in tried:
            if not (faults := damage(release)):
                show(release, out)
                commit, _ = written(release)
                print(f"{out} shows release {release.name} again (commit {commit}).")
                return 0
            print(f"Passed over, for it is damaged: release {release.name}: {faults[0]}")
    if not tried:
        raise Stop(f"{out} has no release before this one: build the commit that was right.")
    print("No other release is whole: build the commit that was right.")
    return 1
