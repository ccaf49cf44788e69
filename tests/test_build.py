from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from conftest import CONFIG, ENGLISH, TEMPLATE, Capture, Patch, git, tree, write

from scripts import build, check, leash, rebuild
from scripts import release as rollback
from scripts.project import ROOT, Stop
from scripts.release import releases
from scripts.verify_site import verify

CANARY = Path(__file__).parent / "canary"


def test_both_languages_land_in_one_folder_with_nothing_that_finder_left(small: Path) -> None:
    write(small, dict.fromkeys(("docs/vi/.DS_Store", "docs/vi/._a.md", "docs/vi/.a.md.swp"), "x"))
    (small / "docs/vi/.#a.md").symlink_to(small / "mkdocs.yml")
    assert build.main([]) == 0
    assert not [name for name in tree(small / "site") if Path(name).name.startswith(".")]
    assert {
        "index.html",
        "404.html",
        "sitemap.xml",
        "en/index.html",
        "en/404.html",
        "en/sitemap.xml",
    } <= set(tree(small / "site"))
    assert [path.name for path in small.glob(".site*")] == [".site.releases"]


FAULTS = {
    "record": ("docs/vi/cases/a.md", "---\ntitle: a: b\n---\n", "docs/vi/cases/a.md:2:"),
    "Vietnamese link": (
        "docs/vi/index.md",
        "---\ntitle: Nhà\n---\n\n[x](nowhere.md)\n",
        "docs/vi/index.md:5:5: `nowhere.md` is no page",
    ),
    "Vietnamese anchor": (
        "docs/vi/index.md",
        "---\ntitle: Nhà\n---\n\n[x](#nowhere)\n",
        "docs/vi/index.md:5:5: index.md has no id `nowhere`",
    ),
    "English anchor": (
        "docs/en/index.md",
        "---\ntitle: Home\n---\n\n[x](#nowhere)\n",
        "docs/en/index.md:5:5: index.md has no id `nowhere`",
    ),
    "page": (
        "macros/theme/main.html",
        TEMPLATE.replace("<body>", '<body><a href="nowhere/">x</a>'),
        "en/index.html:",
    ),
    "template": ("macros/theme/main.html", "{{ 1 / 0 }}", "ZeroDivisionError"),
    "configuration": ("mkdocs.yml", "site_name: [", "mkdocs.yml: "),
}


def test_a_fault_leaves_the_earlier_site_as_it_was(small: Path, capsys: Capture) -> None:
    assert build.main([]) == 0
    before = tree(small / "site")
    for name, text, said in FAULTS.values():
        path = small / name
        right = path.read_text("utf-8") if path.exists() else None
        write(small, {name: text})
        assert build.main([]) == 1
        out = capsys.readouterr().out
        assert said in out
        assert "Traceback" not in out
        assert tree(small / "site") == before
        assert len(releases(small / "site")) == 1
        assert not list(small.glob(".site.releases/new*"))
        path.write_text(right, "utf-8") if right else path.unlink()


