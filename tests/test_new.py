from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from conftest import Capture, tree, write
from golden import SAMPLE

from macros.model import KINDS, LANGS
from macros.read import read_tree
from macros.render import Renderer
from macros.rules import library
from macros.write.blank import blank
from scripts import check, new, rename
from scripts.project import Stop

DOCUMENT = Path(__file__).parent / "sixth/late-delivery.txt"
GAP = re.compile("…+|[A-Z]{2,}")


def test_check_refuses_every_gap_of_a_blank_record(small: Path) -> None:
    texts = {}
    for kind, cls in KINDS.items():
        for lang in LANGS:
            name = f"docs/{lang}/{cls.folder}/made.md"
            texts[name] = blank(kind, lang, date(2026, 1, 2), 3)
    write(small, texts)
    problems = library(small / "docs")[1]
    refused = {(p.at.path, p.at.line) for p in problems if p.level == "error"}
    rows = {(name, n): row for name in texts for n, row in enumerate(texts[name].split("\n"), 1)}
    gaps = {place for place, row in rows.items() if GAP.search(row)}
    still_open = {place for place, row in rows.items() if row.strip() == "[state: open]"}
    assert not gaps - refused, check.text(problems)
    assert not {place for place in refused - gaps - still_open if place in rows}


def test_new_refuses_to_overwrite_and_to_name_badly(small: Path, capsys: Capture) -> None:
    assert new.main(["principle", "calm-first"]) == 0
    said = capsys.readouterr().out
    assert "docs/vi/principles/calm-first.md" in said
    assert "Next: " in said
    before = tree(small)
    for argv, says in (
        (["principles", "calm-first"], r"calm-first\.md exists already"),
        (
            ["principel", "calm"],
            r"no kind `principel`\. Did you mean `principle`\? One of: source, ",
        ),
        *(
            (["principle", name], "is no id")
            for name in ("Calm", "a b", "../a", "ă", "", "a--b", "con", "lpt9")
        ),
    ):
        with pytest.raises(Stop, match=says):
            new.main(argv)
    assert tree(small) == before
    write(small, {"docs/vi/principles/calm-first.md": "mine"})
    (small / "docs/en/principles/calm-first.md").unlink()
    with pytest.raises(Stop, match="exists already and cannot be read"):
        new.main(["principle", "calm-first"])
    assert (small / "docs/vi/principles/calm-first.md").read_text("utf-8") == "mine"


def test_one_language_is_made_from_the_other(playbook: Path) -> None:
    whole = tree(playbook)
    for name in [name for name in whole if name.endswith(".md")]:
        for lost in ("\n", None):
            path = playbook / name
            path.write_text(lost, "utf-8") if lost else path.unlink()
            (cure,) = {p.cure for p in read_tree(playbook)[1]}
            said = re.search(r"`python3 -m scripts new (\S+) (\S+)`", cure)
            assert said, name
            assert new.main([said[1], said[2]]) == 0
            now = tree(playbook)
            assert {path for path in now if now[path] != whole.get(path)} == {name}
            made, had = (bare(raw[name].decode()) for raw in (now, whole))
            assert re.fullmatch(re.escape(made).replace("…", "[^\n]+"), had), made
            path.write_bytes(whole[name])


def bare(text: str) -> str:
    """A file's words: what the English one cannot know is left out."""
    rows = text.rpartition("---\n")[2].split("\n")
    kept = [row for row in rows if not re.match(r"\s*\[(?!client)", row)]
    return re.sub(r"\n+", "\n", "\n".join(kept)).strip()


def test_a_page_that_leads_on_keeps_its_id(playbook: Path) -> None:
    rename.rename(playbook, "listen", "hear")
    with pytest.raises(Stop, match=r"listen\.md exists already"):
        new.main(["principle", "listen"])
    whole = tree(playbook)
    (playbook / "en/principles/listen.md").unlink()
    new.main(["principle", "listen"])
    assert tree(playbook) == whole


