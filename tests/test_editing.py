"""`check` beyond finding problems: the guard, the mending, and the view of one change."""

from __future__ import annotations

import copy
import random
import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from conftest import change, git, tree, write
from golden import SAMPLE

from macros.graph.hashes import words_hashes
from macros.model import Mark, Problem
from macros.read import read_tree, shapes
from macros.read.body import CITED
from macros.read.text import BREAKS, UNSEEN, plain
from macros.rules import library
from scripts import check, guard, mend, new, rename, since
from scripts.project import ROOT, Stop
from scripts.summary import markdown

TODAY = date(2026, 12, 1)
LISTEN = "vi/principles/listen.md"
EMPTY = "No words stand here"
ROUNDS = 30


WRITTEN = [
        ("Hoàng Thành Long", "gọi cho Hoàng Thành Long hôm nay", True),
        ("Hoàng Thành Long", "gọi cho hoang thanh\n  long hôm nay", True),
        ("Hoàng Thành Long", "gọi cho hoang-thanh-long", True),
        ("Acme", "at ACME, said", True),
        ("Acme", "at Acmeville", False),
        ("acme", "at Acme, said", True),
        ("Zor", "mỗi zór gọi", False),
        ("Zor", "zor ra khắp nơi", False),
        ("Zor", "chị Zor gọi", True),
        ("Zor", "id: zor-ra", True),
        ("Zor", "cites: [zor:1]", True),
        ("Hoàng Thành Long", "# gọi Hoàng\n# Thành\n# Long", True),
        ("Hoàng Thành Long", "> Hoàng Thành\n> Long", True),
        ("Hoàng Thành Long", "**Hoàng** <b>Thành</b> _Long_", True),
        ("Hoàng Thành Long", "Hoàng. Thành Long", False),
        ("Hoàng Thành Long", r'"Hoàng\nTh\xe0nh Long"', True),
        ("Hoàng Thành Long", "Ho&agrave;ng&nbsp;Thành L&#111;ng", True),
        ("Acme", "A**cm**e", True),
        ("Acme", "_Acme_", True),
        ("Acme", "Ac\u200bme", True),
        ("Acme", "Ac\u00adme", True),
        ("Acme", r"Ac\u006de", True),
        ("Acme", r"Ac\x6d\u{65}", True),
        ("Acme", "Ac\\\n    me", True),
        ("Acme", "Ac&#109;e", True),
        ("Acme", "Ac&shy;me", True),
        ("Đỗ Ảnh", "công ty DO ANH", True),
        ("a.b+c", "axb+c", False),
        ("\n\n", "anything", False),
]  # fmt: skip
"""Private names, a text, and whether one of them stands in it."""


def test_the_guard_finds_names_as_people_write_them() -> None:
    wrong = []
    for names, text, held in WRITTEN:
        for form in ("NFC", "NFD"):
            wanted = guard.pattern(unicodedata.normalize(form, names))
            if bool(guard.places(unicodedata.normalize("NFC", text), wanted)) is not held:
                wrong.append((names, text, form))
    assert wrong == []


