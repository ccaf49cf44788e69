"""What machines read comes from the same Library, is as its schema says, and off at first."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from golden import SAMPLE

from macros.hook import define_env, on_post_build
from macros.language import Language
from macros.machine import SCHEMA, files
from macros.model import LANGS, Lang
from macros.read.firm import firm
from macros.rules import judged

MADE = judged(SAMPLE)[0]


def fits(value: Any, schema: dict[str, Any], at: str = "") -> None:
    """The few words of JSON Schema that ours uses."""
    types = {"object": dict, "array": list, "string": str}
    assert (
        isinstance(value, types[schema["type"]]) if "type" in schema else value in schema["enum"]
    ), at
    if isinstance(value, dict):
        assert set(value) == set(schema["required"]) == set(schema["properties"]), at
        for name, inner in value.items():
            fits(inner, schema["properties"][name], f"{at}.{name}")
    for item in value if isinstance(value, list) else ():
        fits(item, schema["items"], at)
    if "pattern" in schema:
        assert re.fullmatch(schema["pattern"], value), f"{at}: {value}"


@pytest.mark.parametrize("lang", LANGS)
def test_the_book_is_as_its_schema_says_and_whole(lang: Lang) -> None:
    made = files(MADE, Language(lang), "https://book.example/")
    book = json.loads(made["playbook.json"])
    fits(book, json.loads(SCHEMA.read_text("utf-8")))
    assert [row["key"] for row in book["records"]] == list(MADE.records)
    for row in book["records"]:
        assert made[f"{row['address']}index.md"] == row["markdown"]
        assert row["markdown"].startswith(f"# {row['title']}\n")
        assert f"](https://book.example/{row['address']}index.md)" in made["llms.txt"]
    case = next(row for row in book["records"] if row["key"] == "case/the-call")
    assert "demo:1" in case["passages"]
    assert {"to": "principle/listen", "role": "case.lessons.principle"} in case["links"]
    assert "owner:" not in made["playbook.json"], "no front matter"


@pytest.mark.parametrize("on", ["yes", "no"])
def test_one_setting_turns_it_on(on: str, docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(firm().values, "machines", on)
    site = docs.parent / "site"

    class Plugin:
        conf: dict[str, Any] = {  # noqa: RUF012  one plugin, one test
            "docs_dir": str(docs / "en"), "site_dir": str(site), "repo_url": "", "extra": {},
            "site_url": "https://book.example/en/",
        }  # fmt: skip

        def macro(self, *_: object) -> None:
            """Takes a macro."""

    plugin = Plugin()
    define_env(plugin)
    on_post_build(plugin)
    assert (
        (site / "llms.txt").exists() == (site / "cases/the-call/index.md").exists() == (on == "yes")
    )


def test_it_is_off_at_first() -> None:
    assert firm().values["machines"] == "no"
