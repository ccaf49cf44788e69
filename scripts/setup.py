"""Makes the environment that a command runs in, and runs the command there.

Standard library only: this runs before anything is installed.
"""

from __future__ import annotations

import difflib
import hashlib
import importlib
import importlib.util
import io
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from scripts import project
from scripts.project import ROOT as ROOT  # for `new` and `rename`, until they read it there
from scripts.project import Stop as Stop
from scripts.project import alone

COMMANDS = {
    "serve": "show the site at http://127.0.0.1:8000/ and rebuild it on every change",
    "check": "list everything that is wrong with the records",
    "new": "start a record: new TYPE ID",
    "rename": "give a record another id: rename OLD NEW",
    "retire": "leave a page that says a record is used no more: retire FOLDER/ID",
    "verify-record": "check a completion record: verify-record FILE",
    "stale": "list the records that are due for a review",
    "preview": "for workflows: report on a pull request's pages",
    "build": "check, build and check again, then put the result into site/",
    "print": "write every checklist, situation and phrase as PDF into print/",
    "test": "run everything that CI runs",
    "lock": "renew requirements/*.lock",
}
MODULES = {"test": "gate", "verify-record": "verify_record"}
NEEDS_TESTS = {"test", "lock", "print"}
INSTALL = (
    "--require-hashes",
    "--no-deps",
    "--only-binary=:all:",
    "--no-input",
    "--disable-pip-version-check",
    "--retries=2",
)
OFFLINE = re.compile(
    r"name resolution|getaddrinfo|nodename nor servname|unreachable|ProxyError|proxy"
    r"|establish a new connection|ConnectTimeout|ReadTimeout|Connection (?:refused|reset|aborted)"
)


def main(argv: list[str]) -> int:
    """Run the command in `argv` inside the environment; returns its exit code."""
    os.environ["PYTHONUTF8"] = "1"  # Vietnamese on a Windows console, here and in every child
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    if not argv or argv[0] in ("-h", "--help", "help"):
        print("python3 -m scripts COMMAND\n")
        print("\n".join(f"  {name:15}{text}" for name, text in COMMANDS.items()))
        return 0 if argv else 2
    command = argv[0]
    try:
        if command not in COMMANDS:
            near = difflib.get_close_matches(command, COMMANDS, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"use one of {', '.join(COMMANDS)}."
            raise Stop(f"There is no command `{command}`: {hint}")
        ensure("test" if command in NEEDS_TESTS else "site")
        if Path(sys.prefix).resolve() != venv().resolve():
            return inside(argv)
        module = importlib.import_module(f"scripts.{MODULES.get(command, command)}")
        code = int(module.main(argv[1:]))
        sys.stdout.flush()
        return code
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 2
    except BrokenPipeError:  # what reads our words, such as `head`, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


def inside(argv: list[str]) -> int:
    """Run the same command with the environment's Python."""
    args = [str(python()), "-m", "scripts", *argv]
    os.chdir(project.ROOT)
    if os.name == "posix":  # one process: a signal sent to us reaches the command
        sys.stdout.flush()
        os.execv(args[0], args)
    return subprocess.call(args)


def venv() -> Path:
    """The folder of the environment."""
    return project.ROOT / ".venv"


def python() -> Path:
    """The environment's interpreter."""
    return venv() / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def stamp(need: str) -> str:
    """What the environment must have been made from; anything else is made anew."""
    facts = f"{sys.version} {sys.base_prefix} {venv()}".encode()
    return hashlib.sha256(facts + lock_of(need).read_bytes()).hexdigest()


def lock_of(need: str) -> Path:
    """The file that names an environment's packages."""
    return project.ROOT / f"requirements/{need}.lock"


def ready(need: str) -> bool:
    """True when the environment was finished from this lock with this Python."""
    mark = venv() / f"{need}.stamp"
    return python().exists() and mark.is_file() and mark.read_text() == stamp(need)


def ensure(need: str) -> None:
    """Make the environment unless it stands. Raises Stop with the cure when it cannot be made."""
    if ready(need):
        return
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Stop(
            "This Python cannot make virtual environments: install its venv module"
            " (on Debian and Ubuntu `apt-get install python3-venv`) and start again."
        )
    try:
        with alone("setup"):
            if not ready(need):
                make(need)
    except OSError as error:
        raise Stop(
            f"The folder .venv cannot be set up ({error}): delete it and start again."
        ) from None


def make(need: str) -> None:
    """Fill .venv from the lock. The stamp comes last, so that what a killed run left is cleared."""
    lock = lock_of(need)
    names = set(re.findall(r"^([\w.-]+)==", lock.read_text("utf-8"), re.MULTILINE))
    print(
        f"Setting up .venv for `{need}`: {len(names)} packages, about a minute, only this once.",
        flush=True,
    )
    start = time.monotonic()
    base = getattr(sys, "_base_executable", None) or sys.executable
    if need == "site" or not ready("site"):
        run([base, "-m", "venv", "--clear", str(venv())])
    for old in venv().glob("*.stamp"):
        old.unlink()
    run([str(python()), "-m", "pip", "install", *INSTALL, "-r", str(lock)], len(names))
    for done in {"site", need}:  # test.lock holds all of site.lock
        (venv() / f"{done}.stamp").write_text(stamp(done))
    print(f"Ready after {time.monotonic() - start:.0f} s.", flush=True)


def run(args: list[str], total: int = 0) -> None:
    """Run a step of the setup, showing pip's progress. Raises Stop with what pip said last."""
    env = {**os.environ, "PIP_USER": "0", "PYTHONUNBUFFERED": "1"}
    said: list[str] = []
    with subprocess.Popen(
        args, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, text=True, errors="replace"
    ) as step:
        assert step.stdout
        count = 0
        for line in step.stdout:
            said.append(line.strip())
            if line.startswith(("Collecting ", "Requirement already")):
                count += 1
                if count % 10 == 0 or count == total:
                    print(f"  {count} of {total}", flush=True)
            elif line.startswith("Installing collected"):
                print("  installing", flush=True)
    if step.returncode == 0:
        return
    text = "\n".join(said)
    if OFFLINE.search(text):
        raise Stop(
            "The package index cannot be reached: connect to the network, which only the first"
            " start needs (or name a mirror in PIP_INDEX_URL), and start again."
        )
    errors = [line for line in said if "error" in line.lower()] or said or ["no message"]
    raise Stop(f"Setting up .venv failed ({errors[-1]}): mend that and start again.")
