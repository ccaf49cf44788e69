"""What workflows keep on GitHub: an issue for each team, and for each pull request one comment,
with what is mechanical as suggestions. `gh` is a double here.
"""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from conftest import Capture, Patch, change, git

from scripts import check, github, preview, stale
from scripts.project import Stop

LISTEN = "vi/principles/listen.md"

US = {"login": "github-actions[bot]"}


class GitHub:
    """Keeps issues, comments and pull requests as GitHub does."""

    def __init__(self) -> None:
        self.issues: list[dict[str, Any]] = []
        self.comments: list[dict[str, Any]] = []
        self.suggestions: list[dict[str, Any]] = []
        self.head = "abc"

    def __call__(self, *args: str, text: str | None = None) -> str:
        name = args[args.index("--title") + 1] if "--title" in args else ""
        match args[:2]:
            case ("issue", "create"):
                made = {"number": len(self.issues) + 1, "title": name, "body": text}
                self.issues.append(made | {"state": "open", "user": US})
            case ("issue", "edit"):
                self.issues[int(args[2]) - 1]["body"] = text
            case ("issue", "close"):
                self.issues[int(args[2]) - 1]["state"] = "closed"
            case ("api", path) if "--paginate" in args:
                kept = self.suggestions if "/pulls/" in path else self.comments
                if "issues?state=open" in path:
                    kept = [issue for issue in reversed(self.issues) if issue["state"] == "open"]
                return json.dumps([kept[:1], kept[1:]])
            case ("api", path) if args[-2:] == ("--input", "-"):
                self.api(args[2], path, json.loads(text or ""))
                return "{}"
            case ("api", path) if path.endswith("artifacts"):
                files = ({"id": 5, "name": "preview.html"}, {"id": 6, "name": "preview"})
                return json.dumps({"artifacts": files})
            case ("api", _):
                return json.dumps({"head": {"sha": self.head}})
        return ""

    def api(self, method: str, path: str, given: dict[str, Any]) -> None:
        """Write a comment, write it anew, or suggest something."""
        if path.endswith("/reviews"):
            self.suggestions += ({**row, "user": US} for row in given["comments"])
        elif method == "--method=PATCH":
            self.comments[int(path.rpartition("/")[2]) - 1]["body"] = given["body"]
        else:
            self.comments.append({"id": len(self.comments) + 1, "user": US, **given})


@pytest.fixture
def hub(monkeypatch: Patch) -> GitHub:
    made = GitHub()
    monkeypatch.setattr(github, "gh", made)
    return made


def test_each_team_has_at_most_one_issue_and_none_when_nothing_is_due(
    hub: GitHub, docs: Path, capsys: Capture
) -> None:
    change(docs, LISTEN, "owner: editors", "owner: front-line")
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


@pytest.mark.parametrize("user", [{"login": "stranger"}, {"login": "github-actions"}, None])
def test_what_somebody_else_wrote_is_left_alone_whatever_mark_it_has(
    hub: GitHub, user: dict[str, str] | None
) -> None:
    theirs = {"body": f"mine {github.MARK}", "user": user}
    hub.issues.append({"number": 1, "title": "T", "state": "open", **theirs})
    hub.comments.append({"id": 1, **theirs})
    hub.suggestions += [{"path": ROW["path"], **theirs}] * preview.MOST
    for done in ("opened", "renewed"):
        assert github.keep_issue("T", "ours") == done
    assert github.keep_comment(7, "ours") == "written"
    assert preview.posted([ROW], 7, "abc") == "1 suggested"
    assert hub.issues[0]["body"] == hub.comments[0]["body"] == theirs["body"]
    hub.issues[1] |= {"body": None}
    assert github.keep_issue("T", "") == "nothing to say", "not even ours without a mark"


@pytest.fixture
def report(repo: Path, tmp_path: Path) -> Path:
    """A report as the building workflow leaves it."""
    site = tmp_path / "preview/site"
    for name in ("", "principles/listen/", "en/principles/listen/"):
        (site / name).mkdir(parents=True, exist_ok=True)
        head = '<title>x</title><link rel="canonical" href="https://preview.invalid/pr-7/">'
        lang = "en" if name.startswith("en") else "vi"
        (site / name / "index.html").write_text(
            f'<html lang="{lang}">{head}<a href="/pr-7/">x</a>', "utf-8"
        )
    change(repo, LISTEN, "reviewed: 2026-11-23", "reviewed: 2026-11-24")
    made = preview.report(repo, site, "HEAD", 7)
    file = tmp_path / "report.json"
    file.write_text(json.dumps(made), "utf-8")
    return file


