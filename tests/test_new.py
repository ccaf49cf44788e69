from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from conftest import tree
from golden import SAMPLE

from macros.read import read_tree
from macros.write.blank import blank
from macros.read.front import split
from macros.model import KINDS, LANGS, Lang
from macros.render import Renderer
from macros.rules import library
from scripts import check, new, rename
from scripts.setup import Stop

HERE = Path(__file__).parent
DOCUMENT = HERE / "sixth" / "late-delivery.txt"


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("notes", [True, False], ids=["with notes", "bare"])
def test_a_blank_lacks_nothing_but_words_and_names(kind: str, notes: bool, small: Path) -> None:
    for lang in LANGS:
        front, problems = split(
            blank(kind, "made", lang, date(2026, 1, 2), 3, notes).encode(), "made.md"
        )
        assert front, problems
        path = small / "docs" / lang / KINDS[kind].folder / "made.md"
        path.parent.mkdir(parents=True)
        path.write_text(blank(kind, "made", lang, date(2026, 1, 2), 3, notes), "utf-8")
    _, found = library(small / "docs")
    left = [
        p
        for p in found
        if not re.search(
            r"is empty|is no id|Nothing says where|No choice|English of `.*` is missing", p.what
        )
    ]
    assert not left, check.text(left)


def test_new_refuses_to_overwrite_and_to_name_badly(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new.main(["principle", "calm-first"]) == 0
    said = capsys.readouterr().out
    assert "docs/vi/principles/calm-first.md" in said
    assert "Next: " in said
    before = tree(small)
    with pytest.raises(Stop, match=r"calm-first\.md exists already"):
        new.main(["principles", "calm-first"])
    with pytest.raises(Stop, match="is no id"):
        new.main(["principle", "Calm First"])
    with pytest.raises(
        Stop, match=r"no kind `principel`\. Did you mean `principle`\? One of: source, "
    ):
        new.main(["principel", "calm"])
    assert tree(small) == before


FILES = sorted(path.relative_to(SAMPLE / "vi").as_posix() for path in (SAMPLE / "vi").rglob("*.md"))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("empty", [True, False])
def test_one_language_is_made_from_the_other(
    name: str, lang: Lang, empty: bool, playbook: Path
) -> None:
    lost = playbook / lang / name
    whole = tree(playbook)
    lost.write_text("\n", "utf-8") if empty else lost.unlink()
    (cure,) = {p.cure for p in read_tree(playbook)[1]}
    said = re.search(r"`python3 -m scripts new (\S+) (\S+)`", cure)
    assert said
    assert new.main([said[1], said[2]]) == 0
    left = [
        p for p in read_tree(playbook)[1] if not re.search(r"is empty|Nothing says where", p.what)
    ]
    assert not left, check.text(left)
    assert {path for path, raw in tree(playbook).items() if raw != whole[path]} == {
        f"{lang}/{name}"
    }


def test_a_page_that_leads_on_keeps_its_id(playbook: Path) -> None:
    rename.rename(playbook, "listen", "hear")
    with pytest.raises(Stop, match="`listen` leads on to `hear`"):
        new.main(["principle", "listen"])
    whole = tree(playbook)
    (playbook / "en/principles/listen.md").unlink()
    new.main(["principle", "listen"])
    assert tree(playbook) == whole


def test_a_document_is_cut_at_its_marks_or_at_blank_lines() -> None:
    assert new.cut("Title\n\n[a-b:1]\none\ntwo\n\nthree\n[a-b:2]  \nfour", "x") == (
        "a-b",
        ["one two three", "four"],
    )
    assert new.cut("one\ntwo\n  \n\nthree\n", "Đơn hàng trễ (2)") == (
        "don-hang-tre-2",
        ["one two", "three"],
    )
    for text, says in (
        ("[a:1]\none\n[a:3]\ntwo", r"Line 3 says \[a:3\] where \[a:2\]"),
        ("[a:1]\n[a:2]\nx", r"Line 1: the passage \[a:1\] is an empty passage"),
        ("x\n[Late Delivery:1]\none", r"Line 2 says \[Late Delivery:1\] where \[late-delivery:1\]"),
        ("[!:1]\none", "gives no id"),
        (" ", "is empty"),
    ):
        with pytest.raises(Stop, match=says):
            new.cut(text, "x")
    assert new.cut("[a:1] one\n  [a:2] two", "x") == ("a", ["one", "two"])
    with pytest.raises(Stop, match="`!!!` gives no id"):
        new.cut("one", "!!!")


def test_words_before_the_first_marker_are_left_out_and_said(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (small / "a.txt").write_text("By nobody.\n\n[a:1] one", "utf-8")
    new.main(["source", str(small / "a.txt")])
    assert "Left out: the 2 words before [a:1]." in capsys.readouterr().out


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_document_may_come_from_any_editor(coding: str) -> None:
    assert new.decode("Tiếng\r\nViệt".encode(coding)) == "Tiếng\nViệt"


def test_what_is_no_text_is_refused(small: Path) -> None:
    (small / "a.txt").write_bytes(b"\xff\xfa\x00")
    with pytest.raises(Stop, match="not UTF-8"):
        new.main(["source", str(small / "a.txt")])
    with pytest.raises(Stop, match="cannot be read"):
        new.main(["source", str(small / "b.txt")])
    (small / "c.txt").write_bytes(bytes(3000))
    with pytest.raises(Stop, match="no plain text"):
        new.main(["source", str(small / "c.txt")])
    with pytest.raises(Stop, match=r"report\.docx is no text file: save"):
        new.main(["source", "report.docx"])
    assert not (small / "docs/vi/sources").exists()


class Editor:
    """An editor with a text editor: fills the empty quotes in order, and replaces lines."""

    def __init__(self, docs: Path) -> None:
        self.docs = docs

    def fill(self, name: str, *words: str) -> None:
        path = self.docs / name
        given = iter(words)
        text = re.sub('""', lambda _: f'"{next(given)}"', path.read_text("utf-8"))
        assert not list(given), f"{name} has fewer gaps"
        path.write_text(text, "utf-8")

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


def test_a_sixth_document_becomes_pages_in_seven_commands(
    playbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(command: str, *argv: str) -> str:
        code = {"new": new, "check": check}[command].main(list(argv))
        out = capsys.readouterr().out
        assert code == (1 if command == "check" and "no errors" not in out else 0)
        return out

    editor = Editor(playbook)
    said = run("new", "source", str(DOCUMENT))
    assert "late-delivery: 4 passages" in said.replace(".txt", "")
    assert "late-delivery:3  Khách chỉ cần hai thùng để mở cửa … (26 words)" in said
    assert "new case" in said
    for form in (
        "cites: [late-delivery:1]",
        "checklists: [ID]",
        "situation: ID}",
        "into: late-delivery:1",
        '"1": {gist: "…", reason: "…"}',
    ):
        assert form in said
    text = DOCUMENT.read_text("utf-8")
    for lang in LANGS:
        written = (playbook / lang / "sources/late-delivery.md").read_text("utf-8")
        assert not [part for part in re.findall(r"(?:\S+ ){4}\S+", text) if part in written], (
            "the document's text is not stored"
        )

    said = run("check")
    assert "docs/vi/sources/late-delivery.md:11:11: `gist` is empty. Write its words." in said
    for lang, words in (
        ("vi", ["Giao hàng trễ", "Bịa ra để thử.", "Không rõ.", "Kể lại một lần giao trễ.", "Xe hỏng, hàng trễ một ngày.", "Gọi khách ngay, báo giờ mới.", "Gửi trước hai thùng.", "Lời chào."]),
        ("en", ["A late delivery", "Invented for a test.", "Not known.", "Tells of a late delivery.", "The van broke down; a day late.", "Called at once with the new time.", "Two boxes went ahead.", "A greeting."]),
    ):  # fmt: skip
        editor.fill(f"{lang}/sources/late-delivery.md", *words)

    said = run("check")
    assert (
        "Passage late-delivery:1 is still open. Cite it in a record and write `used`, or leave it out with a reason."
        in said
    )
    run("new", "principle", "tell-before-asked")
    run("new", "case", "two-boxes-by-night")
    editor.fill(
        "vi/principles/tell-before-asked.md",
        "Báo trước khi bị hỏi",
        "Khách còn kịp xoay.",
        "Tin còn chưa chắc.",
    )
    editor.fill(
        "en/principles/tell-before-asked.md",
        "Tell before you are asked",
        "The client can still act.",
        "The news is not yet sure.",
    )
    editor.replace("vi/principles/tell-before-asked.md", ("cites: []", "cites: [late-delivery:2]"))
    editor.fill(
        "vi/cases/two-boxes-by-night.md", "Hai thùng hàng", "Xe hỏng giữa đường.", "Người giao gọi báo.", "Chiều thứ năm", "Tin tới.", "Gọi ngay hay đợi sáng?",
        "Gọi ngay.", "Khách còn kịp xoay.", "Đợi sáng.", "Khách mất một đêm.", "Trong đêm", "Gửi hai thùng.", "Khách đặt tiếp.", "Báo sớm thì còn cách.", "tell-before-asked", "Bạn hỏi khách câu gì trước?",
    )  # fmt: skip
    editor.fill(
        "en/cases/two-boxes-by-night.md", "Two boxes", "The van broke down.", "The driver called.", "Thursday afternoon", "The news came.", "Call now or in the morning?",
        "Call now.", "The client can still act.", "Wait for the morning.", "The client loses a night.", "By night", "Two boxes went.", "The client ordered again.", "Told early, there is still a way.", "What would you ask first?",
    )  # fmt: skip
    editor.replace(
        "vi/cases/two-boxes-by-night.md",
        ("cites: []", "cites: [late-delivery:3]"),
        ("questions:", "checklists: [answer]\nquestions:"),
    )
    editor.replace(
        "vi/cases/two-boxes-by-night.md",
        ("cites: [late-delivery:3]  # such", "cites: [late-delivery:1]  # such"),
    )

    said = run("check")
    assert "Passage late-delivery:4 is still open" in said
    editor.replace("vi/sources/late-delivery.md", ("state: open", "state: used"))
    editor.replace(
        "vi/sources/late-delivery.md",
        (
            '"Lời chào."\n    state: used',
            '"Lời chào."\n    state: left-out\n    reason: Không dạy gì.',
        ),
    )
    editor.replace(
        "en/sources/late-delivery.md",
        ('"4": "A greeting."', '"4": {gist: A greeting., reason: It teaches nothing.}'),
    )

    said = run("check")
    assert "no errors" in said, said
    made, _ = library(playbook)
    for lang in LANGS:
        macros = Renderer(made, lang).macros()
        page = macros["source"]("late-delivery")
        assert "principles/tell-before-asked/" in page
        assert "cases/two-boxes-by-night/" in page
        assert "checklists/answer/" in macros["case"]("two-boxes-by-night")
