"""A published site in a browser, right after it was switched: what no list of digests can tell.

`PLAYBOOK_SITE=https://… PLAYBOOK_COMMIT=… python3 -m scripts test tests/browser/test_smoke.py`
looks at a real one; the other tests break a copy in each of the usual ways.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from contextlib import closing
from functools import partial
from mimetypes import guess_type
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Error, Page, expect
from test_offline import READY, Host

from scripts.verify_site import NAME


def shows_its_commit(page: Page, commit: str) -> None:
    answer = page.goto(NAME)
    assert answer
    assert answer.json()["commit"] == commit


def says_what_is_missing(page: Page, _: str) -> None:
    answer = page.goto("no/such/page/")
    assert answer
    assert answer.status == 404
    expect(page.locator(".pb-missing [data-open-search]")).to_be_visible()


def finds(page: Page, _: str) -> None:
    page.goto("", wait_until="networkidle")
    page.locator("[data-open-search]").first.click()
    page.locator(".pb-search input").fill("khach goi")
    expect(page.locator("#search-hits mark").first).to_be_visible()  # no way on without an index


def keeps_a_tick(page: Page, _: str) -> None:
    page.goto("checklists/")
    page.locator("#main a[href$='/']:not([href^='.'])").first.click()
    page.locator(".pb-tick input").first.check()
    expect(page).to_have_url(re.compile(r"\?run="))
    page.reload()
    expect(page.locator(".pb-tick input").first).to_be_checked()


def reads_offline(page: Page, _: str) -> None:
    page.goto("runs/")
    expect(page.locator("[data-offline] [role=status]")).to_contain_text(READY["vi"])
    page.context.set_offline(True)
    page.goto("finder/")
    expect(page.locator("[data-finder]")).to_be_visible()


LOOKS: tuple[Callable[[Page, str], None], ...] = (
    shows_its_commit,
    says_what_is_missing,
    finds,
    keeps_a_tick,
    reads_offline,
)


def smoke(chromium: Browser, address: str, commit: str, patience: int = 20_000) -> list[str]:
    """What does not work of a site; patience is milliseconds. Only one look has the site kept."""
    faults = []
    for look in LOOKS:
        worker: Literal["allow", "block"] = "allow" if look is reads_offline else "block"
        with closing(chromium.new_context(base_url=address, service_workers=worker)) as context:
            context.set_default_timeout(patience)
            try:
                look(context.new_page(), commit)
            except (AssertionError, Error, ValueError):
                faults.append(look.__name__)
    return faults


@pytest.mark.skipif("PLAYBOOK_SITE" not in os.environ, reason="no published site is named")
def test_a_published_site_works(chromium: Browser) -> None:
    address = os.environ["PLAYBOOK_SITE"].rstrip("/") + "/"
    assert smoke(chromium, address, os.environ["PLAYBOOK_COMMIT"]) == []


def loses(name: str, host: Host, _: pytest.MonkeyPatch) -> None:
    (path,) = host.site.glob(name)
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def forgets_types(host: Host, patch: pytest.MonkeyPatch) -> None:
    patch.setattr("test_offline.guess_type", lambda name: guess_type(name.removesuffix("mjs")))


def halves(host: Host, patch: pytest.MonkeyPatch) -> None:
    (host.site / "404.html").write_text("<h1>404</h1>", "utf-8")
    host.change("finder/index.html", "<h1", "<h2", listed=False)


BROKEN: dict[str, tuple[Callable[[Host, pytest.MonkeyPatch], None], set[str]]] = {
    "nothing": (lambda *_: None, set()),
    "an earlier one is still shown": (lambda *_: None, {"shows_its_commit"}),
    "the search was left out": (partial(loses, "assets/*/index"), {"finds", "reads_offline"}),
    "a script was left out": (
        partial(loses, "assets/*/checklist.mjs"),
        {"keeps_a_tick"},  # without a network the English copy of it serves
    ),
    "scripts have no type": (
        forgets_types,
        {"says_what_is_missing", "finds", "keeps_a_tick", "reads_offline"},
    ),
    "two versions are mixed": (halves, {"says_what_is_missing", "reads_offline"}),
}


@pytest.mark.parametrize("what", BROKEN)
@pytest.mark.slow
def test_a_broken_deployment_is_seen(
    what: str, site: Path, tmp_path: Path, chromium: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    harm, seen = BROKEN[what]
    host = Host(site, tmp_path)
    commit = json.loads((host.site / NAME).read_text("utf-8"))["commit"]
    harm(host, monkeypatch)
    patience = 10_000 if seen else 20_000
    expect.set_options(timeout=patience)
    try:
        shown = "f" * 40 if "earlier" in what else commit
        found = smoke(chromium, host.address, shown, patience)
    finally:
        expect.set_options(timeout=20_000)
        host.server.shutdown()
    assert set(found) == seen
