"""The rules: each golden case breaks the sample playbook in one place and names what is said."""

from __future__ import annotations

import ast
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import change, write
from golden import SAMPLE, by_theme, edit

from macros.graph import link
from macros.graph.hashes import behind, words_hashes
from macros.graph.library import named_texts
from macros.model import Checklist, Phrase, ScenarioQuestion, Text
from macros.read import Tree, ids
from macros.rules import advice, judged, work
from macros.rules.advice import editorial_share
from scripts.check import text
from scripts.project import ROOT
from scripts.summary import vietnamese


def told(docs: Path, advise: bool = True) -> str:
    """What is said of a folder; each code has its sentence in Vietnamese."""
    problems = judged(docs, advise)[1]
    assert {problem.code for problem in problems} <= vietnamese().keys()
    return text(problems)


@pytest.mark.parametrize("theme", by_theme("graph"))
def test_golden(theme: str, tmp_path: Path) -> None:
    """After a change that is meant: `UPDATE_GOLDEN=1`, run this again, and read the diff."""
    expected, said = {}, {}
    for case in by_theme("graph")[theme]:
        expected[case.stem] = edit(case, tmp_path / case.stem)
        found = said[case.stem] = told(tmp_path / case.stem / "docs")
        if os.environ.get("UPDATE_GOLDEN") and found != expected[case.stem]:
            start = case.read_text("utf-8").partition("=== expected\n")
            case.write_text(f"{start[0]}{start[1]}{found}\n", "utf-8", newline="\n")
    assert said == expected


def test_links_run_in_both_directions() -> None:
    made, _ = judged(SAMPLE)
    forward = {link.target for link in made.links_from["case/the-call"]}
    assert forward == {"principle/listen", "checklist/answer"}
    back = {link.source for link in made.links_to["principle/listen"]}
    assert back >= {
        "case/the-call",
        "checklist/answer",
        "phrase/go-on",
        "tension/listen-or-act",
        "path/first-day",
        "question/after-it",
    }
    (link,) = [link for link in made.links_to["principle/listen"] if link.source == "case/the-call"]
    assert link.role == "case.lessons.principle"
    assert link.text == Text("Nghe trước đã.", "Listen first.")


def test_every_forward_link_is_a_backlink() -> None:
    made, _ = judged(SAMPLE)
    forward = sorted(
        (link.source, link.target, link.role)
        for links in made.links_from.values()
        for link in links
    )
    back = sorted(
        (link.source, link.target, link.role) for links in made.links_to.values() for link in links
    )
    assert forward == back


def test_what_a_link_and_a_name_say(docs: Path) -> None:
    made, _ = judged(docs)
    situation = made.records["situation/client-calls"]
    phrase = made.records["phrase/go-on"]
    assert isinstance(phrase, Phrase)
    others = (("b", "part"), ("z", "open"), ("c", "part"))
    phrases = [replace(phrase, id=name, moment=moment) for name, moment in others]  # type: ignore[arg-type]
    many = link(Tree(records=[situation, phrase, *phrases], moved={"case/b": "case/a"}))
    assert [one.id for one in many.phrases_of(situation.key)] == ["z", "go-on", "b", "c"]
    assert many.was == {"case/a": ("b",)}
    names = [name for name, _ in named_texts(made.records["checklist/answer"])]
    assert names[:4] == [
        "title",
        "purpose",
        "pauses ^call when",
        "pauses ^call items ^hear do",
    ]
    assert "title" not in [name for name, _ in named_texts(situation, {"title"})]
    roles = {(one.role, one.text) for one in made.links_from["phrase/go-on"]}
    assert roles == {("phrase.situations", None), ("phrase.principles", None)}


