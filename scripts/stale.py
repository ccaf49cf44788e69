"""`stale`: the records that are due for a review, the longest overdue first."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import get_args

from macros.graph import library
from macros.model import Record, Team
from scripts.github import keep_issue
from scripts.setup import ROOT


def due(records: Iterable[Record], today: date) -> list[tuple[int, Record]]:
    """Records -> those whose review is due, with the days over."""
    found = [((today - record.due).days, record) for record in records]
    return sorted(((over, record) for over, record in found if over >= 0), key=lambda pair: (-pair[0], pair[1].key))


def issues(rows: Sequence[tuple[int, Record]]) -> dict[str, str]:
    """What is due -> for each team the title of its one issue and its text, which is empty where nothing is due."""
    by_owner = groupby(sorted(rows, key=lambda row: row[1].owner), key=lambda row: row[1].owner)
    found = {owner: "\n".join(f"- [ ] `{record.at.path}` ({over})" for over, record in mine) for owner, mine in by_owner}
    said = (
        "Những trang sau đã tới hạn rà soát (trong ngoặc: số ngày quá hạn). Đọc lại, thấy vẫn đúng thì chỉ đổi ngày ở dòng `reviewed`.\n\n"
        "These records are due for a review (days over in brackets). Read each again; where it is still right, change only the date in `reviewed`:"
        " `python3 -m scripts check --still-right FILE` does it.\n\n"
    )
    return {f"Rà soát · Review: {owner}": said + found[owner] if owner in found else "" for owner in get_args(Team)}


def main(argv: Sequence[str]) -> int:
    """`stale [--today YYYY-MM-DD] [--issues]`: exit code 0 whatever is due, for being due is no fault."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts stale", description=__doc__)
    parser.add_argument("--today", type=date.fromisoformat, default=date.today(), metavar="YYYY-MM-DD")
    parser.add_argument("--issues", action="store_true", help="keep one issue on GitHub for each team that has something due")
    args = parser.parse_args(argv)
    made, _ = library(ROOT / "docs")
    rows = due(made.records.values(), args.today)
    for over, record in rows:
        print(f"{record.at.path}: {record.owner}, due for {over} day{'s' * (over != 1)}.")
    print(f"{len(rows)} of {len(made.records)} records are due on {args.today}.")
    for title, body in issues(rows).items() if args.issues else ():
        print(f"{title}: {keep_issue(title, body)}.")
    return 0
