"""`preview`: a pull request's pages, built without any right (`report`), and shown by a workflow that runs none of its code (`show`).

What `report` writes comes from a stranger: `show` takes numbers and plain page addresses from it and nothing else.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from macros.graph import Library
from macros.model import Source
from macros.rules import library
from scripts import pages, since
from scripts.github import gh, keep_comment
from scripts.setup import ROOT, Stop

PAGE = re.compile(r"(?:en/)?(?:[a-z0-9-]{1,80}/){0,3}")
COUNTS = ("records", "used", "merged", "left-out", "open")
SHOWN = 30


def coverage(made: Library) -> dict[str, int]:
    """A Library -> how many records it has, and how many passages are in each state."""
    states = Counter[str](
        passage.state for source in made.all(Source) for passage in source.passages
    )
    return {"records": len(made.records), **{name: states[name] for name in COUNTS[1:]}}


def addresses(changed: Sequence[str], site: set[str]) -> list[str]:
    """Changed files -> the pages they make, in both languages, that the built site has."""
    names = {
        re.sub(r"(?:^|/)index$", "", match[1])
        for path in changed
        if (match := re.fullmatch(r"[^/]+/(?:vi|en)/(.+)\.md", path))
    }
    found = [
        f"{start}{name}/" if name else start for name in sorted(names) for start in ("", "en/")
    ]
    return [page for page in found if f"{page}index.html" in site]


def report(docs: Path, site: Path, ref: str, number: int) -> dict[str, Any]:
    """What a pull request changes, for its one comment."""
    commit = since.base(docs, ref)
    assert commit
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    with since.at(docs, commit) as old:
        before = coverage(library(old)[0])
    return {
        "number": number,
        "pages": addresses(sorted(since.changed(docs, commit)), files),
        "links": sum(
            len(pages.read(site / name).links) for name in files if name.endswith(".html")
        ),
        "dead": len(pages.check(site)),
        "before": before,
        "after": coverage(library(docs)[0]),
    }


def comment(given: Mapping[str, Any], address: str) -> str:
    """A stranger's report, and where its pages are shown (empty: nowhere) -> the comment. Raises Stop for anything but numbers and pages."""
    try:
        shown = [page for page in given["pages"] if PAGE.fullmatch(page)]
        links, broken = int(given["links"]), int(given["dead"])
        counts = [(name, int(given["before"][name]), int(given["after"][name])) for name in COUNTS]
        if len(shown) != len(given["pages"]):
            raise ValueError
    except (KeyError, TypeError, ValueError):
        raise Stop(
            "The report of the build is not one that `preview report` writes: look at the pull request before running it again."
        ) from None
    lines = ["### Xem thử · Preview", ""]
    if not address:
        lines += [
            "Tải bản xem thử ở mục Artifacts của lần chạy. Download the pages under Artifacts of the run.",
            "",
        ]
    for page in shown[:SHOWN]:
        lines.append(f"- [/{page}]({address}{page})" if address else f"- `/{page}`")
    if len(shown) > SHOWN:
        lines.append(f"- … {len(shown) - SHOWN}")
    lines += [] if shown else ["Không trang nào đổi. No page changes."]
    lines += [
        "",
        f"Liên kết · Links: {links}, hỏng · dead: {broken}.",
        "",
        "| | trước · before | sau · after |",
        "| --- | --- | --- |",
    ]
    return "\n".join(
        lines
        + [
            f"| {name} | {old} | {f'**{new}**' if old != new else new} |"
            for name, old, new in counts
        ]
    )


def publish(site: Path, remote: str, number: int, open_ones: set[int]) -> None:
    """Put a preview into a repository that does nothing but show previews, and take out those whose pull request is closed. Raises Stop."""
    if any(path.is_symlink() for path in site.rglob("*")) or not (site / "index.html").is_file():
        raise Stop(
            "The preview is no plain site: look at the pull request before running it again."
        )
    with tempfile.TemporaryDirectory() as folder:
        for args in (
            ["clone", "-q", "--depth=1", remote, folder],
            ["-C", folder, "checkout", "-q", "-B", "main"],
        ):
            if subprocess.run(["git", *args]).returncode:
                raise Stop(
                    "The repository of previews cannot be fetched: look at PREVIEW_REPOSITORY and its key."
                )
        for old in Path(folder).glob("pr-*"):
            if old.name.removeprefix("pr-") not in {str(one) for one in open_ones - {number}}:
                shutil.rmtree(old)
        shutil.copytree(site, Path(folder, f"pr-{number}"))
        Path(folder, ".nojekyll").touch()
        who = ["-c", "user.name=preview", "-c", "user.email=preview@users.noreply.github.com"]
        for args in (
            ["add", "--all", "--force"],
            [*who, "commit", "-q", "--allow-empty", "-m", f"Show pull request {number}"],
            ["push", "-q", "origin", "main"],
        ):
            if subprocess.run(["git", "-C", folder, *args]).returncode:
                raise Stop(
                    "The preview cannot be pushed: run the workflow again, and look at PREVIEW_REPOSITORY and its key."
                )


def show(folder: Path, head: str, address: str, remote: str) -> str:
    """Show what a build left in a folder, if it is what the pull request's head is -> what was done. Raises Stop."""
    given = json.loads((folder / "report.json").read_text("utf-8"))
    number = given.get("number")
    if (
        not isinstance(number, int)
        or json.loads(gh("api", f"repos/{{owner}}/{{repo}}/pulls/{number}"))["head"]["sha"] != head
    ):
        raise Stop(
            "The report does not belong to the head of its pull request: a newer build will follow."
        )
    where = f"{address.rstrip('/')}/pr-{number}/" if address and remote else ""
    text = comment(given, where)
    if where:
        rows = json.loads(
            gh("pr", "list", "--state", "open", "--limit", "1000", "--json", "number")
        )
        publish(folder / "site", remote, number, {row["number"] for row in rows})
    return keep_comment(number, text)


def main(argv: Sequence[str]) -> int:
    """`preview report|show`: exit code 0 done, 2 refused; for workflows."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts preview", description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    one = steps.add_parser("report", help="write report.json for a built site")
    one.add_argument("--site", type=Path, required=True)
    one.add_argument("--changed-from", required=True, metavar="REF")
    one.add_argument("--number", type=int, required=True, help="of the pull request")
    two = steps.add_parser("show", help="publish a build and keep one comment")
    two.add_argument("folder", type=Path)
    two.add_argument("--head", required=True, help="the commit that was built")
    two.add_argument("--address", default="", help="where previews are shown")
    two.add_argument("--remote", default="", help="the repository that shows them")
    args = parser.parse_args(argv)
    if args.step == "show":
        print(f"The comment is {show(args.folder, args.head, args.address, args.remote)}.")
        return 0
    made = report(ROOT / "docs", args.site, args.changed_from, args.number)
    (args.site.parent / "report.json").write_text(json.dumps(made, indent=2), "utf-8")
    print(comment(made, ""))
    return 0
