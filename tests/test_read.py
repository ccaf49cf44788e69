"""The reader: golden cases of what editors write, bytes that no text file can hold, and properties.

`PLAYBOOK_EXAMPLES=50` tries fifty times as many examples of each property.
"""

from __future__ import annotations

import os
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from golden import SAMPLE, by_theme, edit
from golden import write as write_text
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from markdown import markdown

from macros.model import (
    KINDS,
    LANGS,
    Cite,
    Grounded,
    Mark,
    Principle,
    Problem,
    Prompt,
    Record,
    Ref,
    Text,
    Words,
    printable,
)
from macros.read import Tree, front, read_tree
from macros.read.assign import Branch
from macros.read.pages import calls_in
from macros.read.pair import Pairing
from macros.read.shapes import Shape, shapes_of
from macros.read.span import Span
from macros.read.text import decode
from macros.write.markdown import written
from scripts.check import text
from scripts.summary import vietnamese

TIMES = int(os.environ.get("PLAYBOOK_EXAMPLES", "1"))
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, *((Phase.shrink,) if TIMES > 1 else ()))
"""A whole record takes minutes to shrink."""
NAME = "principles/listen.md"
VIETNAMESE, ENGLISH = ((SAMPLE / lang / NAME).read_text("utf-8") for lang in LANGS)
CODES = vietnamese().keys()
"""Of every kind of fault: what is said of it in Vietnamese."""
RECORDS = sorted(path.relative_to(SAMPLE / "vi").as_posix() for path in SAMPLE.glob("vi/*/*.md"))


def read(
    vietnamese: bytes | str, english: bytes | str, name: str = NAME
) -> tuple[Tree, list[Problem]]:
    """What is read where these two files are all there is."""
    with tempfile.TemporaryDirectory() as folder:
        docs = Path(folder) / "docs"
        for lang, words in zip(LANGS, (vietnamese, english), strict=True):
            path = docs / lang / name
            path.parent.mkdir(parents=True)
            path.write_bytes(words if isinstance(words, bytes) else words.encode())
        tree, problems = read_tree(docs)
    assert {problem.code for problem in problems} <= CODES
    return tree, problems


