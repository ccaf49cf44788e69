"""Makes the environment that a command runs in, and runs the command there.

Standard library only: this runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import io
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts import project
from scripts.project import Stop, alone

COMMANDS = (
    "serve", "check", "new", "rename", "retire", "stale", "preview", "guard", "verify-site",
    "rollback", "build", "print", "test", "lock",
)  # fmt: skip
MODULES = {"rollback": "release", "test": "gate", "verify-site": "verify_site"}
NEEDS_TESTS = {"test", "lock", "print"}
INSTALL = (
    "--require-hashes", "--no-deps", "--only-binary=:all:", "--no-input", "--retries=2",
    "--disable-pip-version-check", "--target=",
)  # fmt: skip
"""With no target: into the environment, whatever a pip.conf says."""
FOREIGN = {"PYTHONPATH", "PYTHONHOME", "PYTHONSAFEPATH", "PYTHONOPTIMIZE", "PYTHONINSPECT"}
"""Settings of the caller's own Python, which are none of ours."""
REACH = re.compile(
    r"PIP_(?:(?:EXTRA_)?INDEX_URL|NO_INDEX|FIND_LINKS|PROXY|(?:CLIENT_)?CERT|TRUSTED_HOST"
    r"|CONFIG_FILE|(?:NO_)?CACHE_DIR|DEFAULT_TIMEOUT)"
)
"""What the caller may tell pip: how packages are reached, not where they go."""
LANDED = "import sys, importlib.metadata as m; [m.version(name) for name in sys.argv[1:]]"


def main(argv: list[str]) -> int:
    """Run the command in `argv` inside the environment; returns its exit code."""
    os.environ["PYTHONUTF8"] = "1"  # Vietnamese on a Windows console, here and in every child
    os.umask(0o022)  # a strict one would publish pages that the web server may not read
    # An exception ends what this command waits for; a bare signal would let that go on.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # odd names too
    if not argv or argv[0] in ("-h", "--help", "help"):
        print("python3 -m scripts COMMAND\n")
        print("\n".join(map(about, COMMANDS)))
        return 0 if argv else 2
    command = argv[0]
    try:
        if command not in COMMANDS:
            raise Stop(f"There is no command `{command}`: use one of {', '.join(COMMANDS)}.")
        ensure("test" if command in NEEDS_TESTS else "site")
        if Path(sys.prefix).resolve() != venv().resolve() or FOREIGN & os.environ.keys():
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
    except OSError as error:
        print(unwritten(error), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def about(command: str) -> str:
    """How a command is called and what it does, as its module says in its first line."""
    text = (Path(__file__).parent / f"{MODULES.get(command, command)}.py").read_text("utf-8")
    how, does = re.findall(r'^r?"{3}`([^`]+)`: ([^"\n]+)', text)[0]
    return f"  {how:18}{does}"


def unwritten(error: OSError) -> str:
    """What the system refused, and what to do; commands write everything or nothing."""
    where = error.filename2 or error.filename or "A file"
    return (
        f"{where} cannot be read or written ({error.strerror or error}), and nothing was changed:"
        " make room on the disk, or get the right to write there, and start again."
    )


def inside(argv: list[str]) -> int:
    """Run the same command with the environment's Python, and nothing of the caller's."""
    args = [str(python()), "-m", "scripts", *argv]
    os.chdir(project.ROOT)
    for name in FOREIGN:
        os.environ.pop(name, None)
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


def lock_of(need: str) -> Path:
    """The file that names an environment's packages."""
    return project.ROOT / f"requirements/{need}.lock"


def stamp(need: str) -> str:
    """What the environment must have been made from; anything else is made anew."""
    facts = f"{sys.version} {sys.base_prefix} {venv()}".encode()
    return hashlib.sha256(facts + lock_of(need).read_bytes()).hexdigest()


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
    with alone("setup"):
        if not ready(need):
            make(need)


def make(need: str) -> None:
    """Make the environment of a lock beside the old one, and put it in its place when it is whole.

    Its programs name their Python by a path, which is as long while it is made as it is after.
    """
    lock = lock_of(need)  # of which some platforms leave a few lines out, behind a semicolon
    names = re.findall(r"^([\w.-]+)==\S+ \\\n", lock.read_text("utf-8"), re.MULTILINE)
    print(f"Setting up .venv: {len(names)} packages, about a minute, only this once.", flush=True)
    home, new, old = venv(), venv().with_name(".vnew"), venv().with_name(".vold")
    made = new / python().relative_to(home)
    run([getattr(sys, "_base_executable", None) or sys.executable, "-m", "venv", "--clear", new])
    run([made, "-m", "pip", "install", *INSTALL, "-r", lock])
    run([made, "-c", LANDED, *names])
    for done in {"site", need}:  # test.lock holds all of site.lock
        (new / f"{done}.stamp").write_text(stamp(done))
    for path in made.parent.iterdir():
        if path.is_file() and not path.is_symlink():
            path.write_bytes(path.read_bytes().replace(str(new).encode(), str(home).encode()))
    shutil.rmtree(old, ignore_errors=True)
    if home.exists():
        home.rename(old)
    new.rename(home)
    if old.is_symlink():
        old.unlink()
    shutil.rmtree(old, ignore_errors=True)


def run(args: Sequence[str | Path]) -> None:
    """Run a step of the setup. Raises Stop with what it said last."""
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in FOREIGN and (not name.startswith("PIP_") or REACH.fullmatch(name))
    } | {"PIP_USER": "0"}
    done = subprocess.run(args, env=env, capture_output=True, text=True, errors="replace")
    if done.returncode:
        lines = f"{done.stdout}\n{done.stderr}".strip().splitlines() or ["no message"]
        errors = [line for line in lines if "error" in line.lower()] or lines
        raise Stop(
            f"Setting up .venv failed ({errors[-1].strip()}): mend that and start again."
            " It needs a network once, or a mirror that PIP_INDEX_URL names."
        )
