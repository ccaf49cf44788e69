"""The guard of private names: what it finds, where it looks, and that it prints none."""

from __future__ import annotations

import gzip
import io
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Capture, Patch, change, git, tree, write
from golden import SAMPLE

from macros.read.firm import firm
from scripts import check, guard, new, rename, since
from scripts.project import Stop

LISTEN = "vi/principles/listen.md"
LONG, ONE = "Hoàng Thành Long", "Acme"
HELD = {
    LONG: r"""
Hoàng Thành Long
hoang thanh long
HOÀNG THÀNH LONG
gọi cho hoang-thanh-long
hoang_thanh_long
HoangThanhLong
hoàngthànhlong
Hoàng, Thành Long
Hoàng. Thành Long
Hoàng; Thành - Long
Hoàng – Thành — Long
Hoàng/Thành/Long
Hoàng (Thành) Long
“Hoàng” ‘Thành’ Long
Hoàng · Thành · Long
# gọi Hoàng\n# Thành\n# Long
> Hoàng Thành\n> Long
| Hoàng | Thành | Long |
// Hoàng\n// Thành Long
Hoàng /* x */ Thành Long
**Hoàng** <b>Thành</b> _Long_
Hoàng<br>Thành Long
[Hoàng](a.md) Thành Long
Hoàng <!-- một --> Thành Long
<!-- Hoàng Thành Long -->
Ho&agrave;ng&nbsp;Thành L&#111;ng
Ho&#xe0;ng Thành Long
"Hoàng\\nTh\xe0nh Long"
Ho\u00e0ng Thành Long
hoang%20thanh%20long
https://a.example/Ho%C3%A0ng%20Th%C3%A0nh%20Long
hoang+thanh+long
?q=hoang%2Bthanh%2Blong
hoang.thanh.long@a.example
long@a.example, hoang thanh long
Hoàng Thành Long2
Hoàng Thành Long's
Hoàng Thành Longs
2Hoàng Thành Long
Ｈｏàｎｇ Ｔｈàｎｈ Ｌｏｎｇ
𝐇𝐨𝐚𝐧𝐠 𝐓𝐡𝐚𝐧𝐡 𝐋𝐨𝐧𝐠
Нoàng Тhành Lоng
Ho\u200bàng Thành Long
Ho\u00adàng Thành Long
Hoàng\u00a0Thành\u3000Long
Hoàng\x00 Thành Long
Hoàng\x07 Thành\x1b Long
Hoàng........................Thành Long
Hoàng___________________________Thành Long
\U00000048oàng Thành Long
\u{ffffff} Hoàng Thành Long
[Hoàng](https://x.example/a "b") Thành Long
[Hoàng](https://x.example/a_(b)) Thành Long
[Hoàng][x] Thành Long
[Hoàng] [x] Thành Long
Hoàng[^1] Thành Long
[Hoàng]{.b} Thành Long
## Hoàng {: #x } Thành Long
Hoàng {# x #} Thành {{ y }} Long
Hoàng&nbsp Thành Long
Ho%25C3%25A0ng%2520Thanh%25252520Long
Ho&amp;agrave;ng&amp;amp;nbsp;Th&amp;#224;nh Long
Hoàng <a href="x>y">Thành</a> Long
<a title="Hoàng&#10;Thành&nbsp;Long">
[x](https://a.example/Hoang%20Thanh%20Long)
ʜᴏᴀɴɢ ᴛʜᴀɴʜ ʟᴏɴɢ
"""
    + f"Hoàng\\n{' ' * 99}Thành Long\n<a title='{'a' * 999}'>Hoàng</a> Thành Long",
    ONE: r"""
Acme
ACME, said
(Acme)
_Acme_
A**cm**e
Ac<b>me</b>
Ac<!-- -->me
Ac\u006de
Ac&#109;e
Ac&shy;me
Ac%6De
Ac\u200bme
Ac\x00me
Acme's
Acmes
Acme2
Acme24
Acme-2
Acme.
info@acme.com
acme@a.example
https://acme.example/
https://www.acme.example
a.example/acme
?client=acme
id: acme-first
see-acme
acme:1
cites: [acme:1]
https://acme/
//acme/share
Z:\\khach\\acme\\gia.xlsx
acme+crm@a.example
[a](/acme)
- words ^acme
[was: acme]
{: #acme }
checklists: [acme]
\uffff\UffffffffAcme
Ａｃｍｅ
Αcme
Асmе
𝗔𝗰𝗺𝗲
""",
    "Pacific": "Paciﬁc",
    "Công ty & Hảo": "Công ty Hảo",
    "O'Brien Holdings": "O’Brien Holdings\no'brien holdings\nO Brien Holdings\nOBRIEN HOLDINGS",
    "O’Brien": "O'Brien\nO`Brien\nOʼBrien\nO&rsquo;Brien\nO'BRIEN\nOBrien\nO' Brien's\n/o-brien/",
    "Coca-Cola Việt Nam": "Coca Cola Việt Nam\nCoca‑Cola Viet Nam\nCocaCola Việt Nam",
    "Coca‑Cola": "Coca-Cola\ncoca cola\nCoca\u00adCola\nCOCA COLA",
    "Coca Cola": "Coca-Cola\ncoca‑cola",
    "Smith Jones Ltd": "Smith-Jones Ltd\nSmith–Jones, Ltd.",
    "J.K. Rowling": "J. K. Rowling\nJK Rowling\nj.k.rowling@a.example",
    "J. K. Rowling": "J.K. Rowling",
    "J.K.": "J. K.\nJK",
    "McDonald's": "McDonald’s\nMcDonalds\nMCDONALD'S\nMcdonald's",
    "AT&T": "AT & T\nAT&amp;T\nATT",
    "Đức": "Đức\nÐức\nÐỨC\nƉức",
    "ACME": "Acme\nACME\nAcme's\nacme.com",
    "FPT": "Fpt",
    "- ABC": "ABC",
    "Yahoo!": "Yahoo",
    "Møller Maersk": "Moller Maersk\nMOLLER-MAERSK\nMøller Mærsk Maersk, Moller Maersk",
    "Cœur de France": "Coeur de France\nCŒUR DE FRANCE\ncoeur-de-france\nC&oelig;ur de France",
    "Aeon Mall": "Æon Mall\nÆON MALL\næon mall\nAEON Mall",
    "Anna Strauß": "ANNA STRAUSS\nAnna Strauss\nanna strauß\nANNA STRAUẞ\nANNA STRAUß",
    "Strauß": "Strauss\nSTRAUSS\nSTRAUẞ\nSTRAUß\nstrauss.example",
    "Strauss": "Strauß\nSTRAUẞ",
    "Æon": "Aeon\nAEON\nÆON\nÆon",
    "Aeon": "ÆON\nÆon",
    "Moller Łódź": "Møller Lodz\nMǿller łodz",
    "Dang Dat": "Đặng Đạt\nðang dat",
    "C++": "C++",
    "24/7": "24/7",
}
"""Spellings that are found, a line each; `\\x00` and its like stand for the letter itself."""
FREE = [
    (LONG, "Hoàng Thành"),
    (LONG, "Hoàng và Thành Long"),
    (LONG, "Thanh Hoàng Thành Longan"),
    (ONE, "at Acmeville"),
    (ONE, "the acme of it"),
    (ONE, "acme."),
    ("Zor", "mỗi zór gọi"),
    ("Zor", "zor ra khắp nơi"),
    ("Zor", "# zor/hai, [ ] zor [ngày zor] /\nzor"),
    ("a.b+c", "axb+c"),
    ("ACME", "the acme of it"),
    ("Coca-Cola", "coca và cola"),
    ("AT&T", "look at t, at T"),
    ("H&M", "hm, h m, h&m"),
    ("A-One", "such a one"),
    ("A-One", "such a one-off"),
    ("MÂY", "Mây bay"),
    ("Be-In", "it may be in"),
    ("MAY", "May là vậy"),
    ("Maß", "eine mass"),
    ("AT&T", "At the"),
    ("GO!", "Go on"),
    ("McDonald's", "McDonald nói"),
    ("O'Brien", "o brien"),
    ("C++", "C"),
    ("24/7", "247 lần, ngày 24, 7 giờ, 24.7"),
    ("Møller", "Moller"),
    ("\n\n", "anything"),
    ("_ _", "anything"),
]
"""Private names, and words in which none stands."""


