"""`preview`: what a pull request changes on the pages, as its one comment.

`report` runs on the pull request's own code and has no rights.
`comment` runs on main's code and may write, so it takes numbers and page addresses from the report
and nothing else: a stranger may have written it.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from macros.graph import Library
from macros.rules import library
from macros.model import Source
from scripts import pages, project, since
from scripts.github import gh, keep_comment
from scripts.project import Stop

PAGE = re.compile(r"(?:en/)?(?:[a-z0-9-]{1,80}/){0,3}")
COUNTS = ("records", "used", "merged", "left-out", "open")
SHOWN = 30
"""Pages that the comment names; of more it gives the number."""


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
    both = [f"{start}{name}/" if name else start for name in sorted(names) for start in ("", "en/")]
    return [page for page in both if f"{page}index.html" in site]


def report(docs: Path, site: Path, ref: str, number: int) -> dict[str, Any]:
    """What a pull request changes, for its comment."""
    commit = since.base(docs, ref) or since.NOTHING
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


def comment(given: Mapping[str, Any]) -> str:
    """A report -> the comment. Raises Stop for anything that `report` does not write."""
    try:
        shown = [page for page in given["pages"] if PAGE.fullmatch(page)]
        links, dead = int(given["links"]), int(given["dead"])
        counts = [(name, int(given["before"][name]), int(given["after"][name])) for name in COUNTS]
        if len(shown) != len(given["pages"]):
            raise ValueError
    except (KeyError, TypeError, ValueError):
        raise Stop(
            "The report of the build is not one that `preview report` writes:"
            " look at the pull request before running it again."
        ) from None
    return "\n".join(
        [
            "### Xem thử · Preview",
            "",
            "Tải các trang ở mục Artifacts của lần chạy. Download the pages under Artifacts.",
            "",
            *(f"- `/{page}`" for page in shown[:SHOWN]),
            *([f"- … {len(shown) - SHOWN}"] if len(shown) > SHOWN else []),
            *([] if shown else ["Không trang nào đổi. No page changes."]),
            "",
            f"Liên kết · Links: {links}, hỏng · dead: {dead}.",
            "",
            "| | trước · before | sau · after |",
            "| --- | --- | --- |",
            *(
                f"| {name} | {old} | {f'**{new}**' if old != new else new} |"
                for name, old, new in counts
            ),
        ]
    )


def keep(file: Path, head: str) -> str:
    """Write a report's comment if it is about the pull request's head -> what was done."""
    given = json.loads(file.read_text("utf-8"))
    number = given.get("number")
    if (
        not isinstance(number, int)
        or json.loads(gh("api", f"repos/{{owner}}/{{repo}}/pulls/{number}"))["head"]["sha"] != head
    ):
        raise Stop(
            "The report does not belong to the head of its pull request: a newer build will follow."
        )
    return keep_comment(number, comment(given))


def main(argv: Sequence[str]) -> int:
    """`preview report|comment`: exit code 0 done, 2 refused; for workflows."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts preview", description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    reporting = steps.add_parser("report", help="write report.json beside a built site")
    reporting.add_argument("--site", type=Path, required=True)
    reporting.add_argument("--changed-from", required=True, metavar="REF")
    reporting.add_argument("--number", type=int, required=True, help="of the pull request")
    commenting = steps.add_parser("comment", help="keep one comment on the pull request")
    commenting.add_argument("file", type=Path, help="the report")
    commenting.add_argument("--head", required=True, help="the commit that was built")
    args = parser.parse_args(argv)
    if args.step == "comment":
        print(f"The comment is {keep(args.file, args.head)}.")
        return 0
    made = report(project.ROOT / "docs", args.site, args.changed_from, args.number)
    (args.site.parent / "report.json").write_text(json.dumps(made, indent=2), "utf-8")
    print(comment(made))
    return 0
