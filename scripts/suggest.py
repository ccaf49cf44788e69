"""What is mechanical, as suggestions that one commits with a click on a pull request.

`suggestions` runs on the pull request's own files and has no rights; `posted` takes nothing but
places and lines from it: a stranger may have written them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from macros.read.text import plain
from macros.rules import judged
from scripts import github, mend, since

Row = tuple[dict[str, Any], list[str]]
"""A suggestion: where it stands, and the lines that it puts there."""
MOST = 10
"""Suggestions on one pull request."""
PATH = re.compile(r"docs/(?:vi|en)/(?:[a-z0-9-]{1,80}/)?[a-z0-9-]{1,80}\.md")
MANY = 10**9
"""More than any number that a report may hold."""
SAYS = "Sửa như dưới đây, bấm để nhận. Mended as below: commit it with a click."


def suggestions(docs: Path, commit: str) -> list[dict[str, Any]]:
    """What a change wrote that has one cure -> a path, a line and its new text each.

    A line that goes becomes nothing, and one that others have moved meanwhile is left alone.
    """
    shown = since.shown_lines(docs, commit)
    elsewhere = since.names(since.git(docs, "diff", "--name-only", "--relative", "-z", "HEAD^2"))
    with since.at(docs, commit) as old:
        before, (made, problems) = judged(old, advise=False)[0], judged(docs, advise=False)
        found = [*since.remembered(problems, docs, old), *since.compare(before, made)]
    every = (
        {"path": file.named, "line": row + 1, "text": text}
        for file in mend.pages(docs)
        if file.named.partition("/")[2] not in elsewhere
        for row, (text, _) in mend.cured(
            plain(file.text.removeprefix(mend.BOM)).split("\n"),
            (problem for problem in found if problem.at.path == file.named),
        ).items()
        if row + 1 in shown.get(file.named, ())
    )
    return list(islice(every, MOST))


def posted(rows: Sequence[Row], number: int, head: str) -> str:
    """Put suggestions on a pull request, each once -> what was done."""
    there = [(row["path"], row["body"]) for row in github.ours(f"pulls/{number}/comments")]
    bodies = [
        (place, "\n".join([SAYS, "```suggestion", *text, "```", github.MARK, ""]))
        for place, text in rows
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


def checked(row: Any) -> Row:
    """A suggestion as it may be posted: a line of a page, and words that stay in their block.

    Raises ValueError for anything that `suggestions` does not give.
    """
    match row:
        case {"path": str(path), "line": int(line), "text": str(text)} if (
            PATH.fullmatch(path)
            and type(line) is int
            and 0 < line < MANY
            and len(text) < 5000
            and "```" not in text
        ):
            return {"path": path, "line": line}, [text] if text else []
    raise ValueError
