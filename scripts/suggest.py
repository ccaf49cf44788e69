"""What is mechanical, as suggestions that one commits with a click on a pull request.

`suggestions` runs on the pull request's own files and has no rights; `posted` takes nothing but
places and lines from it: a stranger may have written them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path
from typing import Any

from scripts import github, mend, since
from scripts.project import Stop

MOST = 10
"""Suggestions on one pull request."""
PATH = re.compile(r"docs/(?:vi|en)/(?:[a-z0-9-]{1,80}/)?[a-z0-9-]{1,80}\.md")
SAYS = "Sửa như dưới đây, bấm để nhận. Mended as below: commit it with a click."


def suggestions(docs: Path, commit: str) -> list[dict[str, Any]]:
    """What a change wrote that can be mended by itself -> a path, a line and its new text each.

    Lines that others have moved since the change was begun are left alone.
    """
    touched = since.changed_lines(docs, commit)
    elsewhere = since.names(since.git(docs, "diff", "--name-only", "--relative", "-z", "HEAD^2"))
    every = (
        {"path": path, "line": line, "text": text}
        for file in mend.mended(docs, guess=True)
        if (path := mend.named(docs, file.path)).partition("/")[2] not in elsewhere
        for line, text in differing(file.raw, file.text)
        if line in touched.get(path, ())
    )
    return list(islice(every, MOST))


def differing(raw: str, text: str) -> Iterator[tuple[int, str]]:
    """The lines of a file that differ, and what each becomes: another line, or several."""
    old, new = raw.replace("\r\n", "\n").split("\n"), text.split("\n")
    for what, start, end, first, last in SequenceMatcher(None, old, new, False).get_opcodes():
        if what == "replace" and end - start == last - first:
            yield from zip(range(start + 1, end + 1), new[first:last], strict=True)
        elif what == "replace" and end - start == 1:
            yield start + 1, "\n".join(new[first:last])


def posted(given: Any, number: int, head: str) -> str:
    """Put suggestions on a pull request, each once -> what was done.

    Raises Stop for anything that `suggestions` does not give.
    """
    bodies = [
        (*place, f"{SAYS}\n```suggestion\n{text}\n```\n{github.MARK}\n")
        for *place, text in map(checked, given if isinstance(given, list) else [0])
    ]
    comments = f"repos/{{owner}}/{{repo}}/pulls/{number}/comments"
    there = [
        (comment["path"], comment["body"])
        for answer in json.loads(github.gh("api", "--paginate", "--slurp", comments))
        for comment in answer
        if github.MARK in comment["body"]
    ]
    fresh = [
        {"path": path, "line": line, "side": "RIGHT", "body": body}
        for path, line, body in bodies
        if (path, body) not in there
    ][: max(0, MOST - len(there))]
    if fresh:
        review = {"commit_id": head, "event": "COMMENT", "comments": fresh}
        to = f"repos/{{owner}}/{{repo}}/pulls/{number}/reviews"
        github.gh("api", "--method", "POST", to, "--input", "-", text=json.dumps(review))
    return f"{len(fresh)} suggested"


def checked(row: Any) -> Sequence[Any]:
    """A suggestion as it may be posted: a line of a page, and words that stay in their block."""
    match row:
        case {"path": str(path), "line": int(line), "text": str(text)} if (
            PATH.fullmatch(path) and line > 0 and len(text) < 5000 and "```" not in text
        ):
            return path, line, text
    raise Stop("The report of the build holds a suggestion that `preview report` does not write.")
