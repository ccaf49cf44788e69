"""The start: everything that can go wrong on a stranger's machine is one sentence with its cure."""

from __future__ import annotations

import ast
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import project, setup
from scripts.project import ROOT, Stop


def start(*argv: str, root: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scripts", *argv],
        cwd=root,
        env=os.environ | env,
        capture_output=True,
        text=True,
    )


def one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 2, done.stdout + done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done.stderr


@pytest.fixture
def stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone in which nothing is set up, with the setup pointed at it."""
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copytree(
        ROOT / "scripts", tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__")
    )
    monkeypatch.setattr(project, "ROOT", tmp_path)
    return tmp_path


@pytest.fixture
def steps(stranger: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The steps of a setup, noted and played instead of run."""
    noted: list[list[str]] = []

    def play(args: list[str], _: int = 0) -> None:
        noted.append(args)
        if "venv" in args:
            shutil.rmtree(setup.venv(), ignore_errors=True)
            setup.python().parent.mkdir(parents=True)
            setup.python().touch()

    monkeypatch.setattr(setup, "run", play)
    return noted


def test_an_old_python_is_told_so() -> None:
    code = (
        "import sys, runpy; sys.version_info = (3, 9, 2, 'final', 0);"
        " runpy.run_module('scripts', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert "Python 3.9 and the playbook needs 3.11 or later: install it" in one_sentence(done)


def test_an_old_python_can_read_the_file_that_tells_it() -> None:
    for name in ("__init__.py", "__main__.py"):
        ast.parse((ROOT / "scripts" / name).read_bytes(), feature_version=(3, 4))


def test_a_missing_module_is_named_with_its_cure(
    stranger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = importlib.util.find_spec
    for module in ("venv", "ensurepip"):
        monkeypatch.setattr(
            importlib.util,
            "find_spec",
            lambda name, missing=module: None if name == missing else find(name),
        )
        with pytest.raises(Stop, match="apt-get install python3-venv"):
            setup.ensure("site")


def test_no_network_is_one_sentence_and_harms_no_later_start(stranger: Path) -> None:
    nowhere = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_FIND_LINKS": "",
    }
    said = one_sentence(start("check", root=stranger, **nowhere))
    assert "cannot be reached: connect to the network" in said
    assert not list((stranger / ".venv").glob("*.stamp"))


def test_a_second_start_runs_nothing(stranger: Path, steps: list[list[str]]) -> None:
    setup.ensure("site")
    assert len(steps) == 2
    setup.ensure("site")
    assert len(steps) == 2


def test_tests_are_added_to_a_standing_environment(stranger: Path, steps: list[list[str]]) -> None:
    setup.ensure("site")
    setup.ensure("test")
    assert ["venv" in args for args in steps] == [True, False, False]
    setup.ensure("site")
    assert len(steps) == 3


def test_a_changed_lock_makes_it_anew(stranger: Path, steps: list[list[str]]) -> None:
    setup.ensure("site")
    lock = stranger / "requirements/site.lock"
    lock.write_text(lock.read_text("utf-8") + "\n", "utf-8")
    setup.ensure("site")
    assert ["venv" in args for args in steps] == [True, False, True, False]


def test_a_run_killed_in_setup_is_made_good(
    stranger: Path, steps: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    play = setup.run

    def killed(args: list[str], total: int = 0) -> None:
        play(args, total)
        if "pip" in args:
            raise KeyboardInterrupt

    monkeypatch.setattr(setup, "run", killed)
    with pytest.raises(KeyboardInterrupt):
        setup.ensure("site")
    assert not setup.ready("site")
    monkeypatch.setattr(setup, "run", play)
    setup.ensure("site")
    assert setup.ready("site")
    assert sum("venv" in args for args in steps) == 2


def test_an_environment_without_its_python_is_made_good(
    stranger: Path, steps: list[list[str]]
) -> None:
    setup.ensure("site")
    setup.python().unlink()
    setup.ensure("site")
    assert setup.ready("site")


def test_a_folder_that_cannot_be_written_is_one_sentence(stranger: Path) -> None:
    (stranger / ".venv").write_text("in the way", "utf-8")
    with pytest.raises(Stop, match=r"Setting up \.venv failed|cannot be set up"):
        setup.ensure("site")


def test_a_taken_port_is_one_sentence() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        said = one_sentence(start("serve", "--port", str(port)))
    assert said.startswith(f"Port {port} is taken: choose another")


def test_an_unknown_command_is_answered_with_the_nearest() -> None:
    assert "did you mean `check`?" in one_sentence(start("chekc"))


def test_help_lists_every_command() -> None:
    done = start("--help")
    assert done.returncode == 0
    assert all(f"  {name} " in done.stdout for name in setup.COMMANDS)
    assert start().returncode == 2


def test_locks_hold_for_every_platform_and_name_no_index() -> None:
    pins = []
    for name in ("site", "test"):
        text = (ROOT / f"requirements/{name}.lock").read_text("utf-8")
        entries = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert all("==" in line for line in entries)
        assert text.count("--hash=sha256:") >= len(entries)
        assert "://" not in text
        assert "index" not in text
        assert "colorama" in text  # only Windows needs it
        pins.append(set(entries))
    assert pins[0] < pins[1], "the tests' lock holds all of the site's"
