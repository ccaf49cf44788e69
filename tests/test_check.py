from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import Capture, change, copied, write

from macros.model import PAGE_MACROS, Mark, Problem
from scripts import check, stale
from scripts.project import ROOT, Stop

BAD = {
    "docs/vi/cases/a.md": "---\nowner: nobody\n---\n\n# a <b>\n",
    "docs/en/cases/a.md": "# x\n",
}


def test_the_real_records_are_clean(capsys: Capture) -> None:
    code = check.main([])
    out = capsys.readouterr().out
    assert code == 0, out
    assert re.search(r"^\d+ records: no errors", out, re.MULTILINE)


def test_text_is_one_line_a_problem_sorted_with_a_summary(tmp_path: Path, capsys: Capture) -> None:
    write(tmp_path, BAD)
    assert check.main(["--docs", str(tmp_path / "docs")]) == 1
    *lines, summary = capsys.readouterr().out.splitlines()
    assert any(re.match(r"docs/vi/cases/a\.md:2:\d+: .+\. .+[.?]$", line) for line in lines)
    places = [(line.split(":")[0], *map(int, line.split(":")[1:3])) for line in lines]
    assert places == sorted(places)
    assert re.fullmatch(rf"\d+ records: {len(lines)} errors?\.", summary)


def test_warnings_do_not_fail() -> None:
    problem = Problem("todo", Mark("a.md", 3, 4), "It is long", "Cut it", "warning")
    assert check.text([problem]) == "a.md:3:4: Warning: It is long. Cut it."
    assert not check.failed([problem])
    assert check.summary([problem], "1 records") == "1 records: no errors, 1 warning."
    assert check.summary([problem], "1 records", "vi") == "1 trang: không có lỗi, 1 lời khuyên."
    assert check.summary([], "1 records, compared", "vi") == "1 trang (compared): không có lỗi."


def test_github_notes_are_escaped() -> None:
    problem = Problem("todo", Mark("a,b:c.md", 3, 4), "50% is\n::odd\u202e\udce9", "Is it?")
    assert (
        check.text([problem], "github")
        == "::error file=a%2Cb%3Ac.md,line=3,col=4,title=50%25 is\\n%3A%3Aodd\\u202e\\udce9"
        "::50%25 is\\n::odd\\u202e\\udce9. Is it?"
    )


@pytest.mark.parametrize("is_there", [True, False])
def test_a_page_without_the_call_that_fills_it_is_said_and_its_cure_mends_it(
    tmp_path: Path, is_there: bool
) -> None:
    docs = copied(tmp_path / "book") / "docs"
    before = check.check(docs)[0]
    calls = {}
    for path in sorted(docs.rglob("*.md")):
        text = path.read_text("utf-8")
        if found := re.search(r"^\{\{ \w+\(\) \}\}$", text, re.MULTILINE):
            calls[path.relative_to(docs.parent).as_posix()] = f"`{found[0]}` is missing"
            path.write_text(text.replace(found[0], "Words."), "utf-8")
            if not is_there:
                path.unlink()
                with contextlib.suppress(OSError):
                    path.parent.rmdir()  # as git leaves it
    assert len(calls) == 2 * len(PAGE_MACROS)
    lacking = [problem for problem in check.check(docs)[0] if problem.code == "call-missing"]
    assert {one.at.path: one.what.partition(":")[0] for one in lacking} == calls
    assert all(("Write the file" in one.cure) is not is_there for one in lacking)
    for one in lacking:
        write(docs.parent, {one.at.path: f"---\ntitle: x\n---\n\n{one.what.split('`')[1]}\n"})
    assert check.check(docs)[0] == before


def test_usage_is_exit_code_2() -> None:
    with pytest.raises(SystemExit) as stop:
        check.main(["--format", "yaml"])
    assert stop.value.code == 2
    with pytest.raises(Stop, match="There is no folder"):
        check.main(["--docs", str(ROOT / "nowhere")])
    with pytest.raises(Stop, match="name the folder that holds both"):
        check.main(["--docs", str(ROOT / "docs/vi")])


PROGRAM = (
    "import sys; from pathlib import Path; from scripts import setup;"
    "setup.ensure = lambda _: None; setup.venv = lambda: Path(sys.prefix);"
    "sys.exit(setup.main(sys.argv[1:]))"
)
"""A whole command, on the Python that runs the tests."""


def test_a_name_that_is_no_text_is_said_and_no_traceback() -> None:
    odd = os.fsdecode(b"a\xff")
    for args in (
        ("check", "--docs", odd),
        ("check", "--still-right", odd),
        ("new", "checklist", odd),
        ("rename", "roles/leader", odd),
        ("retire", odd),
        ("verify-site", odd),
        (odd,),
    ):
        command = [sys.executable, "-c", PROGRAM, *args]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
        assert "\\udcff" in done.stderr


def test_a_file_is_no_argument_and_a_day_to_come_is_no_review(docs: Path) -> None:
    with pytest.raises(Stop, match=r"looks at every record at once: leave `docs/vi/a\.md` out"):
        check.main(["docs/vi/a.md"])
    reviewed, soon = "reviewed: 2026-11-23", date.today() + timedelta(30)
    for day, level in ((soon, "Warning: "), ("9999-12-31", "")):
        change(docs, "vi/cases/the-call.md", reviewed, reviewed := f"reviewed: {day}")
        said = check.text(check.check(docs)[0])
        assert f"docs/vi/cases/the-call.md:1:1: {level}`{reviewed}` has not come yet." in said
        assert stale.main([]) == 0
