"""The playbook for machines: each page's Markdown, `playbook.json` and `llms.txt`, in one language.

All of it comes from the Library, and nothing is in it that no page shows.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from macros.graph import Library
from macros.graph.hashes import digest, version_of
from macros.graph.library import inside
from macros.language import Language
from macros.model import NO_WORDS, Cite, Record
from macros.related import first_words
from macros.write.markdown import written

SCHEMA = Path(__file__).with_name("playbook.schema.json")


def files(library: Library, language: Language, site: str) -> dict[str, str]:
    """Everything that is written beside the pages of one language, by its path there."""
    records = list(library.records.values())
    made = {f"{record.address}index.md": markdown(record, language) for record in records}
    book = {
        "language": language.lang,
        "name": language.word("site.name"),
        "site": site,
        "version": version_of({record.key: digest(record) for record in records}),
        "records": [row(library, record, language) for record in records],
    }
    made["playbook.json"] = json.dumps(book, ensure_ascii=False, indent=1) + "\n"
    made["playbook.schema.json"] = SCHEMA.read_text("utf-8")
    made["llms.txt"] = index(records, language, site)
    return made


def markdown(record: Record, language: Language) -> str:
    """What a record says, without its front matter and the words it is found by."""
    text = written(replace(record, aliases=NO_WORDS), language.lang)
    return text[text.index("# ") :]


def row(library: Library, record: Record, language: Language) -> dict[str, Any]:
    """A record as `playbook.json` has it."""
    cites = {str(value) for value in inside(record) if isinstance(value, Cite)}
    links = {
        (link.target, link.role)
        for link in library.links_from.get(record.key, ())
        if link.target in library.records
    }
    return {
        "key": record.key,
        "kind": record.kind,
        "address": record.address,
        "title": language.text(record.title),
        "reviewed": str(record.reviewed),
        "due": str(record.due),
        "digest": digest(record),
        "links": [{"to": target, "role": role} for target, role in sorted(links)],
        "passages": sorted(cites),
        "markdown": markdown(record, language),
    }


def index(records: list[Record], language: Language, site: str) -> str:
    """`llms.txt`: every page, what it is called and its first sentence, by kind."""
    lines = [f"# {language.word('site.name')}", "", f"> {language.word('site.about')}"]
    kinds = list(dict.fromkeys(record.kind for record in records))
    for kind in kinds:
        lines += ["", f"## {language.word(f'kind.{kind}')}", ""]
        for record in (record for record in records if record.kind == kind):
            said = language.text(first_words(record))
            link = f"[{language.text(record.title)}]({site}{record.address}index.md)"
            lines.append(f"- {link}{': ' if said else ''}{said}")
    return "\n".join(lines) + "\n"
