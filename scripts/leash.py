"""Ends workers with the process that started them, however that came to its end.

A signal to a command reaches the command alone; its children must not go on writing.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import resource_tracker


def pool(environ: Mapping[str, str] | None = None) -> ProcessPoolExecutor:
    """Two warm processes, one for each language, with more in their environment."""
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(2, spawn, tie, (dict(environ or {}),))


@contextmanager
def pooled(environ: Mapping[str, str]) -> Iterator[ProcessPoolExecutor]:
    """The same for a while; an exception, a signal's too, ends them at once."""
    made = pool(environ)
    try:
        yield made
    except BaseException:
        # No waiting here: a worker that was only half begun is not known, and ends after us.
        end()
        made.shutdown(wait=False)
        raise
    made.shutdown()
    # Python's own helper would be left to the system, and counted as a child till then.
    resource_tracker._resource_tracker._stop()  # type: ignore[attr-defined]


def end() -> None:
    """End every worker without waiting for its work."""
    for child in multiprocessing.active_children():
        child.kill()


def tie(environ: Mapping[str, str]) -> None:
    """Begin a worker: wait beside its work for the parent's end, and leave Ctrl+C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(environ)
    threading.Thread(target=wait, daemon=True).start()


def wait() -> None:
    """End at once when the parent is gone."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
