"""Templates compiled once: those of the pages, and those of the theme around them."""

from __future__ import annotations

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """Templates compiled once in a process's life; a changed one is compiled again."""

    kept: dict[str, bytes] = {}  # noqa: RUF012  shared on purpose

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled from the same text."""
        if code := self.kept.get(bucket.key + bucket.checksum):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.kept[bucket.key + bucket.checksum] = bucket.bytecode_to_string()
