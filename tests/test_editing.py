"""`check` beyond finding problems: the guard, the mending, and the view of one change."""

from __future__ import annotations

import copy
import random
import re
import subprocess
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from conftest import Capture, Patch, change, git, tree

from macros.graph.hashes import words_hashes
from macros.model import Mark, Problem
from macros.read import read_tree, shapes
from macros.read.body import CITED
from macros.read.text import BREAKS, UNSEEN, plain
from macros.rules import judged
from scripts import check, mend, since
from scripts.project import ROOT, Stop
from scripts.summary import markdown

TODAY = date(2026, 12, 1)
LISTEN = "vi/principles/listen.md"
EMPTY = "Nothing is written here"
ROUNDS = 30


def test_fix_mends_what_windows_and_macs_do_and_says_so(docs: Path, capsys: Capture) -> None:
    whole = tree(docs)
    text = (docs / LISTEN).read_text("utf-8")
    (docs / LISTEN).write_bytes(
        b"\xef\xbb\xbf" + unicodedata.normalize("NFD", text).replace("\n", "\r\n").encode()
    )
    assert check.main([]) == 0, "nobody is troubled by it"
    assert mend.fix(docs) == [f"docs/{LISTEN}: letters, spaces and line ends made plain."]
    assert tree(docs) == whole
    capsys.readouterr()
    assert check.main(["--fix"]) == 0
    assert capsys.readouterr().out.startswith("Nothing to mend.")


SLIPS = {
    "- Người được nghe": ("-\u00a0Người\u200b được\u2028nghe", [
        "letters, spaces and line ends made plain",
        "line 13 mended (A letter that nobody can see stands here)",
    ]),
    "- Người được": ("- Người **được**", ["line 13 mended (`**được**` stands in a text)"]),
    "- Người được ": ("- **Người** được ", ["line 13 mended (`**Người**` is bold)"]),
    "## Vì sao": ("#### Vì sao", ["line 11 mended (A title has one `#`, every other heading two)"]),
    "## Vì sao\n": ("##Vì sao\n", ["line 11 mended (A heading needs a space)"]),
    "- Người được nghe thì": ("• Người được nghe thì", [
        "line 13 mended (Words stand outside of the list below `## Vì sao`)"
    ]),
    "# Nghe hết": ("## Nghe hết", ["line 7 mended (A title has one `#`, every other heading two)"]),
    "- Người được nghe thì dịu lại. ^heard\n  [demo:1]": (
        "- Người được nghe thì dịu lại [demo:1]. ^heard", [
        "line 13 mended (A citation stands amid words)"
    ]),
}  # fmt: skip
"""What stands in a file -> what somebody types there, and what is said of mending it."""


def test_fix_mends_a_slip_of_the_pen(docs: Path) -> None:
    whole = tree(docs)
    for right, (slip, said) in SLIPS.items():
        change(docs, LISTEN, f"\n{right}", f"\n{slip}")
        assert mend.fix(docs) == [f"docs/{LISTEN}: {', '.join(said)}."]
        assert tree(docs) == whole, right


def test_fix_does_what_a_cure_promises(docs: Path, monkeypatch: Patch) -> None:
    table = copy.deepcopy(shapes.tables())
    table["parts"]["checklist"] = {"items": ["Các mục", "Items"]}
    table["parts"]["principle"]["why"] += ["Tại sao", "Reasons"]
    monkeypatch.setattr(shapes, "tables", lambda: table)
    shapes.headings_of.cache_clear()  # type: ignore[attr-defined]  # `cache` hides it
    whole, answer = tree(docs), "en/checklists/answer.md"
    change(docs, LISTEN, "## Vì sao", "## Tại sao:")
    change(docs, "en/principles/listen.md", "## Why", "## Reasons")
    change(docs, answer, "- [ ] Hear the", "- Hear the")
    change(docs, answer, "- [ ] Read back", "- Read back")
    change(docs, answer, "- [ ] Thank", "- [] Thank")
    promised = [problem for problem in read_tree(docs)[1] if "--fix" in problem.cure]
    assert len(promised) == 4, check.text(promised)
    assert mend.fix(docs) == [
        f"docs/{LISTEN}: line 11 mended (`## Tại sao:` is called `Vì sao` now).",
        f"docs/{answer}: line 7 mended (This entry has no box), line 12 mended (This entry has no"
        " box), line 16 mended (`[]` is no box here).",
        "docs/en/principles/listen.md: line 3 mended (`## Reasons` is called `Why` now).",
    ]
    assert tree(docs) == whole
    monkeypatch.undo()
    shapes.headings_of.cache_clear()  # type: ignore[attr-defined]  # `cache` hides it


