"""The one module that stores, in a browser: what it keeps, and every way storage can fail."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import DENIED, FILL, ROOM
from playwright.sync_api import BrowserContext, Page

from scripts import links

STORE = Path(os.environ.get("PLAYBOOK_STORE", "macros/theme/assets/storage.mjs"))
"""What is tested; tests/mutants.py names changed ones."""
LOAD = "import('./storage.mjs').then(module => { window.store = module; })"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page with nothing but the module beside it."""
    folder = tmp_path_factory.mktemp("bare")
    shutil.copy(STORE, folder / "storage.mjs")
    (folder / "index.html").write_text("<!doctype html><title>bare</title>", "utf-8")
    for place in ("assets", "a/assets/0123456789ab", "a/en/assets/ba9876543210", "b/assets"):
        (folder / place).mkdir(parents=True)
        shutil.copy(STORE, folder / place / "storage.mjs")
        lang = "en" if "/en/" in place else "vi"
        page = f'<!doctype html><html lang="{lang}"><title>bare</title>'
        (folder / place / "index.html").write_text(page, "utf-8")
    with links.served(folder, "http://bare.example/") as address:
        yield address


A, A_ENGLISH, B = "a/assets/0123456789ab/", "a/en/assets/ba9876543210/", "b/assets/"
"""Playbooks under one address: one in both languages, and another."""


def opened(context: BrowserContext, bare: str) -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(bare)
    page.evaluate(LOAD)
    return page


def run(page: Page, script: str, argument: Any = None) -> Any:
    return page.evaluate(
        f"(argument) => {{ const s = window.store; return ({script}); }}", argument
    )


def comes(page: Page, script: str, value: Any) -> None:
    """Waits for what another tab has written."""
    check = f"(wanted) => {{ const s = window.store; return JSON.stringify({script}) === wanted; }}"
    page.wait_for_function(check, arg=json.dumps(value, separators=(",", ":")))


def test_values_are_kept_by_key_and_found_after_a_reload(
    context: BrowserContext, bare: str
) -> None:
    page = opened(context, bare)
    for value in (True, 0, "", "chị", ["a"], {"at": 1}, None):
        assert run(page, "s.set('tick:a', argument)", value)
        assert run(page, "s.get('tick:a')") == value
    run(page, "s.set('run:b', {x: 1}), s.set('run:a', 2), s.remove('tick:a')")
    page.reload()
    page.evaluate(LOAD)
    assert run(page, "s.keys('run:')") == ["run:a", "run:b"]
    assert run(page, "s.keys('')") == ["run:a", "run:b"]
    assert run(page, "[s.get('run:b'), s.get('tick:a') === undefined, s.state()]") == [
        {"x": 1},
        True,
        "ok",
    ]
    assert page.evaluate("localStorage.getItem('playbook:run:a')") == '{"v":1,"d":2}'


def test_two_tabs_tell_each_other_and_lose_nothing_in_turn(
    context: BrowserContext, bare: str
) -> None:
    one, two = opened(context, bare), opened(context, bare)
    for page in (one, two):
        page.evaluate(
            "window.seen = [];"
            " window.store.watch('tick:', (keys) => {"
            " for (const key of keys) if (key.startsWith('tick:'))"
            " window.seen.push([key, window.store.get(key) ?? null]) })"
        )
    for count, script in enumerate(
        ("s.set('tick:a', 1), s.set('run:x', 1)", "s.remove('tick:a')"), 1
    ):
        run(one, script)
        for page in (one, two):
            page.wait_for_function("count => window.seen.length === count", arg=count)
    for page in (one, two):
        assert page.evaluate("window.seen") == [["tick:a", 1], ["tick:a", None]]
    for number in range(200):
        run((one, two)[number % 2], "s.set('tick:' + argument, true)", number)
    for page in (one, two):  # the other tab's last word may still be on its way
        page.wait_for_function("window.store.keys('tick:').length === 200")


DAMAGED = (
    "",
    "{",
    "null",
    "7",
    "[]",
    '{"v":1}',
    '{"d":1}',
    '{"v":"1","d":1}',
    '{"v":0,"d":1}',
    '{"v":2,"d":1}',
    "\0\ud83d",
)


def test_a_damaged_value_is_set_aside(context: BrowserContext, bare: str) -> None:
    page = opened(context, bare)
    for text in DAMAGED:
        page.evaluate("localStorage.clear()")
        page.evaluate("text => localStorage.setItem('playbook:tick:a', text)", text)
        assert run(page, "s.get('tick:a') === undefined")
        assert page.evaluate("localStorage.getItem('playbook:tick:a')") is None
        read = "s.set('tick:a', 5) && s.get('tick:a')"
        assert run(page, read) == 5, text
        assert run(page, "s.keys('aside:')") == ["aside:tick:a"]
        assert run(page, "s.keys('')") == ["tick:a"]
        aside = page.evaluate("localStorage.getItem('playbook:aside:tick:a')")
        assert aside == page.evaluate("text => text", text)


