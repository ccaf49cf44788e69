"""What is mechanical, as suggestions that one commits with a click on a pull request.

`suggestions` runs on the pull request's own files and has no rights; `posted` takes nothing but
places and lines from it: a stranger may have written them.
"""

from __future__ import annotations

import json
import re
from itertools import islice
from pathlib import Path
from typing import Any

from macros.read.text import plain
from scripts import github, mend, since
from scripts.project import Stop

MOST = 10
"""Suggestions on one pull request."""
PATH = re.compile(r"docs/(?:vi|en)/(?:[a-z0-9-]{1,80}/)?[a-z0-9-]{1,80}\.md")
SAYS = "Sửa như dưới đây, bấm để nhận. Mended as below: commit it with a click."


def suggestions(docs: Path, commit: str) -> list[dict[str, Any]]:
    """What a change wrote that has one cure -> a path, a line and its new text each.

    A line that goes becomes nothing, and one that others have moved meanwhile is left alone.
    """
    shown = since.shown_lines(docs, commit)
    elsewhere = since.names(since.git(docs, "diff", "--name-only", "--relative", "-z", "HEAD^2"))
    with since.at(docs, commit) as old:
        problems = list(since.finder(old)(docs))
    files = ((file, mend.named(docs, file.path)) for file in mend.pages(docs))
    every = (
        {"path": path, "line": row + 1, "text": text}
        for file, path in files
        if path.partition("/")[2] not in elsewhere
        for row, (text, _) in mend.cured(
            plain(file.text.removeprefix(mend.BOM)).split("\n"),
            (problem for problem in problems if problem.at.path == path),
        ).items()
        if row + 1 in shown.get(path, ())
    )
    return list(islice(every, MOST))


def posted(given: Any, number: int, head: str) -> str:
    """Put suggestions on a pull request, each once -> what was done.

    Raises Stop for anything that `suggestions` does not give.
    """
    bodies = [
        (place, "\n".join([SAYS, "```suggestion", *text, "```", github.MARK, ""]))
        for place, text in map(checked, given if isinstance(given, list) else [0])
    ]
    comments = f"repos/{{owner}}/{{repo}}/pulls/{number}/comments"
    there = [
        (comment["path"], comment["body"])
        for answer in json.loads(github.gh("api", "--paginate", "--slurp", comments))
        for comment in answer
        if github.MARK in comment["body"]
    ]
    fresh = [
        {**place, "side": "RIGHT", "body": body}
        for place, body in bodies
        if (place["path"], body) not in there
    ][: max(0, MOST - len(there))]
    if fresh:
        review = {"commit_id": head, "event": "COMMENT", "comments": fresh}
        to = f"repos/{{owner}}/{{repo}}/pulls/{number}/reviews"
        github.gh("api", "--method", "POST", to, "--input", "-", text=json.dumps(review))
    return f"{len(fresh)} suggested"


def checked(row: Any) -> tuple[dict[str, Any], list[str]]:
    """A suggestion as it may be posted: a line of a page, and words that stay in their block."""
    match row:
        case {"path": str(path), "line": int(line), "text": str(text)} if (
            PATH.fullmatch(path) and line > 0 and len(text) < 5000 and "```" not in text
        ):
            return {"path": path, "line": line}, [text] if text else []
    raise Stop("The report of the build holds a suggestion that `preview report` does not write.")