PLANTED = (
    "None", "- undefined", "x **None** y", "## Undefined", "> None", "1. None", "[None](index.md)",
    "None  \nx", "x\nNone", "`None`", "None of it", "owner: a\ntitle: b", "- owner: a\n  title: b",
    "owner: a", "title: a\n\nowner: b", "\\{\\{ x", "{\\{ x", "{{ x }}", "{% x %}", "{# x #}",
    "&#123;{ x", "`{{ x }}`", "}} %}", "{ { x } }", "<b>x</b>", "<script>x</script>",
    "<https://a.example>", "&lt;b", "![x](https://a.example/x.png)", "![x](x.png)",
    "![x](data:image/png;base64,AA)", "[x]()", "[x](nope.md)", "[x](nope/)", "[x](/nope/)",
    "[x](./)", "[x](..)", "[x](index.md)", "[x](x.pdf)", "[x](index.md#nope)",
    "[x](index.md#here)", "[x](#nope)", "[x](#)", "[x](#top)", "[x](#__x)",
    "## x {: #ab }\n\n[x](#ab)", "## x {: #ab }\n\n## x {: #ab }", "## x\n\n## x", "## Main",
    "## x {: #main }", "## A\n\n[x](#a)", "[x](mailto:a)", "[x](mailto:a@b.example)",
    "[x](mailto:)", "[x](tel:1)", "[x](javascript:x)", "[x](java\nscript:x)",
    "[x](ftp://a.example)", "[x](//a.b/)", "[x](https://a.example/{{)", "[x](http://localhost/)",
    "[x][y]", "[x]: https://a.example", "[x](index.md 'y')", "[x](<index.md>)", "[x](INDEX.md)",
    "x {: .y }", "x\n{: #y }", "| a |\n|---|\n| None |", "a | b\n--|--\n x | None", "    code",
    "```\n{{ x }}\n```", "# x\n===", "\\", "[TOC]", "1. " * 12, "*" * 30,
    "[x](http://127.0.0.1:8000/nope)", "[x](en/index.md)", "[x](../en/index.md)",
    "x {: #b }\n\n[x](#b)", "- ## x {: #b }\n\n[x](#b)", "> ## x {: #b }\n\n[x](#b)",
    "- x {: #b }\n\n[x](#b)", "1. x {: #b }\n\n[x](#b)", "> x {: #b }\n\n[x](#b)",
    "| a {: #b } |\n|---|\n| x |\n\n[x](#b)", "|a|b|\n|-|-|\n## x {: #b }\n\n[x](#b)",
    "|a|b|\n|-|-|\n# x\n## y {: #b }\n\n[x](#b)", "## A | b {: #b }\n---|---\n\n[x](#b)",
    "## A {: #b }.\n\n[x](#b)", "## A {: #b } x\n\n[x](#b)", "## A {: #b } ##\n\n[x](#b)",
    "## A {: #b }   \n\n[x](#b)", "## A\t{: #b }\t\n\n[x](#b)", "##\tA {: #b }\n\n[x](#b)",
    "## A{: #b }\n\n[x](#b)", "## {: #b }\n\n[x](#b)", "##{: #b }\n\n[x](#b)",
    "##A {: #b }\n\n[x](#b)", "####### A {: #b }\n\n[x](#b)", "## # {: #b }\n\n[x](#b)",
    "\\# A {: #b }\n\n[x](#b)", "## A \\{: #b }\n\n[x](#b)", "## A {: #b \\}\n\n[x](#b)",
    "## A\\ {: #b }\n\n[x](#b)", "## `A {: #b }`\n\n[x](#b)", "## `A` {: #b }\n\n[x](#b)",
    "## `A {: #b }\n\n[x](#b)", "## *A {: #b }*\n\n[x](#b)", "## *A* {: #b }\n\n[x](#b)",
    "## *A*{: #b }\n\n[x](#b)", "## **_A_ b** {: #b }\n\n[x](#b)", "*A* {: #b }\n\n[x](#b)",
    "*A*{: #b }\n\n[x](#b)", "## [A](index.md) {: #b }\n\n[x](#b)",
    "## [A](index.md){: #b }\n\n[x](#b)", "```\n## A {: #b }\n```\n\n[x](#b)",
    "~~~\n## A {: #b }\n~~~\n\n[x](#b)", "```py\n## A {: #b }\n```\n\n[x](#b)",
    "``` a b\nx\n```\n## A {: #b }\n```\n\n[x](#b)", "```\n## A {: #b }\n\n[x](#b)",
    "````\n```\n## A {: #b }\n````\n\n[x](#b)", " ```\n## A {: #b }\n ```\n\n[x](#b)",
    "    ## A {: #b }\n\n[x](#b)", "\t## A {: #b }\n\n[x](#b)", " ## A {: #b }\n\n[x](#b)",
    "x\n## A {: #b }\n\n[x](#b)", "- x\n## A {: #b }\n\n[x](#b)",
    "- x\n\n    ## A {: #b }\n\n[x](#b)", "> x\n## A {: #b }\n\n[x](#b)",
    "A {: #b }\n===\n\n[x](#b)", "A {: #b }\n-\n\n[x](#b)", "A {: #b }\n--- \n\n[x](#b)",
    "x\nA {: #b }\n---\n\n[x](#b)", "# x\nA {: #b }\n---\n\n[x](#b)",
    "    A {: #b }\n---\n\n[x](#b)", "- A {: #b }\n---\n\n[x](#b)", "> A {: #b }\n---\n\n[x](#b)",
    "> A {: #b }\n> ---\n\n[x](#b)", "A {: #b }\n- - -\n\n[x](#b)", "A {: #b }\n***\n\n[x](#b)",
    "| A {: #b }\n---\n\n[x](#b)", "A {: #b }\n\n---\n\n[x](#b)",
    "A | b {: #b }\n---|---\n\n[x](#b)", "A\n=== {: #b }\n\n[x](#b)",
    "## A {: #b }\n## B {: #b }", "## A {: #b }\n\nB {: #b }\n---", "## {x {: #b }\n\n[x](#b)",
    "## x {onclick=a {: #b }\n\n[x](#b)", "## x {style=color:red {: #b }",
    "## x {: #b } {: #c }\n\n[x](#b) [y](#c)", "## {: #c } x {: #b }\n\n[x](#b)",
    "## x {: #b .c }", "## x {#b}", "## x {: #B }\n\n[x](#B)", "## x  {:  #b  }\n\n[x](#b)",
    "## x {: id=b }\n\n[x](#b)", "## x\n{: #b }\n\n[x](#b)", "![x](index.md){: #b }\n\n[x](#b)",
    "## x\r\n\r\n## y {: #b }\r\n\r\n[x](#b)", "## {{ x() }} {: #b }",
    "## x &nbsp; {: #b }\n\n[x](#b)", "## x &#32;{: #b }\n\n[x](#b)", "## [x] {: #b }\n\n[x](#b)",
    "##\n## A {: #b }\n\n[x](#b)", "# A \\\n## A {: #b }\n\n[x](#b)",
    "## A\\\n{: #b }\n\n[x](#b)", "## x {: #top }\n\n[x](#top)", "Main\n====", "Main\n----",
    "Main\n-", "Main {: #x }\n---", "> Main\n> ---", "> Main\n---", "- # Main", "> # Main",
    "1. # Main", "- Main\n  ---", "-   Main\n    ---", "# *Main*", "# _Main_", "# `Main`",
    "# [Main](index.md)", "## Main ##", "##Main", "# Main!", "# M.ain", "# Mãin", "# Đmain",
    "# &#77;ain", "# \\Main", "x\n# Main", "# x\nMain\n---", "\tMain\n---", "    # Main",
    "```\n# Main\n```", "# Main 2", "# Main\n\n# Main", "# main {: #main-2 }", "\\# Main", "Main",
    "# ![Main](index.md)", "# Main ![x](index.md)", "* Main\n---", "# 日本 Main", "# Main 日本",
    "# 1. Main", "- - # Main", "# __Main__", "- x\n\n    # Main", "- x\n\n    Main\n    ----",
    "1. x\n\n    > Main\n    > ---", "None[a](index.md)", "None [a](index.md)",
    "[a](index.md)None", "[a](index.md) None", "None*a*", "None `a`", "None`a`", "`a`None",
    "*a* None", "None ![a](index.md)", "![a](index.md) None", "![a](index.md)None",
    "**[None](index.md)**", "[*None*](index.md)", "*[ None ](index.md)*", "***None***",
    "*__None__*", "x *None* y", "- *None*", "> [None](index.md) x", "## None ##", "None\n===",
    "## None {: #b }", "None {: #b }\n---", "\\None", "None\\", "\\*None\\*", "(None)", "None.",
    "None,", "\"None\"", "- None\n- x", "- x\n\n    None", "1) None", "+ None", "* None",
    "| *None* |\n|---|\n| x |", "|a|b|\n|-|-|\n|`x` None|y|",
    "|a|b|\n|-|-|\n|None [a](index.md)|y|", "undefined[a](index.md)", "Undefined\n---",
    "- [None](index.md)\n", "x  \nNone  \ny", "x\nNone\ny", "**x**\nNone",
    "x [a](index.md)\nNone\nz", "[a\nNone](index.md)", "*a\nNone*", "*a* None *b*", "&#78;one",
    "None&nbsp;", "&nbsp;None", "None <", "None > x", "~~None~~", "None [a]", "[a] None",
    "- [ ] None", "```\nNone\n```", "    None", "`None`\n", "*`None`*", "__ None__", "** None **",
    "1. 2. None", "# #None", "# # None", "None #", "## None #x", "None ***", "None\n***",
    "None\n- x", "None\n> x", "None\n## x", "x\n\n\tNone", "-\tNone", ">None", ">\tNone", "#None",
    "#\tNone",
)  # fmt: skip
"""Ids behind headings and elsewhere, headings called as the frame is, and words that are none."""


