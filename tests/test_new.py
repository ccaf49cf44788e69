from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from conftest import Capture, Patch, change, tree, write
from golden import SAMPLE

from macros.model import KINDS, LANGS
from macros.read import read_tree
from macros.render import Renderer
from macros.rules import judged
from macros.write.blank import blank
from scripts import check, document, guard, new, rename
from scripts.project import Stop
from scripts.summary import next_steps

DOCUMENT = Path(__file__).parent / "sixth/late-payment.txt"
GAP = re.compile("…+|[A-Z]{2,}")


def test_check_refuses_every_gap_of_a_blank_record(small: Path) -> None:
    texts = {}
    for kind, cls in KINDS.items():
        for lang in LANGS:
            name = f"docs/{lang}/{cls.folder}/made.md"
            texts[name] = blank(kind, lang, date(2026, 1, 2), owner="…")
    write(small, texts)
    problems = judged(small / "docs")[1]
    refused = {(p.at.path, p.at.line) for p in problems if p.level == "error"}
    rows = {(name, n): row for name in texts for n, row in enumerate(texts[name].split("\n"), 1)}
    gaps = {place for place, row in rows.items() if GAP.search(row)}
    assert not gaps - refused, check.text(problems)
    assert not {place for place in refused - gaps if place in rows}


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
            r"no kind `principel`\. Did you mean `principle`\?",
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
    assert document.cut("Title\n\n[a-b:1]\none\ntwo\n\nthree\n[a-b:2]  \nfour", "x") == (
        "a-b",
        ["one two three", "four"],
        "Title",
    )
    assert document.cut("one\ntwo\n  \n\nthree\n", "Đơn hàng trễ (2)") == (
        "don-hang-tre-2",
        ["one two", "three"],
        "",
    )
    assert document.cut("Một đơn hàng trễ\n\nXe hỏng.\n\nGọi ngay.", "x")[1:] == (
        ["Xe hỏng.", "Gọi ngay."],
        "Một đơn hàng trễ",
    ), "a title is no passage"
    for text, says in (
        ("[a:1]\none\n[a:3]\ntwo", r"Line 3 says \[a:3\]: write \[a:2\]"),
        ("[a:1]\n[a:2]\nx", r"Line 1: \[a:1\] is empty"),
        (
            "x\n[Late Delivery:1]\none",
            r"Line 2 says \[Late Delivery:1\]: write \[late-delivery:1\]",
        ),
        ("[!:1]\none", "gives no id"),
        (" ", "is empty"),
    ):
        with pytest.raises(Stop, match=says):
            document.cut(text, "x")
    assert document.cut("[a:1] one\n  [a:2] two", "x") == ("a", ["one", "two"], "")
    with pytest.raises(Stop, match="`!!!` gives no id"):
        document.cut("one", "!!!")


def test_a_document_may_come_from_any_editor_and_what_is_no_text_is_refused(
    small: Path, capsys: Capture
) -> None:
    for coding in ("utf-8", "utf-8-sig", "utf-16"):
        assert document.decode("Tiếng\r\nViệt".encode(coding)) == "Tiếng\nViệt"
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


@pytest.fixture
def playbook(small: Path) -> Iterator[Path]:
    """The sample playbook, with the commands pointed at it."""
    shutil.rmtree(small / "docs")
    shutil.copytree(SAMPLE, small / "docs")
    here = Path.cwd()
    os.chdir(small)
    yield small / "docs"
    os.chdir(here)


SLOT = re.compile(r"…+|\bNUMBER\b|\bID\b")
KNOWN = {"roles": "editor", "phase": "during", "checklist": "answer", "cases": "the-call"}
"""What an editor picks from what there is, by key of the front matter."""


def test_what_comes_next_is_said_in_both_languages_with_the_same_commands() -> None:
    for name in ("record", "source"):
        vi, en = (next_steps(name, lang) for lang in LANGS)
        commands = re.compile(
            r"python3 -m scripts [^`\n]+|\[\{name\}:NUMBER\]|sources/\{name\}\.md"
        )
        assert commands.findall(vi) == commands.findall(en) != []
        assert max(map(len, f"{vi}\n{en}".splitlines())) <= 96