SIGNS = (
    "\u00a0", "\u200b", "\u2028", "\u2028\u2028\u2028\u2028", "\t", "\ufeff", "\r", "  ", "\n", "#",
    "[demo:1]", " [demo:1] ", "[editorial]", "[]", "[ ]", "- ", "\n- ", "^x", " ^hear",
    "**", "<b>", "`",
    "\n\n", "\n---\n", "\n===\n", "\n    ", "1. ", "> ", "|", ":", "[", "]", "…", "=======",
)  # fmt: skip
SWAPS = (
    ("- [ ] ", "- "), ("- [ ] ", "- [] "), ("- ", "-"), ("- ", "* "), ("## ", "### "),
    ("## ", "# "),
    ("# ", "## "), ("  - ", "- "), ("  - ", "\t- "), ("\n", "\r\n"), ("  [", "["), ("\n\n", "\n"),
    ("\n  [demo:1]", " [demo:1]"), (" ^", "^"), ("## ", "##"), ("\n", "  \n"), ("a", "a\u0300"),
)  # fmt: skip


def mutated(text: str, made: random.Random) -> str:
    """A file after a slip of the pen."""
    at, lines = made.randrange(len(text)), text.split("\n")
    row, other = made.randrange(len(lines)), made.randrange(len(lines))
    match made.randrange(5):
        case 0:
            return text[:at] + made.choice(SIGNS) + text[at:]
        case 1:
            old, new = made.choice(SWAPS)
            return text[:at] + text[at:].replace(old, new, made.choice((1, 1, 99)))
        case 2:
            del lines[row]
        case 3:
            lines.insert(other, lines[row])
        case _:
            lines[row] = made.choice(SIGNS) + lines[row]
    return "\n".join(lines)


def seen(text: str) -> str:
    """A file as its words are read, without what nobody sees."""
    return plain(re.sub(f"[{UNSEEN}]", "", re.sub(f"[{BREAKS}]", " ", text)))


def errors(docs: Path, to: Path) -> Counter[str]:
    """The errors of each pair of files, with what nobody sees out of the way."""
    for path in docs.rglob("*.md"):
        copied = to / path.relative_to(docs)
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_text(seen(path.read_bytes().decode()), "utf-8", newline="\n")
    return Counter(problem.at.path.split("/", 2)[2] for problem in read_tree(to)[1])


def spoken(docs: Path) -> dict[str, tuple[list[str], list[str]]]:
    """The words and the citations of each file, in order."""
    texts = {name: seen(raw.decode()) for name, raw in tree(docs).items()}
    return {
        name: (
            re.findall(r"\w+", CITED.sub(" ", text)),
            ["".join(m[0].split()) for m in CITED.finditer(text)],
        )
        for name, text in texts.items()
    }


@pytest.mark.slow
def test_fix_never_makes_a_file_worse_or_changes_a_word(docs: Path, tmp_path: Path) -> None:
    right = tree(docs)
    for seed in range(ROUNDS):
        made = random.Random(seed)
        for name in made.sample(sorted(right), 12):
            text = right[name].decode()
            for _ in range(made.randint(1, 3)):
                text = mutated(text, made)
            (docs / name).write_bytes(text.encode())
        whole, words, before = tree(docs), spoken(docs), errors(docs, tmp_path / f"{seed}a")
        said = mend.fix(docs)
        assert spoken(docs) == words, seed
        assert not errors(docs, tmp_path / f"{seed}b") - before, (seed, said)
        changed = {f"docs/{name}" for name, raw in tree(docs).items() if raw != whole[name]}
        assert {line.partition(": ")[0] for line in said} == changed, seed
        assert mend.fix(docs) == [], (seed, said)
        for name, raw in right.items():
            (docs / name).write_bytes(raw)


def test_fix_leaves_what_was_saved_meanwhile(docs: Path, monkeypatch: Patch) -> None:
    path, mended = docs / LISTEN, mend.mended
    later = path.read_bytes() + b"Saved later.\n"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    def slowly(of: Path) -> list[mend.File]:
        files = mended(of)
        path.write_bytes(later)
        return files

    monkeypatch.setattr(mend, "mended", slowly)
    assert mend.fix(docs) == [f"docs/{LISTEN}: saved meanwhile, and left."]
    assert path.read_bytes() == later


def test_the_real_records_need_no_mending() -> None:
    assert mend.fix(ROOT / "docs") == []


def test_still_right_is_two_lines(docs: Path, capsys: Capture) -> None:
    (docs / LISTEN).write_bytes((docs / LISTEN).read_bytes().replace(b"\n", b"\r\n"))
    whole = tree(docs)
    assert check.main(["--still-right", "docs/en/principles/listen.md"]) == 0
    said = f"docs/{LISTEN}: still right: reviewed {date.today()}."
    assert said in capsys.readouterr().out
    same = words_hashes(judged(docs)[0].records["principle/listen"])
    dated = whole[LISTEN].replace(b"2026-11-23", f"{date.today()}\r\nsame: {same}".encode())
    assert tree(docs) == whole | {LISTEN: dated}, "nothing else was asked for"


