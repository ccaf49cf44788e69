"""Files are written all or not at all, whatever fails and whenever."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from conftest import Patch, tree

from macros.write.files import write_all

Contents = dict[Path, bytes | None]


def contents(root: Path) -> Contents:
    """One file to replace, one to remove, one to write, and one in a folder that is not there."""
    root.mkdir(exist_ok=True)
    for name in ("changed", "gone"):
        (root / name).write_bytes(f"{name} before".encode())
    return {
        root / "changed": b"after",
        root / "gone": None,
        root / "new": b"new",
        root / "folder/inner/deep": b"deep",
    }


def places(root: Path) -> set[Path]:
    """Every file and folder, hidden ones too."""
    return set(root.rglob("*"))


def failing(real: Callable[..., object], nth: int, fault: BaseException) -> Callable[..., object]:
    """A function that fails the nth time, and works before and after."""
    calls = iter(range(100))

    def wrapped(*args: object) -> object:
        if next(calls) == nth:
            raise fault
        return real(*args)

    return wrapped


def test_all_is_written_with_nothing_beside_it(tmp_path: Path) -> None:
    write_all(contents(tmp_path))
    assert tree(tmp_path) == {"changed": b"after", "folder/inner/deep": b"deep", "new": b"new"}


def test_nothing_is_written_where_one_step_fails(tmp_path: Path, monkeypatch: Patch) -> None:
    """A full disk shows at `fsync`, a file that another program holds at `replace`."""
    faults = (OSError(28, "No space left on device"), KeyboardInterrupt())
    for name, fault, nth in product(("replace", "fsync"), faults, range(3)):
        wanted = contents(tmp_path)
        before, there = tree(tmp_path), places(tmp_path)
        with monkeypatch.context() as patch:
            patch.setattr(os, name, failing(getattr(os, name), nth, fault))
            with pytest.raises(type(fault)):
                write_all(wanted)
        assert tree(tmp_path) == before
        assert places(tmp_path) == there


def test_a_folder_in_the_way_is_no_half_written_change(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"before")
    (tmp_path / "b").mkdir()
    there = places(tmp_path)
    with pytest.raises(OSError, match="directory"):
        write_all({tmp_path / "a": b"after", tmp_path / "b": b"after"})
    assert tree(tmp_path) == {"a": b"before"}
    assert places(tmp_path) == there


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_a_file_keeps_its_rights(tmp_path: Path) -> None:
    wanted = contents(tmp_path)
    (tmp_path / "changed").chmod(0o640)
    old = os.umask(0o022)
    try:
        write_all(wanted)
    finally:
        os.umask(old)
    modes = {name: (tmp_path / name).stat().st_mode & 0o777 for name in ("changed", "new")}
    assert modes == {"changed": 0o640, "new": 0o644}
