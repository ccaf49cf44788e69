"""Reading paths as a new hire walks them: by phone or keys, without scripts, days apart."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import DENIED, WIDE, in_both_lights, violations
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from macros.forge import ADDRESSES

PATH = "paths/first-day/"
LOOK = "one => [getComputedStyle(one).borderTopColor, getComputedStyle(one, '::after').content]"


def answer(form: Locator, right: bool) -> None:
    """Choose by what the page's own key says."""
    key = form.page.locator(f"#key-{form.get_attribute('data-question')}")
    expect(form.locator("[type=submit]")).to_be_visible()  # the script has come
    option = key.locator(
        "[data-best]" if right else "[data-option]:not([data-best])"
    ).first.get_attribute("data-option")
    form.locator(f"input[value='{option}']").check()
    form.locator("[type=submit]").click()


def stored(page: Page, key: str) -> dict[str, object]:
    return dict(
        json.loads(page.evaluate("key => localStorage.getItem('playbook:' + key)", key))["d"]
    )


def test_the_first_day_is_walked_left_resumed_and_proved(
    page: Page, local: str, tmp_path: Path
) -> None:
    page.goto(local + PATH)
    page.locator("[data-go]").click()
    steps = 0
    while "paths/first-day/#" not in page.url:
        page.locator("#way [data-read] button").click()
        expect(page.locator("#way [data-read] [role=status]")).not_to_be_empty()
        steps += 1
        if steps == 2:  # closed halfway: one tap on home leads to the very step
            there = page.locator("#way [rel=next]").evaluate("link => link.href")
            page.goto(local)
            page.locator("[data-path-entry=first-day] a").click()
            page.wait_for_url(there)
            continue
        page.locator("#way [rel=next]").click()
        page.wait_for_load_state()
        if "#" in page.url:
            section = page.locator(f"#{page.url.partition('#')[2]}")
            for form in section.locator("form").all():
                answer(form, right=True)
            go = page.locator("[data-go]")
            if (go.get_attribute("href") or "") == "#record":
                break
            go.click()
            page.wait_for_load_state()
    assert steps == len(page.locator("[data-stop][data-hash]").all())
    expect(page.locator("[data-progress]")).to_contain_text("Đã xong cả")
    page.locator("[data-record-name]").fill("Nguyễn Thị Đọc")
    with page.expect_download() as saved:
        page.locator("[data-record-file]").click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    for link in ("mail", "issue"):
        for found in page.locator(f"[data-record-{link}]").all():
            assert "Nguy" not in (found.get_attribute("href") or ""), (
                "a name leaves the device in the file alone"
            )
    assert stored(page, "path:at:first-day")["done"]
    whole = file.read_text("utf-8")
    page.goto(local + "managers/")
    expect(page.locator("#verify-file")).to_be_visible()
    said = page.locator("[data-verify] [role=status]")
    for saved_as in (  # as it came, and as Notepad, a chat program and a Mac hand it on
        whole.encode(),
        b"\xef\xbb\xbf" + whole.replace("\n", "\r\n").encode(),
        whole.encode("utf-16"),
        unicodedata.normalize("NFD", whole).encode(),
    ):
        file.write_bytes(saved_as)
        page.set_input_files("#verify-file", [])
        page.set_input_files("#verify-file", file)
        expect(said).to_contain_text("còn nguyên")
        expect(said).to_contain_text("Nguyễn Thị Đọc")
        expect(said).to_contain_text("không có gì đổi")
        expect(said).not_to_contain_text("Còn thiếu")
        said.evaluate("one => one.replaceChildren()")
    assert not violations(page)
    page.set_input_files("#verify-file", [])
    for now, words in (
        ("throw new TypeError()", "Chưa mở được"),
        ("return new Response('', { status: 404 })", "cẩm nang khác"),
        ("return new Response('<article data-path=first-day data-hash=1>')", "Đổi từ đó"),
    ):
        page.evaluate(f"() => {{ window.fetch = async () => {{ {now} }}; }}")
        page.set_input_files("#verify-file", file)
        expect(said).to_contain_text(words)
        page.set_input_files("#verify-file", [])
    for old, new in (
        ("Nguyễn Thị", "Trần Thị"),
        ('"kind": "playbook-record"', '"kind": "invoice"'),
        (whole, "["),
        (whole, "null"),
    ):
        file.write_text(whole.replace(old, new), "utf-8")
        page.set_input_files("#verify-file", file)
        expect(said).to_contain_text("✗")
        said.evaluate("one => one.replaceChildren()")
    page.goto(local)
    expect(page.locator("[data-paths-under-way]")).to_be_hidden()


ISSUE = """([href, names]) => {
  const link = Object.assign(document.createElement("a"), { href });
  link.dataset.recordIssue = names;
  document.querySelector("[data-record]").append(link);
  for (const key of ["a", "b"]) dispatchEvent(new StorageEvent("storage", { key: null }));
}"""


