"""`stale`: the records that are due for a review, the longest overdue first."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from macros.graph import library
from macros.model import Record
from scripts.setup import ROOT


def due(records: Iterable[Record], today: date) -> list[tuple[int, Record]]:
    """Records -> those whose review is due, with the days over."""
    found = [((today - record.reviewed - timedelta(record.review_every)).days, record) for record in records]
    return sorted(((over, record) for over, record in found if over >= 0), key=lambda pair: (-pair[0], pair[1].key))


def main(argv: Sequence[str]) -> int:
    """`stale [--today YYYY-MM-DD]`: exit code 0 whatever is due, for being due is no fault."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts stale", description=__doc__)
    parser.add_argument("--today", type=date.fromisoformat, default=date.today(), metavar="YYYY-MM-DD")
    today = parser.parse_args(argv).today
    made, _ = library(ROOT / "docs")
    rows = due(made.records.values(), today)
    for over, record in rows:
        print(f"{record.at.path}: {record.owner}, due for {over} day{'s' * (over != 1)}.")
    print(f"{len(rows)} of {len(made.records)} records are due on {today}.")
    return 0
