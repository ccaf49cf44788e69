"""The words of one language, as templates, scripts and the theme's frame ask for them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from macros.model import Lang, Slot, Text
from macros.read.firm import firm
from macros.read.words import read_words

WORDS = read_words(Path(__file__).with_name("interface.yml"))
SLOT = re.compile(r"\[([a-z0-9-]+)\]")
GAP = Markup('<span class="pb-gap" data-gap="{0}" data-example="{1}">{1}</span>')


@dataclass(frozen=True)
class Language:
    """One of the languages that pages are written in."""

    lang: Lang

    def text(self, text: Text | None) -> str:
        """A record's words, or none."""
        return text[self.lang] if text else ""

    def word(self, key: str, lang: Lang | None = None) -> str:
        """A word of the firm or of the interface. Raises KeyError for one that is neither."""
        return (firm().words.get(key) or WORDS[key])[lang or self.lang]

    def gaps(self, text: Text, slots: tuple[Slot, ...]) -> Markup:
        """A wording with each `[slot]` as a gap that holds its example: no reader meets an id."""
        examples = {slot.id: self.text(slot.example) for slot in slots}
        parts: list[str] = []
        for number, part in enumerate(SLOT.split(self.text(text))):
            is_slot = number % 2 == 1
            if is_slot and part in examples:
                parts.append(GAP.format(part, examples[part]))
            else:
                parts.append(f"[{part}]" if is_slot else part)
        return Markup().join(parts)

    def letter(self, text: Text, slots: tuple[Slot, ...]) -> Markup:
        """A text of several paragraphs, its gaps as in a wording; list lines stay together."""
        item, paragraph = Markup('<p class="pb-row">{}</p>'), Markup("<p>{}</p>")
        return Markup().join(
            (item if block.startswith("•") else paragraph).format(block)
            for block in self.gaps(text, slots).split("\n\n")
        )

    def script_words(self) -> Markup:
        """The words that scripts need, as JSON that is safe inside a script element."""
        words = {
            key.removeprefix("js."): text[self.lang]
            for key, text in WORDS.items()
            if key.startswith("js.")
        }
        safe = json.dumps(words, ensure_ascii=False).replace("<", "\\u003c")
        return Markup(safe)  # noqa: S704  no `<` is left in it