@pytest.mark.parametrize("name", ["github", "gitlab"])
def test_a_proof_is_put_into_the_issue_that_the_forge_opens(
    name: str, page: Page, local: str
) -> None:
    forge = ADDRESSES[name]
    address = forge["completion"].format(repo="https://forge.example/a/book", path="first-day")
    page.goto(local + PATH, wait_until="networkidle")
    page.evaluate(ISSUE, [address, forge["fields"]])
    link = page.locator("a[data-record-issue]")
    expect(link).to_have_attribute("href", re.compile(r"first-day-[\d-]+\.json"))
    asked = parse_qs(urlsplit(link.get_attribute("href") or "").query)
    if name == "gitlab":
        assert asked.keys() == {"issue[title]", "issue[description]"}
    else:
        assert asked.keys() == {"template", "title", "record"}
    title, words = list(asked.values())[-2:]
    assert "Ngày đầu" in title[0]
    assert "first-day" in words[0]


def test_a_wrong_answer_is_explained_and_returns_after_two_days(page: Page, local: str) -> None:
    day = 24 * 3600 * 1000
    page.clock.install(time="2026-11-23T09:00:00")
    page.goto(local + PATH)
    form = page.locator("form[data-question]").first
    answer(form, right=False)
    verdict = form.locator(".pb-verdict")
    expect(verdict).to_be_focused()
    expect(verdict).to_have_attribute("data-right", "false")
    wrong = form.locator(".pb-pick[data-right=false]").evaluate(LOOK)
    assert "Khách phải kể lại." in verdict.inner_text(), "it says why"
    assert verdict.locator("a[href*=principles]").count()
    verdict.get_by_role("button").click()
    expect(verdict).to_be_empty()
    expect(form.locator("input:checked")).to_have_count(0)
    expect(form.locator("input").first).to_be_focused()
    answer(form, right=True)
    expect(verdict).to_have_attribute("data-right", "true")
    right = form.locator(".pb-pick[data-right=true]").evaluate(LOOK)
    assert not set(wrong) & set(right), "a wrong answer looks wrong, by colour and by sign"
    for passed, shown in (
        (1, False),
        (1.1, True),
    ):  # not before two days, whatever was answered at once
        page.clock.fast_forward(int(passed * day))
        page.goto(local)
        expect(page.locator("[data-path-entry=first-day]")).to_be_visible()  # the script has run
        expect(page.locator("[data-due]")).to_be_visible(visible=shown)
    page.locator("[data-due] a").click()
    due = page.locator("form[data-question]:visible")
    expect(due).to_have_count(1)
    expect(due.locator("input:checked")).to_have_count(0)
    answer(due, right=True)  # right once, two days later: once more, at the same distance
    page.goto(local)
    expect(page.locator("[data-path-entry=first-day]")).to_be_visible()
    expect(page.locator("[data-due]")).to_be_hidden()
    page.clock.fast_forward(int(2.1 * day))
    page.goto(local + "questions/?due")
    expect(due).to_have_count(1)
    answer(due, right=True)
    page.clock.fast_forward(30 * day)
    page.goto(local + "questions/?due")
    expect(page.locator("form[data-question]:visible")).to_have_count(0)
    expect(page.locator("[data-due-note]")).not_to_be_empty()


def test_marks_are_made_by_hand_and_outlive_a_change_of_the_page(page: Page, local: str) -> None:
    url = f"{local}principles/listen/?path=first-day"
    page.goto(url)
    page.mouse.wheel(0, 20000)
    button, note = (
        page.locator("#way [data-read] button"),
        page.locator("#way [data-read] [role=status]"),
    )
    expect(note).to_be_empty()
    button.click()
    first = stored(page, "path:read:principle/listen")
    old = {**first, "hash": "00000000", "at": 1_700_000_000_000}
    page.evaluate(
        "value => localStorage.setItem("
        "'playbook:path:read:principle/listen', JSON.stringify({v: 1, d: value}))",
        old,
    )
    page.goto(local + PATH)
    item = page.locator("[data-stop='principle/listen']")
    expect(item).to_have_class(re.compile("pb-done"))
    expect(item.locator("[data-mark]")).to_contain_text("2023")
    changed = item.locator("[data-mark]").inner_text()
    page.goto(url)
    expect(note).to_have_text(changed)
    button.click()
    expect(note).not_to_have_text(changed)
    assert stored(page, "path:read:principle/listen")["hash"] == first["hash"]
    button.click()
    expect(note).to_be_empty()


