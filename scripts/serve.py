"""`serve`: both languages on this machine, built again on every change."""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import shutil
import socket
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from mkdocs.livereload import LiveReloadServer

from macros.model import FOLDERS, LANGS
from scripts import rebuild
from scripts.setup import ROOT, WORK, Stop

WATCHED = ("docs", "macros", "mkdocs.yml", "mkdocs.en.yml")
HOST = "127.0.0.1"
Files = dict[Path, float]
"""Files, and when each was last changed."""


def watched() -> Files:
    """Every file that a page may be made from."""
    found: Files = {}
    for name in WATCHED:
        for path in [ROOT / name, *(ROOT / name).rglob("*")]:
            with contextlib.suppress(
                FileNotFoundError
            ):  # editors write a file beside the old one, and rename it
                if path.is_file():
                    found[path] = path.stat().st_mtime
    return found


def report(docs: Path) -> tuple[bool, str]:
    """Run `check` in a worker -> whether the records may be shown, and what to print."""
    from scripts import check  # here, because a worker is replaced when Python in macros/ changes

    problems, of = check.check(docs)
    return not check.failed(problems), "\n".join(
        [*([check.text(problems)] if problems else []), check.summary(problems, of)]
    )


class Site:
    """The served pages, and the warm processes that build them."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.files: Files = {}
        """What the shown pages were made from."""
        self.python: Files = {}
        self.digests: dict[str, rebuild.Digests] = {}
        self.pool: ProcessPoolExecutor | None = None
        self.folder = WORK / f"serve-{port}"
        self.shown = self.folder / "shown"
        shutil.rmtree(self.folder, ignore_errors=True)

    def workers(self) -> ProcessPoolExecutor:
        """Two warm processes; new ones when Python in macros/ has changed, as Python loads a module once."""
        python = {path: when for path, when in watched().items() if path.suffix == ".py"}
        if self.pool is None or python != self.python:
            self.close()
            self.python = python
            self.pool = ProcessPoolExecutor(2, multiprocessing.get_context("spawn"))
        return self.pool

    def partly(self, files: Files) -> bool:
        """Whether the shown pages differ only in what records say: then the others need not be made again."""
        different = {
            path for path in {*files, *self.files} if files.get(path) != self.files.get(path)
        }
        records = {ROOT / "docs" / lang / folder for lang in LANGS for folder in FOLDERS}
        return all(path.parent in records and path.name != "index.md" for path in different)

    def build(self) -> Path | None:
        """Check and build -> the new folder; or None, with the reasons printed, when the last good pages must stay."""
        start = time.monotonic()
        new, english = self.folder / "new", self.folder / "new.en"
        for left in (new, english):  # of a build that failed
            shutil.rmtree(left, ignore_errors=True)
        files = watched()
        again = self.partly(files)
        try:
            pool = self.workers()
            checked = pool.submit(report, ROOT / "docs")
            jobs = {
                config: pool.submit(
                    rebuild.render,
                    str(ROOT / config),
                    folder,
                    f"http://{HOST}:{self.port}/{path}",
                    (self.shown / path, self.digests[config]) if again else None,
                )
                for config, folder, path in (
                    ("mkdocs.yml", new, ""),
                    ("mkdocs.en.yml", english, "en/"),
                )
            }
            good, said = checked.result()
            results = {config: job.result() for config, job in jobs.items()}
            print(said, flush=True)
        except BrokenProcessPool:
            self.pool = None
            good, results = (
                True,
                {
                    "": (
                        False,
                        ["A worker ended before its time; the next change starts a new one."],
                        {},
                    )
                },
            )
        if good:  # what MkDocs says of broken records has been said better
            for line in dict.fromkeys(line for _, lines, _ in results.values() for line in lines):
                print(line)
        if not good or not all(worked for worked, _, _ in results.values()):
            return None
        self.files = files
        self.digests = {config: found for config, (_, _, found) in results.items()}
        english.rename(new / "en")
        print(f"Built in {time.monotonic() - start:.1f} s.", flush=True)
        return new

    def show(self, new: Path) -> None:
        """Put new pages in the place of the shown ones; the server asks for no file meanwhile."""
        old = self.folder / "old"
        shutil.rmtree(old, ignore_errors=True)
        for _ in range(20):  # Windows refuses while an answer is still being sent
            with contextlib.suppress(PermissionError):
                if self.shown.exists():
                    self.shown.rename(old)
                new.rename(self.shown)
                return
            time.sleep(0.1)
        raise OSError(f"{self.shown} is in use")

    def close(self) -> None:
        """End the workers; the folder goes with the next start."""
        if self.pool:
            self.pool.shutdown(cancel_futures=True)
            self.pool = None


def taken(port: int) -> bool:
    """Whether something answers there already; Windows would let two servers share a port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((HOST, port)) == 0


def prepare(port: int) -> tuple[LiveReloadServer, Site]:
    """A server that holds its port and has built the pages; `serve()` runs it. Raises Stop when the port cannot be used."""
    cure = f"choose another, such as `python3 -m scripts serve --port {port + 1 if port < 65535 else 8000}`."
    if taken(port):
        raise Stop(f"Port {port} is taken: {cure}")
    site = Site(port)

    def rebuild() -> None:
        """Show the new pages, or keep the old ones; must not raise, for the server would wait for it forever."""
        try:
            if new := site.build():
                site.show(new)
                return
        except (Exception, SystemExit) as error:
            print(f"{type(error).__name__}: {error}")
        print("Not built: mend the above; the last good pages stay.", flush=True)

    server = LiveReloadServer(rebuild, HOST, port, str(site.shown), polling_interval=0.2)
    server.error_handler = lambda _: missing(Path(server.root))
    for name in WATCHED:
        server.watch(str(ROOT / name))
    try:
        server.server_bind()
    except OSError as error:
        raise Stop(f"Port {port} cannot be used ({error.strerror}): {cure}") from None
    server.server_activate()  # a browser that is early waits for the first pages
    server.observer.start()  # an edit during the first build must not be lost
    for done in (server, "server_bind"), (server, "server_activate"), (server.observer, "start"):
        setattr(done[0], done[1], lambda: None)  # `serve()` would do all three once more
    rebuild()
    return server, site


def missing(root: Path) -> bytes:
    """The page for an address that leads nowhere."""
    page = root / "404.html"
    return (
        page.read_bytes()
        if page.is_file()
        else "<meta charset=utf-8><meta http-equiv=refresh content=2>Chưa có trang nào. No page yet: see the terminal.".encode()
    )


def main(argv: Sequence[str]) -> int:
    """`serve [--port N]`: runs until Ctrl+C; exit code 2 when the port cannot be used."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts serve", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, choices=range(1, 65536), metavar="PORT")
    args = parser.parse_args(argv)
    # A worker's byte code must not fall into the watched folders: it would look like a change.
    os.environ["PYTHONPYCACHEPREFIX"] = str(WORK / "pycache")
    server, site = prepare(args.port)
    print(f"Open {server.url} or {server.url}en/; Ctrl+C ends it.", flush=True)
    try:
        server.serve()  # type: ignore[no-untyped-call]  # MkDocs leaves it without types
    finally:
        server.shutdown()
        site.close()
    return 0
