"""`stale`: the records that are due for a review, the longest overdue first."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import date

from macros.forge import Forge
from macros.model import LANGS, Record
from macros.read import read_tree
from macros.read.firm import firm
from scripts import project
from scripts.github import keep_issue
from scripts.project import Stop
from scripts.summary import next_steps, plain


def due(records: Iterable[Record], today: date) -> list[tuple[int, Record]]:
    """Records -> those whose review is asked for, with the days over; below zero some are left."""
    rows = [((today - record.due).days, record) for record in records if record.asked <= today]
    return sorted(rows, key=lambda row: (-row[0], row[1].key))


def entry(over: int, record: Record, today: date, forge: Forge, site: str) -> str:
    """A line of an issue: links that open the page, and its file where one marks it right."""
    file, title = f"`{record.at.path}`", plain(record.title.vi)
    shown = f"[{title}]({site}{record.folder}/{record.id}/)" if site else title
    edit = forge.edit(record.folder, record.id, "vi")
    right = f", vẫn đúng · still right: [`reviewed: {today}`]({edit})" if forge.repo else ""
    return f"- [ ] {shown}, {file} ({over}){right}"


def issues(
    rows: Sequence[tuple[int, Record]], today: date, repo: str = "", site: str = ""
) -> dict[str, str]:
    """What is due -> the title and text of each team's issue; the text is empty where none is."""
    issues, forge = {}, Forge(repo, lambda: today)
    said = "\n\n".join(next_steps("review", lang) for lang in LANGS)
    for owner in firm().choices("teams"):
        mine = [entry(*row, today, forge, site) for row in rows if row[1].owner == owner]
        issues[f"Rà soát · Review: {owner}"] = "\n".join([said, "", *mine]) if mine else ""
    return issues


def main(argv: Sequence[str]) -> int:
    """`stale [--today YYYY-MM-DD] [--issues]`: exit code 0, for being due is no fault."""
    parser = project.parser("stale", __doc__)
    parser.add_argument("--today", type=date.fromisoformat, default=date.today())
    help_ = "keep one issue on GitHub for each team that has something due"
    parser.add_argument("--issues", action="store_true", help=help_)
    args = parser.parse_args(argv)
    today, docs = args.today, project.ROOT / "docs"
    if not docs.is_dir():
        raise Stop(f"There is no folder {docs}: nothing can be due.")
    tree, _ = read_tree(docs)
    rows = due(tree.records, today)
    for over, record in rows:
        when = f"due for {over}" if over >= 0 else f"due in {-over}"
        print(f"{record.at.path}: {record.owner}, {when} day{'s' * (abs(over) != 1)}.")
    print(f"{len(rows)} of {len(tree.records)} records are due on {today}.")
    if broken := ", ".join(sorted(tree.broken)):
        print(f"Left out, as `python3 -m scripts check` says why: {broken}.")
    repo, site = (os.environ.get(name, "") for name in ("PLAYBOOK_REPOSITORY", "SITE_URL"))
    for title, body in issues(rows, today, repo, site).items() if args.issues else ():
        print(f"{title}: {keep_issue(title, body)}.")
    return 0
