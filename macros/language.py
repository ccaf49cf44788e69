"""The words of one language, as templates, scripts and the theme's frame ask for them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup, escape

from macros.model import Lang, Slot, Text
from macros.read.firm import firm
from macros.read.words import read_words

WORDS = read_words(Path(__file__).with_name("interface.yml"))
SLOT = re.compile(r"\[([a-z0-9-]+)\]")
SAID = {
    **dict.fromkeys(("copied", "copy-failed", "undo", "undone", "storage", "run"), "work"),
    **dict.fromkeys(("call", "guard", "clock", "phrase"), "work"),
    **dict.fromkeys(("find", "path", "question", "record"), "learn"),
}
"""Which words scripts need together; the others can wait until somebody asks."""
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

        def gap(slot: re.Match[str]) -> str:
            return GAP.format(slot[1], examples[slot[1]]) if slot[1] in examples else slot[0]

        return Markup(SLOT.sub(gap, escape(self.text(text))))  # noqa: S704  escaped before

    def letter(self, text: Text, slots: tuple[Slot, ...]) -> Markup:
        """A text of several paragraphs, its gaps as in a wording; list lines stay together."""
        item, paragraph = Markup('<p class="pb-row">{}</p>'), Markup("<p>{}</p>")
        return Markup().join(
            (item if block.startswith("•") else paragraph).format(block)
            for block in self.gaps(text, slots).split("\n\n")
        )

    def script_words(self) -> dict[str, str]:
        """The words that scripts need: a script's name, and the script."""
        files: dict[str, dict[str, str]] = {}
        for key, text in WORDS.items():
            part, _, name = key.partition(".")
            if part == "js":
                file = SAID.get(name.partition(".")[0], "later")
                files.setdefault(file, {})[name] = text[self.lang]
        return {
            f"{file}.mjs": 'import { tell } from "../words.mjs";\n'
            f"tell({json.dumps(words, ensure_ascii=False, separators=(',', ':'))});\n"
            for file, words in files.items()
        }
