"""Imports run one way, so that each room can be read, tested and replaced by itself."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts.project import ROOT

ROOMS = (
    "model",
    "kinds",
    "read",
    "write",
    "graph",
    "rules",
    "compiled",
    "forge",
    "language",
    "related",
    "machine",
    "asked",
    "render",
    "search",
    "hook",
)
FOR_SCRIPTS = (None, "model", "kinds", "read", "write", "graph", "rules", "compiled", "forge")
ENGINE = ("mkdocs", "mkdocs_macros", "material")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def files(room: str) -> list[Path]:
    folder = ROOT / "macros" / room
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]


def room_of(name: str) -> str | None:
    parts = name.split(".")
    return parts[1] if parts[0] == "macros" and len(parts) > 1 and parts[1] in ROOMS else None


def test_a_room_imports_only_rooms_before_it() -> None:
    for number, room in enumerate(ROOMS, 1):
        pairs = [(path, name) for path in files(room) for name in imports(path)]
        for path, name in pairs:
            assert room_of(name) in (None, *ROOMS[:number]), f"{path} imports {name}"
            assert room == "hook" or name.split(".")[0] not in ENGINE, f"{path} imports {name}"
            assert name.split(".")[0] != "scripts", f"{path} imports {name}"


def test_scripts_use_the_rooms_that_know_no_engine() -> None:
    for path in (ROOT / "scripts").glob("*.py"):
        for name in imports(path):
            assert room_of(name) in FOR_SCRIPTS, f"{path} imports {name}"
            assert name.split(".")[0] != "macros" or room_of(name), f"{path} imports {name}"


def test_the_start_needs_nothing_installed() -> None:
    for name in ("__main__", "setup", "project"):
        for module in imports(ROOT / "scripts" / f"{name}.py"):
            assert module.split(".")[0] in {*sys.stdlib_module_names, "scripts"}
