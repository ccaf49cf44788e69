"""The loader: golden cases for what editors write, bytes for what no text file can hold, and properties."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from golden import cases, unpack
from hypothesis import given, settings
from hypothesis import strategies as st

from macros.read import read_tree
from macros.read.body import calls
from macros.read.front import parse, split
from scripts.check import text

PRINCIPLE = """---
title: Bình tĩnh trước
owner: editors
reviewed: 2026-11-23
review_every: 180
cites: [reputation:2]
why:
  - id: tone
    text: Giọng dịu thì người nghe cũng dịu.
    cites: [reputation:2]
unless:
  - id: fire
    text: Khi có người gặp nguy.
    origin: editorial
---

{{ principle("calm") }}
"""
ENGLISH = """---
title: Calm first
why:
  tone: A soft voice softens the other.
unless:
  fire: When somebody is in danger.
---

{{ principle("calm") }}
"""


def write(docs: Path, vietnamese: bytes, english: bytes = ENGLISH.encode()) -> None:
    for lang, data in (("vi", vietnamese), ("en", english)):
        folder = docs / lang / "principles"
        folder.mkdir(parents=True)
        (folder / "calm.md").write_bytes(data)


@pytest.mark.parametrize("case", cases("load"), ids=lambda case: case.stem)
def test_golden(case: Path, tmp_path: Path) -> None:
    expected = unpack(case, tmp_path)
    _, problems = read_tree(tmp_path / "docs")
    assert text(problems) == expected


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda data: b"\xef\xbb\xbf" + data, id="byte-order mark"),
        pytest.param(lambda data: data.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(
            lambda data: unicodedata.normalize("NFD", data.decode()).encode(), id="decomposed"
        ),
    ],
)
def test_harmless_differences_are_accepted(change: object, tmp_path: Path) -> None:
    write(tmp_path / "docs", change(PRINCIPLE.encode()))  # type: ignore[operator]  # a lambda above
    tree, problems = read_tree(tmp_path / "docs")
    assert not problems
    assert tree.records[0].title.vi == "Bình tĩnh trước"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", "docs/vi/principles/calm.md:1:1: The file is empty.", id="empty"),
        pytest.param(
            PRINCIPLE.encode().replace("Giọng".encode(), b"Gi\xff"),
            "docs/vi/principles/calm.md:9:1: This line is not UTF-8.",
            id="not UTF-8",
        ),
        pytest.param(
            b"---\ntitle: x\n---\n" + b"a" * 5_000_000,
            "calm.md:1:1: The file has 5000 kB.",
            id="five megabytes",
        ),
        pytest.param(
            b"---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n",
            "calm.md:2:4: An anchor",
            id="alias bomb",
        ),
        pytest.param(
            b"---\na: " + b"[" * 5000 + b"\n---\n",
            "calm.md:2:1: Brackets are nested",
            id="deep nesting",
        ),
        pytest.param(
            PRINCIPLE.encode() + b"[" * 20_000,
            "calm.md:18:1: Brackets or quotes",
            id="twenty thousand brackets",
        ),
    ],
)
def test_bytes_that_cannot_be_read(data: bytes, expected: str, tmp_path: Path) -> None:
    write(tmp_path / "docs", data)
    _, problems = read_tree(tmp_path / "docs")
    assert expected in text(problems)


def test_a_link_out_of_docs_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "docs", PRINCIPLE.encode())
    secret = tmp_path / "secret.md"
    secret.write_text(PRINCIPLE)
    (tmp_path / "docs" / "vi" / "secret.md").symlink_to(secret)
    (tmp_path / "docs" / "vi" / "folder").symlink_to(tmp_path / "docs" / "en")
    report = text(read_tree(tmp_path / "docs")[1])
    assert "docs/vi/secret.md:1:1: This is a link to another place." in report
    assert "docs/vi/folder:1:1: This is a link to another place." in report


@pytest.mark.parametrize(
    "body",
    [
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ home.__class__ }}",
        "{{ config }}",
        "{{ home(''.__class__) }}",
        "{{ home() | upper }}",
        "{{ 'a' * 1000000000 }}",
        "{% for i in range(9) %}x{% endfor %}",
        "{% include 'mkdocs.yml' %}",
        "{{ home( }}",
        "{{ home() ",
        "{# swallowed #}",
        "{{ principle(*['a']) }}",
        "{{ principle(id='a') }}",
    ],
)
def test_a_page_reaches_no_further_than_a_macro_call(body: str) -> None:
    _, problems = calls(f"First line.\n{body}\n", "docs/vi/index.md", 5)
    assert [problem.at.line for problem in problems] == [6] * len(problems)
    assert problems


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_front_matter_never_raises(words: str) -> None:
    tree, problems = parse(words, "a.md")
    assert tree is not None or problems


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    front, problems = split(b"---\n" + data, "a.md")
    assert front is not None or problems


@given(
    st.sampled_from(PRINCIPLE.splitlines()),
    st.sampled_from("\t:'\"[]{}&*#-!%@`|>\n x"),
    st.integers(0, 60),
)
def test_a_slip_of_the_finger_is_reported_inside_the_file(
    line: str, character: str, position: int
) -> None:
    """One character put anywhere gives a record, or problems whose lines exist."""
    broken = line[:position] + character + line[position:]
    vietnamese = PRINCIPLE.replace(line, broken, 1)
    front, problems = split(vietnamese.encode(), "a.md")
    assert front is not None or problems
    assert all(1 <= problem.at.line <= vietnamese.count("\n") + 1 for problem in problems)