def test_what_check_takes_is_built(
    small: Path, capsys: Capture, record_property: Callable[[str, object], None]
) -> None:
    """And what it refuses it refuses by its line: no gate behind it has more to say of words."""
    write(small, {"mkdocs.yml": f"{CONFIG}markdown_extensions: [attr_list]\n"})
    for lang in ("vi", "en"):
        write(small, {f"docs/{lang}/index.md": "---\ntitle: x\n---\n\n## x {: #here }\n"})
        for number, words in enumerate(PLANTED):
            write(small, {f"docs/{lang}/p{number}.md": f"---\ntitle: x\n---\n\n{words}\n"})
    record_property("tried", len(PLANTED))
    problems = check.check(small / "docs")[0]
    assert {problem.at.line for problem in problems} <= set(range(5, 12))
    refused = {Path(problem.at.path).name for problem in problems}
    assert 30 < len(refused) < len(PLANTED) - 10
    for lang, name in product(("vi", "en"), refused):
        (small / "docs" / lang / name).unlink()
    assert build.main([]) == 0, capsys.readouterr().out


def test_a_folder_that_is_no_site_is_never_replaced(small: Path) -> None:
    with pytest.raises(Stop, match="of no build"):
        build.main(["--out", str(small / "docs")])
    for command in (build, rollback):
        with pytest.raises(Stop, match="no place for a site"):
            command.main(["--out", "/"])
    assert (small / "docs/vi/index.md").is_file()


