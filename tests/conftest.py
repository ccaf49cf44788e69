from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from browsing import SIZES, Watched
from golden import SAMPLE
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from macros.graph import hashes
from macros.model import FOLDERS
from macros.read import firm, front, shapes
from macros.read.tree import KEPT
from scripts import browser, build, guard, links, project

pytest_plugins = ["promises"]
Patch = pytest.MonkeyPatch
Capture = pytest.CaptureFixture[str]

# Bytes that must not change because a dictionary or set was walked in another order.
os.environ["PYTHONHASHSEED"] = "1"
# How long to wait for what must come: a busy machine is slow, and slow is no fault.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones first: none is left to run alone at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all who test side by side have in common."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


def built(out: Path) -> Path:
    """A site, built by the real command, once for all who test side by side."""
    with project.alone("tests"):
        if not out.exists() and (faults := build.build(out)):
            pytest.fail("The site is not built:\n" + "\n".join(faults), pytrace=False)
    return out


REMEMBERED: tuple[Any, ...] = (
    *(firm.firm, front.seen_by_yaml, hashes.KNOWN, KEPT),
    *(shapes.by_place, shapes.headings_of, shapes.shapes_of, shapes.tables),
)
"""What has been read once, and is not read again."""


@pytest.fixture(autouse=bool(os.environ.get("MUTANT_UNDER_TEST")))
def nothing_remembered() -> None:
    """So that each test meets the changed code, which mutmut looks for in those that ran it."""
    for known in REMEMBERED:
        known.clear() if isinstance(known, dict) else known.cache_clear()


@pytest.fixture(scope="session")
def real_site(shared: Path) -> Path:
    """The real playbook's site: for tests of what it says."""
    return built(shared / "real/site")


@pytest.fixture(scope="session")
def sample(shared: Path) -> Path:
    """A project of the sample playbook with the real look: one record of nearly every kind."""
    with project.alone("tests"):
        return copied(shared / "sample")


def copied(root: Path) -> Path:
    """The sample's records among the real playbook's other pages, in a folder."""
    if (root / "docs").exists():
        return root
    root.mkdir(exist_ok=True)
    for name in ("macros", "playbook.yml", "mkdocs.yml", "mkdocs.en.yml"):
        copy = shutil.copytree if (project.ROOT / name).is_dir() else shutil.copy2
        copy(project.ROOT / name, root / name)
    shutil.copytree(SAMPLE, root / "docs")
    for page in (project.ROOT / "docs").rglob("*.md"):
        if page.name == "index.md" or page.parent.name not in FOLDERS:
            copy_to = root / "docs" / page.relative_to(project.ROOT / "docs")
            copy_to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(page, copy_to)
    return root


@pytest.fixture(scope="session")
def site(sample: Path) -> Path:
    """The sample's site: for tests of how pages work."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(project, "ROOT", sample)
        return built(sample / "site")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = browser.launch(playwright)
        # Else every test would have the whole site kept; those of that ask for it.
        alone = partial(started.new_context, service_workers="block")
        started.new_context = alone  # type: ignore[method-assign]
        yield started
        started.close()


@pytest.fixture(scope="session")
def local(site: Path) -> Iterator[str]:
    """Where the sample's site is served."""
    with links.served(site) as address:
        yield address


@pytest.fixture(scope="session")
def real(real_site: Path) -> Iterator[str]:
    """Where the real playbook's site is served."""
    with links.served(real_site) as address:
        yield address


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A phone with nothing stored."""
    made = chromium.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on it that may copy, and where nothing may go wrong."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    seen = Watched(context.new_page())
    yield seen.page
    assert not seen.errors


@pytest.fixture(params=SIZES)
def watched(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Watched]:
    size = SIZES[request.param]
    context = chromium.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        is_mobile=request.param == "phone",
        has_touch=request.param == "phone",
    )
    yield Watched(context.new_page())
    context.close()


TEMPLATE = """<!doctype html>
<html lang="{{ config.theme.language }}"><head><title>{{ page.title or config.site_name }}</title>
{% if page.canonical_url %}<link rel="canonical" href="{{ page.canonical_url }}">{% endif %}</head>
<body>{{ page.content }}</body></html>
"""
CONFIG = """site_name: Small
site_url: https://small.example/book/
docs_dir: docs/vi
theme: {name: null, custom_dir: macros/theme, language: vi, static_templates: [404.html]}
validation: {links: {not_found: warn, anchors: warn}}
plugins: []
"""
ENGLISH = """INHERIT: mkdocs.yml
site_url: https://small.example/book/en/
docs_dir: docs/en
theme: {language: en}
"""


def free() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


@pytest.fixture
def small(tmp_path: Path, monkeypatch: Patch) -> Path:
    """A project of one page in each language, with all commands pointed at it."""
    root = tmp_path / "small"
    write(
        root,
        {
            "mkdocs.yml": CONFIG,
            "mkdocs.en.yml": ENGLISH,
            "macros/theme/main.html": TEMPLATE,
            "macros/theme/404.html": TEMPLATE,
            "docs/vi/index.md": "---\ntitle: Nhà\n---\n\nXin chào.\n",
            "docs/en/index.md": "---\ntitle: Home\n---\n\nHello.\n",
        },
    )
    monkeypatch.setattr(project, "ROOT", root)
    (root / ".work").mkdir()
    return root


def tree(folder: Path) -> dict[str, bytes]:
    """Every file's bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: Patch) -> Path:
    """The sample playbook, alone in a folder, with all commands pointed at it."""
    monkeypatch.delenv(guard.VARIABLE, raising=False)
    monkeypatch.setattr(project, "ROOT", tmp_path)
    shutil.copytree(SAMPLE, tmp_path / "docs")
    return tmp_path / "docs"


@pytest.fixture
def repo(docs: Path) -> Path:
    """The same under git, with one commit."""
    for args in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "Start"]):
        git(docs, *args)
    return docs


def git(docs: Path, *args: str) -> None:
    who = [
        "-c",
        "user.name=An editor",
        "-c",
        "user.email=editor@example.org",
        "-c",
        "commit.gpgsign=false",
    ]
    subprocess.run(["git", *who, *args], cwd=docs.parent, check=True, capture_output=True)


def change(docs: Path, name: str, old: str, new: str) -> None:
    text = (docs / name).read_text("utf-8")
    assert old in text
    (docs / name).write_text(text.replace(old, new), "utf-8")