def test_a_document_is_cut_at_its_marks_or_at_blank_lines() -> None:
    assert new.cut("Title\n\n[a-b:1]\none\ntwo\n\nthree\n[a-b:2]  \nfour", "x") == (
        "a-b",
        ["one two three", "four"],
        "Title",
    )
    assert new.cut("one\ntwo\n  \n\nthree\n", "Đơn hàng trễ (2)") == (
        "don-hang-tre-2",
        ["one two", "three"],
        "",
    )
    assert new.cut("Một đơn hàng trễ\n\nXe hỏng.\n\nGọi ngay.", "x")[1:] == (
        ["Xe hỏng.", "Gọi ngay."],
        "Một đơn hàng trễ",
    ), "a title is no passage"
    for text, says in (
        ("[a:1]\none\n[a:3]\ntwo", r"Line 3 says \[a:3\] where \[a:2\]"),
        ("[a:1]\n[a:2]\nx", r"Line 1: the passage \[a:1\] is an empty passage"),
        ("x\n[Late Delivery:1]\none", r"Line 2 says \[Late Delivery:1\] where \[late-delivery:1\]"),
        ("[!:1]\none", "gives no id"),
        (" ", "is empty"),
    ):
        with pytest.raises(Stop, match=says):
            new.cut(text, "x")
    assert new.cut("[a:1] one\n  [a:2] two", "x") == ("a", ["one", "two"], "")
    with pytest.raises(Stop, match="`!!!` gives no id"):
        new.cut("one", "!!!")


def test_a_document_may_come_from_any_editor_and_what_is_no_text_is_refused(
    small: Path, capsys: Capture
) -> None:
    for coding in ("utf-8", "utf-8-sig", "utf-16"):
        assert new.decode("Tiếng\r\nViệt".encode(coding)) == "Tiếng\nViệt"
    (small / "a.txt").write_bytes(b"\xff\xfa\x00")
    (small / "c.txt").write_bytes(bytes(3000))
    for name, says in (
        ("a.txt", "not UTF-8"),
        ("b.txt", "cannot be read"),
        ("c.txt", "no plain text"),
        ("report.docx", r"report\.docx is no text file: save"),
    ):
        with pytest.raises(Stop, match=says):
            new.main(["source", str(small / name)])
    assert not (small / "docs/vi/sources").exists()
    (small / "a.txt").write_text("By nobody.\n\n[a:1] one", "utf-8")
    new.main(["source", str(small / "a.txt")])
    said = "Before the first passage, and in none (2 words)\n  By nobody.\n\na:1 (1 words)\n  one"
    assert said in capsys.readouterr().out


class Editor:
    """An editor with a text editor: fills the gaps in order, and replaces lines."""

    def __init__(self, docs: Path) -> None:
        self.docs = docs

    def fill(self, name: str, *words: str) -> None:
        """Write something for each gap; for an empty word the line goes."""
        path = self.docs / name
        given, rows = iter(words), []
        for row in path.read_text("utf-8").split("\n"):
            after = re.sub("…+|KEY:NUMBER|ID", lambda _: next(given), row)
            if after == row or not after.endswith(": "):
                rows.append(after)
        assert not list(given), f"{name} has fewer gaps"
        path.write_text("\n".join(rows), "utf-8")

    def replace(self, name: str, *pairs: tuple[str, str]) -> None:
        path = self.docs / name
        text = path.read_text("utf-8")
        for old, put in pairs:
            assert old in text, f"{name}: {old}"
            text = text.replace(old, put)
        path.write_text(text, "utf-8")


@pytest.fixture
def playbook(small: Path) -> Iterator[Path]:
    """The sample playbook, with the commands pointed at it."""
    shutil.rmtree(small / "docs")
    shutil.copytree(SAMPLE, small / "docs")
    here = Path.cwd()
    os.chdir(small)
    yield small / "docs"
    os.chdir(here)


