"""Templates compiled once, as Python compiles its modules: those of pages, and of the theme."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

FOLDER = Path(__file__).parents[1] / ".work" / "templates"


class Compiled(FileSystemBytecodeCache):
    """Keeps what was compiled among what commands keep; a changed template is compiled again."""

    def __init__(self) -> None:
        super().__init__(str(FOLDER))

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002
        """A template's name alone: tests have it in many folders, and its text is compared too."""
        return super().get_cache_key(name)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, where anything may be kept."""
        with suppress(OSError):
            FOLDER.mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)
