"""A record that is used no more leaves a page; an item under another id keeps its ticks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import change, git, tree

from macros.model import LANGS
from macros.render import Renderer
from macros.rules import judged
from scripts import check
from scripts.new import main as new
from scripts.project import Stop
from scripts.rename import rename
from scripts.retire import retire

ANSWER = "checklists/answer.md"


def test_a_retired_record_says_so_and_leads_to_what_is_nearest(repo: Path) -> None:
    done = retire(repo, "questions/first-words")
    assert done[:2] == [
        f"Written: docs/{lang}/questions/first-words.md, which leads to questions/after-it"
        for lang in ("vi", "en")
    ]
    named = "Names it still. Name `questions/after-it`, or leave it out."
    assert done[2:] == [f"docs/vi/paths/first-day.md:13: {named}"]
    said = check.text(check.check(repo, "HEAD")[0])
    assert "docs/vi/paths/first-day.md:13:" in said
    assert "The question `first-words` is retired, and `question/after-it` is nearest." in said
    assert "vanished" not in said
    made = judged(repo)[0]
    left = made.retired["question/first-words"]
    page = Renderer(made, "en").moved(left.nearest.key, "questions/first-words/", left)
    assert "used no more" in page
    assert 'href="../after-it/"' in page
    assert "runs/" not in page
    assert (repo / "en/questions/first-words.md").read_text("utf-8").startswith("---\nretired: ")


@pytest.mark.parametrize("name", ["tests/queries/vi.yml", ".github/ISSUE_TEMPLATE/path-a.yml"])
def test_a_file_beside_docs_in_another_encoding_is_named_and_nothing_is_written(
    docs: Path, name: str
) -> None:
    path = docs.parent / name
    path.parent.mkdir(parents=True)
    path.write_bytes("what: Gọi lại\n".encode("utf-16"))
    whole = tree(docs.parent)
    with pytest.raises(Stop, match=f"{re.escape(name)} is not UTF-8: save it so"):
        retire(docs, "the-call")
    with pytest.raises(Stop, match=f"{re.escape(name)} is not UTF-8: save it so"):
        rename(docs, "the-call", "other")
    assert tree(docs.parent) == whole


def test_runs_of_a_retired_checklist_are_said_to_be_readable(repo: Path) -> None:
    assert "Runs of it can still be read on the page of all runs." in retire(repo, ANSWER[:-3])
    for lang in LANGS:
        left = judged(repo)[0].retired["checklist/answer"]
        page = Renderer(judged(repo)[0], lang).moved(left.nearest.key, "checklists/answer/", left)
        assert 'href="../../runs/"' in page


def test_every_place_that_names_a_retired_record_is_named(repo: Path) -> None:
    for name, way in (("guide.md", "cases/the-call.md#top"), ("cases/index.md", "the-call.md")):
        for lang in ("vi", "en"):
            words = f"---\ntitle: x\n---\n\n[x]({way})\n"
            (repo / lang / name).write_text(words, "utf-8")
    rename(repo, "principles/listen", "hear")
    new(["phrase", "wait", "--for", "client-calls", "--draft"])
    queries = repo.parent / "tests/queries/vi.yml"
    queries.parent.mkdir(parents=True)
    queries.write_text("  ai gọi: cases/the-call\n  nghe: [principles/hear]\n", "utf-8")
    form = repo.parent / ".github/ISSUE_TEMPLATE/path-first-day.yml"
    form.parent.mkdir(parents=True)
    form.write_text("value: paths/first-day/\n", "utf-8")
    whole = tree(repo.parent)
    for name, to in (
        ("cases/the-call", "checklists/answer"),
        ("sources/demo", "principles/hear"),
        ("principles/hear", "checklists/answer"),
        ("paths/first-day", "checklists/answer"),
    ):
        said = retire(repo, name, to)
        written = re.findall(rf"Written: (\S+), which leads to {to}", "\n".join(said))
        id_ = name.partition("/")[2]
        names = re.compile(rf"\b{name}\b|\({id_}\.md|\W{id_}:\d|^[a-z]+: .*\b{id_}\b")
        wanted = [
            f"{path}:{number}"
            for path, raw in whole.items()
            for number, row in enumerate(raw.decode(errors="replace").split("\n"), 1)
            if names.search(row) and path not in written and not path.startswith(".git/")
        ]
        assert wanted
        found = []
        for line in said[len(written) :]:
            file, first, more = line.split(":", 2)
            lines = re.findall(r"\d+", more.partition(". ")[0]) or [first]
            assert lines[0] == first
            found += [f"{file}:{number}" for number in lines]
        assert sorted(found) == sorted(wanted)
        for path, raw in whole.items():
            (repo.parent / path).write_bytes(raw)
    assert (repo / "vi/principles/listen.md").read_text("utf-8") == "---\nmoved: hear\n---\n"
    retire(repo, "principles/hear", "checklists/answer")
    for name in ("listen", "hear"):
        page = (repo / f"en/principles/{name}.md").read_text("utf-8")
        assert page.startswith("---\nretired: checklists/answer\n---\n\n# "), (
            "no page leads in two steps"
        )


def test_nothing_is_retired_in_part_or_from_what_is_not_there(docs: Path) -> None:
    whole = tree(docs)
    for named, to in (("cases/nowhere", ""), ("cases/the-call", "cases/nowhere")):
        with pytest.raises(Stop, match="There is no record"):
            retire(docs, named, to)
    with pytest.raises(Stop, match="Nothing is near"):
        retire(docs, "cases/the-call", "cases/the-call")
    assert tree(docs) == whole
    retire(docs, "texts/ring-back", "phrases/go-on")
    for old, new_text in (
        ("# ", ""),
        ("phrases/go-on", "phrases"),
        ("retired:", "title: x\nretired:"),
    ):
        had = (docs / "en/texts/ring-back.md").read_text("utf-8")
        change(docs, "en/texts/ring-back.md", old, new_text)
        assert "retired-in-part" in [problem.code for problem in check.check(docs)[0]]
        (docs / "en/texts/ring-back.md").write_text(had, "utf-8")


def test_an_id_is_never_used_again(docs: Path) -> None:
    retire(docs, "texts/ring-back", "phrases/go-on")
    with pytest.raises(Stop, match="exists already"):
        new(["template", "ring-back"])


def test_an_item_under_another_id_is_noticed_and_answered(repo: Path) -> None:
    for lang in ("vi", "en"):
        change(repo, f"{lang}/{ANSWER}", "^hear", "^hear-them")
    (problem,) = check.check(repo, "HEAD")[0]
    assert problem.code == "item-id-changed"
    assert (problem.at.path, problem.at.line) == ("docs/vi/checklists/answer.md", 16)
    assert "`[was: hear]` on the line below it" in problem.cure
    change(repo, f"vi/{ANSWER}", "^hear-them\n  [demo:1]", "^hear-them\n  [was: hear] [demo:1]")
    assert check.check(repo, "HEAD")[0] == ()
    assert 'data-was="hear"' in Renderer(judged(repo)[0], "vi").record("checklist", "answer")
    git(repo, "commit", "-qam", "Rename")
    for lang in ("vi", "en"):
        change(repo, f"{lang}/{ANSWER}", "^hear-them", "^listen-all")
    (problem,) = check.check(repo, "HEAD")[0]
    assert "`[was: hear, hear-them]` on the line below it" in problem.cure
    (swap,) = problem.swaps
    assert swap.new == "^listen-all\n  [was: hear-them]", "a second pair of brackets adds to it"
    change(repo, f"vi/{ANSWER}", "[was: hear]", "[was: hear, hear-them]")
    assert check.check(repo, "HEAD")[0] == ()
    assert 'data-was="hear hear-them"' in Renderer(judged(repo)[0], "vi").record(
        "checklist", "answer"
    )
    change(repo, f"vi/{ANSWER}", "[was: hear, hear-them]", "[was: note]")
    assert "item-repeated" in [problem.code for problem in check.check(repo, "HEAD")[0]]
