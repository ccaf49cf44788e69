"""Both checkers of built pages, on a site with seeded faults that each must refuse, and on the real one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scripts import links, pages

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


def test_linkchecker_finds_nothing_on_the_real_site(site: Path) -> None:
    count, found = links.second_opinion(site)
    assert not found, "\n".join(found)
    assert count >= len(list(site.rglob("*.html")))


def test_a_run_that_checks_nothing_is_no_pass(
    canary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "CONFIG", "[checking]\nthreads=many\n")
    with pytest.raises(RuntimeError, match="checked nothing"):
        links.second_opinion(canary)