def test_the_comment_names_changed_pages_and_where_they_open(report: Path) -> None:
    made = json.loads(report.read_text("utf-8"))
    assert made["pages"] == ["principles/listen/", "en/principles/listen/"], (
        "what the site does not have is not named"
    )
    text = preview.comment(made["pages"], "https://forge.example/1")
    assert "- `/principles/listen/`\n- `/en/principles/listen/`" in text
    assert "(https://forge.example/1)" in text


ROW = {"path": f"docs/{LISTEN}", "line": 11, "text": "## Vì sao"}
"""A suggestion as the report has it."""
LIES: list[dict[str, Any]] = [
    {"pages": ["](https://evil.example/)"]}, {"pages": ["//evil.example/"]}, {"pages": ["../"]},
    {"pages": 3}, {"pages": [[]]}, {"pages": ""}, {"number": True}, {"number": "7"}, {"number": -1},
    {"number": float("inf")}, {"suggestions": None}, {"suggestions": "words"},
    *({"suggestions": [ROW, ROW | lie]} for lie in (
        {"path": ".github/workflows/check.yml"}, {"path": "docs/vi/../../x.md"}, {"line": 0},
        {"line": "1"}, {"line": True}, {"text": "x\n```\n@all"}, {"text": "x" * 9000},
        {"text": None}, {"side": "LEFT"},
    )),
]  # fmt: skip
SHAPES = ["[]", "3", "null", "nonsense", "", "\ud800", '{"number":', "[" * 100_000, "9" * 5000]


def test_a_strangers_report_writes_nothing_else_whatever_its_shape(
    hub: GitHub, report: Path
) -> None:
    made = json.loads(report.read_text("utf-8"))
    for words in (*SHAPES, *(json.dumps(made | lie) for lie in LIES)):
        report.write_bytes(words.encode("utf-8", "surrogatepass"))
        with pytest.raises(Stop, match="is not one that"):
            preview.keep(report, "abc", "9")
    report.unlink()
    with pytest.raises(Stop, match="is not one that"):
        preview.keep(report, "abc", "9")
    assert hub.suggestions == hub.comments == []


def test_a_pull_request_has_one_comment_about_its_head(hub: GitHub, report: Path) -> None:
    assert preview.keep(report, "abc", "9") == "written"
    assert preview.keep(report, "abc", "9") == "renewed"
    assert len(hub.comments) == 1
    hub.head = "def"
    with pytest.raises(Stop, match="does not belong to its request's head"):
        preview.keep(report, "abc", "9")


def test_gh_that_is_missing_or_fails_is_said(monkeypatch: Patch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Stop, match="is not installed"):
        github.gh("issue", "list")
    (tmp_path / "gh").write_text("#!/bin/sh\necho no right >&2\nexit 1\n", "utf-8")
    (tmp_path / "gh").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(Stop, match="no right"):
        github.gh("issue", "list")


def test_every_mechanical_cure_of_a_change_is_suggested_on_its_line(repo: Path) -> None:
    change(repo, "vi/checklists/answer.md", "- [ ] Ghi lại", "- Ghi lại")
    git(repo, "commit", "-qam", "An old slip, which is nobody's business here")
    change(repo, LISTEN, "dịu lại. ^heard\n  [demo:1]", "dịu lại [demo:1]. ^heard")
    change(repo, LISTEN, "## Vì sao", "### Vì sao")
    change(repo, "vi/cases/the-call.md", "[principles/listen]", "[principles/lissen]")
    change(repo, "vi/situations/client-calls.md", "phase: during", "phase: durring")
    change(repo, "vi/situations/client-calls.md", "Cầm bút.", "…")
    rows = [(row["path"], row["line"], row["text"]) for row in preview.suggestions(repo, "HEAD")]
    text = (repo / "vi/cases/the-call.md").read_text("utf-8").split("\n")
    line = next(n for n, row in enumerate(text, 1) if "lissen" in row)
    assert rows == [
        ("docs/vi/cases/the-call.md", line, text[line - 1].replace("lissen", "listen")),
        (f"docs/{LISTEN}", 11, "## Vì sao"),
        (f"docs/{LISTEN}", 13, "- Người được nghe thì dịu lại. ^heard\n  [demo:1]"),
        ("docs/vi/situations/client-calls.md", 6, "phase: during"),
        ("docs/vi/situations/client-calls.md", 25, "- Cầm bút. ^pen"),
    ]


