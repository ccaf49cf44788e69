"""What is mechanical, as suggestions that one commits with a click on a pull request.

`suggestions` runs on the pull request's own files and has no rights; `posted` takes nothing but
places and lines from it: a stranger may have written them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
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

    Several lines that become one text have a `first` too; a text of nothing takes them away.
    Lines that others have moved since the change was begun are left alone.
    """
    touched = since.shown_lines(docs, commit)
    elsewhere = since.names(since.git(docs, "diff", "--name-only", "--relative", "-z", "HEAD^2"))
    with since.at(docs, commit) as old:
        files = mend.mended(docs, since.finder(old))
    every = (
        {"path": path, "line": last, "text": text} | ({"first": first} if first < last else {})
        for file in files
        if (path := mend.named(docs, file.path)).partition("/")[2] not in elsewhere
        for first, last, text in differing(plain(file.raw.removeprefix(mend.BOM)), file.text)
        if touched.get(path, set()).issuperset(range(first, last + 1))
    )
    return list(islice(every, MOST))


def differing(raw: str, text: str) -> Iterator[tuple[int, int, str]]:
    """The lines of a file that differ, from one to another, and what they become."""
    old, new = raw.split("\n"), text.split("\n")
    for what, start, end, first, last in SequenceMatcher(None, old, new, False).get_opcodes():
        if what == "replace" and end - start == last - first:
            for row, line in enumerate(new[first:last], start + 1):
                yield row, row, line
        elif what == "insert" and start:
            yield start, start, "\n".join([old[start - 1], *new[first:last]])
        elif what != "equal":
            yield start + 1, end, "\n".join(new[first:last])


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
    """A suggestion as it may be posted: where, and lines that stay in their block."""
    match row:
        case {"path": str(path), "line": int(line), "text": str(text), **more} if (
            PATH.fullmatch(path) and len(text) < 5000 and "```" not in text
        ):
            first, rows = more.get("first", line), [text] if text else []
            if isinstance(first, int) and 0 < first <= line:
                start = {"start_line": first, "start_side": "RIGHT"} if first < line else {}
                return {"path": path, "line": line, **start}, rows
    raise Stop("The report of the build holds a suggestion that `preview report` does not write.")