@pytest.mark.parametrize("theme", by_theme("read"))
def test_golden(theme: str, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    expected, said = {}, {}
    record_property("tried", len(by_theme("read")[theme]))
    for case in by_theme("read")[theme]:
        expected[case.stem] = edit(case, tmp_path / case.stem, whole=False)
        tree, problems = read_tree(tmp_path / case.stem / "docs")
        said[case.stem] = text(problems)
        assert {problem.code for problem in problems} <= CODES
        assert problems or tree.records or tree.moved or tree.retired or tree.pages, case.stem
    assert said == expected


def test_a_page_says_what_it_calls_and_a_bad_name_what_is_broken(tmp_path: Path) -> None:
    for lang in LANGS:
        write_text(
            tmp_path / "docs" / lang / "a.md", "---\ntitle: A\n---\n\n- {{ home() }} {{ find() }}\n"
        )
        write_text(tmp_path / "docs" / lang / "principles/To Be.md", "x")
    tree, _ = read_tree(tmp_path / "docs")
    marks = [Mark("docs/vi/a.md", 5, 3), Mark("docs/vi/a.md", 5, 16)]
    assert [call.at for call in tree.pages[0].calls] == marks
    assert [page.title for page in tree.pages] == ["A", "A"]
    assert [call.name for call in tree.pages[1].calls] == ["home", "find"]
    assert tree.broken == {"principle/to-be"}


HARMLESS: dict[str, Callable[[str], str]] = {
    "byte-order mark": lambda words: "\ufeff" + words,
    "CRLF": lambda words: words.replace("\n", "\r\n"),
    "old Macintosh": lambda words: words.replace("\n", "\r"),
    "decomposed": lambda words: unicodedata.normalize("NFD", words),
    "no-break spaces": lambda words: words.replace(" ", "\u00a0"),
    "thin space": lambda words: words.replace("- N", "-\u2009N"),
    "tabs": lambda words: words.replace("- N", "-\tN").replace("\n  [", "\n\t["),
    "spaces at line ends": lambda words: words.replace("\n", "  \n"),
    "no line end": lambda words: words.rstrip("\n"),
}


def test_harmless_differences_are_accepted() -> None:
    record = read(VIETNAMESE, ENGLISH)[0].records[0]
    assert record.title.vi == "Nghe hết rồi hãy nói"
    for name, change in HARMLESS.items():
        tree, problems = read(change(VIETNAMESE), change(ENGLISH))
        assert (name, text(problems), tree.records) == (name, "", [record])


def test_every_word_of_the_sample_is_read_and_written_again() -> None:
    tree, problems = read_tree(SAMPLE)
    assert not problems
    for record, lang in product(tree.records, LANGS):
        words = (SAMPLE / lang / record.folder / f"{record.id}.md").read_text("utf-8").split()
        assert Counter(written(record, lang).split()) == Counter(words), record.key


FIRST = "Người được nghe thì dịu lại."
LINE = f"- {FIRST} ^heard\n  [demo:1]\n"


WAYS = [
    (f"* {FIRST} ^heard\n  [demo:1]\n", LINE),
    ("- Người  được\n  nghe thì\ndịu lại.   ^heard  \n[demo:1]\n", LINE),
    (f"- {FIRST}\n  ^heard\n\n  [ demo : 1 ]\n", LINE),
    (f"- {FIRST} ^heard\n  [demo:\n  1]\n", LINE),
    (f"- {FIRST} ^heard\n  [ editorial ]\n", f"- {FIRST} ^heard\n  [editorial]\n"),
    (
        f"- {FIRST} ^heard\n  [demo:1], [demo:2];\n\n  [demo:3]\n",
        f"- {FIRST} ^heard\n  [demo:1] [demo:2] [demo:3]\n",
    ),
]


def test_one_thing_may_be_written_in_several_ways() -> None:
    for ways in WAYS:
        one, other = (read(VIETNAMESE.replace(LINE, way), ENGLISH)[0].records for way in ways)
        assert one == other != [], ways


FIX = "`python3 -m scripts check --fix` does it."
HIDDEN = f"A letter that nobody can see stands here. Remove it: {FIX}"
LOST = "Letters here were lost or misread on the way (`{}`). Type the word again."
DEEP = "This line is longer than 4000 letters, or nests too deep. Shorten it."
UNLIKE = "YAML reads something else behind `owner` than what you see. Write `{}`."
QUOTED = "'\"\\U{}\"'"
NOT_UTF8 = "This line is not UTF-8. Save the file with encoding UTF-8."
UTF16 = "The file is in UTF-16. Save the file with encoding UTF-8."
LARGE = "The file has {}. Keep a page under 64 kB and 3000 lines: split it."
EMPTY = (
    "The file is empty. `python3 -m scripts new principle listen` makes it from the other language."
)


BROKEN = [
    ("được nghe", "được\u200bnghe", f"13:13: {HIDDEN}"),
    ("được nghe", "được\u200b\u200b nghe\ufe0f", f"13:13: {HIDDEN}"),
    ("được nghe", "được\u202enghe", f"13:13: {HIDDEN}"),
    ("được nghe", "đư\u00adợc nghe", f"13:11: {HIDDEN}"),
    ("được nghe", "được\u2028nghe", f"13:13: {HIDDEN}"),
    ("editors", "edi\x0btors", f"2:11: {HIDDEN}"),
    ("được nghe", "được\ue000nghe", f"13:13: {LOST.format('U+E000')}"),
    ("được nghe", "đư\ufffdc nghe", f"13:11: {LOST.format('U+FFFD')}"),
    ("được nghe", "được\x01nghe", f"13:13: {LOST.format('U+0001')}"),
    ("được nghe", "được\U000f0000nghe", f"13:13: {LOST.format('U+F0000')}"),
    ("Người", "NgÆ°á»\x9di", f"13:5: {LOST.format('Æ°')}"),
    ("Người", "Ng�i", f"13:5: {LOST.format('U+FFFD')}"),
    ("nghe thì", "nghe thÃ¬", f"13:21: {LOST.format('Ã¬')}"),
    ("Người", "«Ngá» m·ười", ""),
    ("Người", "kh«ng", f"13:5: {LOST.format('U+00AB')}"),
    (FIRST, "[" * 20_000, f"13:1: {DEEP}"),
    (FIRST, "> " * 20, f"13:1: {DEEP}"),
    (FIRST, "1. " * 20, f"13:1: {DEEP}"),
    (FIRST, "- 1) " * 10, f"13:1: {DEEP}"),
    (FIRST, "*" * 40, f"13:1: {DEEP}"),
    (f"- {FIRST} ^heard", "- " + "a" * 3_991 + " ^heard", ""),
    (f"- {FIRST} ^heard", "- " + "a" * 3_992 + " ^heard", f"13:1: {DEEP}"),
    (FIRST, "\ud800", f"13:1: {NOT_UTF8}"),
    ("editors", '"\\U00110000"', f"2:8: {UNLIKE.format(QUOTED.format('00110000'))}"),
    ("editors", '"\\UFFFFFFFF"', f"2:8: {UNLIKE.format(QUOTED.format('FFFFFFFF'))}"),
    ("editors", "{" * 3_000, "2:8: " + UNLIKE.format(f'"{"{" * 3_000}"')),
    (FIRST, "a\n" * 2_982, f"3000:1: {LARGE.format('more than 3000 lines')}"),
]


def test_letters_that_a_program_broke() -> None:
    for old, new, expected in BROKEN:
        data = VIETNAMESE.replace(old, new).encode("utf-8", "surrogatepass")
        problems = read(data, ENGLISH)[1]
        assert text(problems) == (f"docs/vi/{NAME}:{expected}" if expected else ""), new


UNREADABLE = [
    (b"", f"1:1: {EMPTY}"),
    (b" \n\n", f"1:1: {EMPTY}"),
    (VIETNAMESE.encode("utf-16"), f"1:1: {UTF16}"),
    (VIETNAMESE.encode("utf-16-be"), f"1:1: {UTF16}"),
    (VIETNAMESE.encode("utf-16-le"), f"1:1: {UTF16}"),
    (VIETNAMESE.encode("cp1258", "replace"), f"7:1: {NOT_UTF8}"),
    (VIETNAMESE.encode().ljust(64_001), f"1:1: {LARGE.format('64 kB')}"),
    (VIETNAMESE.encode().ljust(5_000_000), f"1:1: {LARGE.format('5000 kB')}"),
]


def test_bytes_that_cannot_be_read() -> None:
    for data, expected in UNREADABLE:
        assert text(read(data, ENGLISH)[1]) == f"docs/vi/{NAME}:{expected}"
    padded = VIETNAMESE.encode() + (b" " * 999 + b"\n") * 64
    assert text(read(padded[:64_000], ENGLISH)[1]) == ""


DEAR = (
    "[a", "- " * 900, "> ", "(a", "*a", "`a` ", "[a](b", "  - a\n", "![a", "\\[", "a [a:1] ", "^a ",
)  # fmt: skip
"""Signs that some Markdown parsers take minutes over when they come by the thousand."""


def test_nothing_takes_long() -> None:
    for row in DEAR:
        start = time.process_time()
        line = (row * 4_000)[:3_999]
        assert read(f"{VIETNAMESE}\n{f'{line}{chr(10)}' * 15}", ENGLISH)[1], row
        assert time.process_time() - start < 2, row
    start = time.process_time()
    names = ["".join(Random(n).sample("abcdefghijklmnop", 16)) for n in range(1_800)]
    lines = [f"- a ^{name}\n" for name in names]
    pair = VIETNAMESE + "".join(lines[::2]), ENGLISH + "".join(lines[1::2])
    assert len(read(*pair)[1]) > 900
    assert time.process_time() - start < 2, "entries are compared with each other"


DEARER = (
    "![", "[ ", "*[", "[`a`", "[[a]", "(a[", "\\[", "\\", "*a_", "**a", "&lt;", "`", "[a] ", "_a ",
    "\\``b*", "\\```", "*\t", "\t",
)  # fmt: skip
"""Signs of which the engine behind the reader makes something in time, or which it refuses."""


def test_no_page_takes_long() -> None:
    pages = [f"{(row * 4_000)[:3_900]}{gap}" * 15 for row in DEARER for gap in ("\n", "\n\n")]
    pages += [f"{row}\n" * 2_900 for row in ("``` hl_lines='", "```a hl_lines='1'", "~~~ a", "*a")]
    pages.append("\n".join("\t" * deep + "- a" for deep in range(300)))
    for body in pages:
        start = time.process_time()
        words, problems = decode(body.encode(), "a.md")
        if not (problems or calls_in(words, "a.md", 1)[1]):
            markdown(body, extensions=["attr_list", "toc", "tables", "fenced_code"])
        assert time.process_time() - start < 5, body[:40]


def test_a_paragraph_in_which_marks_are_sought_has_an_end() -> None:
    body = "a\n\n" + "a\n" * 2_001 + "\nb\n"
    (problem,) = calls_in(body, "a.md", 4)[1]
    assert (problem.code, problem.at.line) == ("paragraph-too-long", 2_006)
    (problem,) = calls_in("```a hl_lines='1'\nb\n```\n", "a.md", 4)[1]
    assert (problem.code, problem.at) == ("attributes", Mark("a.md", 4, 4))


STRANGE = {
    "#d/evil.html": "`evil.html` is no page",
    "#d/evil.md": "`#d` is no id",
    "#listen.md#": "`#listen.md#` is no page",
    ".htaccess": "`.htaccess` is no page",
    ".a.md": "`.a` is no id",
    "README.md": "`README` is no id",
    "a.svg": "`a.svg` is no page",
    "a\n::error::b.md": r"`a\n::error::b` is no id",
    "a\udce9.txt": r"`a\udce9.txt` is no page",
    "assets/a.md": "What pages load stands at `assets` of the built site",
    "oauth2.md": "The sign-in stands at `oauth2` of the built site",
    "oauth2/a.md": "The sign-in stands at `oauth2` of the built site",
    "cases/listen.md~": "`listen.md~` is no page",
    "templates/a.md": "MkDocs publishes nothing at `templates` of the built site",
}
"""Names below docs/vi, and what is said of each."""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_nothing_stands_below_docs_but_pages_of_plain_names(tmp_path: Path) -> None:
    root = tmp_path / "docs/vi"
    for name in (*STRANGE, ".DS_Store", "cases/.a.md.swp"):
        write_text(root / name, "x")
    (root / "cases/.#a.md").symlink_to("editor@desk.1:2")  # Emacs has it open
    links = ("#env.txt", "secret.md", "#folder", ".#a.md")
    for name in links:
        (root / name).symlink_to(tmp_path)
    os.mkfifo(root / "pipe.md")
    wanted = STRANGE | dict.fromkeys(links, "This is a link to another place")
    said = read_tree(tmp_path / "docs")[1]
    assert {(problem.at, problem.what) for problem in said} == {
        (Mark(f"docs/vi/{printable(name)}"), what)
        for name, what in (wanted | {"pipe.md": "`pipe.md` is no page"}).items()
    }
    text(said).encode()
    (tmp_path / "docs/en").symlink_to(root)
    whole = (Mark("docs/en"), "This is a link to another place")
    assert whole in {(problem.at, problem.what) for problem in read_tree(tmp_path / "docs")[1]}


def test_a_file_that_nobody_may_read_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    for lang in LANGS:
        write_text(tmp_path / "docs" / lang / NAME, "# A\n")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    tree, problems = read_tree(tmp_path / "docs")
    assert [problem.what for problem in problems] == [
        "The file cannot be read (Permission denied)"
    ] * 2
    assert tree.broken == {"principle/listen"}


def test_a_broken_record_still_says_what_it_names() -> None:
    tree, problems = read(VIETNAMESE.replace("owner: editors", "owner: nobody"), ENGLISH)
    assert len(problems) == 1
    assert tree.broken == {"principle/listen"}
    assert {str(name) for name in tree.names} == {"demo:1"}


def test_places_are_those_of_the_words(tmp_path: Path) -> None:
    record = read(VIETNAMESE, ENGLISH)[0].records[0]
    assert isinstance(record, Principle)
    assert (record.title.at, record.title.en_at) == (
        Mark(f"docs/vi/{NAME}", 7, 3),
        Mark(f"docs/en/{NAME}", 1, 3),
    )
    assert record.why[0].at == Mark(f"docs/vi/{NAME}", 13, 3)
    assert record.why[0].cites[0].at == Mark(f"docs/vi/{NAME}", 14, 3)


EXPRESSIONS = [
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
]


def test_a_page_reaches_no_further_than_a_macro_call() -> None:
    for words in EXPRESSIONS:
        _, problems = calls_in(f"First line.\n{words}\n", "docs/vi/index.md", 5)
        assert {problem.at.line for problem in problems} == {6}, words


# Properties

letters = st.text("abcdđêghiôơưxyàạởữABĐÊ0189", min_size=1, max_size=7)
sentences = st.lists(
    st.builds(str.__add__, letters, st.sampled_from(["", "", "", ",", ".", "?", ":", ";", " –"])),
    min_size=1,
    max_size=8,
).map(lambda words: "Ta " + " ".join(words))
ids = st.from_regex(r"[a-z]{2,6}(-[a-z0-9]{1,4})?", fullmatch=True)


def values(shape: Shape) -> st.SearchStrategy[Any]:
    """What may stand in a field."""
    if not shape.required and shape.form not in ("words", "list", "flag"):
        return st.none() | values(replace(shape, required=True))
    least = max(shape.least, int(shape.required))
    if shape.form == "list":
        inner = values(shape.of or shape)
        unique = (lambda item: item.id) if shape.entry else repr
        return st.lists(inner, min_size=least, max_size=least + 1, unique_by=unique).map(tuple)
    side = st.lists(letters, min_size=least, max_size=3).map(tuple)
    prose = st.lists(sentences, min_size=1, max_size=3 if "prose" in shape.manner else 1).map(
        "\n\n".join
    )
    made: dict[str, st.SearchStrategy[Any]] = {
        "text": st.builds(Text, prose, prose),
        "words": st.builds(Words, side, side),
        "string": ids,
        "number": st.integers(1, 99_999),
        "date": st.dates(min_value=date(1000, 1, 1)),
        "flag": st.booleans(),
        "ref": st.builds(
            Ref, st.sampled_from([shape.ref] if shape.ref in KINDS else [*KINDS]), ids
        ),
        "cite": st.builds(Cite, ids, st.integers(1, 99).map(str)),
    }
    if shape.choices:
        return st.sampled_from(shape.choices)
    return things(shape.entry) if shape.entry else made[shape.form]


def things(cls: type) -> st.SearchStrategy[Any]:
    """Records or entries of a dataclass, each resting on passages or editorial."""
    fields = {name: values(shape) for name, shape in shapes_of(cls).items()}
    if not issubclass(cls, Grounded):
        return st.builds(cls, **fields)
    cited = fields | {"cites": st.lists(values(Shape("", "cite")), min_size=1).map(tuple)}
    grounds = [st.builds(cls, **cited | {"origin": st.none()})]
    if cls.may_be_editorial:
        added: dict[str, Any] = {"cites": st.just(()), "origin": st.just("editorial")}
        grounds.append(st.builds(cls, **fields | added))
    return st.one_of(grounds)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_reads_back_equal(kind: str) -> None:
    cls = KINDS[kind]
    shapes = {name: shape for name, shape in shapes_of(cls).items() if name != "draft"}
    fields = {name: values(shape) for name, shape in shapes.items()}
    if issubclass(cls, Grounded):
        cites = st.lists(values(Shape("", "cite")), min_size=1, max_size=2).map(tuple)
        fields |= {"cites": cites, "origin": st.none()}

    @settings(max_examples=6 * TIMES, deadline=None, phases=PHASES)
    @given(st.builds(cls, id=st.just("one"), **fields))
    def equal(record: Record) -> None:
        vietnamese, english = (written(record, lang) for lang in LANGS)
        tree, problems = read(vietnamese, english, f"{cls.folder}/one.md")
        assert text(problems) == ""
        assert tree.records == [record]

    equal()


@settings(max_examples=100 * TIMES, deadline=None)
@given(st.text(max_size=200) | st.binary(max_size=200), st.booleans())
def test_no_file_raises(data: str | bytes, fronted: bool) -> None:
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    raw = b"---\n" + raw if fronted else raw
    tree, problems = read(raw, ENGLISH)
    lines = max(raw.count(b"\n") + raw.count(b"\r"), ENGLISH.count("\n")) + 1
    assert bool(tree.records) != bool(problems)
    assert all(1 <= problem.at.line <= lines and problem.at.col >= 1 for problem in problems)


SIGNS = "\t\n :'\"[](){}&*#-!%@`|>\\^_=+~.,x1→\u00a0\u200b\u0301<"


@settings(max_examples=250 * TIMES, deadline=None)
@given(
    st.sampled_from(RECORDS), st.sampled_from(LANGS), st.integers(0, 3_000), st.sampled_from(SIGNS)
)
def test_a_slip_of_the_finger_is_a_record_or_problems_in_the_file(
    name: str, lang: str, position: int, sign: str
) -> None:
    broken: dict[str, str] = {which: (SAMPLE / which / name).read_text("utf-8") for which in LANGS}
    words = broken[lang]
    position %= len(words) + 1
    broken[lang] = words[:position] + sign + words[position:]
    tree, problems = read(broken["vi"], broken["en"], name)
    assert bool(tree.records) != bool(problems)
    for problem in problems:
        lines = broken[problem.at.path.split("/")[1]].replace("\r", "\n").split("\n")
        assert 1 <= problem.at.line <= len(lines)
        assert 1 <= problem.at.col <= len(lines[problem.at.line - 1]) + 1


def entries(names: list[str], path: str) -> tuple[Branch, ...]:
    """Some questions, each with its id alone."""
    marks = [Mark(path, line) for line, _ in enumerate(names, 1)]
    return tuple(
        Branch(Prompt, at, {"id": Span(name, at), "text": Span(name, at)})
        for name, at in zip(names, marks, strict=True)
    )


ORDERS = st.lists(st.sampled_from(["one", "ones", "two", "tow", "three"]), min_size=1, unique=True)


@settings(max_examples=100 * TIMES, deadline=None)
@given(ORDERS, ORDERS)
def test_whichever_list_is_english_the_same_is_wrong(one: list[str], other: list[str]) -> None:
    """Two lists pair without a word where they are the same; else what differs is said."""
    for vi, en in ((one, other), (other, one)):
        pairing = Pairing()
        joined = pairing.pairs(entries(vi, "vi"), entries(en, "en"))
        assert [branch.fields["text"] for branch, _ in joined] == vi
        assert bool(pairing.problems) == (vi != en)
        codes = [problem.code for problem in pairing.problems]
        lone = max(len({*vi} - {*en}), len({*en} - {*vi}))
        said = [code for code in codes if code != "english-order"]
        assert lone <= len(said) <= len({*vi} ^ {*en})
        assert codes.count("english-order") <= 1


@settings(max_examples=100 * TIMES, deadline=None)
@given(st.text(max_size=120))
def test_front_matter_gives_what_mkdocs_sees_or_a_problem(words: str) -> None:
    part = front.Front(f"---\nowner: {words}\n---\n", "a.md")
    assert not part.open or part.problems