def test_the_keyboard_alone_walks_answers_and_plays_and_each_reply_leads_on(
    page: Page, local: str
) -> None:
    page.goto(local + PATH)
    page.locator("[data-go]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/?path=first-day")
    button = page.locator("#way [data-read] button")
    for _ in range(80):
        if button.evaluate("one => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#way [data-read] [role=status]")).not_to_be_empty()
    page.goto(local + PATH)
    form = page.locator("form[data-question]").first
    expect(form.locator("[type=submit]")).to_be_visible()
    form.locator("input").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(form.locator(".pb-verdict")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.goto(local + "practice/play-the-call/")
    scenes = page.locator("[data-scene]:visible")
    expect(scenes).to_have_count(1)
    page.locator("#ring-hear summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_be_visible()
    expect(scenes).to_have_count(2)
    page.locator("#ring-wait summary").click()  # another choice takes back what followed
    expect(scenes).to_have_count(1)
    expect(page.locator("#ring-hear")).not_to_have_attribute("open", "")


def test_without_scripts_a_path_reads_in_order_with_its_answers_at_the_end(
    chromium: Browser, local: str
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(local + PATH)
    links = page.locator("[data-stop][data-hash] > a").all()
    trail = [link.get_attribute("href") or "" for link in links]
    expect(page.locator("#record")).to_be_hidden()
    key = page.locator("[data-key]")
    expect(key).to_be_visible()
    forms = page.locator("form[data-question]").all()
    assert len(forms) == key.locator("h3").count() == 2
    assert key.evaluate("one => one.getBoundingClientRect().top") > forms[-1].evaluate(
        "one => one.getBoundingClientRect().bottom"
    )
    assert all(not form.locator("[type=submit]").is_visible() for form in forms)
    page.goto(page.url + trail[0])
    seen = [page.url]
    for _ in trail[1:]:
        page.locator("details[data-ways] summary").click()
        page.locator("nav[data-way=first-day] [rel=next]").click()
        seen.append(page.url)
    assert [url.split("/", 3)[3] for url in seen] == [href.removeprefix("../../") for href in trail]
    page.goto(local + "practice/play-the-call/")
    assert page.locator("[data-scene]:visible").count() == 2
    context.close()


def test_a_device_that_keeps_nothing_says_so(context: BrowserContext, local: str) -> None:
    context.add_init_script(DENIED)
    page = context.new_page()
    page.goto(f"{local}principles/listen/?path=first-day")
    page.locator("#way [data-read] button").click()
    expect(page.locator("#way [data-read] [role=status]")).to_contain_text("không cho lưu")
    page.goto(local + PATH)
    answer(page.locator("form[data-question]").first, right=False)
    expect(page.locator("#record")).to_be_visible()


def test_places_from_elsewhere_and_values_that_mean_nothing_count_as_nothing(
    page: Page, local: str
) -> None:
    page.goto(local)
    for href in (
        "javascript:alert(1)",
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "http://[",
    ):
        page.evaluate(
            "d => localStorage.setItem('playbook:path:at:first-day', JSON.stringify({v: 1, d}))",
            {"href": href, "n": 1, "of": 2},
        )
        page.reload()
        expect(page.locator("[data-path-entry=first-day]")).to_be_hidden()
    page.goto(local + PATH)
    page.evaluate("""() => {
      const form = document.querySelector("form[data-question]").dataset;
      const put = (key, d) => localStorage.setItem("playbook:" + key, JSON.stringify({v: 1, d}));
      put("path:read:principle/listen", {at: "soon", hash: 7});
      put("path:read:case/the-call", 5);
      put("path:at:first-day", "nowhere");
      const odd = {hash: form.hash, at: "x", choice: [1], left: "many", due: "x"};
      put("answer:" + form.question, odd);
    }""")
    page.reload()
    expect(page.locator("form[data-question] [type=submit]").first).to_be_visible()
    assert page.locator(".pb-done").count() == 0
    page.goto(local)


OLD = """(was) => { for (const [key, value] of Object.entries(localStorage))
  for (const [id, old] of Object.entries(was)) {
    if (!key.endsWith(id)) continue;
    localStorage.removeItem(key);
    localStorage.setItem(key.replace(/[^:/]+$/, old), value);
  }
}"""
"""As if a record had had another id when something was kept."""


def test_marks_answers_and_places_go_on_when_records_get_other_ids(
    page: Page, context: BrowserContext, local: str
) -> None:
    page.goto(local + "principles/listen/?path=first-day")
    page.locator("#way [data-read] button").click()
    page.goto(local + PATH)
    form = page.locator("form[data-question]").first
    question = form.get_attribute("data-question") or ""
    answer(form, right=True)
    expect(form.locator(".pb-verdict strong").first).to_be_visible()
    done = page.locator(".pb-done")
    expect(done.first).to_be_visible()
    count = done.count()
    was = {"path:read:principle/listen": "hear", "path:at:first-day": "old-day",
           f"answer:{question}": "old-question"}  # fmt: skip
    page.evaluate(OLD, was)
    page.reload()
    expect(page.locator("form[data-question] [type=submit]").first).to_be_visible()
    expect(done).to_have_count(0)
    page.evaluate("localStorage.removeItem('playbook:path:at:first-day')")
    kept = page.evaluate("Object.entries(localStorage)")

    def renamed(route: Route) -> None:
        got = route.fetch()
        body = re.sub(
            r'(data-(?:read|stop)="principle/listen")', r'\1 data-was="x hear"', got.text()
        )
        body = re.sub(r'(data-(?:path|way|path-entry)="first-day")', r'\1 data-was="old-day"', body)
        body = re.sub(f'(data-(?:question|fold)="{question}")', r'\1 data-was="old-question"', body)
        route.fulfill(response=got, body=body)

    context.route(lambda url: url.endswith("/") or "/?" in url, renamed)
    page.reload()
    expect(done).to_have_count(count)
    expect(form.locator(".pb-verdict strong").first).to_be_visible()
    left = page.evaluate("Object.keys(localStorage)")
    assert not [key for key in left if key.endswith(("/hear", ":old-question", ":old-day"))]
    for path, shown in (
        ("", "[data-path-entry=first-day]"),
        ("principles/listen/?path=old-day", "#way"),
        ("questions/", f"[data-question={question}] .pb-verdict strong"),
    ):
        page.evaluate(
            "kept => { localStorage.clear();"
            " for (const [key, value] of kept) localStorage.setItem(key, value) }",
            kept,
        )
        page.goto(local + path)
        if path == "questions/":
            page.locator(f"[data-fold={question}] summary").first.click()
        expect(page.locator(shown).first).to_be_visible()
    page.goto(local + "principles/listen/?path=first-day")
    expect(page.locator("#way [data-read] [role=status]")).not_to_be_empty()


def test_of_two_marks_the_later_goes_on(page: Page, context: BrowserContext, local: str) -> None:
    put = """([key, at]) => localStorage.setItem(`playbook:path:read:principle/${key}`,
      JSON.stringify({ v: 1, d: { hash: String(at), at } }))"""

    def renamed(route: Route) -> None:
        got = route.fetch()
        body = got.text().replace('data-read="principle/listen"', r'\g<0> data-was="hear"')
        body = body.replace(r"\g<0>", 'data-read="principle/listen"')
        route.fulfill(response=got, body=body)

    context.route("**/principles/listen/**", renamed)
    page.goto(local)
    for ours, theirs, kept in ((5, 9, 9), (9, 5, 9)):
        for key, at in (("listen", ours), ("hear", theirs)):
            page.evaluate(put, [key, at])
        page.goto(local + "principles/listen/?path=first-day")
        expect(page.locator("#way [data-read] button")).to_be_visible()
        assert stored(page, "path:read:principle/listen")["at"] == kept
        assert not page.evaluate("localStorage.getItem('playbook:path:read:principle/hear')")


def test_a_question_that_is_gone_is_never_due(page: Page, local: str) -> None:
    page.goto(local)
    page.evaluate(
        "d => localStorage.setItem('playbook:answer:gone-for-ever', JSON.stringify({ v: 1, d }))",
        {"choice": "a", "right": False, "first": "a", "firstRight": False, "hash": "x", "at": 1,
         "due": 2, "left": 2},
    )  # fmt: skip
    page.reload()
    page.evaluate("new Promise((done) => setTimeout(done, 500))")
    expect(page.locator("[data-due]")).to_be_hidden()
    page.goto(local + "questions/?due")
    expect(page.locator("[data-due-note]")).to_have_text(re.compile("Hôm nay không"))


def test_every_state_is_for_everybody(page: Page, local: str) -> None:
    found = {}
    page.goto(local + "principles/listen/?path=first-day")
    page.locator("#way [data-read] button").click()
    found["read"] = in_both_lights(page)
    page.goto(local + PATH)
    for number, form in enumerate(page.locator("form[data-question]").all()[:2]):
        answer(form, right=bool(number))
    page.locator(".pb-verdict details summary").first.click()
    found["answered wrong and right"] = in_both_lights(page)
    page.goto(local + "practice/play-the-call/")
    page.locator("[data-scene] summary").first.click()
    found["a reply chosen"] = in_both_lights(page)
    for path in ("", "questions/?due", "managers/", "paths/"):
        page.goto(local + path)
        found[path or "home, under way"] = in_both_lights(page)
        assert page.evaluate(WIDE) <= 0, path
    assert {state: fault for state, fault in found.items() if fault} == {}


def test_the_record_prints_on_one_page(page: Page, local: str) -> None:
    page.goto(local + PATH)
    answer(page.locator("form[data-question]").first, right=False)
    page.goto(f"{local}{PATH}#record")
    page.reload()
    expect(page.locator("#record")).to_be_visible()
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
