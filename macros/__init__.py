"""The playbook's macros: records in `docs` become cross-linked pages."""

from __future__ import annotations

from typing import Any


def define_env(env: Any) -> None:
    """What mkdocs-macros looks for. Imported late: scripts use the rooms without the hook."""
    from macros.hook import define_env as define

    define(env)


def on_post_build(env: Any) -> None:
    """What mkdocs-macros calls when all files are written."""
    from macros.hook import on_post_build as after

    after(env)
