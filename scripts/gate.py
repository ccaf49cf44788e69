"""`test`: everything that CI runs."""

from __future__ import annotations

import os
import subprocess
import sys

from scripts import browser, project

ROOMS = ("macros", "scripts", "tests")
SIDE_BY_SIDE = ("-n", str(2 * (os.cpu_count() or 1)), "--maxschedchunk=1")
"""Two workers a core, as a browser is mostly waited for; each takes the next test when it can."""
CHECKS = (["ruff", "check", *ROOMS], ["ruff", "format", "--check", *ROOMS], ["mypy"])


def main(argv: list[str]) -> int:
    """`test [PYTEST ARGUMENTS]`: with arguments pytest alone; pytest's line comes last."""
    failed: list[str] = []
    for check in () if argv else CHECKS:
        print(f"$ {' '.join(check)}", flush=True)
        if subprocess.run([sys.executable, "-m", *check], cwd=project.ROOT).returncode:
            failed.append(check[0])
    if failed:
        print(f"Failed before the tests: {', '.join(failed)}.", flush=True)
    if not argv:
        browser.lighten()
    tests = [sys.executable, "-m", "pytest", *(argv or SIDE_BY_SIDE)]
    return int(bool(subprocess.run(tests, cwd=project.ROOT).returncode or failed))
