"""What `check` does for an editor beyond finding problems: the guard, the mending, and the view of one change."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from conftest import change, git, tree, write
from golden import SAMPLE

from macros.model import FOLDERS, Mark, Problem
from scripts import check, guard, mend, new, rename, since
from scripts.project import ROOT, Stop
from scripts.summary import markdown

TODAY = date(2026, 12, 1)
LISTEN = "vi/principles/listen.md"


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
    assert "listen.md:9:11: A private name stands here" in [
        check.line(problem).partition("principles/")[2].partition(". ")[0]
        for problem in check.check(docs)[0]
    ]


def test_no_rule_and_no_mending_prints_a_private_name(
    docs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(guard.VARIABLE, "Acme")
    change(docs, LISTEN, "owner: editors", "owner: Acme")
    change(docs, "vi/cases/the-call.md", "principle: listen", "principle: acme")
    change(docs, "vi/cases/the-call.md", "checklists: [answer]", "acme: [acme-first]")
    (docs / "vi/acme.md").write_bytes(b"---\r\ntitle: x\r\n---\r\n")
    for form in check.FORMATS:
        (docs / "vi/acme.md").write_bytes(b"---\r\ntitle: x\r\n---\r\n")
        assert check.main(["--docs", str(docs), "--fix", "--format", form]) == 1
        said = "".join(capsys.readouterr())
        assert f"`{guard.MASK}` is no owner" in said
        assert f"{guard.MASK}.md: Windows line ends." in said
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
    assert mend.fix(docs, TODAY) == [
        "docs/vi/principles/listen.md: byte-order mark removed, Windows line ends, letters and tone marks joined."
    ]
    assert tree(docs) == whole
    assert mend.fix(docs, TODAY) == []
    capsys.readouterr()
    assert check.main(["--docs", str(docs), "--fix"]) == 0
    assert capsys.readouterr().out.startswith("Nothing to mend.")


def test_fix_orders_keys_with_their_comments_and_dates_what_has_none(docs: Path) -> None:
    whole = tree(docs)
    text = (docs / LISTEN).read_text("utf-8")
    head, rest = text.split("cites: [demo:1]\nwhy:", 1)
    (docs / LISTEN).write_text(
        head.replace("reviewed: 2026-11-23\n", "")
        + "why:"
        + rest.replace("\n---", "\n# where from\ncites: [demo:1]\n---"),
        "utf-8",
    )
    assert mend.fix(docs, TODAY) == [
        "docs/vi/principles/listen.md: reviewed: 2026-12-01 added, keys in their usual order."
    ]
    change(docs, LISTEN, "reviewed: 2026-12-01", "reviewed: 2026-11-23")
    change(docs, LISTEN, "# where from\ncites", "cites")
    assert tree(docs) == whole


def test_fix_makes_spaces_of_what_looks_like_one(docs: Path) -> None:
    whole = tree(docs)
    change(docs, LISTEN, "title: Nghe", "title:\u00a0Nghe")
    change(docs, LISTEN, "  - id: heard", "\t- id: heard")
    change(docs, "en/principles/listen.md", "Hear them out", "Hear\u2028them out")
    assert mend.fix(docs, TODAY) == [
        "docs/vi/principles/listen.md: plain spaces for tabs and odd ones.",
        "docs/en/principles/listen.md: hidden line breaks made spaces.",
    ]
    assert tree(docs) == whole


def test_fix_never_makes_a_file_worse(docs: Path) -> None:
    head, *lines = (docs / LISTEN).read_text("utf-8").split("\n")
    end = lines.index("---")
    indented = [f"  {line}" for line in lines[:end] if not line.startswith("reviewed")]
    (docs / LISTEN).write_text("\n".join([head, *indented, *lines[end:]]), "utf-8")
    change(docs, "vi/cases/the-call.md", "\nowner:", "\u2028owner:")
    change(docs, "en/cases/the-call.md", "title: ", "\ttitle: ")
    whole = tree(docs)
    assert mend.fix(docs, TODAY) == [
        "docs/vi/cases/the-call.md: left as it was, for line 2 would be wrong then"
        " (A colon followed by a space stands inside a value): mend that first.",
        "docs/en/cases/the-call.md: left as it was, for line 3 would be wrong then"
        " (This line does not fit the lines above it): mend that first.",
    ]
    assert tree(docs) == whole


def test_the_real_records_need_no_mending() -> None:
    for lang in ("vi", "en"):
        for path in (ROOT / "docs" / lang).rglob("*.md"):
            cls = FOLDERS.get(path.parent.name) if path.name != "index.md" else None
            assert mend.mend(path.read_bytes(), cls, lang, TODAY)[1] == [], path


def test_still_right_is_one_line(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(docs, LISTEN, "reviewed: 2026-11-23", 'reviewed: "2026-01-02"  # read by two')
    change(docs, "vi/cases/the-call.md", "\nowner:", "\r\nowner:")
    whole = tree(docs)
    before = (docs / LISTEN).read_text("utf-8")
    assert check.main(["--docs", str(docs), "--still-right", "docs/en/principles/listen.md"]) == 0
    after = (docs / LISTEN).read_text("utf-8")
    assert "docs/vi/principles/listen.md: still right: reviewed " in capsys.readouterr().out
    assert [
        (old, new)
        for old, new in zip(before.splitlines(), after.splitlines(), strict=True)
        if old != new
    ] == [('reviewed: "2026-01-02"  # read by two', f"reviewed: {date.today()}  # read by two")]
    assert [name for name, raw in tree(docs).items() if raw != whole[name]] == [LISTEN], (
        "nothing else was asked for"
    )


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("vi/nowhere.md", "is no record"),
        ("vi/about.md", "it has no date"),
        ("vi/principles/gone.md", r"leads on to another page: date docs/vi/principles/listen\.md"),
        ("vi/cases/the-call.md", "cannot be read as it is"),
    ],
)
def test_what_has_no_date_cannot_be_dated(docs: Path, name: str, says: str) -> None:
    (docs / "vi/about.md").write_text("---\ntitle: x\n---\n", "utf-8")
    (docs / "vi/principles/gone.md").write_text("---\nmoved: listen\n---\n", "utf-8")
    change(docs, "vi/cases/the-call.md", "title: ", 'title: "')
    whole = tree(docs)
    with pytest.raises(Stop, match=says):
        check.main(["--docs", str(docs), "--still-right", str(docs / LISTEN), str(docs / name)])
    assert tree(docs) == whole


def test_an_old_fault_elsewhere_warns_and_a_new_one_blocks(repo: Path) -> None:
    change(repo, LISTEN, "Có người đang gặp nguy.", '""')
    git(repo, "commit", "-qam", "An old fault")
    assert check.failed(check.check(repo)[0])
    change(repo, "vi/tensions/listen-or-act.md", "reviewed: 2026-11-23", "reviewed: 2026-11-24")
    problems, _ = check.check(repo, "HEAD")
    assert [(p.at.path, p.level) for p in problems if "empty" in p.what] == [
        ("docs/vi/principles/listen.md", "warning")
    ]
    assert not check.failed(problems)
    change(repo, "vi/cases/the-call.md", "checklists: [answer]", "checklists: [zzz]")
    assert check.failed(check.check(repo, "HEAD")[0]), "a fault in a touched file"
    git(repo, "checkout", "-q", "--", ".")
    change(repo, LISTEN, "owner: ", "owner: x")
    assert [
        p.what for p in check.check(repo, "HEAD")[0] if p.level == "error" and "empty" in p.what
    ] == ["`text` is empty"], "touched now"


def test_a_fault_that_a_change_makes_elsewhere_blocks(repo: Path) -> None:
    change(repo, "vi/cases/the-call.md", "cites: [demo:1]", "cites: [demo:3]")
    untouched = [p for p in check.check(repo, "HEAD")[0] if p.at.path == "docs/vi/sources/demo.md"]
    assert [p.level for p in untouched] == ["error"], untouched


def test_a_shallow_clone_is_enough_and_a_missing_commit_is_no_pass(
    repo: Path, tmp_path: Path
) -> None:
    change(repo, LISTEN, "Có người đang gặp nguy.", '""')
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
    (docs / "en/cases/the-call.md").write_text("---\ntitle: x\n---\n", "utf-8")
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
