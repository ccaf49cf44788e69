"""The forge's addresses: where a page is edited, begun and complained about.

They are GitHub's; another forge would need this file changed and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlencode

from macros.model import KINDS, Lang
from macros.write.blank import FILLER, blank


def query(**values: str) -> str:
    """Values as the query of an address."""
    return urlencode(values, quote_via=quote)


@dataclass(frozen=True)
class Forge:
    """A repository on the forge; pages ask for no address where it has none."""

    repo: str
    """Its own address, or nothing."""
    day: date
    """The day that a new record says it was reviewed; `due.mjs` makes it the reader's own."""

    def edit(self, folder: str, name: str, lang: Lang) -> str:
        """Where a record's file is edited in the browser."""
        return f"{self.repo}/edit/main/docs/{lang}/{folder}/{name}.md"

    def new(self, kind: str, lang: Lang) -> str:
        """Where a new record is begun in the browser, filled in but for its words."""
        text = blank(kind, lang, self.day)
        folder = f"{self.repo}/new/main/docs/{lang}/{KINDS[kind].folder}"
        return f"{folder}?{query(filename=f'{FILLER}.md', value=text)}"

    def wrong(self, page: str, version: str) -> str:
        """Where somebody says what is wrong with a page; it and its version are filled in."""
        values = query(template="wrong-or-missing.yml", page=page, version=version)
        return f"{self.repo}/issues/new?{values}"

    def completion(self, path: str) -> str:
        """Where somebody says that they have done a reading path."""
        return f"{self.repo}/issues/new?template=path-{path}.yml"