def test_what_stood_there_before_is_suggested_where_nothing_else_can_be(repo: Path) -> None:
    change(repo, LISTEN, "dịu lại. ^heard\n  [demo:1]", "dịu lại. ^heard")
    change(repo, "vi/checklists/answer.md", "- Cách làm: Viết bằng chữ của khách.", "- Cách làm:")
    change(repo, "vi/situations/client-calls.md", "^no-notes\n  [demo:1]", "^no-notes\n  [demo:7]")
    (cited, empty, passage) = (
        check.line(problem) for problem in check.check(repo, "HEAD")[0] if problem.level == "error"
    )
    assert empty.endswith("or put back what stood below it: `[demo:1]`.")
    assert cited.endswith("or put back what stood here: `- Cách làm: Viết bằng chữ của khách.`.")
    assert passage.endswith("It has 1 to 3, or put back what stood here: `[demo:1]`.")
    assert [row["text"] for row in preview.suggestions(repo, "HEAD")] == [
        "  - Cách làm: Viết bằng chữ của khách.",
        "- Người được nghe thì dịu lại. ^heard\n  [demo:1]",
        "  [demo:1]",
    ]


def test_a_suggestion_may_put_a_line_in_or_take_one_away(repo: Path) -> None:
    for lang in ("vi", "en"):
        change(repo, f"{lang}/checklists/answer.md", "^repeat", "^read-back")
    change(repo, "en/principles/listen.md", "calms down. ^heard", "calms down. ^heard\n  [demo:1]")
    change(repo, "vi/situations/client-calls.md", "- Cầm bút. ^pen", "1. Cầm bút. ^pen")
    assert preview.suggestions(repo, "HEAD") == [
        {
            "path": "docs/vi/checklists/answer.md",
            "line": 23,
            "text": "- [ ] Đọc lại điều vừa ghi. ^read-back\n  [was: repeat]",
        },
        {"path": "docs/vi/situations/client-calls.md", "line": 25, "text": "- Cầm bút. ^pen"},
        {"path": "docs/en/principles/listen.md", "line": 6, "text": ""},
    ]


def test_what_is_read_without_a_word_is_not_suggested(repo: Path) -> None:
    text = (
        (repo / LISTEN)
        .read_text("utf-8")
        .replace("  [", "\t[")
        .replace("Có người", "Có\u00a0người")
    )
    (repo / LISTEN).write_bytes(unicodedata.normalize("NFD", text).replace("\n", "\r\n").encode())
    assert check.check(repo, "HEAD")[0] == ()
    assert preview.suggestions(repo, "HEAD") == []


def test_at_most_ten_and_none_for_what_is_right(repo: Path) -> None:
    assert preview.suggestions(repo, "HEAD") == []
    for name in ("checklists/answer", "cases/the-call", "questions/after-it"):
        text = (repo / f"vi/{name}.md").read_text("utf-8").replace("\n- ", "\n• ")
        (repo / f"vi/{name}.md").write_text(text, "utf-8")
    assert len(preview.suggestions(repo, "HEAD")) == preview.MOST


def test_a_suggestion_is_posted_once_as_one_can_commit_it(hub: GitHub) -> None:
    row = ROW
    assert preview.posted([row], 7, "abc") == "1 suggested"
    assert preview.posted([row], 7, "def") == "0 suggested"
    assert "\n```suggestion\n## Vì sao\n```\n" in hub.suggestions[0]["body"]
    assert preview.posted([ROW | {"text": ""}], 7, "def") == "1 suggested"
    assert "\n```suggestion\n```\n" in hub.suggestions[1]["body"], "which takes the line away"
    many = [ROW | {"text": f"## {n}"} for n in range(20)]
    assert preview.posted(many, 7, "def") == "8 suggested"


def test_a_report_has_suggestions_even_where_nothing_is_built(
    hub: GitHub, repo: Path, monkeypatch: Patch
) -> None:
    monkeypatch.setenv("PLAYBOOK_REPOSITORY", "https://forge.example/f/b")
    change(repo, "vi/situations/client-calls.md", "phase: during", "phase: durring")
    site = repo.parent / "preview/site"
    preview.main(["report", "--site", str(site), "--changed-from", "HEAD", "--number", "7"])
    given = json.loads((site.parent / "report.json").read_text("utf-8"))
    assert [row["text"] for row in given["suggestions"]] == ["phase: during"]
    assert not (site.parent / "preview.html").exists()
    assert preview.keep(site.parent / "report.json", "abc", "9") == "written, 1 suggested"
    assert "https://forge.example/f/b/actions/runs/9/artifacts/5" in hub.comments[0]["body"]
    assert "```suggestion" in hub.suggestions[0]["body"]
