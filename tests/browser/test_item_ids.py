"""Ticks follow an item whose id was changed."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Route, expect


def test_ticks_follow_an_item_under_its_new_id(context: BrowserContext, local: str) -> None:
    page = context.new_page()
    page.goto(f"{local}checklists/answer/")
    page.locator("#hear input[type=checkbox]").first.check()
    expect(page.locator("progress")).to_have_js_property("value", 1)

    def renamed(route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace('id="hear" ', 'id="hear-them" data-was="hear" ')
        assert body != answer.text()
        route.fulfill(response=answer, body=body.replace('name="hear"', 'name="hear-them"'))

    context.route("**/checklists/answer/*", renamed)
    page.reload()
    expect(page.locator("#hear-them input[type=checkbox]").first).to_be_checked()
    expect(page.locator("[data-removed]")).to_be_hidden()
