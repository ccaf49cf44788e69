"""What workflows keep on GitHub: one issue for each team, one for dead links, one comment for each preview. `gh` is a double here."""

from __future__ import annotations

import json
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import change
from golden import SAMPLE

from macros.rules import library
from scripts import github, outside, preview, stale
from scripts.setup import Stop


class GitHub:
    """Keeps issues, comments and pull requests as GitHub does."""

    def __init__(self) -> None:
        self.issues: list[dict[str, Any]] = []
        self.comments: list[dict[str, Any]] = []
        self.head = "abc"

    def __call__(self, *args: str, text: str | None = None) -> str:
        name = args[args.index("--title") + 1] if "--title" in args else ""
        match args[:2]:
            case ("issue", "list"):
                return json.dumps([issue for issue in self.issues if issue["state"] == "open"])
            case ("issue", "create"):
                self.issues.append(
                    {"number": len(self.issues) + 1, "title": name, "body": text, "state": "open"}
                )
            case ("issue", "edit"):
                self.issues[int(args[2]) - 1]["body"] = text
            case ("issue", "close"):
                self.issues[int(args[2]) - 1]["state"] = "closed"
            case ("pr", "list"):
                return '[{"number": 7}, {"number": 8}]'
            case ("api", "--paginate"):
                return json.dumps([self.comments])
            case ("api", "--method"):
                body = json.loads(text or "")["body"]
                if args[2] == "PATCH":
                    next(one for one in self.comments if args[3].endswith(f"/{one['id']}"))[
                        "body"
                    ] = body
                else:
                    self.comments.append(
                        {
                            "id": len(self.comments) + 1,
                            "body": body,
                            "user": {"login": "github-actions[bot]"},
                        }
                    )
            case ("api", _):
                return json.dumps({"head": {"sha": self.head}})
        return ""


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> GitHub:
    made = GitHub()
    for module in (github, preview):
        monkeypatch.setattr(module, "gh", made)
    return made


