"""Both checkers of built pages, on a site with seeded faults, and on a sound one.

LinkChecker, over http, is the independent second opinion.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from conftest import Patch

from scripts import links, pages
from scripts.project import ROOT

STARTS = ("", "404.html", "sitemap.xml")
"""Where it starts; the last two are what no page links to."""
# A misspelt section is ignored in silence: the canary would notice.
CONFIG = """\
[checking]
threads=4
maxrequestspersecond=1000
[filtering]
internlinks={intern}
[output]
status=0
verbose=1
log=csv
[csv]
separator=,
parts=parentname,urlname,result,valid,line,warningstring
"""
CANARY = Path(__file__).parent / "canary"
FAULTS = (
    "no-such-page.md",
    "#no-such-anchor",
    "/no-such-absolute/",
    "raw-html-nowhere/",
    "other/#no-such-id",
    "no-such.png",
)


def second_opinion(root: Path, *, anchors: bool = True) -> tuple[int, list[str]]:
    """A built site -> how many links LinkChecker followed, and a line for each that it refuses.

    Looking for ids in the pages takes it seven times as long: leave `anchors` out for a large site.
    Raises RuntimeError when nothing was checked.
    """
    with links.served(root) as local, tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)  # started as root, LinkChecker gives its rights away first
        config = Path(made, "linkcheckerrc")
        text = CONFIG.format(intern=f"^http://{urlsplit(local).netloc}/")
        config.write_text(text + ("[AnchorCheck]\n" if anchors else ""), "utf-8")
        starts = [
            f"{local}{lang}{name}"
            for lang in ("", "en/")
            for name in STARTS
            if (root / lang / (name or "index.html")).is_file()
        ]
        done = subprocess.run(
            [sys.executable, "-m", "linkcheck", "--no-robots", "-f", str(config), *starts],
            env={**os.environ, "NO_PROXY": "*"},
            capture_output=True,
            encoding="utf-8",
        )
    lines = [line for line in done.stdout.splitlines() if not line.startswith("# ")]
    rows = [row for row in csv.DictReader(lines) if row.get("valid") in {"True", "False"}]
    if not rows:
        raise RuntimeError(f"LinkChecker checked nothing: {done.stderr.strip()[-500:]}")
    return len(rows), [
        f"{row['parentname']}:{row['line']}: `{row['urlname']}`:"
        f" {row['warningstring'] or row['result']}".replace(local, "/")
        for row in rows
        if row["valid"] == "False" or row["warningstring"]
    ]


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("canary")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-f", str(CANARY / "mkdocs.yml"), "-d", str(out)],
        check=True,
        capture_output=True,
    )
    return out


def test_our_checker_refuses_each_seeded_fault(canary: Path) -> None:
    found = [problem.what for problem in pages.check(canary)]
    for fault in FAULTS:
        assert [what for what in found if f"`{fault}`" in what], fault


def test_linkchecker_refuses_each_seeded_fault(canary: Path) -> None:
    _, found = second_opinion(canary)
    for fault in FAULTS:
        assert [line for line in found if f"`{fault}`" in line], fault
    assert len(found) == len(FAULTS)


@pytest.mark.slow
def test_linkchecker_finds_nothing_on_the_real_site(real_site: Path) -> None:
    count, refused = second_opinion(real_site, anchors=False)
    assert not refused, "\n".join(refused)
    assert count >= len(list(real_site.rglob("*.html")))


@pytest.mark.slow
def test_linkchecker_finds_every_id_that_a_template_names(site: Path) -> None:
    count, refused = second_opinion(site)
    assert not refused, "\n".join(refused)
    assert count >= len(list(site.rglob("*.html")))


def test_a_run_that_checks_nothing_is_no_pass(canary: Path, monkeypatch: Patch) -> None:
    monkeypatch.setattr(sys, "executable", "true")
    with pytest.raises(RuntimeError, match="checked nothing"):
        second_opinion(canary)


def test_the_weekly_workflow_asks_other_sites_alone() -> None:
    """Its own command, on a page with one link: to ourselves, and to a site that is down."""
    jobs = yaml.safe_load((ROOT / ".github/workflows/fresh.yml").read_text("utf-8"))["jobs"]
    program = f"{Path(sys.executable).parent}/linkchecker"
    command = jobs["links"]["steps"][-1]["run"].replace("linkchecker", program, 1)
    for url, code in (("http://127.0.0.1:8000/", 0), ("http://127.0.0.1:9/", 1)):
        # Not in pytest's folder: started as root, LinkChecker gives its rights away.
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder, "site/a/index.html")
            page.parent.mkdir(parents=True)
            page.write_text(f'<a href="{url}">x</a> <link href="nowhere.css">', "utf-8")
            Path(folder).chmod(0o755)
            done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True)
        assert done.returncode == code, done.stdout + done.stderr
