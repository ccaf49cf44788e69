"""The file that carries all work: out, back in, and 1,000 files that something happened to."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import FILL
from playwright.sync_api import BrowserContext, Page, Route, expect

from scripts import links, pages

LOAD = (
    "Promise.all(['transfer', 'storage'].map(name => import(new URL(`${name}.mjs`,"
    " document.querySelector('[rel=modulepreload]').href))))"
    ".then(all => { [window.t, window.s] = all; })"
)
EVERYTHING = (
    "Object.fromEntries(Object.entries(localStorage)"
    ".filter(([key]) => key.startsWith('playbook:')).sort())"
)
RUN = "0123456789ab"
TIME = "2026-11-23T08:00:00.000Z"
LATER = "2026-11-24T08:00:00.000Z"


def run(**more: Any) -> dict[str, Any]:
    items = [["steady", "11111111", "Bình tĩnh."], ["ask", "22222222", "Hỏi."]]
    kept = {
        "list": "answer",
        "title": "Khi khách gọi",
        "label": "Chị Lan",
        "started": TIME,
        "finished": None,
    }
    words = {"lang": "vi", "version": "2026-11-23 1234abcd", "items": items, "at": {}}
    return kept | words | more


def tick(at: str = TIME, done: bool = True) -> dict[str, Any]:
    return {"done": done, "because": "" if done else "không cần", "at": at, "hash": "11111111"}


def answer(choice: str, at: int) -> dict[str, Any]:
    first = {"choice": choice, "right": choice == "a", "first": "a", "firstRight": True}
    return first | {"hash": "abcdef12", "at": at}


ENTRIES: dict[str, Any] = {
    f"run:{RUN}": run(),
    f"run:{RUN}:notes": {"words": "gọi lại\nlúc 3 giờ", "at": TIME},
    f"run:{RUN}:slot:client": {"words": "chị Lan", "at": TIME},
    f"run:{RUN}:tick:steady": tick(),
    f"run:{RUN}:tick:ask": tick(done=False),
    "answer:q1": answer("a", 1795000000000),
    "name": "Hoa",
    "path:read:principle/listen": {"hash": "abcdef12", "at": 1795000000000},
}


def file(entries: dict[str, Any] | None = None, **more: Any) -> str:
    head = {"format": "client-playbook", "version": 2, "made": TIME}
    return json.dumps(
        head | {"entries": ENTRIES if entries is None else entries} | more, ensure_ascii=False
    )


@pytest.fixture
def page(page: Page, local: str) -> Page:
    page.goto(local + "runs/")
    page.evaluate(LOAD)
    return page


def take(page: Page, text: str, replace: bool = False) -> str:
    """What came of a file: "taken", or the key of the refusal."""
    script = """([text, replace]) => {
        try { window.t.take(window.t.parse(text), replace); return "taken"; }
        catch (error) {
          if (!(error instanceof window.t.Refused)) throw error;
          return error.message;
        }
    }"""
    return str(page.evaluate(script, [text, replace]))


def kept(page: Page) -> Any:
    return page.evaluate("Object.fromEntries(window.t.entries())")


def test_what_goes_out_comes_back_and_can_replace_all_there_is(page: Page) -> None:
    assert take(page, file()) == "taken"
    assert kept(page) == ENTRIES
    text = page.evaluate("window.t.exported()")
    page.evaluate("window.s.forget()")
    assert kept(page) == {}
    assert take(page, text) == "taken"
    assert kept(page) == ENTRIES
    assert take(page, file({"name": "An"}), replace=True) == "taken"
    assert kept(page) == {"name": "An"}


@pytest.mark.slow
def test_all_that_a_full_store_holds_goes_out_and_comes_back(page: Page) -> None:
    page.evaluate(
        f"""run => {{
        const short = JSON.stringify({{v: 1, d: run}});
        localStorage.setItem("playbook:run:ffffffffffff:notes",
          JSON.stringify({{v: 1, d: {{words: "of no run", at: "{TIME}"}}}}));
        for (let n = 0; n < 1e5; n++) {{
          try {{ localStorage.setItem(`playbook:run:${{String(n).padStart(12, "0")}}`, short); }}
          catch {{ break; }}
        }} }}""",
        run(items=[["a", "1", "A"]] * 3),
    )
    # Compared there: five megabytes take a minute to come over here.
    before, taken, after = page.evaluate("""() => {
        const before = window.t.entries(), text = window.t.exported();
        window.s.forget();
        const taken = window.t.take(window.t.parse(text), false);
        const after = Object.fromEntries(window.t.entries());
        const same = ([key, value]) => JSON.stringify(after[key]) === JSON.stringify(value);
        return [before.length, Boolean(taken), before.filter(same).length];
    }""")
    assert before > 3000
    assert taken
    assert after == before


def test_a_file_goes_out_and_in_by_hand(page: Page, tmp_path: Path) -> None:
    take(page, file())
    with page.expect_download() as download:
        page.locator("[data-export]").click()
    saved = tmp_path / "work.json"
    download.value.save_as(saved)
    assert "Lan" not in download.value.suggested_filename
    page.evaluate("window.s.forget()")
    page.set_input_files("[data-import]", saved)
    expect(page.locator("[data-open] .pb-run-row h3")).to_have_text("Chị Lan")
    expect(page.locator(".pb-toast")).to_contain_text("1 việc, 1 bước đọc, 1 câu trả lời")
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.locator("[data-open] .pb-run-row")).to_have_count(0)
    assert kept(page) == {}
    saved.write_text("{", "utf-8")
    page.set_input_files("[data-import]", saved)
    expect(page.locator(".pb-toast")).to_contain_text("không phải do cẩm nang lưu ra")


def test_a_file_from_before_a_list_was_renamed_goes_on_under_its_new_id(
    context: BrowserContext, local: str, tmp_path: Path
) -> None:
    def renamed(route: Route) -> None:
        got = route.fetch()
        body = got.text().replace('data-list="answer"', 'data-list="answer" data-was="x old"')
        route.fulfill(response=got, body=body)

    context.route("**/runs/", renamed)
    page = context.new_page()
    page.goto(local + "runs/", wait_until="networkidle")
    saved = tmp_path / "work.json"
    saved.write_text(file({f"run:{RUN}": run(list="old")}), "utf-8")
    page.set_input_files("[data-import]", saved)
    row = page.locator("[data-open] .pb-run-row")
    expect(row.locator("a").first).to_have_attribute("href", re.compile("answer/[?]run="))
    page.get_by_role("button", name="Hoàn tác").click()
    expect(row).to_have_count(0)


def test_merging_keeps_the_later_answer_both_notes_and_what_only_one_side_has(page: Page) -> None:
    take(page, file())
    other = "fedcba987654"
    theirs = {
        f"run:{RUN}": run(label="Tên khác", finished=LATER, at={"finished": LATER}),
        f"run:{RUN}:notes": {"words": "khách vui", "at": LATER},
        f"run:{RUN}:tick:steady": tick(at=LATER, done=False),
        f"run:{RUN}:tick:ask": tick(at="2026-11-22T08:00:00.000Z"),
        f"run:{other}": run(label="Anh Minh"),
        "answer:q1": answer("b", 1796000000000),
    }
    assert take(page, file(theirs)) == "taken"
    now = kept(page)
    assert now[f"run:{RUN}"] == run(finished=LATER, at={"finished": LATER})
    assert now[f"run:{RUN}:notes"]["words"] == "gọi lại\nlúc 3 giờ\nkhách vui"
    assert now[f"run:{RUN}:tick:steady"]["done"] is False
    assert now[f"run:{RUN}:tick:ask"]["done"] is False
    assert now[f"run:{other}"]["label"] == "Anh Minh"
    assert now["answer:q1"]["choice"] == "b"
    assert now["name"] == "Hoa"
    assert take(page, file(theirs)) == "taken"
    assert kept(page) == now, "the same file twice changes nothing"
    long = {"words": "x" * 19_990, "at": LATER}
    assert take(page, file({f"run:{RUN}": run(), f"run:{RUN}:notes": long})) == "transfer.too-long"
    assert kept(page) == now


def undone(page: Page, text: str, replace: bool, since: str) -> Any:
    """What is kept once a file was taken, something happened elsewhere, and it is taken back."""
    page.evaluate(
        f"([text, replace]) => {{ const undo = window.t.take(window.t.parse(text), replace);"
        f" {since}; undo(); }}",
        [text, replace],
    )
    return kept(page)


def written(key: str, value: Any) -> str:
    return f"window.s.set({json.dumps(key)}, {json.dumps(value)})"


SINCE = {"words": "viết ở trang khác", "at": LATER}


def test_undo_leaves_a_run_whole_in_which_another_tab_has_written_since(page: Page) -> None:
    notes, done = f"run:{RUN}:notes", f"run:{RUN}:tick:ask"
    alone = file({f"run:{RUN}": run(), notes: {"words": "từ điện thoại", "at": TIME}, "name": "An"})
    whole = json.loads(alone)["entries"]
    del whole["name"]
    for key, value in ((notes, SINCE), (done, tick(LATER)), (f"run:{RUN}", run(finished=LATER))):
        since = written(key, value)
        assert undone(page, alone, False, since) == whole | {key: value}, key
        page.evaluate("window.s.forget()")
    gone = "for (const key of window.s.keys('run:')) window.s.remove(key)"
    assert undone(page, alone, False, gone) == {}


def test_undo_loses_nothing_of_before_where_another_tab_has_written_since(page: Page) -> None:
    take(page, file())
    before, notes = kept(page), f"run:{RUN}:notes"
    theirs = file({f"run:{RUN}": run(), notes: {"words": "khách vui", "at": LATER}})
    now = undone(page, theirs, True, written(notes, SINCE))
    assert now.pop(notes)["words"] == "viết ở trang khác\ngọi lại\nlúc 3 giờ"
    assert now == {key: value for key, value in before.items() if key != notes}
    gone = f"for (const key of window.s.keys('run:{RUN}')) window.s.remove(key)"
    now = undone(page, theirs, True, gone)
    assert not [key for key in now if key.startswith("run:")]


def test_undo_for_which_there_is_no_room_says_so(page: Page, tmp_path: Path) -> None:
    take(page, file())
    before = kept(page)
    small = tmp_path / "small.json"
    small.write_text(file({"name": "An"}), "utf-8")
    page.locator("[name=how][value=replace]").evaluate("one => { one.checked = true; }")
    page.set_input_files("[data-import]", small)
    expect(page.locator(".pb-toast")).to_contain_text("Đã nhận từ tệp")
    page.evaluate(FILL)
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.locator(".pb-toast")).to_contain_text("không lưu phần nào")
    assert kept(page) == {"name": "An"} != before


def test_a_gap_emptied_later_than_a_files_words_stays_empty(page: Page) -> None:
    gap, notes = f"run:{RUN}:slot:client", f"run:{RUN}:notes"
    for at, words in ((LATER, ""), ("2026-11-22T08:00:00.000Z", "chị Lan")):
        empty = {"words": "", "at": at}
        take(page, file({f"run:{RUN}": run(), gap: empty, notes: empty}), replace=True)
        take(page, file())
        assert kept(page)[gap]["words"] == words
        assert bool(kept(page)[notes]["words"]) is bool(words)


REFUSED = [
    ("", "transfer.not-ours"),
    ("null", "transfer.not-ours"),
    ("[]", "transfer.not-ours"),
    (file(format="other"), "transfer.not-ours"),
    (file(version="2"), "transfer.damaged"),
    (file(version=3), "transfer.damaged"),
    (file(entries=None).replace('"entries"', '"entry"'), "transfer.damaged"),
    (file({"run:xyz": run()}), "transfer.damaged"),
    (file({f"run:{RUN}:tick:ask": tick()}), "transfer.damaged"),
    (file(ENTRIES | {f"run:{RUN}:other": 1}), "transfer.damaged"),
    (file(ENTRIES | {f"run:{RUN}:tick:a b": tick()}), "transfer.damaged"),
    (file({"aside:x": "y"}), "transfer.damaged"),
    (file({"__proto__": {"polluted": True}}), "transfer.damaged"),
    (file({f"run:{RUN}": run(label="x" * 81)}), "transfer.damaged"),
    (file({f"run:{RUN}": run(started="yesterday")}), "transfer.damaged"),
    (file({f"run:{RUN}": run(list="../../evil")}), "transfer.damaged"),
    *(
        (file({key: ENTRIES[key] | {"at": at}}), "transfer.damaged")
        for key in ("answer:q1", "path:read:principle/listen")
        for at in (1e300, 8.65e15, -1, TIME, None)
    ),
    (file({"answer:q1": answer("a", 0) | {"due": 1e300, "left": 1}}), "transfer.damaged"),
    (file({"answer:q1": answer("a", 0) | {"due": 1, "left": 0.5}}), "transfer.damaged"),
    (file({f"run:{RUN}": run(started="9 Nov 2026")}), "transfer.damaged"),
    (file({f"run:{RUN}": run(at={"label": "later"})}), "transfer.damaged"),
    (file({f"run:{RUN}": run(titles="Khi")}), "transfer.damaged"),
    (file({"name": {"words": "Eve", "at": TIME}}), "transfer.damaged"),
    (file(entries=None).replace(json.dumps(ENTRIES, ensure_ascii=False), "7"), "transfer.damaged"),
    (file({"path:at:x": json.loads("[" * 12 + "]" * 12)}), "transfer.damaged"),
    (file({f"run:{RUN}": run(), f"run:{RUN}:notes": "words alone"}), "transfer.damaged"),
    (file({"answer:q1": {"choice": "a", "right": True, "at": "soon"}}), "transfer.damaged"),
    (
        '{"format":"client-playbook","version":2,"entries":{"path:at:x":'
        + "[" * 100000
        + "]" * 100000
        + "}}",
        "transfer.damaged",
    ),
    (file({"name": "x" * 5_000_001}), "transfer.damaged"),
]


def test_a_bad_file_is_refused_whole_and_one_that_does_not_fit_too(page: Page) -> None:
    take(page, file())
    before = page.evaluate(EVERYTHING)
    wrong = []
    for text, why in REFUSED:
        # A browser may already give up on what is nested too deep.
        reasons = {why, "transfer.not-ours"} if "[" * 20 in text else {why}
        if (said := take(page, text, replace=True)) not in reasons:
            wrong.append((text[:60], said))
        assert page.evaluate(EVERYTHING) == before, text[:60]
    assert wrong == []
    assert page.evaluate("({}).polluted === undefined")
    page.evaluate(FILL)
    before = page.evaluate(EVERYTHING)
    assert (
        take(page, file({f"run:{n:012}": run(title="p" * 999) for n in range(300)}), replace=True)
        == "transfer.no-room"
    )
    assert page.evaluate(EVERYTHING) == before


FILES = 1000 * min(10, int(os.environ.get("PLAYBOOK_EXAMPLES", "1")))


def mutations(count: int) -> Iterator[str]:
    """Files that something happened to: bytes, keys and values, always the same ones."""
    dice = random.Random(4)
    odd: list[Any] = [
        None,
        True,
        -1,
        1e308,
        "",
        "x",
        "\u0000",
        "x" * 300,
        [],
        {},
        [[]],
        {"__proto__": 1},
        {"done": 1},
    ]
    for number in range(count):
        text = file()
        if number % 2:
            for _ in range(dice.randint(1, 4)):
                at = dice.randrange(len(text))
                text = (
                    dice.choice(
                        [
                            text[:at],
                            text[:at] + text[at + 1 :],
                            text[:at] + dice.choice('{}[]",:0a\\\n\ud7ff') + text[at + 1 :],
                            text[:at] + text[dice.randrange(len(text)) :],
                        ]
                    )
                    or " "
                )
            yield text
            continue
        whole = json.loads(text)
        for _ in range(dice.randint(1, 3)):
            place: Any = whole
            while True:
                keys = list(place) if isinstance(place, dict) else list(range(len(place)))
                key = dice.choice(keys)
                if isinstance(place[key], dict | list) and place[key] and dice.random() < 0.75:
                    place = place[key]
                    continue
                break
            kind = dice.random()
            if kind < 0.55:
                place[key] = dice.choice(odd)
            elif kind < 0.75 and len(place) > 1:
                del place[key]
            elif isinstance(place, dict):
                place[
                    dice.choice(
                        ["", "run:", f"run:{RUN}:tick:", "constructor", f"{key}x", str(key).upper()]
                    )
                ] = place[key]
        yield json.dumps(whole)


def test_a_thousand_mutated_files_cause_no_error_and_no_partial_write(
    page: Page, record_property: Callable[[str, object], None]
) -> None:
    record_property("tried", FILES)
    take(page, file({"name": "Hoa", f"run:{RUN}": run(), f"run:{RUN}:tick:steady": tick()}))
    script = """texts => texts.map((text, number) => {
        const all = () => JSON.stringify(Object.entries(localStorage).sort());
        const before = all();
        let found;
        try { found = window.t.parse(text); } catch (error) {
            if (!(error instanceof window.t.Refused)) return `${number}: ${error}`;
            return all() === before ? "refused" : `${number}: refused, yet something was written`;
        }
        const undo = window.t.take(found, number % 4 < 2);
        for (const [key, value] of found) {
            const kept = window.s.get(key);
            const other = JSON.stringify(kept) !== JSON.stringify(value);
            if (kept === undefined || (number % 4 < 2 && other)) return `${number}: ${key} is lost`;
        }
        if (window.t.entries().length !== window.s.keys("").length)
          return `${number}: something unreadable was stored`;
        undo();
        return all() === before ? "taken" : `${number}: not taken back`;
    })"""
    said = page.evaluate(script, list(mutations(FILES)))
    assert {one for one in said if one not in {"refused", "taken"}} == set()
    assert said.count("refused") > FILES / 2
    assert said.count("taken") > FILES / 50


ODD = {
    "path:read:principle/listen": {"hash": "abcdef12", "at": 1e300},
    "path:at:first-day": {"href": "//", "n": 1e300, "of": {}, "done": False, "at": 1},
    "answer:after-it": answer("a", 0) | {"at": 8.65e15, "due": 1e300, "left": 1},
    "name": {"words": "Eve"},
    f"run:{RUN}": run(started=1e300),
    "pronouns": [],
    "palette": {},
}


@pytest.mark.slow
def test_pages_open_with_whatever_is_stored(page: Page, local: str) -> None:
    left = [one for one in mutations(200) if take(page, one) == "taken"][:5]
    paths = (
        *("runs/", f"checklists/answer/?run={RUN}", "phrases/go-on/", "", "paths/"),
        *("paths/first-day/", "principles/listen/?path=first-day", "questions/?due"),
        *("checklists/answer/#100%", "?run=%&path=%E0%A4%A#%", "checklists/answer/#ticks=%.~%"),
    )
    for text in (*left, ""):
        if text:
            take(page, text, replace=True)
        for key, value in () if text else ODD.items():
            page.evaluate("args => localStorage.setItem(...args)",
                [f"playbook:{key}", json.dumps({"v": 1, "d": value})])  # fmt: skip
        for path in paths:
            page.goto(local + path)
            expect(page.locator("html")).to_have_class(re.compile(r"(^| )js"))
        page.goto(local + "runs/")
        page.evaluate(LOAD)


def test_two_playbooks_under_one_address_share_no_run(
    context: BrowserContext, site: Path, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        shutil.copytree(site, tmp_path / name)
    page = context.new_page()
    with links.served(tmp_path, pages.canonical(site)) as address:
        page.goto(f"{address}a/en/checklists/answer/?start")
        page.get_by_role("checkbox").first.check()
        expect(page.locator("[data-progress] p")).to_contain_text("1 of")
        for place, runs in (("b/en/", 0), ("b/", 0), ("a/", 1)):
            page.goto(f"{address}{place}runs/")
            expect(page.locator("[data-open]")).to_be_visible()
            expect(page.locator(".pb-run-row")).to_have_count(runs)
        page.goto(f"{address}b/en/checklists/answer/")
        expect(page.locator("[data-progress] p")).to_contain_text("0 of")
        page.goto(f"{address}b/runs/")
        page.locator("details:has(#forget) summary").click()
        page.locator("[data-forget]").click()
        page.locator("dialog [value=yes]").click()
        expect(page.locator(".pb-toast")).to_be_visible()
        page.goto(f"{address}a/runs/")
        expect(page.locator(".pb-run-row")).to_have_count(1)