NULL = "Object.defineProperty(window, 'localStorage', {value: null})"
THROWS = "Storage.prototype.getItem = Storage.prototype.setItem = () => { throw new Error('no'); }"


@pytest.mark.parametrize(
    ("script", "before", "after"),
    [(DENIED, "denied", "denied"), (NULL, "denied", "denied"), (THROWS, "ok", "full")],
    ids=["refused", "none", "broken"],
)
def test_denied_storage_leaves_a_page_that_works(
    context: BrowserContext, bare: str, script: str, before: str, after: str
) -> None:
    context.add_init_script(script)
    page = opened(context, bare)
    assert run(page, "s.state()") == before
    assert run(page, "[s.set('tick:a', 5), s.get('tick:a'), s.state()]") == [False, 5, after]
    assert run(page, "s.keys('tick:')") == ["tick:a"]
    assert run(page, "[s.remove('tick:a'), s.keys('')]") == [script is THROWS, []]
    assert run(page, "[s.set('b', 1), s.set('a', 1), s.keys('')]") == [False, False, ["a", "b"]]
    assert run(page, "[s.forget(), s.get('b') === undefined, s.keys('')][2]") == []


def test_full_storage_keeps_what_was_there_and_says_so(context: BrowserContext, bare: str) -> None:
    page = opened(context, bare)
    run(page, "s.set('run:a', 'old')")
    page.evaluate(FILL)
    assert run(
        page, "[s.set('run:a', 'new'.repeat(9)), s.get('run:a') === 'new'.repeat(9), s.state()]"
    ) == [False, True, "full"]
    assert page.evaluate("localStorage.getItem('playbook:run:a')") == '{"v":1,"d":"old"}'
    assert (
        run(page, "s.setAll([['run:a', 1], ['run:b', 'long'.repeat(99)]], {orElseKeep: false})")
        is False
    )
    assert page.evaluate("localStorage.getItem('playbook:run:a')") == '{"v":1,"d":"old"}'
    assert page.evaluate("localStorage.getItem('playbook:run:b')") is None
    part = "[['run:a', undefined], ['run:c', 1], ['run:b', 'long'.repeat(99)]]"
    assert run(page, f"s.setAll({part}, {{orElseKeep: false}})") is False
    assert page.evaluate("localStorage.getItem('playbook:run:a')") == '{"v":1,"d":"old"}'
    assert page.evaluate("localStorage.getItem('playbook:run:c')") is None
    page.evaluate(ROOM)
    assert run(page, "[s.set('run:a', 'again'), s.state()]") == [True, "ok"]


def test_forget_leaves_nothing_of_ours_and_all_that_is_not(
    context: BrowserContext, bare: str
) -> None:
    page = opened(context, bare)
    page.evaluate(
        "localStorage.setItem('other', '1'), localStorage.setItem('playbook:tick:x', 'broken')"
    )
    run(page, "s.get('tick:x'), s.set('name', 'An'), s.forget()")
    assert page.evaluate("Object.keys(localStorage)") == ["other"]


def test_playbooks_under_one_address_keep_apart(context: BrowserContext, bare: str) -> None:
    at_root, one, english, other = (
        opened(context, bare + path) for path in ("assets/", A, A_ENGLISH, B)
    )
    one.evaluate("window.seen = []; window.store.watch('', (keys) => window.seen.push(...keys))")
    run(at_root, "s.set('run:x', 'root')")
    run(other, "s.set('run:x', 'b')")
    run(english, "s.set('run:x', 'a')")
    one.wait_for_function("window.seen.length > 0")
    assert one.evaluate("window.seen") == ["run:x"]
    run(one, "s.set('tick:y', 1)")
    for page, kept in ((at_root, "root"), (one, "a"), (english, "a"), (other, "b")):
        assert run(page, "s.get('run:x')") == kept
    comes(english, "s.keys('')", ["run:x", "tick:y"])
    assert [run(page, "s.keys('')") for page in (at_root, other)] == [["run:x"], ["run:x"]]
    assert at_root.evaluate("localStorage.getItem('playbook:run:x')") == '{"v":1,"d":"root"}'
    assert other.evaluate("localStorage.getItem('playbook:/b/:run:x')") == '{"v":1,"d":"b"}'
    run(at_root, "s.forget()")
    assert run(one, "s.keys('')") == ["run:x", "tick:y"]
    run(one, "s.forget()")
    comes(english, "s.keys('')", [])
    assert run(other, "s.keys('')") == ["run:x"]


def test_a_playbook_below_a_path_leaves_keys_without_one_alone(
    context: BrowserContext, bare: str
) -> None:
    at_root = opened(context, bare + "assets/")
    run(at_root, "s.setAll([['run:x', 'root'], ['palette', 'dark']])")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    below = opened(context, bare + A)
    assert bare not in asked
    assert run(below, "[s.keys(''), s.get('palette')]") == [[], "dark"]
    run(below, "s.set('run:x', 'a'), s.forget()")
    assert run(at_root, "[s.get('run:x'), s.keys('')]") == ["root", ["run:x"]]