def letters(line: str) -> str:
    """A line of HELD -> with the letters that are written by their number."""
    return re.sub(
        r"(?<!\\)\\(?:n|x(?:00|07|1b)|u(?:200b|00ad|00a0|3000))",
        lambda match: match[0].encode().decode("unicode_escape"),
        line,
    ).replace("\\\\", "\\")


def test_the_guard_finds_names_as_people_write_them(
    record_property: Callable[[str, object], None],
) -> None:
    missed = []
    lines = [(name, line) for name, text in HELD.items() for line in text.strip().splitlines()]
    assert len(lines) > 101
    record_property("tried", len(lines))
    for name, line in lines:
        for form in ("NFC", "NFD"):
            wanted = guard.pattern(unicodedata.normalize(form, name))
            for raw in (letters(line).encode(), letters(line).encode("utf-16")):
                if not list(guard.private([("a.md", raw)], wanted)):
                    missed.append((name, line, form))
    assert missed == []


def test_the_guard_leaves_ordinary_words_alone() -> None:
    for name, text in FREE:
        assert not guard.places(text, guard.pattern(name)), (name, text)


def test_a_place_is_where_the_name_is_written() -> None:
    lines = [
        "Một.",
        f"Gọi {LONG}.",
        "Gọi <a",
        "> hỏi **Ho&agrave;ng**",
        "> Thành Long.",
        f"# {LONG}",
    ]
    found = guard.private([("a.md", "\n".join(lines).encode())], guard.pattern(LONG))
    assert [(p.at.line, p.at.col) for p in found] == [(2, 5), (4, 1), (6, 3)], "coded: the line"


