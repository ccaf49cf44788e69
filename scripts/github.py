"""The few things workflows ask of GitHub, through its own command `gh`."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

from scripts.project import Stop

MARK = "<!-- client-playbook: kept by a workflow, one for each kind -->"
LIMIT = "1000"


def gh(*args: str, text: str | None = None) -> str:
    """What `gh` answers. Raises Stop with what it said when it fails."""
    if not shutil.which("gh"):
        raise Stop(
            "The command `gh` is not installed: a workflow on GitHub has it;"
            " elsewhere leave this to the workflow."
        )
    done = subprocess.run(["gh", *args], input=text, capture_output=True, encoding="utf-8")
    if done.returncode:
        raise Stop(
            f"gh {args[0]} failed ({done.stderr.strip() or done.returncode}):"
            " look at the workflow's permissions, then run it again."
        )
    return done.stdout


def keep_issue(title: str, body: str) -> str:
    """Keep one open issue of that title, none where there is nothing to say -> what was done."""
    fields = ("--state", "open", "--limit", LIMIT, "--json", "number,title,body")
    issues: list[dict[str, Any]] = json.loads(gh("issue", "list", *fields))
    ours = [issue for issue in issues if issue["title"] == title and MARK in issue["body"]]
    text = f"{body}\n\n{MARK}\n"
    if not ours:
        if body:
            gh("issue", "create", "--title", title, "--body-file", "-", text=text)
        return "opened" if body else "nothing to say"
    number = str(ours[0]["number"])
    if not body:
        gh("issue", "close", number)
        return "closed"
    gh("issue", "edit", number, "--body-file", "-", text=text)
    return "renewed"


def keep_comment(number: int, body: str) -> str:
    """Write the one comment on a pull request, or renew it -> what was done."""
    repo = "repos/{owner}/{repo}/issues"
    answers = json.loads(gh("api", "--paginate", "--slurp", f"{repo}/{number}/comments"))
    ours = [
        comment
        for answer in answers
        for comment in answer
        if MARK in comment["body"] and comment["user"]["login"] == "github-actions[bot]"
    ]
    method, path = "POST", f"{repo}/{number}/comments"
    if ours:
        method, path = "PATCH", f"{repo}/comments/{ours[0]['id']}"
    text = json.dumps({"body": f"{body}\n\n{MARK}\n"})
    gh("api", "--method", method, path, "--input", "-", text=text)
    return "renewed" if ours else "written"