def test_each_team_has_at_most_one_issue_and_none_when_nothing_is_due(
    hub: GitHub,
    docs: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(stale, "ROOT", docs.parent)
    change(docs, "vi/principles/listen.md", "owner: editors", "owner: front-line")
    for day in ("2027-06-01", "2027-06-08"):
        assert stale.main(["--today", day, "--issues"]) == 0
        assert sorted(issue["title"] for issue in hub.issues) == [
            "Rà soát · Review: editors",
            "Rà soát · Review: front-line",
        ]
    assert "`docs/vi/principles/listen.md` (17)" in hub.issues[1]["body"] + hub.issues[0]["body"]
    stale.main(["--today", "2026-11-24", "--issues"])
    assert [issue["state"] for issue in hub.issues] == ["closed", "closed"]
    assert "closed" in capsys.readouterr().out


def test_somebody_elses_issue_of_the_same_title_is_left_alone(hub: GitHub) -> None:
    hub.issues.append({"number": 1, "title": "T", "body": "mine", "state": "open"})
    assert github.keep_issue("T", "ours") == "opened"
    assert hub.issues[0]["body"] == "mine"


def test_a_link_is_dead_after_three_failures_over_seven_days(
    hub: GitHub, docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (docs / "vi/guide.md").write_text(
        "---\ntitle: x\n---\n\n[a](https://one.org/a) (https://two.org/b). http://127.0.0.1:8000/ https://x.example/\n",
        "utf-8",
    )
    monkeypatch.setattr(outside, "ROOT", docs.parent)
    asked: list[str] = []

    def run(day: int, *failing: str) -> int:
        asked.clear()

        def ask(url: str) -> str:
            asked.append(url)
            return "gone" if url in failing else ""

        args = [
            "--state",
            str(tmp_path / "state.json"),
            "--today",
            str(date(2026, 11, 2) + timedelta(day)),
            "--issues",
        ]
        return outside.main(args, ask)

    one, two = "https://one.org/a", "https://two.org/b"
    assert run(0, one, two) == 0
    assert asked == [one, two]
    assert run(1, one) == 0
    assert asked == [one, two], "both failed before"
    assert run(2, one) == 0
    assert asked == [one], "the other has answered"
    assert run(6, one) == 0
    assert not hub.issues
    assert run(8, one) == 1
    assert asked == [one, two], "a week since all were asked"
    assert [issue["title"] for issue in hub.issues] == [outside.TITLE]
    assert "https://one.org/a (docs/vi/guide.md:5)" in hub.issues[0]["body"]
    assert run(9) == 0
    assert hub.issues[0]["state"] == "closed"
    assert run(10) == 0
    assert asked == []


def test_two_failures_or_six_days_are_not_enough() -> None:
    for days, is_dead in (([0, 9], False), ([0, 1, 6], False), ([0, 1, 7], True)):
        state = {"failed": {"u": [str(date(2026, 11, 1) + timedelta(day)) for day in days]}}
        assert bool(outside.dead(state)) is is_dead


@pytest.fixture
def built(repo: Path, tmp_path: Path) -> Path:
    """A folder as the building workflow leaves it."""
    site = tmp_path / "preview/site"
    for name in ("", "principles/listen/", "en/principles/listen/"):
        (site / name).mkdir(parents=True, exist_ok=True)
        home = '<link rel="canonical" href="https://preview.invalid/pr-7/">'
        (site / name / "index.html").write_text(
            f'<html lang="{"en" if name[:2] == "en" else "vi"}"><title>x</title>{home}<a href="/pr-7/">x</a>',
            "utf-8",
        )
    change(repo, "vi/principles/listen.md", "reviewed: 2026-11-23", "reviewed: 2026-11-24")
    change(repo, "vi/sources/demo.md", "state: merged\n    into: demo:1", "state: open")
    made = preview.report(repo, site, "HEAD", 7)
    (tmp_path / "preview/report.json").write_text(json.dumps(made), "utf-8")
    return tmp_path / "preview"


def test_the_comment_names_changed_pages_links_and_coverage(built: Path) -> None:
    made = json.loads((built / "report.json").read_text("utf-8"))
    assert made["pages"] == ["principles/listen/", "en/principles/listen/"], (
        "what the site does not have is not named"
    )
    text = preview.comment(made, "https://look.example/pr-7/")
    assert "- [/principles/listen/](https://look.example/pr-7/principles/listen/)" in text
    assert "- [/en/principles/listen/](https://look.example/pr-7/en/principles/listen/)" in text
    assert f"Links: {made['links']}, hỏng · dead: 0." in text
    assert "| merged | 1 | **0** |" in text
    assert "| open | 0 | **1** |" in text


@pytest.mark.parametrize(
    "lie",
    [
        {"pages": ["](https://evil.example/)"]},
        {"pages": ["//evil.example/"]},
        {"pages": ["../"]},
        {"pages": 3},
        {"links": "<b>"},
        {"before": {}},
        {"after": {"records": "[x](y)"}},
    ],
)
def test_a_strangers_report_cannot_write_anything_else(built: Path, lie: dict[str, Any]) -> None:
    made = json.loads((built / "report.json").read_text("utf-8"))
    with pytest.raises(Stop, match="is not one that"):
        preview.comment(made | lie, "https://look.example/")


def test_a_preview_is_published_with_one_comment_and_old_ones_go(
    hub: GitHub, built: Path, tmp_path: Path
) -> None:
    remote = tmp_path / "pages.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", remote], check=True)
    assert preview.show(built, "abc", "https://look.example", str(remote)) == "written"
    for number in (9, 8):
        preview.publish(built / "site", str(remote), number, {7, 8, 9} if number == 9 else {7, 8})
    assert preview.show(built, "abc", "https://look.example", str(remote)) == "renewed"
    files = subprocess.run(
        ["git", "-C", remote, "ls-tree", "-r", "--name-only", "main"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert {line.split("/")[0] for line in files.splitlines()} == {".nojekyll", "pr-7", "pr-8"}
    assert "pr-7/en/principles/listen/index.html" in files
    (comment,) = hub.comments
    assert "https://look.example/pr-7/principles/listen/" in comment["body"]


def test_without_a_place_for_previews_the_comment_says_where_the_pages_are(
    hub: GitHub, built: Path
) -> None:
    assert preview.show(built, "abc", "", "") == "written"
    assert "Artifacts" in hub.comments[0]["body"]
    assert "](" not in hub.comments[0]["body"]


def test_a_build_of_something_else_is_not_shown(hub: GitHub, built: Path) -> None:
    hub.head = "def"
    with pytest.raises(Stop, match="does not belong to the head"):
        preview.show(built, "abc", "", "")
    (built / "site/link").symlink_to("/etc/passwd")
    with pytest.raises(Stop, match="is no plain site"):
        preview.publish(built / "site", "nowhere", 7, set())
    assert not hub.comments


def test_gh_that_is_missing_or_fails_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Stop, match="is not installed"):
        github.gh("issue", "list")
    (tmp_path / "gh").write_text("#!/bin/sh\necho no right >&2\nexit 1\n", "utf-8")
    (tmp_path / "gh").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(Stop, match="no right"):
        github.gh("issue", "list")


def test_coverage_counts_the_passages_of_every_document() -> None:
    assert preview.coverage(library(SAMPLE)[0]) == {
        "records": 13,
        "used": 1,
        "merged": 1,
        "left-out": 1,
        "open": 0,
    }