def test_strictness_itself_is_checked_with_seeded_faults(tmp_path: Path) -> None:
    """Quiet runs of MkDocs are not strict, and another version may forget a kind of fault."""
    _, said = rebuild.render(rebuild.Job(str(CANARY / "mkdocs.yml"), tmp_path))
    for fault in ("no-such-page.md", "no-such.png", "#no-such-anchor", "/no-such-absolute/"):
        assert f"'{fault}'" in "\n".join(said)


PROGRAM = (
    "import sys; from pathlib import Path; from scripts import build, project, setup;"
    "project.ROOT = Path(sys.argv[1]);"
    "sys.argv[1:] = ['build', '--out', sys.argv[2]]; setup.ensure = lambda _: None;"
    "setup.venv = lambda: Path(sys.prefix); sys.exit(setup.main(sys.argv[1:]))"
)
"""The whole command, on another project than its own."""


def started(project: Path, out: Path, **env: str) -> subprocess.Popen[str]:
    """`build` on its own, in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(project), str(out)],
        cwd=ROOT,
        env=os.environ | env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def test_the_same_commit_gives_the_same_bytes_wherever_and_whenever(
    small: Path, tmp_path: Path
) -> None:
    """In another folder, day, time zone, language, order of sets and mask of rights."""
    for args in (["init", "-q"], ["add", "."], ["commit", "-qm", "Start"]):
        git(small / "docs", *args)
    other = tmp_path / "elsewhere/copy"
    subprocess.run(["git", "clone", "-q", str(small), str(other)], check=True)
    (other / ".work").mkdir()
    found = []
    for project, mask, env in (
        (small, 0o022, {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"}),
        (other, 0o077, {"PYTHONHASHSEED": "2", "TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "vi_VN.UTF-8"}),
    ):
        before = os.umask(mask)
        try:
            run = started(project, project / "site", **env)
        finally:
            os.umask(before)
        said = run.communicate()[0]
        assert run.returncode == 0, said
        found.append(tree(project / "site"))
        for path in (project / "site").rglob("*"):
            assert path.stat().st_mode & 0o004, f"{path}: a web server may not read it"
    assert found[0] == found[1]
    assert json.loads(found[0]["build.json"])["commit"] != "unknown"


def test_a_whole_site_is_the_same_for_another_order_of_sets(
    site: Path, sample: Path, tmp_path: Path
) -> None:
    run = started(sample, tmp_path / "site", PYTHONHASHSEED="2")
    said = run.communicate()[0]
    assert run.returncode == 0, said
    assert tree(tmp_path / "site") == tree(site)


def alive(group: int) -> list[str]:
    """What still runs of a process and its children."""
    rows = subprocess.run(["ps", "-eo", "pgid=,stat=,args="], capture_output=True, text=True).stdout
    split = (row.split(None, 2) for row in rows.splitlines())
    return [row[2] for row in split if row[0] == str(group) and not row[1].startswith("Z")]


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_killed_build_leaves_the_old_site_or_the_new_and_no_child(small: Path) -> None:
    """`PLAYBOOK_KILLS=50` tries as many moments; CI a few."""
    assert build.main([]) == 0
    rounds = int(os.environ.get("PLAYBOOK_KILLS", "4"))
    begun = time.monotonic()
    run = started(small, small / "site")
    assert run.wait() == 0, run.communicate()[0]
    whole = time.monotonic() - begun
    dice = random.Random(16)
    for number in range(rounds):
        before = tree(small / "site")
        page = small / "docs/en/index.md"
        page.write_text(f"---\ntitle: Home\n---\n\nHello {number}.\n", "utf-8")
        run = started(small, small / "site")
        time.sleep(dice.uniform(0, whole))
        run.send_signal(dice.choice([signal.SIGKILL, signal.SIGTERM]))
        run.communicate()
        for _ in range(50):
            if not (left := alive(run.pid)):
                break
            time.sleep(0.1)
        assert not left
        assert not verify(small / "site")[1]
        after = tree(small / "site")
        assert after == before or f"Hello {number}." in after["en/index.html"].decode()
    assert build.main([]) == 0, "what a killed build left is in nobody's way"


HALF = """
import os
import sys
from multiprocessing import util
from scripts import leash

