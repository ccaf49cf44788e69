"""Files are written all or not at all, whatever fails and whenever."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import tree

from macros.write.files import write_all

Contents = dict[Path, bytes | None]


@pytest.fixture
def contents(tmp_path: Path) -> Contents:
    """One file to replace, one to remove, one to write, and one in a folder that is not there."""
    for name in ("changed", "gone"):
        (tmp_path / name).write_bytes(f"{name} before".encode())
    return {
        tmp_path / "changed": b"after",
        tmp_path / "gone": None,
        tmp_path / "new": b"new",
        tmp_path / "folder/inner/deep": b"deep",
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


def test_all_is_written_with_nothing_beside_it(contents: Contents, tmp_path: Path) -> None:
    write_all(contents)
    assert tree(tmp_path) == {"changed": b"after", "folder/inner/deep": b"deep", "new": b"new"}


@pytest.mark.parametrize("name", ["replace", "fsync"])
@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("nth", range(3))
def test_nothing_is_written_where_one_step_fails(
    nth: int,
    fault: BaseException,
    name: str,
    contents: Contents,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A full disk shows at `fsync`, a file that another program holds at `replace`."""
    before, there = tree(tmp_path), places(tmp_path)
    monkeypatch.setattr(os, name, failing(getattr(os, name), nth, fault))
    with pytest.raises(type(fault)):
        write_all(contents)
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
def test_a_file_keeps_its_rights(contents: Contents, tmp_path: Path) -> None:
    (tmp_path / "changed").chmod(0o640)
    old = os.umask(0o022)
    try:
        write_all(contents)
    finally:
        os.umask(old)
    modes = {name: (tmp_path / name).stat().st_mode & 0o777 for name in ("changed", "new")}
    assert modes == {"changed": 0o640, "new": 0o644}
