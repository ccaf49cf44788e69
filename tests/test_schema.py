from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from macros.model import FOLDERS, LANGS, Lang
from macros.rules import library
from scripts import schema
from scripts.setup import ROOT

# From the library, so that a page which only leads on to a record's new id is not taken for one.
FILES = [
    ROOT / "docs" / lang / one.folder / f"{one.id}.md"
    for one in library(ROOT / "docs")[0].records.values()
    for lang in LANGS
]


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def front(path: Path) -> Any:
    return plain(yaml.safe_load(path.read_text("utf-8-sig").split("---\n")[1]))


def of(kind: str, lang: Lang) -> Any:
    return json.loads(schema.schemas()[f"{kind}.{lang}.json"])


def test_the_written_schemas_are_current() -> None:
    written = {
        path.name: path.read_text("utf-8") for path in (ROOT / "macros/schema").glob("*.json")
    }
    assert written == schema.schemas(), "run `python3 -m scripts schema`"
    assert (ROOT / "frontmatter.json").read_text("utf-8") == schema.front_matter(), (
        "run `python3 -m scripts schema`"
    )


@pytest.mark.parametrize("lang", LANGS)
def test_every_record_fits_its_schema(lang: Lang) -> None:
    files = [path for path in FILES if path.parts[-3] == lang]
    assert files
    for path in files:
        jsonschema.validate(front(path), of(FOLDERS[path.parent.name].kind, lang))


def test_structure_in_english_and_unknown_keys_do_not_fit() -> None:
    path = next(path for path in FILES if path.parts[-3:-1] == ("en", "checklists"))
    for key in ("owner", "nonsense"):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(front(path) | {key: "x"}, of("checklist", "en"))


def test_help_comes_from_the_docstrings() -> None:
    keys = of("checklist", "vi")["properties"]
    assert keys["owner"]["description"] == "The team that answers for this record."
    assert keys["purpose"]["description"] == "What is done once the list is done."
