"""`outside`: whether links to other sites still lead somewhere; a link is dead after three failures over seven days.

Never in a pull request: other people's servers must not block anybody here.
"""

from __future__ import annotations

import argparse
import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from scripts.github import keep_issue
from scripts.setup import ROOT, WORK

URL = re.compile(r"https?://[^\s<>\"'`)\]}]+")
OURS = re.compile(
    r"https?://(?:127\.0\.0\.1|localhost|[\w.-]+\.(?:example|invalid|test))(?:[:/]|$)"
)
WEEK = 7
FAILURES = 3
ALIVE = {401, 403, 405, 406, 429}
"""Answers of a server that is there and does not like robots."""
TITLE = "Liên kết hỏng · Dead links"


def links(docs: Path) -> dict[str, list[str]]:
    """A docs folder -> each address outside, with the places that name it."""
    found: dict[str, list[str]] = {}
    for path in sorted(docs.rglob("*.md")):
        for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), 1):
            for url in URL.findall(line):
                if not OURS.match(url):
                    found.setdefault(url.rstrip(".,;:!?"), []).append(
                        f"{docs.name}/{path.relative_to(docs).as_posix()}:{number}"
                    )
    return found


def wanted(urls: Sequence[str], state: Mapping[str, Any], today: date) -> list[str]:
    """Which addresses to ask for: every one once a week, on the other days those that failed and new ones."""
    last = state.get("checked")
    if not last or (today - date.fromisoformat(last)).days >= WEEK:
        return list(urls)
    return [url for url in urls if url in state["failed"] or url not in state["known"]]


def after(
    state: Mapping[str, Any], urls: Sequence[str], answers: Mapping[str, str], today: date
) -> dict[str, Any]:
    """What was known, and what each asked address answered (empty: fine) -> what is known now."""
    failed = {
        url: days
        for url, days in state.get("failed", {}).items()
        if url in urls and answers.get(url, "x")
    }
    for url, said in answers.items():
        if said:
            failed[url] = sorted({*failed.get(url, []), today.isoformat()})
    checked = today.isoformat() if set(answers) >= set(urls) else state["checked"]
    return {"checked": checked, "known": sorted(urls), "failed": failed}


def dead(state: Mapping[str, Any]) -> list[str]:
    """The addresses that failed on three days or more, the last at least a week after the first."""
    spans = {
        url: date.fromisoformat(days[-1]) - date.fromisoformat(days[0])
        for url, days in state["failed"].items()
    }
    return sorted(
        url
        for url, span in spans.items()
        if span.days >= WEEK and len(state["failed"][url]) >= FAILURES
    )


def ask(url: str) -> str:
    """Ask for an address -> empty where it answers, or what went wrong."""
    for method in ("HEAD", "GET"):
        try:
            request = urllib.request.Request(
                url, method=method, headers={"User-Agent": "Mozilla/5.0 (link check)"}
            )
            with urllib.request.urlopen(request, timeout=20):  # noqa: S310
                return ""
        except urllib.error.HTTPError as error:
            if error.code in ALIVE:
                return ""
            said = f"{error.code} {error.reason}"
        except (OSError, ValueError) as error:
            said = str(error) or type(error).__name__
    return said


def main(argv: Sequence[str], ask: Callable[[str], str] = ask) -> int:
    """`outside [--state FILE] [--today YYYY-MM-DD] [--issues]`: exit code 1 where a link is dead."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts outside", description=__doc__)
    parser.add_argument(
        "--state",
        type=Path,
        default=WORK / "outside.json",
        help="what is remembered from run to run",
    )
    parser.add_argument(
        "--today", type=date.fromisoformat, default=date.today(), metavar="YYYY-MM-DD"
    )
    parser.add_argument(
        "--issues", action="store_true", help="keep one issue on GitHub for what is dead"
    )
    args = parser.parse_args(argv)
    found = links(ROOT / "docs")
    state = json.loads(args.state.read_text("utf-8")) if args.state.is_file() else {}
    answers = {url: ask(url) for url in wanted(list(found), state, args.today)}
    state = after(state, list(found), answers, args.today)
    args.state.parent.mkdir(parents=True, exist_ok=True)
    args.state.write_text(json.dumps(state, indent=2), "utf-8")
    for url, said in answers.items():
        if said:
            print(f"{found[url][0]}: `{url}` failed today: {said}.")
    lines = [f"- {url} ({', '.join(found[url])})" for url in dead(state)]
    print(f"{len(answers)} of {len(found)} links outside asked, {len(lines)} dead.")
    print(*lines, sep="\n")
    if args.issues:
        said = "Ba lần hỏng trong bảy ngày trở lên. Thay hoặc bỏ các liên kết này.\n\nThree failures over seven days or more. Replace or remove these links.\n\n"
        print(f"{TITLE}: {keep_issue(TITLE, said + chr(10).join(lines) if lines else '')}.")
    return int(bool(lines))
