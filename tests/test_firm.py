"""What a firm changes stands in playbook.yml: no Python, and a missing word is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import change, copied, tree

from macros import language
from macros.forge import Forge
from macros.read import firm, shapes
from macros.render import Renderer
from macros.rules import judged
from scripts import build, check, project
from scripts.project import Stop
from scripts.rename import LISTS, rename
from scripts.summary import vietnamese

MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)
Set = Callable[[str, str], None]
CACHES: tuple[Any, ...] = (firm.firm, shapes.shapes_of, shapes.by_place)


@pytest.fixture
def setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Set]:
    """Changes a copy of playbook.yml, and lets everything read that."""
    copy = tmp_path / "playbook.yml"
    copy.write_text(firm.PATH.read_text("utf-8"), "utf-8")
    monkeypatch.setattr(firm, "PATH", copy)

    def put(old: str, new: str) -> None:
        change(tmp_path, "playbook.yml", old, new)
        clear()

    put("name:", "name:")
    yield put
    monkeypatch.undo()
    clear()


def clear() -> None:
    """Let the settings be read again."""
    for cached in CACHES:
        cached.cache_clear()


ADD = "Add `{0}:`, as the playbook came with it."
WORDS = "Write `{0}:` and the words between its braces."
ID = "Use a to z, digits and hyphens; words stand behind it."
WRITTEN = (
    "says neither `written: yes` nor `written: no`."
    " Write one of the two between its braces: some words are unwise in writing."
)
UNREAD = (
    "The settings cannot be read. Write `key: value`, with spaces before what stands below a key."
)
SETTINGS = "name, forge, branch, review_every, machines, teams, roles, phases, aside, channels."
FAULTS = [
    ("en: Editors}", "}", f"16:12: `editors` has no `en` words. {WORDS.format('en')}"),
    ("vi: Chia tay", "vi: …", f"30:11: `ending` has no `vi` words. {WORDS.format('vi')}"),
    ("name: {vi: ", "name: {fr: ", f"5:7: `name` has no `vi` words. {WORDS.format('vi')}"),
    ("channels: #", "chanels: #", f"1:1: `channels` is missing. {ADD.format('channels')}\n"
     "36:3: `chanels` is no setting. Did you mean `channels`?"),
    ("branch: main", "", f"1:1: `branch` is missing. {ADD.format('branch')}"),
    ("branch: main", "branch:", "8:8: `branch` says ``. Write the name of the branch."),
    ("branch: main", "branch: [a]", "8:9: `branch` says ``. Write the name of the branch."),
    ("forge: github", "forge: gitea", "7:8: `forge` says `gitea`. Write github or gitlab."),
    ("machines: no", "machines: no\nxyz: a",
     f"11:6: `xyz` is no setting. Settings are: {SETTINGS}"),
    ("machines: no", "machines: nope", "10:11: `machines` says `nope`. Write yes or no."),
    ("review_every: 180", "review_every: often",
     "9:15: `review_every` says `often`. Write a number of days."),
    ("  editors: {", "  Biên tập: {", f"16:3: `Biên tập` is no id. {ID}"),
    ("  editors: {", "  consultants: {", "16:3: `consultants` stands twice. Keep one of the two."),
    (", en: E-mail, written: yes", ", en: E-mail", f"37:10: `email` {WRITTEN}"),
    (", en: E-mail, written: yes", ", en: E-mail, written: true", f"37:10: `email` {WRITTEN}"),
    ("  outage: {vi: Khi dịch vụ gặp sự cố, en: When the service is down}", "",
     "32:7: Nothing stands below this key. Write `id: {vi: …, en: …}`."),
    ("en: Client Playbook", 'en: "{{ x }}"',
     "5:7: `{{` here is taken for a fault of the page. Say it in other words."),
    ("name: {", "name: {{", f"7:1: {UNREAD}"),
    ("name: {", 'name: "\\UFFFFFFFF" # {', f"5:1: {UNREAD}"),
    ("name: {", f"name: {'[' * 3_000}",
     "5:1: This line is longer than 4000 letters, or nests too deep. Shorten it."),
    ("vi: Nhóm tuyến", "vi: Nhóm \u202e tuyến",
     "14:25: A letter that nobody can see stands here. Remove it."),
    ("vi: Nhóm tuyến đầu", 'vi: "Nhóm\\u200b"',
     "14:15: A letter that nobody can see stands here. Take it out of these words."),
    ("vi: Nhóm tuyến đầu", 'vi: "Nhóm\\ud800"',
     "14:15: Letters here were lost or misread on the way (`U+D800`). Take it out of these words."),
    ("branch: main", 'branch: "ma\\u200bin"',
     "8:9: `branch` says `ma\u200bin`. Write the name of the branch."),
    ("  outage: {", "  during: {", "33:11: `during` stands in `phases` too. Keep one of the two."),
    ("name: {", "? [a, b]\nname: {", f"5:3: `` is no id. {ID}"),
]  # fmt: skip
"""What stands in the file, what somebody writes there, and what is said."""


def test_a_fault_is_said_on_its_line(setting: Set, docs: Path) -> None:
    whole = firm.PATH.read_text("utf-8")
    for old, new, said in FAULTS:
        firm.PATH.write_text(whole, "utf-8")
        setting(old, new)
        problems = check.check(docs)[0]
        assert {problem.code for problem in problems} <= vietnamese().keys()
        lines = check.text([problem for problem in problems if problem.at.path == "playbook.yml"])
        assert lines == "\n".join(f"playbook.yml:{line}" for line in said.split("\n")), new


def test_brackets_too_deep_for_a_stack_are_a_fault_of_the_settings(
    setting: Set, docs: Path
) -> None:
    setting("name: {", "name: " + "[\n" * 900 + "{")
    assert [problem.code for problem in check.check(docs)[0]] == ["settings-unreadable"]


ENCODINGS = {
    "utf-16": "1:1: The file is in UTF-16. Save the file with encoding UTF-8.",
    "cp1258": "5:1: This line is not UTF-8. Save the file with encoding UTF-8.",
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_wrong_encoding_is_said_once_and_not_of_every_record(
    setting: Set, repo: Path, encoding: str
) -> None:
    change(repo, "vi/principles/listen.md", "owner: editors", "owner: nobody")
    text = firm.PATH.read_text("utf-8")
    firm.PATH.write_bytes(text.encode(encoding, "replace"))
    clear()
    for ref in (None, "HEAD"):
        problems = check.check(repo, ref)[0]
        assert check.text(problems) == f"playbook.yml:{ENCODINGS[encoding]}"
        assert check.failed(problems), "it blocks whatever is compared"
    firm.PATH.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    clear()
    assert [problem.what for problem in check.check(repo)[0]] == ["`nobody` is no owner"]


def test_a_firm_renames_a_team_and_a_role_without_touching_python(setting: Set, docs: Path) -> None:
    assert check.check(docs)[0] == ()
    setting("  editors: {vi: Ban biên tập, en: Editors}", "  scribes: {vi: Thư ký, en: Scribes}")
    said = check.text(check.check(docs)[0])
    assert (
        "docs/vi/principles/listen.md:2:8: `editors` is no owner. One of: account-managers," in said
    )
    for path in (docs / "vi").rglob("*.md"):
        path.write_text(
            path.read_text("utf-8").replace("owner: editors", "owner: scribes"), "utf-8"
        )
    assert check.check(docs)[0] == ()
    assert "Scribes" in Renderer(judged(docs)[0], "en").record("principle", "listen")


RENAMED = [
    ("teams/editors", "scribes", "scribes: {vi: Ban biên tập"),
    ("roles/leader", "roles/head", "head: {vi: Lãnh đạo"),
    ("phases/after", "later", "later: {vi: Sau hợp đồng"),
    ("phases/outage", "down", "down: {vi: Khi dịch vụ"),
    ("channel/call", "phone", "phone: {vi: Điện thoại"),
]
"""An id as somebody names it, its new one, and what stands in playbook.yml then."""


@pytest.mark.parametrize(("old", "new", "settings"), RENAMED)
def test_an_id_of_the_firm_is_renamed_everywhere(
    setting: Set, docs: Path, old: str, new: str, settings: str
) -> None:
    every = "owner: editors"
    change(docs, "vi/principles/listen.md", every, f"{every}\nphase: after\nroles: [leader]")
    change(docs, "vi/cases/the-call.md", every, f"{every}\nphase: outage")
    for lang in ("vi", "en"):
        draft = (docs / lang / "phrases/go-on.md").read_text("utf-8")
        (docs / lang / "phrases/wait.md").write_text(
            draft.replace("---\n", "---\ndraft: true\n", 1), "utf-8"
        )
    whole, name = tree(docs), old.partition("/")[2]
    said = rename(docs, old, new)
    assert "Written: playbook.yml" in said
    assert settings in firm.PATH.read_text("utf-8")
    setting("name:", "name:")
    assert not check.failed(check.check(docs)[0]), check.text(check.check(docs)[0])
    key = re.compile(rf"(?:owner|roles|phase|channel|who|deputy): [^\n\]]*\b{name}\b".encode())
    held = {path for path, raw in whole.items() if key.search(raw)}
    now = tree(docs)
    assert held
    assert {path for path in now if now[path] != whole[path]} == held
    assert not [path for path, raw in now.items() if key.search(raw)]
    rename(docs, f"{old.partition('/')[0]}/{new.rpartition('/')[2]}", name)
    assert tree(docs) == whole


def test_an_id_of_the_firm_is_renamed_whole_or_not_at_all(setting: Set, docs: Path) -> None:
    whole, settings = tree(docs), firm.PATH.read_text("utf-8")
    for old, new, says in (
        ("roles/leadr", "head", "no role `leadr`. Did you mean `leader`?"),
        ("teams/editors", "front-line", "has a team `front-line` already"),
        ("teams/editors", "Biên tập", "is no id"),
        ("teams/editors", "roles/scribes", "keeps its folder"),
    ):
        with pytest.raises(Stop, match=re.escape(says)):
            rename(docs, old, new)
    change(docs, "vi/principles/listen.md", "owner: editors", "owner: editor")
    with pytest.raises(Stop, match="have errors"):
        rename(docs, "teams/editors", "scribes")
    change(docs, "vi/principles/listen.md", "owner: editor\n", "owner: editors\n")
    assert (tree(docs), firm.PATH.read_text("utf-8")) == (whole, settings)


def test_nothing_but_playbook_yml_knows_an_id_of_the_firm(
    sample: Path, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every team, role, phase and channel is renamed: pages are the same, but for the ids."""
    root = copied(tmp_path / "other")
    monkeypatch.setattr(project, "ROOT", root)
    monkeypatch.setattr(firm, "PATH", root / "playbook.yml")
    lists = {word: firm.firm().choices(word) for word in LISTS}
    assert not {key for key in language.WORDS if key.partition(".")[0] in LISTS.values()}
    try:
        for folder, old in ((folder, old) for folder, ids in lists.items() for old in ids):
            rename(root / "docs", f"{folder}/{old}", f"zz-{old}")
            clear()
        assert {word: firm.firm().choices(word) for word in LISTS} == {
            word: tuple(f"zz-{old}" for old in ids) for word, ids in lists.items()
        }
        assert build.build(root / "site") == []
    finally:
        monkeypatch.undo()
        clear()
    for path in site.rglob("*.html"):
        now = MAIN.search((root / "site" / path.relative_to(site)).read_text("utf-8"))
        was = MAIN.search(path.read_text("utf-8"))
        assert was
        assert now
        assert was[0] == now[0].replace("zz-", ""), path
        ids = set(re.findall(r"\bzz-([\w-]+)", now[0]))
        assert ids <= set(lists["phases"]), "of all these ids a page shows those of phases alone"


