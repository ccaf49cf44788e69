"""Both checkers of built pages, on a site with seeded faults, and on a sound one."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import yaml

from scripts import links, pages
from scripts.project import ROOT

CANARY = Path(__file__).parent / "canary"
FAULTS = (
    "no-such-page.md",
    "#no-such-anchor",
    "/no-such-absolute/",
    "raw-html-nowhere/",
    "other/#no-such-id",
    "no-such.png",
)


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
    _, found = links.second_opinion(canary)
    for fault in FAULTS:
        assert [line for line in found if f"`{fault}`" in line], fault
    assert len(found) == len(FAULTS)


def test_linkchecker_finds_nothing_on_the_real_site(real_site: Path) -> None:
    count, refused = links.second_opinion(real_site, anchors=False)
    assert not refused, "\n".join(refused)
    assert count >= len(list(real_site.rglob("*.html")))


def test_linkchecker_finds_every_id_that_a_template_names(site: Path) -> None:
    count, refused = links.second_opinion(site)
    assert not refused, "\n".join(refused)
    assert count >= len(list(site.rglob("*.html")))


def test_a_run_that_checks_nothing_is_no_pass(
    canary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "CONFIG", "[checking]\nthreads=many\n")
    with pytest.raises(RuntimeError, match="checked nothing"):
        links.second_opinion(canary)


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
