"""`lock`: requirements/*.in -> requirements/*.lock, for every platform and with hashes.

`lock --audit` changes nothing and asks OSV for the known weaknesses of every locked package.
`lock --bom` prints what the site is made with, as CycloneDX: each package, its licence and hashes.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from typing import Any

from scripts import project
from scripts.project import Stop

OSV = "https://api.osv.dev/v1/querybatch"
OPTIONS = (
    "--universal --python-version=3.11 --generate-hashes --upgrade --quiet --no-header"
    " --no-annotate --no-config --no-emit-index-url --no-emit-find-links"
)


def audit() -> list[str]:
    """Known weaknesses of what is locked, a line each."""
    text = (project.ROOT / "requirements/nightly.lock").read_text("utf-8")
    pins = re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE)
    asked: list[dict[str, Any]] = [
        {"package": {"ecosystem": "PyPI", "name": name}, "version": version}
        for name, version in pins
    ]
    found = []
    while asked:
        rows = answers(asked)
        for query, row in zip(asked, rows, strict=True):
            pin = f"{query['package']['name']} {query['version']}"
            for weakness in row.get("vulns", []):
                cure = "Renew it with `python3 -m scripts lock`"
                found.append(f"{pin}: {weakness['id']}. {cure}.")
        asked = [
            query | {"page_token": token}
            for query, row in zip(asked, rows, strict=True)
            if (token := row.get("next_page_token"))
        ]
    return found


def answers(asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What OSV says to each question. Raises Stop when not all was answered."""
    body = json.dumps({"queries": asked}).encode()
    try:
        with urllib.request.urlopen(OSV, body, timeout=60) as answer:
            rows = [dict(row) for row in json.load(answer)["results"]]
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise Stop(f"{OSV} does not answer ({error}): nothing is known; ask again.") from None
    if len(rows) != len(asked):
        raise Stop(f"{OSV} answers for {len(rows)} of {len(asked)} packages: ask again.")
    return rows


def bom() -> dict[str, Any]:
    """The site's lock and the licences of the notice -> a bill of materials."""
    files = ("requirements/site.lock", "NOTICE.md")
    lock, notice = ((project.ROOT / name).read_text("utf-8") for name in files)
    licences = dict(re.findall(r"^\| ([\w.-]+) \| (\S.*?) \|$", notice, re.MULTILINE))
    pins = re.findall(r"^([\w.-]+)==([^\s;]+)(.*(?:\n .*)*)", lock, re.MULTILINE)
    parts = [
        {
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "licenses": [{"expression": licences[name].replace(" or ", " OR ")}],
            "hashes": [
                {"alg": "SHA-256", "content": sha}
                for sha in re.findall(r"--hash=sha256:(\w+)", entry)
            ],
        }
        for name, version, entry in pins
    ]
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": parts}


def main(argv: list[str]) -> int:
    """`lock [--audit | --bom]`: exit code 0 done, 1 a known weakness, 2 where it cannot ask."""
    parser = project.parser("lock", __doc__)
    parser.add_argument("--audit", action="store_true", help="look for known weaknesses instead")
    parser.add_argument("--bom", action="store_true", help="print a bill of materials instead")
    args = parser.parse_args(argv)
    if args.bom:
        print(json.dumps(bom(), indent=1))
        return 0
    if args.audit:
        weaknesses = audit()
        print("\n".join(weaknesses) or "No known weakness in what is locked.")
        return int(bool(weaknesses))
    folder = project.ROOT / "requirements"
    env = {name: value for name, value in os.environ.items() if not name.startswith("UV_")}
    before: list[str] = []  # each lock holds all of the one before
    for name in ("site", "test", "nightly"):
        options = [*OPTIONS.split(), *before, f"{name}.in", "-o", f"{name}.lock"]
        uv = [sys.executable, "-m", "uv", "pip", "compile", *options]
        if subprocess.run(uv, cwd=folder, env=env).returncode:
            raise Stop("The locks could not be renewed: mend what stands above and start again.")
        before = ["-c", f"{name}.lock"]
        print(f"requirements/{name}.lock is renewed.")
    print("Next: `python3 -m scripts test`, then commit all three.")
    return 0
