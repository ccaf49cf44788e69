"""One command adds a phrase to a situation; the pair is written on the phrase's side alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import change

from macros.render import Renderer
from macros.rules import judged
from scripts import check, new
from scripts.project import Stop

FILES = [f"{lang}/phrases/wait-a-day.md" for lang in ("vi", "en")]


def test_one_command_and_six_slots(docs: Path) -> None:
    assert new.main(["phrase", "wait-a-day", "--for", "situations/client-calls"]) == 0
    assert sum((docs / name).read_text("utf-8").count("…") for name in FILES) == 6
    refused = [(p.at.path, p.code) for p in check.check(docs)[0] if p.level == "error"]
    assert refused == [(f"docs/{name}", "empty") for name in FILES[::-1] for _ in range(3)]
    for name in FILES:
        text = (docs / name).read_text("utf-8")
        for words in ("Mai em gọi lại", "Dạ, mai em gọi lại ạ.", "Khách biết khi nào có tin."):
            text = text.replace("…", words, 1)
        (docs / name).write_text(text, "utf-8")
    made, problems = judged(docs, advise=False)
    assert problems == ()
    page = Renderer(made, "vi").record("situation", "client-calls")
    assert 'href="../../phrases/wait-a-day/"' in page
    assert "Mai em gọi lại" in page
    assert Renderer(made, "vi").record("phrase", "wait-a-day").count("pb-wording ") == 1


def test_what_there_is_not_is_said(docs: Path) -> None:
    with pytest.raises(Stop, match=r"no situation `client-cals`\. Did you mean `client-calls`"):
        new.main(["phrase", "a", "--for", "client-cals"])
    with pytest.raises(Stop, match="is for a phrase"):
        new.main(["case", "a", "--for", "client-calls"])
    assert not (docs / "vi/phrases/a.md").exists()


def test_check_knows_the_other_side(docs: Path) -> None:
    change(docs, "vi/situations/client-calls.md", "cases:", "phrases: [go-on]\ncases:")
    assert "`phrases` is no key of a situation" in check.text(check.check(docs)[0])
    change(docs, "vi/situations/client-calls.md", "phrases: [go-on]\n", "")
    change(docs, "vi/phrases/go-on.md", "situations: [client-calls]", "situations: [kept-waiting]")
    assert "unknown-record" in [problem.code for problem in check.check(docs)[0]]
    made, problems = judged(docs)
    assert made.phrases_of("situation/client-calls") == ()
    assert "situation-without-phrase" in [problem.code for problem in problems]