@pytest.mark.parametrize("kept", ["variable", "file"])
def test_check_refuses_a_private_name_without_printing_it(
    docs: Path,
    tmp_path: Path,
    kept: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    names = "Công ty Bí Mật\nAcme"
    (tmp_path / "names.txt").write_text(names, "utf-8")
    monkeypatch.setenv(guard.VARIABLE, names if kept == "variable" else str(tmp_path / "names.txt"))
    assert check.main(["--docs", str(docs)]) == 0
    change(docs, LISTEN, "Người được nghe", "Cong ty Bi Mat được nghe")
    shutil.copy(docs / "en/principles/listen.md", docs / "en/principles/acme-calls.md")
    capsys.readouterr()
    for form in check.FORMATS:
        assert check.main(["--docs", str(docs), "--format", form]) == 1
        said = "".join(capsys.readouterr())
        assert "docs/vi/principles/listen.md" in said
        assert "A private name stands here" in said
        assert "The name of this file holds a private name" in said
        assert not re.search("acme|bí mật|bi mat|Công ty", said, re.IGNORECASE)
    assert "listen.md:13:3: A private name stands here" in [
        check.line(problem).partition("principles/")[2].partition(". ")[0]
        for problem in check.check(docs)[0]
    ]


def test_no_rule_and_no_mending_prints_a_private_name(
    docs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(guard.VARIABLE, "Acme")
    change(docs, LISTEN, "owner: editors", "owner: Acme")
    change(docs, "vi/cases/the-call.md", "[principles/listen]", "[principles/acme]")
    change(docs, "vi/cases/the-call.md", "checklists: [answer]", "acme: [acme-first]")
    for form in check.FORMATS:
        (docs / "vi/acme.md").write_bytes(b"---\r\ntitle: x\r\n---\r\n")
        assert check.main(["--docs", str(docs), "--fix", "--format", form]) == 1
        said = "".join(capsys.readouterr())
        assert f"`{guard.MASK}` is no owner" in said
        assert f"{guard.MASK}.md: line ends made plain." in said
        assert "acme" not in said.lower()


def test_the_guard_looks_at_all_that_git_has_or_would_take(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(guard.VARIABLE, "Acme")
    for name in ("README.md", "deploy/a.conf", "kept/names.txt", "picture.png"):
        (repo.parent / name).parent.mkdir(exist_ok=True)
        (repo.parent / name).write_bytes(b"Acme\0" if name.endswith("png") else b"Acme")
    (repo.parent / "words.txt").write_bytes("Acme".encode("utf-16"))
    (repo.parent / ".gitignore").write_text("kept/\n", "utf-8")
    found = [problem.at.path for problem in check.check(repo)[0] if problem.what == guard.WHAT]
    assert found == ["README.md", "deploy/a.conf", "words.txt"]


def test_without_git_the_guard_looks_at_the_whole_folder(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(guard.VARIABLE, "Acme")
    write(
        small,
        dict.fromkeys(
            (
                "README.md",
                "tests/a.py",
                ".work/names",
                ".venv/a.py",
                "site/index.html",
                "docs/.hidden",
            ),
            "Acme",
        ),
    )
    found = [
        problem.at.path for problem in check.check(small / "docs")[0] if problem.what == guard.WHAT
    ]
    assert found == ["README.md", "docs/.hidden", "tests/a.py"]


def test_a_guard_that_knows_no_name_says_so(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (docs.parent / "EMPTY").write_text(" \n--\n", "utf-8")
    monkeypatch.chdir(docs.parent)
    for given in ("/nowhere/names.txt", "nope", ".kept/names", "Names.txt", "EMPTY"):
        monkeypatch.setenv(guard.VARIABLE, given)
        with pytest.raises(Stop, match=r"cannot be read|holds no name"):
            check.check(docs)


def test_check_says_that_the_guard_is_on(
    docs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for given, count in (
        ("Acme", "1 private name"),
        ("Hoàng Thành Long", "1 private name"),
        ("a\nb", "2 private names"),
    ):
        monkeypatch.setenv(guard.VARIABLE, given)
        check.main(["--docs", str(docs)])
        assert capsys.readouterr().out.endswith(f" The guard is on: {count}.\n")


def test_no_record_is_given_a_private_name(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(guard.VARIABLE, "Acme")
    before = tree(small)
    with pytest.raises(Stop, match="This id holds a private name"):
        new.main(["case", "acme-first"])
    shutil.copytree(SAMPLE, small / "docs", dirs_exist_ok=True)
    with pytest.raises(Stop, match="This id holds a private name"):
        rename.main(["listen", "hear-acme"])
    shutil.rmtree(small / "docs")
    assert tree(small) == {
        name: raw for name, raw in before.items() if not name.startswith("docs/")
    }


def test_fix_mends_what_windows_and_macs_do_and_says_so(
    docs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = tree(docs)
    text = (docs / LISTEN).read_text("utf-8")
    (docs / LISTEN).write_bytes(
        b"\xef\xbb\xbf" + unicodedata.normalize("NFD", text).replace("\n", "\r\n").encode()
    )
    assert check.main(["--docs", str(docs)]) == 0, "nobody is troubled by it"
    assert mend.fix(docs) == [
        f"docs/{LISTEN}: byte-order mark removed, line ends made plain, letters and tone marks joined."
    ]
    assert tree(docs) == whole
    capsys.readouterr()
    assert check.main(["--docs", str(docs), "--fix"]) == 0
    assert capsys.readouterr().out.startswith("Nothing to mend.")


SLIPS = {
    "- Người được nghe": ("-\u00a0Người\u200b được\u2028nghe", [
        "hidden line breaks made spaces", "letters that nobody sees removed",
        "odd spaces made plain"
    ]),
    "  [demo:1]\n\n## Khi": ("\t[demo:1]  \n\n## Khi", [
        "tabs made spaces", "spaces at line ends removed"
    ]),
    "- Người": ("-   Người", ["one space put behind dashes"]),
    "## Vì sao": ("#### Vì sao", ["line 11: heading made the right size"]),
    "# Nghe hết": ("## Nghe hết", ["line 7: heading made the right size"]),
    "- Người được nghe thì dịu lại. ^heard\n  [demo:1]": (
        "- Người được nghe thì dịu lại [demo:1]. ^heard", [
        "line 13: citation put below its words"
    ]),
}  # fmt: skip
"""What stands in a file -> what somebody types there, and what is said of mending it."""


@pytest.mark.parametrize("right", SLIPS)
def test_fix_mends_a_slip_of_the_pen(docs: Path, right: str) -> None:
    whole, (slip, said) = tree(docs), SLIPS[right]
    change(docs, LISTEN, f"\n{right}", f"\n{slip}")
    assert mend.fix(docs) == [f"docs/{LISTEN}: {', '.join(said)}."]
    assert tree(docs) == whole


def test_fix_does_what_a_cure_promises(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = copy.deepcopy(shapes.tables())
    table["parts"]["checklist"] = {"items": ["Các mục", "Items"]}
    table["parts"]["principle"]["why"] += ["Tại sao", "Reasons"]
    monkeypatch.setattr(shapes, "tables", lambda: table)
    shapes.headings_of.cache_clear()
    whole, answer = tree(docs), "en/checklists/answer.md"
    change(docs, LISTEN, "## Vì sao", "## Tại sao:")
    change(docs, "en/principles/listen.md", "## Why", "## Reasons")
    change(docs, answer, "- [ ] Hear the", "- Hear the")
    change(docs, answer, "- [ ] Read back", "- Read back")
    change(docs, answer, "- [ ] Thank", "- [] Thank")
    promised = [problem for problem in read_tree(docs)[1] if "--fix" in problem.cure]
    assert len(promised) == 4, check.text(promised)
    assert mend.fix(docs) == [
        f"docs/{LISTEN}: line 11: heading renamed.",
        f"docs/{answer}: line 7: box added, line 12: box added, line 16: box mended.",
        "docs/en/principles/listen.md: line 3: heading renamed.",
    ]
    assert tree(docs) == whole
    monkeypatch.undo()
    shapes.headings_of.cache_clear()


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


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_fix_never_makes_a_file_worse_or_changes_a_word(seed: int, docs: Path) -> None:
    made = random.Random(seed)
    for path in made.sample(sorted(docs.rglob("*.md")), 12):
        text = path.read_text("utf-8")
        for _ in range(made.randint(1, 3)):
            text = mutated(text, made)
        path.write_bytes(text.encode())
    whole, words, before = tree(docs), spoken(docs), errors(docs, docs.parent / "a")
    said = mend.fix(docs)
    assert spoken(docs) == words
    assert not errors(docs, docs.parent / "b") - before, said
    changed = {f"docs/{name}" for name, raw in tree(docs).items() if raw != whole[name]}
    assert {line.partition(": ")[0] for line in said} == changed
    assert mend.fix(docs) == [], said


def test_the_real_records_need_no_mending() -> None:
    assert mend.fix(ROOT / "docs") == []


def test_still_right_is_two_lines(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (docs / LISTEN).write_bytes((docs / LISTEN).read_bytes().replace(b"\n", b"\r\n"))
    whole = tree(docs)
    assert check.main(["--docs", str(docs), "--still-right", "docs/en/principles/listen.md"]) == 0
    said = f"docs/{LISTEN}: still right: reviewed {date.today()}."
    assert said in capsys.readouterr().out
    same = words_hashes(library(docs)[0].records["principle/listen"])
    dated = whole[LISTEN].replace(b"2026-11-23", f"{date.today()}\r\nsame: {same}".encode())
    assert tree(docs) == whole | {LISTEN: dated}, "nothing else was asked for"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("vi/nowhere.md", "is no page of docs/"),
        ("vi/about.md", "has no line `reviewed:`: name a record's Vietnamese file"),
        ("vi/principles/gone.md", "has no line `reviewed:`"),
    ],
)
def test_what_has_no_date_cannot_be_dated(docs: Path, name: str, says: str) -> None:
    (docs / "vi/about.md").write_text("---\ntitle: x\n---\n\nreviewed: never\n", "utf-8")
    (docs / "vi/principles/gone.md").write_text("---\nmoved: listen\n---\n", "utf-8")
    whole = tree(docs)
    with pytest.raises(Stop, match=says):
        check.main(["--docs", str(docs), "--still-right", str(docs / LISTEN), str(docs / name)])
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
    with pytest.raises(Stop, match="fetch-depth: 2"):
        check.check(tmp_path / "1/docs", "HEAD^1")
    assert since.changed(tmp_path / "2/docs", "HEAD^1") == {"docs/vi/tensions/listen-or-act.md"}


def test_github_shows_ten_and_counts_the_rest(
    docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (docs / "en/cases/the-call.md").write_text("# <b>x\n", "utf-8")
    problems, _ = check.check(docs)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    assert len(problems) > check.MOST
    assert check.main(["--docs", str(docs), "--format", "github"]) == 1
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
    for mark in ("](", "<img", "://", " @", "x) |"):
        assert mark not in told.split("| 💡")[1], told
    assert "không có lỗi nào chặn" in told