AWAY = """
[a](https://other.example/principles/listen/) and https://x.example/a_(b)/principles/listen,
https://careers.example/teams/editors?of=teams/editors#principles/listen or
`git+ssh://a.example/principles/listen.md`, http://book.example.org/principles/listen
and https://book.example/basement/teams/editors
"""
"""Of other sites: what stands there has no id of ours."""
HERE = """
[a](principles/listen.md) [b](https://x.example/), `principles/listen` (teams/editors)
[c](https://book.example/base/principles/listen/) https://forge.example/o/n/blob/main/teams/editors
[d](https://x.example/principles/listen)[e](principles/listen.md#top)
"""


def test_a_link_to_another_site_is_left_alone(
    setting: Set, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITE_URL", "https://book.example/base/")
    monkeypatch.setenv("PLAYBOOK_REPOSITORY", "https://forge.example/o/n")
    for lang in ("vi", "en"):
        (docs / lang / "guide.md").write_text(f"---\ntitle: x\n---\n{AWAY}{HERE}", "utf-8")
    assert not check.failed(check.check(docs)[0]), check.text(check.check(docs)[0])
    rename(docs, "principles/listen", "hear")
    rename(docs, "teams/editors", "scribes")
    mended = HERE.replace("principles/listen", "principles/hear").replace("editors", "scribes")
    mended = mended.replace(
        "https://x.example/principles/hear", "https://x.example/principles/listen"
    )
    for lang in ("vi", "en"):
        said = (docs / lang / "guide.md").read_text("utf-8")
        assert said == f"---\ntitle: x\n---\n{AWAY}{mended}"


def test_the_forge_and_its_branch_are_settings(setting: Set) -> None:
    forge = Forge("https://forge.example/firm/book", lambda: date(2026, 12, 1))
    assert forge.edit("cases", "a", "vi").endswith("/firm/book/edit/main/docs/vi/cases/a.md")
    setting("forge: github", "forge: gitlab")
    setting("branch: main", "branch: live")
    assert forge.edit("cases", "a", "vi").endswith("/book/-/edit/live/docs/vi/cases/a.md")
    assert "issue[title]=cases%2Fa&" in forge.address("wrong", page="cases/a", version="1")
