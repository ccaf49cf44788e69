"""The forge's addresses: where a page is edited and begun, or said to be wrong or done with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote

import yaml

from macros.model import KINDS, Lang
from macros.read.firm import firm
from macros.write.blank import FILLER, blank

ADDRESSES = yaml.safe_load(Path(__file__).with_name("forges.yml").read_text("utf-8"))


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
        pattern: str = ADDRESSES[settings.get("forge", "github")][what]
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
