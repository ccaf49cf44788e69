"""What is mechanical is suggested on its line, once, at most ten times, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import change, git

from scripts import github, suggest
from scripts.project import Stop

LISTEN = "docs/vi/principles/listen.md"


def test_every_mechanical_cure_of_a_change_is_suggested_on_its_line(repo: Path) -> None:
    change(repo, "vi/checklists/answer.md", "- [ ] Ghi lại", "- Ghi lại")
    git(repo, "commit", "-qam", "An old slip, which is nobody's business here")
    change(
        repo, "vi/principles/listen.md", "dịu lại. ^heard\n  [demo:1]", "dịu lại [demo:1]. ^heard"
    )
    change(repo, "vi/principles/listen.md", "## Vì sao", "### Vì sao")
    change(repo, "vi/cases/the-call.md", "[principles/listen]", "[principles/lissen]")
    change(repo, "vi/situations/client-calls.md", "phase: during", "phase: durring")
    change(repo, "vi/situations/client-calls.md", "Cầm bút.", "…")
    rows = [(row["path"], row["line"], row["text"]) for row in suggest.found(repo, "HEAD")]
    text = (repo / "vi/cases/the-call.md").read_text("utf-8").split("\n")
    line = next(n for n, row in enumerate(text, 1) if "lissen" in row)
    assert rows == [
        ("docs/vi/cases/the-call.md", line, text[line - 1].replace("lissen", "listen")),
        (LISTEN, 11, "## Vì sao"),
        (LISTEN, 13, "- Người được nghe thì dịu lại. ^heard\n  [demo:1]"),
        ("docs/vi/situations/client-calls.md", 6, "phase: during"),
    ]


def test_at_most_ten_and_none_for_what_is_right(repo: Path) -> None:
    assert suggest.found(repo, "HEAD") == []
    for name in ("checklists/answer", "cases/the-call", "questions/after-it"):
        text = (repo / f"vi/{name}.md").read_text("utf-8").replace("\n- ", "\n-   ")
        (repo / f"vi/{name}.md").write_text(text, "utf-8")
    assert len(suggest.found(repo, "HEAD")) == suggest.MOST


class Hub:
    """Keeps review comments as GitHub does."""

    def __init__(self) -> None:
        self.comments: list[dict[str, Any]] = []

    def __call__(self, *_: str, text: str | None = None) -> str:
        if text is None:
            return json.dumps([self.comments])
        self.comments += json.loads(text)["comments"]
        return ""


def test_a_suggestion_is_posted_once_as_one_can_commit_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(github, "gh", hub := Hub())
    row = {"path": LISTEN, "line": 11, "text": "## Vì sao"}
    assert suggest.posted([row], 7, "abc") == "1 suggested"
    assert suggest.posted([row], 7, "def") == "0 suggested"
    assert "\n```suggestion\n## Vì sao\n```\n" in hub.comments[0]["body"]
    many = [row | {"text": f"## {n}"} for n in range(20)]
    assert suggest.posted(many, 7, "def") == "9 suggested"


LIES: list[Any] = [
    {"path": ".github/workflows/check.yml"}, {"path": "docs/vi/../../x.md"}, {"line": 0},
    {"line": "1"}, {"text": "x\n```\n@all"}, {"text": "x" * 9000}, {"text": None},
]  # fmt: skip


def test_a_stranger_cannot_suggest_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(github, "gh", hub := Hub())
    row = {"path": LISTEN, "line": 11, "text": "## Vì sao"}
    for given in (*([row, row | lie] for lie in LIES), "words", {"path": LISTEN}):
        with pytest.raises(Stop, match="does not write"):
            suggest.posted(given, 7, "abc")
    assert hub.comments == []