def test_what_has_no_date_cannot_be_dated(docs: Path) -> None:
    (docs / "vi/about.md").write_text("---\ntitle: x\n---\n\nreviewed: never\n", "utf-8")
    (docs / "vi/principles/gone.md").write_text("---\nmoved: listen\n---\n", "utf-8")
    whole = tree(docs)
    for name, says in (
        ("vi/nowhere.md", "is no page of docs/"),
        ("vi/about.md", "has no line `reviewed:`: name a record's Vietnamese file"),
        ("vi/principles/gone.md", "has no line `reviewed:`"),
    ):
        with pytest.raises(Stop, match=says):
            check.main(["--still-right", str(docs / LISTEN), str(docs / name)])
    assert tree(docs) == whole


def test_an_old_fault_elsewhere_warns_and_a_new_one_blocks(repo: Path) -> None:
    change(repo, LISTEN, "Có người đang gặp nguy.", "…")
    git(repo, "commit", "-qam", "An old fault")
    assert check.failed(check.check(repo)[0])
    change(repo, "vi/tensions/listen-or-act.md", "reviewed: 2026-11-23", "reviewed: 2026-11-24")
    problems, _ = check.check(repo, "HEAD")
    assert [(p.at.path, p.level) for p in problems if p.what == EMPTY] == [
        ("docs/vi/principles/listen.md", "warning")
    ]
    assert not check.failed(problems)
    change(repo, "vi/cases/the-call.md", "checklists: [answer]", "checklists: [zzz]")
    assert check.failed(check.check(repo, "HEAD")[0]), "a fault in a touched file"
    git(repo, "checkout", "-q", "--", ".")
    change(repo, LISTEN, "owner: ", "owner: x")
    assert [
        p.what for p in check.check(repo, "HEAD")[0] if p.level == "error" and p.what == EMPTY
    ] == [EMPTY], "touched now"


def test_a_fault_that_a_change_makes_elsewhere_blocks(repo: Path) -> None:
    change(repo, "vi/cases/the-call.md", "^heard\n  [demo:1]", "^heard\n  [demo:3]")
    untouched = [p for p in check.check(repo, "HEAD")[0] if p.at.path == "docs/vi/sources/demo.md"]
    assert [p.level for p in untouched] == ["error"], untouched


def test_a_shallow_clone_is_enough_and_a_missing_commit_is_no_pass(
    repo: Path, tmp_path: Path
) -> None:
    change(repo, LISTEN, "Có người đang gặp nguy.", "…")
    git(repo, "commit", "-qam", "An old fault")
    change(repo, "vi/tensions/listen-or-act.md", "reviewed: 2026-11-23", "reviewed: 2026-11-24")
    git(repo, "commit", "-qam", "A change")
    for depth in ("1", "2"):
        subprocess.run(
            ["git", "clone", "-q", "--depth", depth, repo.parent.as_uri(), tmp_path / depth],
            check=True,
            capture_output=True,
        )
    assert not check.failed(check.check(tmp_path / "2/docs", "HEAD^1")[0])
    problems, of = check.check(tmp_path / "1/docs", "HEAD^1")
    assert check.failed(problems)
    assert of.endswith(
        "compared with nothing (git has no commit HEAD^1 here), so everything counts as changed"
    )
    assert since.changed(tmp_path / "2/docs", "HEAD^1") == {"docs/vi/tensions/listen-or-act.md"}


def test_github_shows_ten_and_counts_the_rest(
    docs: Path, tmp_path: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    for name in ("cases/the-call", "phrases/go-on"):
        (docs / f"en/{name}.md").write_text("# <b>x\n", "utf-8")
    problems, _ = check.check(docs)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    assert len(problems) > check.MOST
    assert check.main(["--format", "github"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith(("::error", "::warning")) for line in lines) == check.MOST
    assert f"::notice::{len(problems) - check.MOST} more in the summary" in lines
    told = (tmp_path / "summary.md").read_text("utf-8")
    errors = sum(problem.level == "error" for problem in problems)
    assert f"còn {errors} chỗ phải sửa" in told
    assert f"{errors} errors to mend" in told
    assert told.count("❌") == errors


def test_a_summary_shows_words_as_words() -> None:
    nasty = Problem(
        "todo",
        Mark("docs/vi/a.md", 2),
        "`[x](http://e.example)<img src=x>` @all | is no key",
        "Y",
        "warning",
    )
    told = markdown([nasty], 1)
    for mark in ("](", "<img", "://", " @", " |"):
        assert mark not in told.split("- 💡")[1], told
    assert "không có lỗi nào chặn" in told
