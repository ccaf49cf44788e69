"""What README says is true."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys

import pytest

from scripts.project import ROOT
from scripts.setup import COMMANDS, MODULES

README = (ROOT / "README.md").read_text("utf-8")
SAID = re.findall(r"python3 -m scripts ([\w-]+)", README)


def test_every_command_is_listed_and_every_listed_command_exists() -> None:
    assert set(SAID) == set(COMMANDS)


def test_each_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for command in sorted(set(COMMANDS) - {"test"}):
        module = importlib.import_module(f"scripts.{MODULES.get(command, command)}")
        with pytest.raises(SystemExit) as end:
            module.main(["--help"])
        assert end.value.code == 0, command
        assert f"python3 -m scripts {command}" in capsys.readouterr().out


def test_a_command_starts() -> None:
    run = [sys.executable, "-m", "scripts", "verify-site", "--help"]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "python3 -m scripts verify-site" in done.stdout


def test_ci_runs_the_command_that_people_run() -> None:
    assert (ROOT / ".ci/run").read_text("utf-8").strip() == "exec python3 -m scripts test"
    assert "python3 -m scripts test" in (ROOT / ".github/workflows/check.yml").read_text("utf-8")


def test_every_file_it_names_exists() -> None:
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", README) if "://" not in link]
    tree = README.split("```text\n")[1].split("```")[0]
    named = [
        name
        for line in tree.splitlines()
        for name in re.split(r",\s*", re.split(r"\s{2,}", line.strip())[0])
    ]
    told = re.findall(r"(?:macros|scripts|docs|requirements|deploy)/[\w./*-]*\w", README)
    for name in links + named:
        assert (ROOT / name).exists(), name
    for name in told:
        assert list(ROOT.glob(name)), name
