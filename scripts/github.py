"""The few things workflows ask of GitHub, through its own command `gh`."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

from scripts.project import Stop

MARK = "<!-- client-playbook: kept by a workflow, one for each kind -->"
US = "github-actions[bot]"
"""Who workflows write as."""


def gh(*args: str, text: str | None = None) -> str:
    """What `gh` answers. Raises Stop with what it said when it fails."""
    if not shutil.which("gh"):
        raise Stop("The command `gh` is not installed: leave this to a workflow on GitHub.")
    done = subprocess.run(["gh", *args], input=text, capture_output=True, encoding="utf-8")
    if done.returncode:
        said = done.stderr.strip() or done.returncode
        raise Stop(f"gh {args[0]} failed ({said}): look at the workflow's permissions.")
    return done.stdout


def api(path: str, *options: str, **given: Any) -> Any:
    """What GitHub answers of something in this repository, or to what it is given of it."""
    more = ["--input", "-"] if given else []
    return json.loads(
        gh("api", f"repos/{{owner}}/{{repo}}/{path}", *options, *more, text=json.dumps(given))
    )


def ours(path: str) -> list[dict[str, Any]]:
    """What of a list on GitHub a workflow itself has written: anybody can copy its mark."""
    rows = [row for answer in api(path, "--paginate", "--slurp") for row in answer]
    by_us = [row for row in rows if (row["user"] or {}).get("login") == US]
    return [row for row in by_us if MARK in (row["body"] or "")]


def keep_issue(title: str, body: str) -> str:
    """Keep one open issue of that title, none where there is nothing to say -> what was done."""
    kept = [issue for issue in ours("issues?state=open&per_page=100") if issue["title"] == title]
    text = f"{body}\n\n{MARK}\n"
    if not kept:
        if body:
            gh("issue", "create", "--title", title, "--body-file", "-", text=text)
        return "opened" if body else "nothing to say"
    number = str(kept[0]["number"])
    if not body:
        gh("issue", "close", number)
        return "closed"
    gh("issue", "edit", number, "--body-file", "-", text=text)
    return "renewed"


def keep_comment(number: int, body: str) -> str:
    """Write the one comment on a pull request, or renew it -> what was done."""
    text = f"{body}\n\n{MARK}\n"
    for row in ours(f"issues/{number}/comments"):
        api(f"issues/comments/{row['id']}", "--method=PATCH", body=text)
        return "renewed"
    api(f"issues/{number}/comments", "--method=POST", body=text)
    return "written"
