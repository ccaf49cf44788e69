"""How the search takes words: as written, without tones, and by their stem where English.

assets/search/fold.mjs does the same in the browser, and a test holds the two together.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

WORD = re.compile(r"[^\W_]+")
MARKS = re.compile("[\u0300-\u036f]")
TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
FINAL_Y = re.compile("^([^aeiouy\u0300-\u036f]+)y(?=[\u0300-\u036f]*$)")
ENGLISH = re.compile(r"[a-z]+")
ENDINGS = (
    (re.compile(r"(?<=..)ie[sd]$"), "y"),
    (re.compile(r"(?<=...)(?:ings?|ed|es|e)$|(?<=..[^su])s$"), ""),
    (re.compile(r"(?<=...)(?:ly|ment)$"), ""),
    (re.compile(r"([^aeiouls])\1$"), r"\1"),
)
"""English endings, taken off in turn: a word and what it is counted as need only meet."""


class Forms(NamedTuple):
    """One word, as the index has it."""

    written: str
    """Its letters, its tone at the end wherever it was typed (hoà, hòa)."""
    plain: str
    """Without tones and other signs; `đ` is `d`."""
    stem: str
    """What words of the same meaning share: for Vietnamese the same as `plain`."""


def words(text: str) -> list[str]:
    """Text -> its words in lower case, with plain letters for full-width and joined ones."""
    return WORD.findall(unicodedata.normalize("NFKC", text).lower())


@cache
def forms(word: str, english: bool) -> Forms:
    """A word -> its forms; on the English site what is written in plain letters has a stem."""
    letters = FINAL_Y.sub(r"\1i", unicodedata.normalize("NFD", word))
    plain = MARKS.sub("", letters).replace("đ", "d")
    written = TONES.sub("", letters) + "".join(TONES.findall(letters))
    is_english = english and ENGLISH.fullmatch(letters)
    return Forms(written, plain, stem(plain) if is_english else plain)


def stem(word: str) -> str:
    """An English word -> the word without its endings."""
    for ending, instead in ENDINGS:
        word = ending.sub(instead, word)
    return word
