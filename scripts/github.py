"""The few things workflows ask of GitHub, through its own command `gh`; nothing else here talks to it."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

from scripts.setup import Stop

MARK = "<!-- client-playbook: kept by a workflow, one for each kind -->"
LIMIT = "1000"


def gh(*args: str, text: str | None = None) -> str:
    """What `gh` answers. Raises Stop with what it said when it fails."""
    if not shutil.which("gh"):
        raise Stop(
            "The command `gh` is not installed: a workflow on GitHub has it; elsewhere leave this to the workflow."
        )
    done = subprocess.run(["gh", *args], input=text, capture_output=True, encoding="utf-8")
    if done.returncode:
        raise Stop(
            f"gh {args[0]} failed ({done.stderr.strip() or done.returncode}): look at the workflow's permissions, then run it again."
        )
    return done.stdout


def keep_issue(title: str, body: str) -> str:
    """Open the one issue of that title, renew it where it is open, close it where there is nothing to say -> what was done."""
    found: list[dict[str, Any]] = json.loads(
        gh("issue", "list", "--state", "open", "--limit", LIMIT, "--json", "number,title,body")
    )
    number = next(
        (
            str(issue["number"])
            for issue in found
            if issue["title"] == title and MARK in issue["body"]
        ),
        None,
    )
    if number is None:
        if body:
            gh("issue", "create", "--title", title, "--body-file", "-", text=f"{body}\n\n{MARK}\n")
        return "opened" if body else "nothing to say"
    if not body:
        gh("issue", "close", number)
        return "closed"
    gh("issue", "edit", number, "--body-file", "-", text=f"{body}\n\n{MARK}\n")
    return "renewed"


def keep_comment(number: int, body: str) -> str:
    """Write the one comment on a pull request, or renew it -> what was done."""
    path = f"repos/{{owner}}/{{repo}}/issues/{number}/comments"
    pages = json.loads(gh("api", "--paginate", "--slurp", path))
    ours = [
        one
        for page in pages
        for one in page
        if MARK in one["body"] and one["user"]["login"] == "github-actions[bot]"
    ]
    sent = json.dumps({"body": f"{body}\n\n{MARK}\n"})
    if ours:
        gh(
            "api",
            "--method",
            "PATCH",
            f"repos/{{owner}}/{{repo}}/issues/comments/{ours[0]['id']}",
            "--input",
            "-",
            text=sent,
        )
        return "renewed"
    gh("api", "--method", "POST", path, "--input", "-", text=sent)
    return "written"
