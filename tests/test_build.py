from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import TEMPLATE, tree, write

from scripts import build
from scripts.project import ROOT, Stop

CANARY = Path(__file__).parent / "canary"


def test_both_languages_land_in_one_folder(small: Path) -> None:
    assert build.main([]) == 0
    assert {
        "index.html",
        "404.html",
        "sitemap.xml",
        "en/index.html",
        "en/404.html",
        "en/sitemap.xml",
    } <= set(tree(small / "site"))
    assert sorted(path.name for path in small.iterdir() if path.name.startswith(".site")) == []


FAULTS = {
    "record": ("docs/vi/cases/a.md", "---\ntitle: a: b\n---\n", "docs/vi/cases/a.md:2:"),
    "Vietnamese link": (
        "docs/vi/index.md",
        "---\ntitle: Nhà\n---\n\n[x](nowhere.md)\n",
        "mkdocs.yml: Doc file 'index.md'",
    ),
    "English anchor": (
        "docs/en/index.md",
        "---\ntitle: Home\n---\n\n[x](#nowhere)\n",
        "mkdocs.en.yml: Doc file 'index.md'",
    ),
    "page": (
        "macros/theme/main.html",
        TEMPLATE.replace("<body>", '<body><a href="nowhere/">x</a>'),
        "en/index.html:",
    ),
    "template": ("macros/theme/main.html", "{{ 1 / 0 }}", "ZeroDivisionError"),
    "configuration": ("mkdocs.yml", "site_name: [", "mkdocs.yml: "),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_leaves_the_earlier_site_as_it_was(
    fault: str, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build.main([]) == 0
    before = tree(small / "site")
    name, text, said = FAULTS[fault]
    write(small, {name: text})
    assert build.main([]) == 1
    out = capsys.readouterr().out
    assert said in out
    assert "Traceback" not in out
    assert tree(small / "site") == before
    assert not list(small.glob(".site*"))


def test_a_failing_swap_brings_the_earlier_site_back(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert build.main([]) == 0
    before = tree(small / "site")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == ".site.new":
            raise PermissionError(13, "in use")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(Stop, match="close what has it open"):
        build.main([])
    assert tree(small / "site") == before


def test_a_run_killed_between_its_renames_is_healed(small: Path) -> None:
    assert build.main([]) == 0
    before = tree(small / "site")
    (small / "site").rename(small / ".site.old")
    write(small, {"docs/vi/index.md": "---\ntitle: Nhà\n---\n\n[x](nowhere.md)\n"})
    assert build.main([]) == 1
    assert tree(small / "site") == before


def test_a_folder_that_is_no_site_is_never_replaced(small: Path) -> None:
    with pytest.raises(Stop, match="no built site"):
        build.main(["--out", str(small / "docs")])
    assert (small / "docs/vi/index.md").is_file()


def test_strictness_itself_is_checked_with_seeded_faults(tmp_path: Path) -> None:
    """Quiet runs of MkDocs are not strict, and another version may forget a kind of fault."""
    args = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "-f",
        str(CANARY / "mkdocs.yml"),
        "-d",
        str(tmp_path),
    ]
    done = subprocess.run(args, capture_output=True, text=True)
    assert done.returncode == 1
    for fault in ("no-such-page.md", "no-such.png", "#no-such-anchor", "/no-such-absolute/"):
        assert f"'{fault}'" in done.stderr


def test_the_same_content_gives_the_same_bytes(site: Path, sample: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from scripts import build, project;"
        "project.ROOT = Path(sys.argv[1]); sys.exit(build.main(['--out', sys.argv[2]]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(sample), str(tmp_path / "site")],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "2"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert tree(tmp_path / "site") == tree(site)