def test_what_is_printed_holds_no_name_however_it_is_written() -> None:
    wanted = guard.pattern(LONG)
    assert guard.masked(f"`{LONG}` is no id", wanted) == f"`{guard.MASK}` is no id"
    assert guard.masked("`Ho&agrave;ng Thành Long` is no id", wanted) == guard.MASK


def test_no_page_becomes_a_picture(docs: Path) -> None:
    wanted = guard.pattern(ONE)
    for name, raw, held in (
        ("a.md", b"\0Acme", True),
        ("a.md", b"\x89PNG\0Acme", True),
        ("a.png", b"Acme\0", True),
        ("a.png", b"\x89PNG\r\n\0Acme", False),
        ("a.md", b"\xff\xfeA\0c\0m\0e\0", True),
    ):
        assert bool(list(guard.private([(name, raw)], wanted))) is held, (name, raw)


def test_what_is_neither_text_nor_picture_is_refused() -> None:
    """A letter that somebody attached: its words are packed, and no guard finds a name in them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as letter:
        letter.writestr("word/document.xml", LONG)
    found = guard.private(
        [
            ("letter.docx", packed.getvalue()),
            ("letter.gz", gzip.compress(LONG.encode())),
            ("letter.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
            ("wide.txt", "Dạ, em nghe đây.".encode("utf-16-be")),
            ("a.jpeg", b"\xff\xd8\xff\xe0"),
            ("a.md", "\ufeffCâu có chữ \ufffd.".encode()),
            ("b.txt", "Dạ, em nghe đây.".encode("utf-16")),
        ],
        guard.pattern(LONG),
    )
    said = [(problem.at.path, problem.code) for problem in found]
    names = ("letter.docx", "letter.gz", "letter.pdf", "wide.txt")
    assert said == [(name, "unread-file") for name in names]


def test_another_clone_is_read_and_nothing_of_it_runs(
    repo: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    """As a workflow looks at a pull request: by its objects, whatever its attributes say."""
    root = repo.parent
    monkeypatch.setenv(guard.VARIABLE, ONE)
    assert guard.main([str(root)]) == 0
    write(root, {"kept/a.txt": "Acme", ".gitattributes": "kept/** export-ignore filter=x\n"})
    (root / "link").symlink_to("/etc/acme")
    write(root, {"scripts/guard.py": "raise SystemExit(0)"})
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "Acme")
    for path in ("kept/a.txt", "link"):
        (root / path).unlink()
    assert guard.main([str(root)]) == 1
    said = capsys.readouterr().out
    assert "kept/a.txt:1:1: A private name stands here." in said
    assert "link:1:6: A private name stands here." in said
    assert "acme" not in said.lower().replace("kept/a.txt", "")
    with pytest.raises(Stop, match="no commit"):
        guard.main(["/"])


def test_what_a_merge_would_keep_is_looked_into(
    repo: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    """Names that a later commit took out again, in files, their names and messages."""
    root = repo.parent
    monkeypatch.setenv(guard.VARIABLE, "Zenith Pacific")
    git(repo, "checkout", "-qb", "change")
    write(root, {"a.txt": "x\nZenith Pacific", "zenith-pacific.txt": "x"})
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "One")
    (root / "zenith-pacific.txt").unlink()
    write(root, {"a.txt": "x"})
    git(repo, "commit", "-qam", "Take out\n\nZenith\nPacific")
    last, first = (since.commit_of(repo, ref)[:7] for ref in ("HEAD", "HEAD~1"))
    for folder in ([], [str(root)]):
        assert guard.main(folder) == 1
        said = capsys.readouterr().out
        assert said.count("\n") == 4
        for place in (f"{last}:message:3:1", f"{first}:a.txt:2:1", f"{first}:(private name).txt:1"):
            assert place in said
    monkeypatch.setattr(guard, "MOST", 1)
    with pytest.raises(Stop, match="More than 1 commits are not in main"):
        guard.main([])
    git(repo, "branch", "-m", "main", "trunk")
    assert guard.main([]) == 0
    said = capsys.readouterr().out
    assert said.startswith("No commit was looked into: there is no branch `main`, as playbook.yml")
    monkeypatch.setitem(firm().values, "branch", "trunk")
    with pytest.raises(Stop, match="More than 1 commits are not in trunk"):
        guard.main([])
    git(repo, "branch", "-f", "trunk")
    assert guard.main([str(root)]) == 0
    git(repo, "update-ref", "refs/remotes/origin/trunk", "HEAD~1")
    assert since.base(repo) == since.commit_of(repo, "HEAD~1")


def test_check_refuses_a_private_name_without_printing_it(
    docs: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    assert guard.main([]) == 0
    assert "The guard is off" in capsys.readouterr().out
    names = "Công ty Bí Mật\nAcme"
    (docs.parent / ".names").write_text(names, "utf-8")
    for given in (names, str(docs.parent / ".names")):
        monkeypatch.setenv(guard.VARIABLE, given)
        assert check.main([]) == 0
        assert capsys.readouterr().out.endswith(" The guard is on: 2 private names.\n")
    change(docs, LISTEN, "Người được nghe", "Cong ty Bi Mat được nghe")
    shutil.copy(docs / "en/principles/listen.md", docs / "en/principles/acme-calls.md")
    for form in check.FORMATS:
        assert check.main(["--format", form]) == 1
        said = "".join(capsys.readouterr())
        assert f"docs/{LISTEN}" in said
        assert "A private name stands here" in said
        assert "The name of this file holds a private name" in said
        assert not re.search("acme|bí mật|bi mat|Công ty", said, re.IGNORECASE)
    assert f"docs/{LISTEN}:13:3: A private name stands here" in check.text(check.check(docs)[0])


def test_no_rule_and_no_mending_prints_a_private_name(
    docs: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    monkeypatch.setenv(guard.VARIABLE, "Acme")
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")
    change(docs, LISTEN, "owner: editors", "owner: Acme")
    change(docs, LISTEN, "Có người", "[Acme](a.md) có người")
    change(docs, "vi/cases/the-call.md", "[principles/listen]", "[principles/acme]")
    change(docs, "vi/cases/the-call.md", "checklists: [answer]", "acme: [acme-first]")
    for form in check.FORMATS:
        (docs / "vi/acme.md").write_bytes(b"---\r\ntitle: x\r\n---\r\n")
        assert check.main(["--fix", "--format", form]) == 1
        said = "".join(capsys.readouterr())
        assert f"`{guard.MASK}` is no owner" in said
        assert f"Viết `{guard.MASK}` thay cho `[{guard.MASK}](a.md)`." in said
        assert f"{guard.MASK}.md: letters, spaces and line ends made plain." in said
        assert "acme" not in said.lower()


def test_the_guard_looks_at_all_that_git_has_or_would_take(repo: Path, monkeypatch: Patch) -> None:
    monkeypatch.setenv(guard.VARIABLE, "Acme")
    for name in ("README.md", "deploy/a.conf", "kept/names.txt", "picture.png"):
        (repo.parent / name).parent.mkdir(exist_ok=True)
        (repo.parent / name).write_bytes(b"\x89PNG Acme\0" if name.endswith("png") else b"Acme")
    (repo.parent / "words.txt").write_bytes("Acme".encode("utf-16"))
    (repo.parent / ".gitignore").write_text("kept/\n", "utf-8")
    odd = (unicodedata.normalize("NFD", "ghi chú.txt"), "cafe\udce9.txt")
    for name in odd:
        (repo.parent / name).write_text("Acme", "utf-8")
    (repo.parent / "link").symlink_to("/home/acme")
    (repo.parent / "long.txt").write_text("a" * (guard.LARGEST + 1), "utf-8")
    problems = check.check(repo)[0]
    found = [problem.at.path for problem in problems if problem.what == guard.WHAT]
    names = ["README.md", "cafe\\udce9.txt", "deploy/a.conf", "ghi chú.txt", "link", "words.txt"]
    assert found == names
    assert [p.at.path for p in problems if p.code == "unread-file"] == ["long.txt"]


def test_the_guard_looks_at_what_git_would_commit(
    repo: Path, monkeypatch: Patch, capsys: Capture
) -> None:
    monkeypatch.setenv(guard.VARIABLE, "Zenith Pacific\nOther Name")
    notes = repo.parent / "NOTES.md"
    notes.write_text("Zenith Pacific\n", "utf-8")
    git(repo, "add", ".")
    assert guard.main([]) == 1
    assert re.findall(r"^\S*NOTES", capsys.readouterr().out, re.MULTILINE) == ["NOTES"]
    for now, said in (("a client\n", []), ("Zenith Pacific, and more\n", ["NOTES"])):
        notes.write_text(now, "utf-8")
        assert guard.main([]) == 1
        found = re.findall(r"^\S*NOTES", capsys.readouterr().out, re.MULTILINE)
        assert found == [*said, "staged:NOTES"]
    notes.write_text("a client\n", "utf-8")
    git(repo, "add", ".")
    assert guard.main([]) == 0


def test_without_git_the_guard_looks_at_the_whole_folder(small: Path, monkeypatch: Patch) -> None:
    monkeypatch.setenv(guard.VARIABLE, "Acme")
    kept, ours = ("README.md", "docs/.hidden"), (".work/names", ".venv/a.py", "site/index.html")
    write(small, dict.fromkeys((*kept, *ours), "Acme"))
    problems = check.check(small / "docs")[0]
    assert tuple(p.at.path for p in problems if p.what == guard.WHAT) == kept


def test_a_guard_that_knows_no_name_says_so(docs: Path, monkeypatch: Patch) -> None:
    (docs.parent / "EMPTY").write_text(" \n--\n", "utf-8")
    monkeypatch.chdir(docs.parent)
    for given in ("/nowhere/names.txt", "nope", ".kept/names", "Names.txt", "EMPTY"):
        monkeypatch.setenv(guard.VARIABLE, given)
        with pytest.raises(Stop, match=r"cannot be read|holds no name"):
            check.check(docs)


def test_no_record_is_given_a_private_name(small: Path, monkeypatch: Patch) -> None:
    monkeypatch.setenv(guard.VARIABLE, "Acme")
    before = tree(small)
    with pytest.raises(Stop, match="This id holds a private name"):
        new.main(["case", "acme-first"])
    shutil.copytree(SAMPLE, small / "docs", dirs_exist_ok=True)
    with pytest.raises(Stop, match="This id holds a private name"):
        rename.main(["listen", "hear-acme"])
    shutil.rmtree(small / "docs")
    assert tree(small) == {
        name: raw for name, raw in before.items() if not name.startswith("docs/")
    }
