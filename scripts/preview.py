"""`preview`: what a pull request changes: one comment, a file of its pages, and suggestions.

`report` runs on the pull request's own code and has no rights.
`comment` runs on main's code and may write, so it takes a number, page addresses and suggestions
from the report and nothing else: a stranger may have written it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from macros.rules import judged
from scripts import github, mend, project, since
from scripts.onepage import one_page
from scripts.project import Stop

Row = dict[str, Any]
"""A suggestion: the `path` and `line` where it stands, and the `text` that it puts there."""
PAGE = re.compile(r"(?:en/)?(?:[a-z0-9-]{1,80}/){0,3}")
FILE = re.compile(r"docs/(?:vi|en)/(?:[a-z0-9-]{1,80}/)?[a-z0-9-]{1,80}\.md")
ONE_PAGE = "preview.html"
SHOWN = 30
"""Pages that the comment names; of more it gives the number."""
MOST = 10
"""Suggestions on one pull request."""
SAYS = "Sửa như dưới đây, bấm để nhận. Mended as below: commit it with a click."


# What runs on the pull request's own code


def addresses(changed: Iterable[str], site: Path) -> list[str]:
    """Changed files -> the pages they make, in both languages, that the built site has."""
    names = {
        re.sub(r"(?:^|/)index$", "", match[1])
        for path in changed
        if (match := re.fullmatch(r"[^/]+/(?:vi|en)/(.+)\.md", path))
    }
    both = [f"{start}{name}/" if name else start for name in sorted(names) for start in ("", "en/")]
    return [page for page in both if (site / page / "index.html").is_file()]


def suggestions(docs: Path, commit: str) -> list[Row]:
    """What a change wrote that has one cure, as one commits it with a click.

    A line that goes becomes nothing, and one that others have moved meanwhile is left alone.
    """
    differ = since.hunks(docs, commit)
    elsewhere = since.names(since.git(docs, "diff", "--name-only", "--relative", "-z", "HEAD^2"))
    with since.at(docs, commit) as old:
        before, (made, problems) = judged(old, advise=False)[0], judged(docs, advise=False)
    found = [*since.remembered(problems, differ), *since.compare(before, made)]
    every = (
        {"path": file.named, "line": row + 1, "text": text}
        for file in mend.pages(docs)
        if file.named.partition("/")[2] not in elsewhere
        for row, (text, _) in mend.cured(
            file.plain.split("\n"),
            (problem for problem in found if problem.at.path == file.named),
        ).items()
        if any(row + 1 in hunk.shown for hunk in differ.get(file.named, ()))
    )
    return list(islice(every, MOST))


def report(docs: Path, site: Path, ref: str, number: int) -> dict[str, Any]:
    """What a pull request changes, for its comment; without a site, what can be suggested."""
    commit = since.base(docs, ref) or since.NOTHING
    return {
        "number": number,
        "pages": addresses(since.changed(docs, commit), site),
        "suggestions": suggestions(docs, commit),
    }


# What runs on main's code


def read(file: Path) -> dict[str, Any]:
    """A report, whoever wrote it. Raises Stop for anything that `report` does not write."""
    try:
        match json.loads(file.read_text("utf-8")):
            case {"number": number, "pages": [*pages], "suggestions": [*rows]} if (
                counts(number) and all(map(PAGE.fullmatch, pages)) and all(map(fit, rows))
            ):
                return {"number": number, "pages": pages, "suggestions": rows}
    except (OSError, ValueError, TypeError, RecursionError):
        pass
    raise Stop("The report is not one that `preview report` writes: look at the pull request.")


def counts(number: Any) -> bool:
    """Whether a value is a number as a report may hold it."""
    return type(number) is int and number > 0


def fit(row: Any) -> bool:
    """Whether a suggestion may be posted: a line of a page, and words that stay in their block."""
    match row:
        case {"path": str(path), "line": line, "text": str(text), **more}:
            right = bool(FILE.fullmatch(path)) and counts(line) and not more
            return right and len(text) < 5000 and "```" not in text
    return False


def comment(pages: Sequence[str], link: str = "") -> str:
    """The pages that change, and where they can be opened -> the comment."""
    return "\n".join(
        [
            "### Xem thử · Preview",
            "",
            *([f"[Mở các trang đã đổi · Open the changed pages]({link})", ""] if link else []),
            *(f"- `/{page}`" for page in pages[:SHOWN]),
            *([f"- … {len(pages) - SHOWN}"] if len(pages) > SHOWN else []),
            *([] if pages else ["Không trang nào đổi. No page changes."]),
        ]
    )


def artifact(run: str) -> str:
    """Where the pages of a workflow's run can be opened; empty where it left none."""
    files = github.api(f"actions/runs/{int(run)}/artifacts")["artifacts"]
    ids = [int(file["id"]) for file in files if file["name"] == ONE_PAGE]
    repo = os.environ.get("PLAYBOOK_REPOSITORY", "")
    return f"{repo}/actions/runs/{int(run)}/artifacts/{ids[0]}" if ids and repo else ""


def posted(rows: Sequence[Row], number: int, head: str) -> str:
    """Put suggestions on a pull request, each once -> what was done."""
    there = [(row["path"], row["body"]) for row in github.ours(f"pulls/{number}/comments")]
    fresh = []
    for row in rows:
        text = [row["text"]] if row["text"] else []
        body = "\n".join([SAYS, "```suggestion", *text, "```", github.MARK, ""])
        if (row["path"], body) not in there:
            fresh.append({"path": row["path"], "line": row["line"], "side": "RIGHT", "body": body})
    fresh = fresh[: max(0, MOST - len(there))]
    if fresh:
        review = {"commit_id": head, "event": "COMMENT", "comments": fresh}
        github.api(f"pulls/{number}/reviews", "--method=POST", **review)
    return f"{len(fresh)} suggested"


def keep(file: Path, head: str, run: str) -> str:
    """Post what a report holds -> what was done. Raises Stop unless it is about the last commit."""
    given = read(file)
    number, rows = given["number"], given["suggestions"]
    if github.api(f"pulls/{number}")["head"]["sha"] != head:
        raise Stop("The report does not belong to its request's head: a newer one will follow.")
    done = github.keep_comment(number, comment(given["pages"], artifact(run)))
    return f"{done}, {posted(rows, number, head)}" if rows else done


def main(argv: Sequence[str]) -> int:
    """`preview report|comment`: exit code 0 done, 2 refused; for workflows."""
    parser = project.parser("preview", __doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    reporting = steps.add_parser("report", help="write report.json and preview.html beside a site")
    reporting.add_argument("--site", type=Path, required=True)
    reporting.add_argument("--changed-from", required=True, metavar="REF")
    reporting.add_argument("--number", type=int, required=True, help="of the pull request")
    commenting = steps.add_parser("comment", help="keep one comment on the pull request")
    commenting.add_argument("file", type=Path, help="the report")
    commenting.add_argument("--head", required=True, help="the commit that was built")
    commenting.add_argument("--run", required=True, help="the workflow's run that built it")
    args = parser.parse_args(argv)
    if args.step == "comment":
        print(f"The comment is {keep(args.file, args.head, args.run)}.")
        return 0
    made = report(project.ROOT / "docs", args.site, args.changed_from, args.number)
    args.site.parent.mkdir(parents=True, exist_ok=True)
    (args.site.parent / "report.json").write_text(json.dumps(made, indent=2), "utf-8")
    if made["pages"]:
        (args.site.parent / ONE_PAGE).write_text(one_page(args.site, made["pages"]), "utf-8")
    print(comment(made["pages"]))
    return 0
