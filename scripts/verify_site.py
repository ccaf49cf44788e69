"""`verify-site`: whether a site, in a folder or where it is served, is what one build has written.

A build lists its files with their digests in `build.json`; this compares every one of them.
It finds damage and half-copied sites. Somebody who changes a file and the list too is not found:
compare the commit, or build it again, which gives the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import http.client
import json
import urllib.error
import urllib.request
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from urllib.parse import quote

from macros.model import printable
from scripts.project import Stop, files

NAME = "build.json"
SHOWN = 25


def digest(data: bytes) -> str:
    """What stands for a file's bytes."""
    return hashlib.sha256(data).hexdigest()


def listed(site: Path) -> dict[str, str]:
    """Every file of a folder but the list itself, and its digest."""
    paths = {name: path for name, path in files(site).items() if path.is_file() and name != NAME}
    return {name: digest(path.read_bytes()) for name, path in paths.items()}


def write(site: Path, commit: str, records: int) -> None:
    """Write the list of a finished build."""
    files = listed(site)
    pages = sum(name.endswith(".html") for name in files)
    counts = {"files": len(files), "pages": pages, "records": records}
    text = json.dumps({"commit": commit, "counts": counts, "files": files}, indent=1)
    (site / NAME).write_text(f"{text}\n", "utf-8")


def written(site: Path | str) -> tuple[str, dict[str, str]]:
    """A folder or an address -> the commit and the files that its list says. Raises Stop."""
    try:
        made = json.loads(fetched(site, NAME) or b"")
        files = {str(name): str(made["files"][name]) for name in made["files"]}
        return printable(str(made["commit"])), files
    except (ValueError, KeyError, TypeError, RecursionError):
        cure = "name the folder, or an address without sign-in, of a whole site."
        raise Stop(f"{site} has no {NAME}: {cure}") from None


def verify(site: Path | str) -> tuple[str, list[str]]:
    """A folder or an address -> the commit it says it is of, and what is not as it was built.

    Raises Stop where there is no list.
    """
    commit, files = written(site)
    if isinstance(site, Path):
        links = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_symlink()}
        more = sorted(listed(site).keys() - files.keys() | links)  # a server sends what is behind
    else:  # a server sends what is packed as the encoding of another file alone
        more, files = [], {name: files.get(name.removesuffix(".gz"), "") for name in files}
    with ThreadPoolExecutor(8) as pool:
        contents = dict(zip(files, pool.map(partial(fetched, site), files), strict=True))
    faults = [f"{name}: is missing." for name, data in contents.items() if data is None]
    faults += [
        f"{name}: is not what was built."
        for name, data in contents.items()
        if data is not None and digest(data) != files[name]
    ]
    faults += [f"{name}: was not built." for name in more]
    return commit, list(map(printable, faults))


def fetched(site: Path | str, name: str) -> bytes | None:
    """A file of a folder, and nothing outside of it, or of a served site; None where it is not.

    What is packed is asked for as browsers do, and unpacked.
    """
    try:
        if isinstance(site, Path):
            path = site / name
            inside = path.resolve().is_relative_to(site.resolve())
            return path.read_bytes() if inside and path.is_file() else None
        url = f"{site.rstrip('/')}/{quote(name.removesuffix('.gz'))}"
        coding = {"Accept-Encoding": "gzip" if name.endswith(".gz") else "identity"}
        request = urllib.request.Request(url, headers=coding)  # noqa: S310  http or https
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            data = bytes(answer.read())
        try:
            return gzip.decompress(data) if answer.headers["Content-Encoding"] == "gzip" else data
        except (gzip.BadGzipFile, EOFError, zlib.error):
            return b""
    except urllib.error.HTTPError:
        return None
    except (OSError, http.client.HTTPException, ValueError) as error:  # no address, no name
        raise Stop(f"{site} cannot be reached ({error}): mend the address.") from None


def main(argv: Sequence[str]) -> int:
    """`verify-site FOLDER|URL`: exit code 0 whole, 1 damaged, 2 no site."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts verify-site", description=__doc__)
    parser.add_argument("site", metavar="FOLDER|URL")
    site = parser.parse_args(argv).site
    commit, faults = verify(site if site.startswith(("http://", "https://")) else Path(site))
    for line in faults[:SHOWN]:
        print(line)
    more = f" ({len(faults) - SHOWN} more)" if len(faults) > SHOWN else ""
    print(f"{site} is of commit {commit}: {f'{len(faults)} faults{more}' if faults else 'whole'}.")
    return int(bool(faults))
