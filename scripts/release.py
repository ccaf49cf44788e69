"""`rollback`: show the release before this one again; and how a new one takes its place.

Each build is a release of its own, numbered, in a hidden folder beside the site.
The site is a link to one of them, and exchanging a link is one step: whoever looks, and whatever is
killed, sees the old site or the new.
Where the system has no such links (Windows, unless it is told to) the site is a copy, and two
renames exchange it: a kill between the two leaves it under the name `.old`, and the next build or
rollback brings it back.
"""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from scripts import project
from scripts.project import Stop, alone
from scripts.verify_site import NAME, verify

KEPT = 5
"""Releases that stay, the shown one among them."""


def home(out: Path) -> Path:
    """Where the releases of a site stand."""
    return out.with_name(f".{out.name}.releases")


def releases(out: Path) -> list[Path]:
    """The releases of a site, the oldest first."""
    return sorted(path for path in home(out).glob("[0-9]*") if (path / NAME).is_file())


def shown(out: Path) -> Path | None:
    """The release that a site shows."""
    if not (out / NAME).is_file():
        return None
    listed = (out / NAME).read_bytes()
    same = (path for path in reversed(releases(out)) if (path / NAME).read_bytes() == listed)
    return out.resolve() if out.is_symlink() else next(same, None)


def fresh(out: Path) -> Path:
    """The folder to build into, empty. Raises Stop when `out` is something else than a site."""
    is_site = (out / "sitemap.xml").is_file()
    if out.exists() and not is_site and (not out.is_dir() or any(out.iterdir())):
        raise Stop(
            f"{out} is no built site, and building would replace it:"
            " name another folder with --out."
        )
    repair(out)
    home(out).mkdir(parents=True, exist_ok=True)
    shutil.rmtree(home(out) / "new", ignore_errors=True)
    return home(out) / "new"


def repair(out: Path) -> None:
    """Bring back what a kill between two renames has left under another name."""
    old = out.with_name(f".{out.name}.old")
    if old.exists() and not out.exists():
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
    numbers = [int(path.name) for path in home(out).glob("[0-9]*")]
    release = new.rename(new.with_name(f"{max(numbers, default=0) + 1:06}"))
    show(release, out)
    # What was rolled back stays no longer, nor what is the same as now.
    earlier = [path for path in releases(out) if before and path.name <= before.name]
    same = (release / NAME).read_bytes()
    kept = [path for path in earlier if (path / NAME).read_bytes() != same][1 - KEPT :]
    for path in home(out).glob("[0-9]*"):
        if path not in (release, *kept):
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
        if out.is_dir() and not (out.is_symlink() and link.is_symlink()):
            out.rename(old)
        try:
            os.replace(link, out)  # noqa: PTH105  the one step that all of this is for
        except OSError:
            repair(out)
            raise
    except OSError as error:  # Windows refuses while a program has one of the files open
        raise Stop(
            f"{out} cannot be replaced ({error.strerror}): close what has it open and start again."
        ) from None
    clear(old)


def main(argv: Sequence[str]) -> int:
    """`rollback [--out DIR]`: exit code 0 done, 1 the release before is damaged, 2 none there."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts rollback", description=__doc__)
    parser.add_argument("--out", type=Path, default=project.ROOT / "site")
    out = Path(os.path.abspath(parser.parse_args(argv).out))  # noqa: PTH100  keeps the link a link
    with alone("build"):
        repair(out)
        now = shown(out)
        earlier = [path for path in releases(out) if now and path.name < now.name]
        if not earlier:
            raise Stop(f"{out} has no release before this one: build the commit that was right.")
        commit, faults = verify(earlier[-1])
        if faults:
            print("\n".join(faults), f"\nNot shown: release {earlier[-1].name} is damaged.")
            return 1
        show(earlier[-1], out)
    print(f"{out} shows release {earlier[-1].name} again (commit {commit}).")
    return 0
