"""Ends workers with the process that started them, however that came to its end.

A signal to a command reaches the command alone; its children must not go on writing.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import Any

GIVEN: dict[str, Any] = {}
"""What the process that began this one handed it."""


def pool(
    workers: int, environ: Mapping[str, str] | None = None, method: str = "spawn", **given: Any
) -> ProcessPoolExecutor:
    """Warm processes, with more in their environment and with what they are given."""
    context = multiprocessing.get_context(method)
    return ProcessPoolExecutor(workers, context, tie, (dict(environ or {}), given))


@contextmanager
def pooled(environ: Mapping[str, str], **given: Any) -> Iterator[ProcessPoolExecutor]:
    """Two of them for a while; an exception, a signal's too, ends them at once.

    On Linux they are forked: what this process has loaded and read is theirs at no cost.
    """
    made = pool(2, environ, "fork" if sys.platform == "linux" else "spawn", **given)
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


def tie(environ: Mapping[str, str], given: Mapping[str, Any]) -> None:
    """Begin a worker: wait beside its work for the parent's end, and leave Ctrl+C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(environ)
    GIVEN.update(given)
    threading.Thread(target=wait, daemon=True).start()


def wait() -> None:
    """End at once when the parent is gone."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
