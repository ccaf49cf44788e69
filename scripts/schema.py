"""`schema`: the dataclasses of `macros.model` -> a JSON Schema for each kind of record and language."""

from __future__ import annotations

import argparse
import inspect
import json
from collections.abc import Sequence
from typing import Any

from macros.write.blank import helps
from macros.read.shapes import Shape, is_plain, shapes_of, wordy_fields
from macros.model import KINDS, LANGS, Lang
from scripts.setup import ROOT

Schema = dict[str, Any]
ID = "[a-z0-9]+(-[a-z0-9]+)*"
SIMPLE: dict[str, Schema] = {
    "text": {"type": "string", "minLength": 1},
    "words": {"type": "array", "items": {"type": "string", "minLength": 1}},
    "string": {"type": "string", "minLength": 1},
    "number": {"type": "integer", "minimum": 1},
    "date": {"type": "string", "format": "date"},
    "flag": {"type": "boolean"},
    "cite": {"type": "string", "pattern": "^[a-z0-9-]+:[0-9]+$"},
}


def entry(cls: type, lang: Lang) -> Schema:
    """A dataclass -> how it is written in one language."""
    shapes = shapes_of(cls) if lang == "vi" else wordy_fields(cls)
    keys = {
        name: value(shape, lang) | ({"description": helps(cls)[name]} if name in helps(cls) else {})
        for name, shape in shapes.items()
    }
    required = [name for name, shape in shapes.items() if shape.required and shape.form != "words"]
    full = {
        "type": "object",
        "additionalProperties": False,
        "properties": keys,
        "required": required,
    }
    return {"anyOf": [SIMPLE["text"], full]} if lang == "en" and is_plain(cls) else full


def value(shape: Shape, lang: Lang) -> Schema:
    """A field's shape -> how its value is written in one language."""
    if shape.form == "list":
        assert shape.of
        inner = value(shape.of, lang)
        if lang == "en":  # the English of a list is written by id
            return {
                "type": "object",
                "propertyNames": {"pattern": f"^{ID}$"},
                "additionalProperties": inner,
            }
        return {"type": "array", "items": inner, "minItems": shape.least}
    if shape.form == "entry":
        assert shape.entry
        return entry(shape.entry, lang)
    if shape.form == "choice":
        return {"enum": list(shape.choices)}
    if shape.form == "ref":
        return {"type": "string", "pattern": f"^({ID}/)?{ID}$" if shape.ref == "any" else f"^{ID}$"}
    return dict(SIMPLE[shape.form])


def schemas() -> dict[str, str]:
    """Every schema file's name and text."""
    return {
        f"{kind}.{lang}.json": json.dumps(
            {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "title": kind,
                "description": inspect.getdoc(cls),
            }
            | entry(cls, lang),
            indent=2,
            ensure_ascii=False,
        )
        + "\n"
        for kind, cls in KINDS.items()
        for lang in LANGS
    }


def front_matter() -> str:
    """The settings of VS Code's Front Matter extension: each folder's kind, and its simple fields; the schemas have the rest."""
    types: dict[str, str] = {
        "text": "string",
        "string": "string",
        "number": "number",
        "date": "datetime",
        "choice": "choice",
        "words": "list",
    }

    def one(name: str, shape: Shape) -> Schema:
        more = {"choices": list(shape.choices)} if shape.choices else {}
        return {
            "title": name,
            "name": name,
            "type": types[shape.form],
            "required": shape.required and shape.form != "words",
        } | more

    def fields(cls: type, lang: Lang) -> list[Schema]:
        shapes = shapes_of(cls) if lang == "vi" else wordy_fields(cls)
        return [one(name, shape) for name, shape in shapes.items() if shape.form in types]

    rows = [(f"{kind}.{lang}", lang, cls) for kind, cls in KINDS.items() for lang in LANGS]
    settings = {
        "$schema": "https://frontmatter.codes/frontmatter.schema.json",
        "frontMatter.framework.id": "other",
        "frontMatter.content.pageFolders": [
            {
                "title": f"{cls.folder} ({lang})",
                "path": f"[[workspace]]/docs/{lang}/{cls.folder}",
                "contentTypes": [name],
            }
            for name, lang, cls in rows
        ],
        "frontMatter.taxonomy.contentTypes": [
            {"name": name, "pageBundle": False, "fields": fields(cls, lang)}
            for name, lang, cls in rows
        ],
        "frontMatter.taxonomy.dateFormat": "yyyy-MM-dd",
    }
    return json.dumps(settings, indent=2, ensure_ascii=False) + "\n"


def main(argv: Sequence[str]) -> int:
    """`schema`: write macros/schema/<kind>.<lang>.json."""
    argparse.ArgumentParser(prog="python3 -m scripts schema", description=__doc__).parse_args(argv)
    folder = ROOT / "macros" / "schema"
    folder.mkdir(exist_ok=True)
    made = schemas()
    for old in folder.glob("*.json"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, "utf-8", newline="\n")
    (ROOT / "frontmatter.json").write_text(front_matter(), "utf-8", newline="\n")
    print(f"{len(made)} schemas are written to macros/schema/.")
    return 0
