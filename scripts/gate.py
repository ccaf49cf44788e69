"""`test`: everything that CI runs."""

from __future__ import annotations

import os
import subprocess
import sys

from scripts import browser
from scripts.setup import ROOT

ROOMS = ("macros", "scripts", "tests")

CHECKS = (["ruff", "check", *ROOMS], ["ruff", "format", "--check", *ROOMS], ["mypy"])


def main(argv: list[str]) -> int:
    """`test [PYTEST ARGUMENTS]`: without arguments everything, with them pytest alone; pytest's line comes last."""
    os.environ["PLAYBOOK_BROWSER"] = str(browser.ensure())
    failed = []
    for check in () if argv else CHECKS:
        print(f"$ {' '.join(check)}", flush=True)
        if subprocess.run([sys.executable, "-m", *check], cwd=ROOT).returncode:
            failed.append(check[0])
    if failed:
        print(f"Failed before the tests: {', '.join(failed)}.", flush=True)
    code = subprocess.run([sys.executable, "-m", "pytest", *argv], cwd=ROOT).returncode
    return 1 if failed or code else 0
