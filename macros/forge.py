"""The forge's addresses: where a page is edited, begun and complained about.

Where the files are kept stands in playbook.yml; another forge is another row of this table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from macros.model import KINDS, Lang
from macros.read.firm import firm
from macros.write.blank import FILLER, blank

ADDRESSES = {
    "github": {
        "edit": "{repo}/edit/{branch}/{path}",
        "new": "{repo}/new/{branch}/{folder}?filename={name}&value={text}",
        "wrong": "{repo}/issues/new?template=wrong-or-missing.yml&page={page}&version={version}",
        "completion": "{repo}/issues/new?template=path-{path}.yml",
    },
    "gitlab": {
        "edit": "{repo}/-/edit/{branch}/{path}",
        "new": "{repo}/-/new/{branch}/{folder}?file_name={name}&content={text}",
        "wrong": "{repo}/-/issues/new?issue[title]={page}&issue[description]={version}",
        "completion": "{repo}/-/issues/new?issue[title]={path}",
    },
}
"""By forge: where one edits and begins, says what is wrong, or that a reading path is done."""


@dataclass(frozen=True)
class Forge:
    """A repository on the forge; pages ask for no address where it has none."""

    repo: str
    """Its own address, or nothing."""
    day: Callable[[], date]
    """Gives the day that a new record says it was reviewed; `due.mjs` makes it the reader's own."""

    def address(self, what: str, **values: str) -> str:
        """One of the forge's addresses, with some values put into it."""
        settings = firm().values
        pattern = ADDRESSES[settings.get("forge", "github")][what]
        bare = {"path": "/", "folder": "/"}
        safe = {key: quote(value, safe=bare.get(key, "")) for key, value in values.items()}
        return pattern.format(repo=self.repo, branch=settings.get("branch", "main"), **safe)

    def edit(self, folder: str, name: str, lang: Lang) -> str:
        """Where a record's file is edited in the browser."""
        return self.address("edit", path=f"docs/{lang}/{folder}/{name}.md")

    def new(self, kind: str, lang: Lang) -> str:
        """Where a new record is begun in the browser, filled in but for its words."""
        folder, text = f"docs/{lang}/{KINDS[kind].folder}", blank(kind, lang, self.day())
        return self.address("new", folder=folder, name=f"{FILLER}.md", text=text)
