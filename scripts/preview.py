"""`preview`: what a pull request changes on the pages, as its one comment and one file.

`report` runs on the pull request's own code and has no rights.
`comment` runs on main's code and may write, so it takes numbers and page addresses from the report
and nothing else: a stranger may have written it.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from macros.graph import Library
from macros.model import Source
from macros.rules import judged
from scripts import pages, project, since, suggest
from scripts.github import gh, keep_comment
from scripts.onepage import one_page
from scripts.project import Stop

PAGE = re.compile(r"(?:en/)?(?:[a-z0-9-]{1,80}/){0,3}")
COUNTS = ("records", "used", "merged", "left-out", "open")
ONE_PAGE = "preview.html"
SHOWN = 30
"""Pages that the comment names; of more it gives the number."""


def coverage(made: Library) -> dict[str, int]:
    """A Library -> how many records it has, and how many passages are in each state."""
    states = Counter[str](
        made.state(source.id, passage) for source in made.all(Source) for passage in source.passages
    )
    return {"records": len(made.records), **{name: states[name] for name in COUNTS[1:]}}


def addresses(changed: Iterable[str], site: Path) -> list[str]:
    """Changed files -> the pages they make, in both languages, that the built site has."""
    names = {
        re.sub(r"(?:^|/)index$", "", match[1])
        for path in changed
        if (match := re.fullmatch(r"[^/]+/(?:vi|en)/(.+)\.md", path))
    }
    both = [f"{start}{name}/" if name else start for name in sorted(names) for start in ("", "en/")]
    return [page for page in both if (site / page / "index.html").is_file()]


def changes(docs: Path, site: Path, ref: str, number: int) -> dict[str, Any]:
    """What a pull request changes, for its comment; without a site, what can be suggested."""
    commit = since.base(docs, ref) or since.NOTHING
    with since.at(docs, commit) as old:
        before = coverage(judged(old)[0])
    return {
        "number": number,
        "pages": addresses(since.changed(docs, commit), site),
        "links": sum(len(pages.read(path).links) for path in site.rglob("*.html")),
        "dead": len(pages.check(site)) if site.is_dir() else 0,
        "suggestions": suggest.suggestions(docs, commit),
        "before": before,
        "after": coverage(judged(docs)[0]),
    }


def comment(given: Mapping[str, Any], link: str = "") -> str:
    """A report, and where its pages are -> the comment."""
    pages, before, after = (given[name] for name in ("pages", "before", "after"))
    return "\n".join(
        [
            "### Xem thử · Preview",
            "",
            *([f"[Mở các trang đã đổi · Open the changed pages]({link})", ""] if link else []),
            *(f"- `/{page}`" for page in pages[:SHOWN]),
            *([f"- … {len(pages) - SHOWN}"] if len(pages) > SHOWN else []),
            *([] if pages else ["Không trang nào đổi. No page changes."]),
            "",
            f"Liên kết · Links: {given['links']}, hỏng · dead: {given['dead']}.",
            "",
            "| | trước · before | sau · after |",
            "| --- | --- | --- |",
            *(
                f"| {name} | {old} | {f'**{new}**' if old != new else new} |"
                for name in COUNTS
                for old, new in [(before[name], after[name])]
            ),
        ]
    )


def artifact(run: str) -> str:
    """Where the pages of a workflow's run can be opened; empty where it left none."""
    answer = json.loads(gh("api", f"repos/{{owner}}/{{repo}}/actions/runs/{int(run)}/artifacts"))
    ids = [int(file["id"]) for file in answer["artifacts"] if file["name"] == ONE_PAGE]
    repo = os.environ.get("PLAYBOOK_REPOSITORY", "")
    return f"{repo}/actions/runs/{int(run)}/artifacts/{ids[0]}" if ids and repo else ""


def read(file: Path) -> tuple[dict[str, Any], list[suggest.Row]]:
    """A report, whoever wrote it, and its suggestions, before any of it is posted.

    Raises Stop for anything that `report` does not write.
    """
    try:
        given = json.loads(file.read_text("utf-8"))
        numbers = [given[name] for name in ("number", "links", "dead")]
        numbers += [given[side][name] for side in ("before", "after") for name in COUNTS]
        right = all(type(number) is int and 0 <= number < suggest.MANY for number in numbers)
        if right and type(given["pages"]) is list and all(map(PAGE.fullmatch, given["pages"])):
            return given, [suggest.checked(row) for row in given["suggestions"]]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        pass
    raise Stop(
        "The report of the build is not one that `preview report` writes:"
        " look at the pull request before running it again."
    )


def keep(file: Path, head: str, run: str = "") -> str:
    """Write a report's comment and suggestions if it is about the pull request's head.

    Returns what was done.
    """
    given, rows = read(file)
    number = given["number"]
    if json.loads(gh("api", f"repos/{{owner}}/{{repo}}/pulls/{number}"))["head"]["sha"] != head:
        raise Stop(
            "The report does not belong to the head of its pull request: a newer build will follow."
        )
    done = keep_comment(number, comment(given, artifact(run) if run else ""))
    return f"{done}, {suggest.posted(rows, number, head)}" if rows else done


def main(argv: Sequence[str]) -> int:
    """`preview report|comment`: exit code 0 done, 2 refused; for workflows."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts preview", description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    reporting = steps.add_parser("report", help="write report.json and preview.html beside a site")
    reporting.add_argument("--site", type=Path, required=True)
    reporting.add_argument("--changed-from", required=True, metavar="REF")
    reporting.add_argument("--number", type=int, required=True, help="of the pull request")
    commenting = steps.add_parser("comment", help="keep one comment on the pull request")
    commenting.add_argument("file", type=Path, help="the report")
    commenting.add_argument("--head", required=True, help="the commit that was built")
    commenting.add_argument("--run", default="", help="the workflow's run that built it")
    args = parser.parse_args(argv)
    if args.step == "comment":
        print(f"The comment is {keep(args.file, args.head, args.run)}.")
        return 0
    made = changes(project.ROOT / "docs", args.site, args.changed_from, args.number)
    args.site.parent.mkdir(parents=True, exist_ok=True)
    (args.site.parent / "report.json").write_text(json.dumps(made, indent=2), "utf-8")
    if made["pages"]:
        (args.site.parent / ONE_PAGE).write_text(one_page(args.site, made["pages"]), "utf-8")
    print(comment(made))
    return 0