def test_a_whole_address_of_the_site_itself_leads_to_a_page(
    docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = "https://book.example/base"
    sound = "", "en/", "en", "other", "principles/listen/#heard", "en/other/?x=1#y", "sitemap.xml"
    links = " ".join(f"[x]({site}/{address})" for address in sound)
    page = f"---\ntitle: Trang\n---\n\n{links} [y]({site}s/nope/)\n\n[z]( {site}/en/nope/) {{}}\n"
    files = {"index": "{{ home() }}", "other": ""}
    write(
        docs, {f"{lang}/{n}.md": page.format(c) for lang in ("vi", "en") for n, c in files.items()}
    )
    assert "nope" not in told(docs), "nobody has said where the site will stand"
    for address in (site, f"{site}/"):
        monkeypatch.setenv("SITE_URL", address)
        assert [line for line in told(docs).split("\n") if "is no page" in line] == [
            f"docs/{lang}/{name}.md:7:6: `nope.md` is no page."
            " Write the path of its file, with `.md`."
            for lang in ("en", "vi")
            for name in files
        ]


def test_a_language_is_behind_where_the_other_moved_alone() -> None:
    record = judged(SAMPLE)[0].records["principle/listen"]
    kept = replace(record, same=words_hashes(record))
    vi, en = record.title.vi, record.title.en
    for title, said in (
        (Text(vi, en), None),
        (Text(vi + "x", en), "en"),
        (Text(vi, en + "x"), "vi"),
        (Text(vi + "x", en + "x"), None),
    ):
        assert behind(replace(kept, title=title)) == said
    assert behind(replace(record, same=words_hashes(record).split("-")[0])) is None
    assert behind(record) is None


KEPT = (ROOT / "macros/theme/assets/kept.mjs").read_text("utf-8")
IDS = r"(?:\[a-z0-9-\]|(?:at|answer):\[\\w-\])\{1,(\d+)\}|(?:const id = .*|choice: )text\((\d+)\)"


def test_whatever_check_takes_a_browser_keeps(docs: Path) -> None:
    """The bounds of assets/kept.mjs are those of `check`, which takes what just fits."""
    found = [int(left or right) for left, right in re.findall(IDS, KEPT)]
    assert found == [ids.LONGEST] * 6
    assert f"text = (longest = {work.LONGEST_QUOTE}) =>" in KEPT
    assert f"value.length <= {work.MOST_ITEMS} && value.every(" in KEPT
    assert all(map(ids.SLUG.fullmatch, ("a" * 80, "a-" * 39 + "aa", ids.slug("a b" * 99))))
    assert not ids.SLUG.fullmatch("a" * 81)
    answer = next(iter(judged(docs)[0].all(Checklist)))
    pause = answer.pauses[0]
    item = replace(pause.items[0], do=Text("ă" * 998 + "😀", "a" * 1000))
    for items, title, faults in (
        ((item,) * 500, item.do, []),
        ((item,) * 501, item.do, ["many-items"]),
        (
            (replace(item, do=Text("a" * 999 + "😀", "a" * 1001)),),
            Text("a", "a" * 1001),
            ["not-kept"] * 3,
        ),
    ):
        long = replace(answer, title=title, pauses=(replace(pause, items=items),))
        said = list(work.unkept_words(link(Tree(records=[long])), Tree()))
        assert [problem.code for problem in said] == faults


def test_passages_know_their_uses() -> None:
    made, _ = judged(SAMPLE)
    assert [made.state("demo", one) for one in made.passages["demo"].values()] == [
        "used",
        "merged",
        "left-out",
    ]
    assert {use.source for use in made.uses["demo:1"]} >= {"principle/listen", "case/the-call"}
    lesson = Text("Nghe trước đã.", "Listen first.")
    assert lesson in [use.text for use in made.uses["demo:1"]]
    assert "demo:2" not in made.uses
    assert made.get("source/demo").title.en == "Sample document"


def test_editorial_statements_are_counted() -> None:
    made, _ = judged(SAMPLE)
    editorial, all_statements = editorial_share(made)
    assert editorial == 3
    assert all_statements > 20


def test_editorial_statements_are_not_held_against_a_slip(
    docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editorial, total = editorial_share(judged(docs)[0])
    said = f"docs/vi:1:1: Warning: {editorial} of {total} statements are the editors' own."
    monkeypatch.setattr(advice, "EDITORIAL_SHARE", editorial / total + 0.001)
    assert said not in told(docs)
    monkeypatch.setattr(advice, "EDITORIAL_SHARE", editorial / total)
    assert said in told(docs)
    assert said not in told(docs, advise=False)
    change(docs, "vi/principles/listen.md", "## Vì sao", "## Vì saoo")
    found = told(docs)
    assert "## Vì saoo" in found
    assert "are the editors' own" not in found, "the record that cannot be read has its share too"


def test_advice_on_much_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """In full these limits would need pages of invented words."""
    for limit, count, said, cure in (
        (
            "MOST_WORDS",
            464,
            "docs/vi:1:1: Warning: All records together take 464 words",
            "Stay under",
        ),
        (
            "LONGEST_DIGEST",
            62,
            "demo.md:9:3: Warning: The top of this page takes 62 words",
            "Keep to",
        ),
    ):
        monkeypatch.setattr(advice, limit, count)
        assert said not in told(SAMPLE)
        monkeypatch.setattr(advice, limit, count - 1)
        assert f"{said}. {cure} {count - 1}" in told(SAMPLE)


ANSWERS = [
    (2, 3, "12312", ""),
    (3, 2, "12312", "longest in 3 of 5"),
    (1, 0, "1", ""),
    (1, 1, "12", "longest in 1 of 2"),
    (0, 3, "112", ""),
    (0, 3, "222", "stands first 0 times, second 3, third 0."),
    (0, 18, "111111112222233333", ""),
    (0, 18, "111111111222223333", "stands first 9 times, second 5, third 4."),
]
"""Questions whose right answer is the longest, those where it is not, its places, what is said."""


def test_a_right_answer_is_seldom_the_longest_and_stands_anywhere() -> None:
    made = judged(SAMPLE)[0]
    asked = made.records["question/after-it"]
    assert isinstance(asked, ScenarioQuestion)
    right, wrong = (replace(option, text=Text("abcd", "abcd")) for option in asked.options)
    both = replace(asked, id="two", options=(right, replace(right, id="too")))
    for longest, shorter, places, said in ANSWERS:
        questions = []
        for number, place in enumerate(places):
            options = [wrong, wrong]
            words = Text("a" * 9, "a" * 9) if number < longest else right.text
            options.insert(int(place) - 1, replace(right, text=words))
            questions.append(replace(asked, id=f"q{number}", options=tuple(options)))
        assert len(questions) == longest + shorter
        records = {question.key: question for question in (*questions, both)}
        problems = advice.given_away_answers(replace(made, records=records), Tree())
        lines = {problem.what: problem.code for problem in problems}
        assert set(lines.values()) <= vietnamese().keys()
        assert len(lines) == bool(said), (lines, said)
        assert said in "".join(lines) + "."


def codes(path: Path) -> list[str]:
    """The codes that a module's problems carry, each a plain string."""
    calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    makers = (
        call.args[0]
        for call in calls
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "problem"
    )
    return [str(first.value) for first in makers if isinstance(first, ast.Constant)]


def test_every_kind_of_fault_has_a_code_of_its_own() -> None:
    found = [code for path in (ROOT / "macros/rules").glob("*.py") for code in codes(path)]
    assert len(found) == len(set(found)) > 40
    assert not [code for code in found if not re.fullmatch(r"[a-z]+(-[a-z]+)+", code)]