spawn, fork = util.spawnv_passfds, os.fork

def cut(path, args, fds):
    pid = spawn(path, args, fds)
    if any("spawn_main" in str(arg) for arg in args):
        sys.exit(143)
    return pid

def halt():
    return fork() and sys.exit(143)

util.spawnv_passfds, os.fork = cut, halt
with leash.pooled({}) as pool:
    pool.submit(int).result()
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_signal_while_a_worker_begins_ends_the_command() -> None:
    run = subprocess.run([sys.executable, "-c", HALF], cwd=ROOT, timeout=60, capture_output=True)
    assert run.returncode == 143, run.stderr


def test_a_worker_leaves_ctrl_c_to_the_command() -> None:
    with leash.pool(1) as pool:
        assert pool.submit(signal.raise_signal, signal.SIGINT).exception() is None


def die(*_: object, **__: object) -> None:
    os._exit(9)


def test_a_builder_that_dies_is_one_sentence(
    small: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    monkeypatch.setattr(rebuild, "given", die)
    assert build.main([]) == 1
    assert "ended before its time" in capsys.readouterr().out


@pytest.mark.skipif(os.name != "posix", reason="limits")
def test_a_full_disk_is_one_sentence_and_keeps_the_old_site(small: Path) -> None:
    assert build.main([]) == 0
    before = tree(small / "site")
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100));"
    done = subprocess.run(
        [sys.executable, "-c", limit + PROGRAM, str(small), str(small / "site")],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    said = done.stdout + done.stderr
    assert done.returncode in {1, 2}, said
    assert "Traceback" not in said
    assert "File too large" in said
    assert tree(small / "site") == before


def test_a_page_where_english_stands_is_refused(small: Path, capsys: Capture) -> None:
    names = ("en.md", "en/index.md", "en/a.md")
    for lang in ("vi", "en"):
        write(small, {f"docs/{lang}/{name}": "---\ntitle: x\n---\n\nx\n" for name in names})
    assert build.main([]) == 1
    said = capsys.readouterr().out
    for name in names:
        assert f"docs/vi/{name}:1:1: English stands at `en`" in said


def test_english_follows_where_the_site_is_said_to_stand(small: Path, monkeypatch: Patch) -> None:
    for config in ("mkdocs.yml", "mkdocs.en.yml"):
        variable = "SITE_URL" if config == "mkdocs.yml" else "SITE_URL_EN"
        text = re.sub(
            r"site_url: .*",
            f"site_url: !ENV [{variable}, x]",
            {"mkdocs.yml": CONFIG, "mkdocs.en.yml": ENGLISH}[config],
        )
        write(small, {config: text})
    monkeypatch.setenv("SITE_URL", "https://x.example/playbook")
    monkeypatch.delenv("SITE_URL_EN", raising=False)
    assert build.main([]) == 0
    page = (small / "site/en/index.html").read_text("utf-8")
    assert '"https://x.example/playbook/en/"' in page


def test_each_languages_parts_are_named_by_what_no_record_changes(tmp_path: Path) -> None:
    page = '<link href="../assets/a.css"> <a href="/book/{}assets/a.css">assets/</a> <a href="x/">'
    files = {
        f"{home}{name}": text.format(home)
        for home in ("", "en/")
        for name, text in {
            "x/index.html": page,
            "assets/a.css": f"/* {home} */",
            "assets/index/index.json": "[]",
        }.items()
    }

    def named(**changed: str) -> list[str]:
        shutil.rmtree(tmp_path)
        write(tmp_path, files | changed)
        build.versioned(tmp_path)
        found = []
        for home in ("", "en/"):
            (assets,) = (tmp_path / home / "assets").iterdir()
            assert {path.name for path in assets.iterdir()} == {"a.css", "index"}
            text = page.format(home).replace("assets/a", f"assets/{assets.name}/a")
            assert (tmp_path / home / "x/index.html").read_text("utf-8") == text
            found.append(assets.name)
        return found

    first, other = named()
    assert first != other
    index = {"assets/index/index.json": "[1]", "assets/index/0/words-0.json": "{}"}
    assert named(**index) == [first, other], "each record would make every page another"
    again, same = named(**{"assets/a.css": "b{}"})
    assert (again != first, same) == (True, other)
