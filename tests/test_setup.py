"""The start: everything that can go wrong on a stranger's machine is one sentence with its cure."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import Patch, write

from scripts import project, setup
from scripts.project import ROOT


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
def stranger(tmp_path: Path, monkeypatch: Patch) -> Path:
    """A clone in which nothing is set up, with the setup pointed at it."""
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copytree(
        ROOT / "scripts", tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__")
    )
    monkeypatch.setattr(project, "ROOT", tmp_path)
    return tmp_path


@pytest.fixture
def steps(stranger: Path, monkeypatch: Patch) -> list[list[str]]:
    """The steps of a setup, noted and played instead of run."""
    noted: list[list[str]] = []

    def play(given: Sequence[str | Path]) -> None:
        args = list(map(str, given))
        noted.append(args)
        if "venv" in args:
            made = Path(args[-1]) / setup.python().relative_to(setup.venv())
            shutil.rmtree(args[-1], ignore_errors=True)
            made.parent.mkdir(parents=True)
            made.touch()

    monkeypatch.setattr(setup, "run", play)
    return noted


def test_an_old_python_is_told_so_and_can_read_the_file_that_tells_it() -> None:
    code = (
        "import sys, runpy; sys.version_info = (3, 9, 2, 'final', 0);"
        " runpy.run_module('scripts', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert "Python 3.9 and the playbook needs 3.11 or later: install it" in one_sentence(done)
    for name in ("__init__.py", "__main__.py"):
        ast.parse((ROOT / "scripts" / name).read_bytes(), feature_version=(3, 4))


def test_a_missing_module_is_named_with_its_cure(stranger: Path, monkeypatch: Patch) -> None:
    find = importlib.util.find_spec
    for module in ("venv", "ensurepip"):
        monkeypatch.setattr(
            importlib.util,
            "find_spec",
            lambda name, missing=module: None if name == missing else find(name),
        )
        with pytest.raises(project.Stop, match="apt-get install python3-venv"):
            setup.ensure("site")


@pytest.mark.slow
def test_no_network_is_one_sentence_and_harms_no_later_start(stranger: Path) -> None:
    nowhere = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_FIND_LINKS": "",
    }
    said = one_sentence(start("check", root=stranger, **nowhere))
    assert "It needs a network once" in said
    assert not list((stranger / ".venv").glob("*.stamp"))


def test_what_stands_is_kept_and_what_has_changed_is_made_anew(
    stranger: Path, steps: list[list[str]]
) -> None:
    for need in ("test", "test", "site"):  # the tests' packages are all that the site needs too
        setup.ensure(need)
        assert len(steps) == 3
    lock = stranger / "requirements/site.lock"
    lock.write_text(lock.read_text("utf-8") + "\n", "utf-8")
    setup.ensure("site")
    assert len(steps) == 6
    setup.python().unlink()
    setup.ensure("site")
    assert len(steps) == 9
    assert setup.ready("site")


def test_a_setup_that_fails_or_is_killed_leaves_the_old_environment(
    stranger: Path, steps: list[list[str]], monkeypatch: Patch
) -> None:
    setup.ensure("site")
    before = sorted(path.name for path in setup.venv().rglob("*"))
    play = setup.run
    for step in ("venv", "pip", setup.LANDED):

        def killed(args: Sequence[str | Path], step: str = step) -> None:
            play(args)
            if step in args:
                raise KeyboardInterrupt

        monkeypatch.setattr(setup, "run", killed)
        with pytest.raises(KeyboardInterrupt):
            setup.ensure("test")
        assert setup.ready("site")
        assert not setup.ready("test")
        assert sorted(path.name for path in setup.venv().rglob("*")) == before
    monkeypatch.setattr(setup, "run", play)
    setup.ensure("test")
    assert setup.ready("test")
    assert not list(stranger.glob(".v[no]*"))


def test_an_environment_that_is_a_link_goes_and_what_it_leads_to_stays(
    stranger: Path, steps: list[list[str]], tmp_path: Path
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    setup.venv().symlink_to(shared, target_is_directory=True)
    setup.ensure("site")
    assert steps
    assert not list(stranger.glob(".v[no]*"))
    assert shared.is_dir()
    left = [".venv", ".vnew", ".vold"]
    (tmp_path / "clone").mkdir()
    shutil.copy2(ROOT / ".gitignore", tmp_path / "clone")
    for name in left:
        (tmp_path / "clone" / name).symlink_to(shared)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path / "clone", check=True)
    ignored = subprocess.run(
        ["git", "check-ignore", *left], cwd=tmp_path / "clone", capture_output=True, text=True
    )
    assert ignored.stdout.split() == left


def test_programs_name_the_place_where_they_will_stand(
    stranger: Path, steps: list[list[str]], monkeypatch: Patch
) -> None:
    play = setup.run

    def install(args: Sequence[str | Path]) -> None:
        play(args)
        if "pip" in args:
            (Path(args[0]).parent / "tool").write_text(f"#!{args[0]}\n", "utf-8")

    monkeypatch.setattr(setup, "run", install)
    setup.ensure("site")
    assert (setup.python().parent / "tool").read_text("utf-8") == f"#!{setup.python()}\n"


WHEEL = {
    "tiny.py": "",
    "tiny-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n",
    "tiny-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "tiny-1.0.dist-info/RECORD": "",
}


@pytest.fixture
def tiny(stranger: Path) -> Path:
    """A clone that needs one package, which lies beside it."""
    wheel = stranger / "wheels/tiny-1.0-py3-none-any.whl"
    wheel.parent.mkdir()
    with zipfile.ZipFile(wheel, "w") as file:
        for name, text in WHEEL.items():
            file.writestr(name, text)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (stranger / "requirements/site.lock").write_text(
        f"tiny==1.0 \\\n    --hash=sha256:{digest}\n", "utf-8"
    )
    return stranger


def beside(clone: Path, **env: str) -> dict[str, str]:
    """Where pip finds the one package, and nothing else."""
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(clone / "wheels"), **env}


@pytest.mark.slow
def test_a_flipped_hash_and_a_package_from_source_are_refused(tiny: Path) -> None:
    lock = tiny / "requirements/site.lock"
    text = lock.read_text("utf-8")
    lock.write_text(re.sub(r"(?<=sha256:).", lambda m: "0" if m[0] != "0" else "1", text), "utf-8")
    assert "hash" in one_sentence(start("check", root=tiny, **beside(tiny))).lower()
    assert not setup.ready("site")
    lock.write_text(text, "utf-8")
    (tiny / "wheels/tiny-1.0-py3-none-any.whl").rename(tiny / "wheels/tiny-1.0.tar.gz")
    assert "tiny" in one_sentence(start("check", root=tiny, **beside(tiny)))
    assert not setup.ready("site")


@pytest.mark.slow
def test_nothing_of_the_callers_python_and_pip_leaks_in(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "pip.conf").write_text(f"[install]\ntarget = {tmp_path}/else\n", "utf-8")
    other = tmp_path / "others"
    (other / "macros").mkdir(parents=True)
    (other / "macros/__init__.py").write_text("raise SystemExit('leaked')", "utf-8")
    leaks = {
        "PIP_TARGET": str(tmp_path / "else"),
        "PIP_PREFIX": str(tmp_path / "else"),
        "PIP_REQUIRE_VIRTUALENV": "no",
        "PIP_CONFIG_FILE": str(tmp_path / "pip.conf"),
        "PYTHONPATH": str(other),
    }
    write(tiny, {"scripts/check.py": "import sys\ndef main(_): print(sys.path); return 0\n"})
    done = start("check", root=tiny, **beside(tiny, **leaks))
    assert done.returncode == 0, done.stderr
    assert str(other) not in done.stdout
    assert not (tmp_path / "else").exists()
    assert list((tiny / ".venv").rglob("tiny.py"))


def test_packages_that_landed_elsewhere_are_no_environment() -> None:
    with pytest.raises(project.Stop, match="nowhere-at-all"):
        setup.run([sys.executable, "-c", setup.LANDED, "nowhere-at-all"])


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_signal_ends_what_a_command_waits_for(stranger: Path) -> None:
    wait = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"
    program = f"""
