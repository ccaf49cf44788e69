"""`lock`: requirements/*.in -> requirements/*.lock, for every platform and with hashes."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from scripts import project
from scripts.project import Stop

OPTIONS = (
    "--universal --python-version=3.11 --generate-hashes --upgrade --quiet --no-header"
    " --no-annotate --no-config --no-emit-index-url --no-emit-find-links"
)


def main(argv: list[str]) -> int:
    """`lock`: renew both locks; the tests' holds all of the site's. Raises Stop when uv cannot."""
    argparse.ArgumentParser(prog="python3 -m scripts lock", description=__doc__).parse_args(argv)
    folder = project.ROOT / "requirements"
    env = {name: value for name, value in os.environ.items() if not name.startswith("UV_")}
    for name, more in (("site", []), ("test", ["-c", "site.lock"])):
        args = [*OPTIONS.split(), *more, f"{name}.in", "-o", f"{name}.lock"]
        uv = [sys.executable, "-m", "uv", "pip", "compile", *args]
        if subprocess.run(uv, cwd=folder, env=env).returncode:
            raise Stop("The locks could not be renewed: mend what stands above and start again.")
        print(f"requirements/{name}.lock is renewed.")
    print("Next: `python3 -m scripts test`, then commit both.")
    return 0