def test_a_title_is_kept_in_its_own_language_and_never_with_a_private_name(
    playbook: Path, monkeypatch: Patch
) -> None:
    document = playbook.parent / "late.txt"
    for words, vi, en in (
        ("Ba ngày trễ hẹn\n\nKhách đợi.\n\nTa gọi.", "Ba ngày trễ hẹn", "…"),
        ("Three days late\n\nThey wait.\n\nWe call.", "…", "Three days late"),
        ("Three days at Vinapho\n\nThey wait.\n\nWe call.", "…", "…"),
    ):
        document.write_text(words, "utf-8")
        (playbook.parent / "names").write_text("Vinapho\n", "utf-8")
        monkeypatch.setenv(guard.VARIABLE, str(playbook.parent / "names"))
        new.main(["source", str(document), "--draft"])
        assert "\ndraft: true\n" in (playbook / "vi/sources/late.md").read_text("utf-8")
        for lang, title in (("vi", vi), ("en", en)):
            file = playbook / lang / "sources/late.md"
            assert f"# {title}\n" in file.read_text("utf-8")
            file.unlink()


class Editor:
    """Brings a document in, and counts commands, and slots that have to be filled before the end.

    A slot is a sign in a file that a command wrote and that `check` refuses, or a line for which
    it asks; each counts once in each language.
    """

    def __init__(self, docs: Path, capsys: Capture) -> None:
        self.docs, self.capsys = docs, capsys
        self.commands = self.slots = 0

    def run(self, command: str, *argv: str) -> str:
        self.commands += 1
        {"new": new, "check": check}[command].main(list(argv))
        return self.capsys.readouterr().out

    def say(self) -> str:
        """Words that nobody has said, for one more slot."""
        self.slots += 1
        return "Lời " + "".join("abcdefghij"[int(digit)] for digit in str(self.slots))

    def fill(self, said: str) -> None:
        """Write something for each slot of the files that a command says it has written."""
        for name in re.findall(r"Written: (\S+)", said):
            path = self.docs.parent / name
            rows = path.read_text("utf-8").split("\n")
            path.write_text("\n".join(map(self.filled, rows)), "utf-8")

    def filled(self, row: str) -> str:
        known = KNOWN.get(row.partition(":")[0])

        def filling(slot: re.Match[str]) -> str:
            words = self.say()
            return known or (str(self.slots % 12 + 1) if slot[0] == "NUMBER" else words)

        return SLOT.sub(filling, row.replace("KEY:", "late-payment:"))

    def add(self, name: str, after: str, *rows: str) -> None:
        """Write lines that nothing had a place for, each a slot, below a line."""
        self.slots += len(rows)
        change(self.docs, name, after, "\n".join((after, *rows)))


def test_a_sixth_document_becomes_pages_in_8_commands_and_60_slots(
    playbook: Path, capsys: Capture
) -> None:
    editor = Editor(playbook, capsys)
    said = editor.run("new", "source", str(DOCUMENT))
    assert "12 passages" in said
    text = DOCUMENT.read_text("utf-8")
    for passage in text.split("\n\n")[1:]:
        assert passage.strip() in said.replace("\n  ", " "), "beside what is written of it"
    for lang in LANGS:
        written = (playbook / lang / "sources/late-payment.md").read_text("utf-8")
        assert not [part for part in re.findall(r"(?:\S+ ){4}\S+", text) if part in written], (
            "the document's text is not stored"
        )
    assert "# Khách trả tiền chậm\n" in (playbook / "vi/sources/late-payment.md").read_text("utf-8")
    editor.fill(said)
    said = editor.run("check")
    assert "no errors" in said, said
    assert "No page cites passage 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 of late-payment" in said

    editor.fill(editor.run("new", "situation", "client-pays-late"))
    said = editor.run("check")
    choice = re.search(r"Add the choice `- … (\S+)` .* in Vietnamese `(\S+)` below it", said)
    assert choice, said
    editor.add(
        "vi/finder/start.md", "## Ai gọi? ^call\n", f"- Lời mới {choice[1]}", f"  {choice[2]}"
    )
    editor.add("en/finder/start.md", "## Who calls? ^call\n", f"- New words {choice[1]}")
    name = re.search(r"new phrase ID --for (\S+)`", said)
    assert name, said
    editor.fill(editor.run("new", "phrase", "ask-where-it-is", "--for", name[1]))
    for number in re.findall(r"says nothing yet\. Write what it says before `\^(\d+)`", said):
        for lang in LANGS:
            gist = f"- {editor.say()} ^{number}\n"
            change(playbook, f"{lang}/sources/late-payment.md", f"- ^{number}\n", gist)
    said = editor.run("check", "--fix")
    assert "no errors" in said, said
    editor.commands += 1  # and `build`
    assert editor.commands <= 8
    assert editor.slots <= 60, editor.slots
    made, _ = judged(playbook)
    for lang in LANGS:
        renderer = Renderer(made, lang)
        page = renderer.record("source", "late-payment")
        assert "situations/client-pays-late/" in page
        assert "phrases/ask-where-it-is/" in renderer.record("situation", "client-pays-late")