import sys
from scripts import setup
setup.ensure = lambda _: None
setup.venv = lambda: setup.Path(sys.prefix)
class Module:
    main = staticmethod(lambda _: exec({wait!r}))
setup.importlib.import_module = lambda _: (print("go", flush=True), Module)[1]
sys.exit(setup.main(["check"]))
"""
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as run:
        assert run.stdout
        assert run.stdout.readline() == "go\n"
        time.sleep(0.5)
        run.terminate()
        assert run.wait(10) == 143
        rows = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True).stdout
        left = [row for row in rows.splitlines() if row.split()[0] == str(run.pid)]
        assert not [row for row in left if not row.split()[1].startswith("Z")]


def test_a_port_that_cannot_be_used_is_one_line() -> None:
    for number in ("70000", "0", "x"):
        done = start("serve", "--port", number)
        assert done.returncode == 2
        assert len(done.stderr) < 400
        assert "1 to 65535" in done.stderr
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        said = one_sentence(start("serve", "--port", str(port)))
    assert said.startswith(f"Port {port} cannot be used (")


def test_what_cannot_be_written_is_one_sentence(stranger: Path) -> None:
    said = setup.unwritten(OSError(28, "No space left on device", "site/index.html"))
    assert said.startswith("site/index.html cannot be read or written (No space left on device)")
    assert "nothing was changed: make room" in said
    (stranger / ".vnew").write_text("in the way", "utf-8")
    with pytest.raises(project.Stop, match=r"Setting up \.venv failed"):
        setup.ensure("site")


def test_help_lists_every_command_and_an_unknown_one_is_answered_with_them_too() -> None:
    done = start("--help")
    assert done.returncode == 0
    assert all(f"  {name} " in done.stdout for name in setup.COMMANDS)
    assert start().returncode == 2
    assert "There is no command `chekc`: use one of serve, check," in one_sentence(start("chekc"))


def test_a_reader_that_has_had_enough_is_no_error() -> None:
    run = [sys.executable, "-m", "scripts", "stale", "--today", "2099-01-01"]
    with subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as done:
        assert done.stdout
        assert done.stderr
        done.stdout.close()
        assert done.stderr.read() == b""


def test_locks_hold_for_every_platform_and_name_no_index() -> None:
    pins = []
    for name in ("site", "test", "nightly"):
        text = (ROOT / f"requirements/{name}.lock").read_text("utf-8")
        entries = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert all("==" in line for line in entries)
        assert text.count("--hash=sha256:") >= len(entries)
        assert "://" not in text
        assert "index" not in text
        assert "colorama" in text  # only Windows needs it
        pins.append(set(entries))
    assert pins[0] < pins[1] < pins[2], "each lock holds all of the one before"
