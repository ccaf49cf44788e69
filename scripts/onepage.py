"""Some pages of a built site as one file that opens by itself: no server, no script, no request.

Pages show no pictures but those that stand in their own text; the policy refuses any other.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
SHEET = re.compile(r"<link rel=\"stylesheet\" href=\"([^\"]+)\"(?: media=\"(\w+)\")?>")
MAIN = re.compile(r"<main\b.*?</main>", re.DOTALL)
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
NAMES = re.compile(r"\b(id|for|aria-labelledby|aria-describedby|aria-controls)=\"([^\"]+)\"")
LINK = re.compile(r"\bhref=\"([^\"]*)\"")
HEAD = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Xem thử · Preview</title>
<style>{style}</style></head>
<body{body}>
<nav style="padding: 1rem"><ul>{list}</ul></nav>
{pages}
</body></html>
"""


def one_page(site: Path, addresses: Sequence[str]) -> str:
    """Addresses of a site -> one page that holds them all, each below the other."""
    texts = {name: (site / name / "index.html").read_text("utf-8") for name in addresses}
    numbers = {name: f"p{number}" for number, name in enumerate(texts, 1)}
    sheets: dict[Path, str] = {}
    for name, text in texts.items():
        for match in SHEET.finditer(text):
            sheet = (site / name / html.unescape(match[1])).resolve()
            words = sheet.read_text("utf-8").removeprefix("\ufeff")
            sheets[sheet] = f"@media {match[2] or 'all'} {{\n{words}\n}}"
    body = re.search(r"<body\b([^>]*)>", next(iter(texts.values()), ""))
    return HEAD.format(
        policy=POLICY,
        style="\n".join(sheets.values()).replace("</", "<\\/"),
        body=body[1] if body else "",
        list="".join(f'<li><a href="#{numbers[name]}">/{name}</a></li>' for name in texts),
        pages="\n".join(section(name, text, numbers) for name, text in texts.items()),
    )


def section(name: str, text: str, numbers: Mapping[str, str]) -> str:
    """What a page says, its ids kept apart from those of other pages; links lead to shown ones."""
    number = numbers[name]

    def named(match: re.Match[str]) -> str:
        return f'{match[1]}="{" ".join(f"{number}-{word}" for word in match[2].split())}"'

    def linked(match: re.Match[str]) -> str:
        target = html.unescape(match[1])
        path, _, anchor = target.partition("#")
        to = posixpath.normpath(posixpath.join(name, path or "."))
        there = None if ":" in path else numbers.get("" if to == "." else f"{to}/")
        where = f"{there}-{anchor}" if anchor else there
        return f'href="#{html.escape(where or "")}"' if there else f'title="{html.escape(target)}"'

    lang = "en" if name.startswith("en/") else "vi"
    main = MAIN.search(text)
    words = SCRIPT.sub("", main[0] if main else "")
    words = LINK.sub(linked, NAMES.sub(named, words))
    return f'<section id="{number}" lang="{lang}">\n{words}\n</section>'