def test_a_sixth_document_becomes_pages_in_seven_commands(playbook: Path, capsys: Capture) -> None:
    def run(command: str, *argv: str) -> str:
        code = {"new": new, "check": check}[command].main(list(argv))
        out = capsys.readouterr().out
        assert code == (1 if command == "check" and "no errors" not in out else 0)
        return out

    editor = Editor(playbook)
    said = run("new", "source", str(DOCUMENT))
    assert "late-delivery: 4 passages" in said.replace(".txt", "")
    text = DOCUMENT.read_text("utf-8")
    for passage in re.split(r"\[late-delivery:\d\]", text)[1:]:
        assert passage.strip() in said.replace("\n  ", " "), "beside the gist that is to be written"
    for lang in LANGS:
        written = (playbook / lang / "sources/late-delivery.md").read_text("utf-8")
        assert not [part for part in re.findall(r"(?:\S+ ){4}\S+", text) if part in written], (
            "the document's text is not stored"
        )

    said = run("check")
    assert "docs/vi/sources/late-delivery.md:9:3: No words stand here. Write them." in said
    lesson = ["late-delivery:2", "tell-before-asked"]
    about = [
        "Giao hàng trễ", "Kể lại một lần giao trễ.", "late-delivery:1",
        "Xe hỏng, khách vẫn có hàng để mở cửa.", "late-delivery:1",
        "Gọi khi chưa ai hỏi.", "call", *lesson, "Nói giờ mới.", "hour", *lesson,
        "Hỏi khách cần gì trước.", "first", *lesson,
        "Tin còn chưa chắc.", "sure", "late-delivery:2",
        "Báo một tin xấu trước bữa trưa.", "late-delivery:2", "Bịa ra để thử.", "Không rõ.",
    ]  # fmt: skip
    gists = ["Xe hỏng, trễ một ngày.", "Gọi khách ngay.", "Gửi trước hai thùng.", "Lời chào."]
    editor.fill(
        "vi/sources/late-delivery.md", "editors", "editor", "", *about, *gists, "giao trễ, xe hỏng"
    )
    about = [
        "A late delivery", "Tells of a late delivery.", "The van broke, and the shop still opened.",
        "Call before anybody asks.", "call", "Say the new hour.", "hour",
        "Ask what is needed first.", "first", "The news is not yet sure.", "sure",
        "Tell one bad thing before lunch.", "Invented for a test.", "Not known.",
    ]  # fmt: skip
    gists = ["The van broke down.", "Called at once.", "Two boxes went ahead.", "A greeting."]
    editor.fill("en/sources/late-delivery.md", *about, *gists, "late, van")

    said = run("check")
    assert "Passage late-delivery:1 is still open." in said
    run("new", "principle", "tell-before-asked")
    run("new", "case", "two-boxes-by-night")
    cite = "late-delivery:2"
    editor.fill(
        "vi/principles/tell-before-asked.md", "editors", "editor", "", "Báo trước khi bị hỏi", cite,
        "Khách còn kịp xoay.", "time", cite, "Tin còn chưa chắc.", "sure", cite, "báo trước",
    )  # fmt: skip
    editor.fill(
        "en/principles/tell-before-asked.md", "Tell before you are asked",
        "The client can still act.", "time", "The news is not yet sure.", "sure", "tell first",
    )  # fmt: skip
    cite = "late-delivery:3"
    editor.fill(
        "vi/cases/two-boxes-by-night.md", "editors", "editor", "", "answer", "go-on",
        "Hai thùng hàng", "Chiều thứ năm", "Người giao gọi báo xe hỏng.", "van", "late-delivery:1",
        "Gọi ngay hay đợi sáng?", "Gọi ngay.", "now", cite, "Khách còn kịp xoay.",
        "Đợi sáng.", "wait", cite, "Khách mất một đêm.",
        "Trong đêm", "Gửi hai thùng.", "boxes", cite,
        "Báo sớm thì còn cách.", "early", cite, "tell-before-asked",
        "Bạn hỏi khách câu gì trước?", "ask", "hai thùng",
    )  # fmt: skip
    run("check")
    (playbook / "en/cases/two-boxes-by-night.md").unlink()
    run("new", "case", "two-boxes-by-night")
    editor.fill(
        "en/cases/two-boxes-by-night.md", "Two boxes",
        "Thursday afternoon", "The driver called: the van broke.", "Call now or in the morning?",
        "Call now.", "The client can still act.",
        "Wait for the morning.", "The client loses a night.",
        "By night", "Two boxes went.", "Told early, there is still a way.",
        "What would you ask first?", "two boxes",
    )  # fmt: skip

    said = run("check")
    assert "Passage late-delivery:4 is still open" in said
    editor.replace(
        "vi/sources/late-delivery.md",
        ("^4\n  [state: open]", "^4\n  [state: left-out]\n  - Lý do: Không dạy gì."),
        ("[state: open]", "[state: used]"),
    )
    editor.replace("en/sources/late-delivery.md", ("^4", "^4\n  - Reason: It teaches nothing."))

    said = run("check", "--fix")
    assert "no errors" in said, said
    made, _ = library(playbook)
    for lang in LANGS:
        renderer = Renderer(made, lang)
        page = renderer.record("source", "late-delivery")
        assert "principles/tell-before-asked/" in page
        assert "cases/two-boxes-by-night/" in page
        assert "checklists/answer/" in renderer.record("case", "two-boxes-by-night")
