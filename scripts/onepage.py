"""Some pages of a built site as one file that opens by itself: no server, no script, no request."""

from __future__ import annotations

import base64
import html
import mimetypes
import posixpath
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
SHEET = re.compile(r"<link rel=\"stylesheet\" href=\"([^\"]+)\"(?: media=\"(\w+)\")?>")
MAIN = re.compile(r"<main\b.*?</main>", re.DOTALL)
NAMES = re.compile(r"\b(id|for|aria-labelledby|aria-describedby|aria-controls)=\"([^\"]+)\"")
LINK = re.compile(r"\b(href|src|srcset)=\"([^\"]*)\"")
IN_STYLE = re.compile(r"url\(\"?([^)\"]+)\"?\)")
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
    sheets: dict[str, str] = {}
    for name, text in texts.items():
        for match in SHEET.finditer(text):
            sheet = posixpath.normpath(posixpath.join(name, html.unescape(match[1])))
            sheets.setdefault(sheet, style(site, sheet, match[2] or "all"))
    body = re.search(r"<body\b([^>]*)>", next(iter(texts.values()), ""))
    return HEAD.format(
        policy=POLICY,
        style="\n".join(sheets.values()).replace("</", "<\\/"),
        body=body[1] if body else "",
        list="".join(f'<li><a href="#{numbers[name]}">/{name}</a></li>' for name in texts),
        pages="\n".join(section(site, name, text, numbers) for name, text in texts.items()),
    )


def style(site: Path, name: str, media: str) -> str:
    """A style sheet with the pictures it shows."""

    def shown(match: re.Match[str]) -> str:
        return f'url("{data(site, posixpath.join(posixpath.dirname(name), match[1]))}")'

    text = (site / name).read_text("utf-8").removeprefix("\ufeff")
    return f"@media {media} {{\n{IN_STYLE.sub(shown, text)}\n}}"


def data(site: Path, name: str) -> str:
    """A file of the site as an address that holds it; what is none is left out."""
    if name.startswith("data:") or "/data:" in name:
        return name[name.index("data:") :]
    path = site / posixpath.normpath(name.partition("#")[0].partition("?")[0])
    if not (path.is_relative_to(site) and path.is_file()):
        return "data:,"
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def section(site: Path, name: str, text: str, numbers: Mapping[str, str]) -> str:
    """What a page says, its ids kept apart from those of other pages; links lead to shown ones."""
    number = numbers[name]

    def named(match: re.Match[str]) -> str:
        return f'{match[1]}="{" ".join(f"{number}-{word}" for word in match[2].split())}"'

    def linked(match: re.Match[str]) -> str:
        kind, target = match[1], html.unescape(match[2])
        path, _, anchor = target.partition("#")
        if kind != "href":
            return f'{kind}="{data(site, posixpath.join(name, target))}"'
        to = posixpath.normpath(posixpath.join(name, path)) if path else name.rstrip("/")
        to = "" if to == "." else f"{to}/"
        there = None if ":" in path else numbers.get(to)
        where = f"{there}-{anchor}" if anchor else there
        return f'href="#{html.escape(where or "")}"' if there else f'title="{html.escape(target)}"'

    lang = "en" if name.startswith("en/") else "vi"
    main = MAIN.search(text)
    words = re.sub(r"<script\b.*?</script>", "", main[0] if main else "", flags=re.DOTALL)
    words = LINK.sub(linked, NAMES.sub(named, words))
    return f'<section id="{number}" lang="{lang}">\n{words}\n</section>'
