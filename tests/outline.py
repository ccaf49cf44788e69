"""A page's HTML -> its outline, as one would read it aloud: headings, lines, boxes, links."""

from __future__ import annotations

from html.parser import HTMLParser

BLOCKS = {
    "p",
    "li",
    "dt",
    "dd",
    "blockquote",
    "summary",
    "tr",
    "caption",
    "legend",
    "figcaption",
    "div",
    "section",
    "header",
    "footer",
}
SILENT = {"svg", "script", "style", "template"}


class Outline(HTMLParser):
    """Collects one line for each block that has words of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.line = ""
        self.silent = 0
        self.hrefs: list[str] = []

    def flush(self) -> None:
        """End the line, if it says anything."""
        words = " ".join(self.line.split())
        if words.strip("#- "):
            self.lines.append(words)
        self.line = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.silent += tag in SILENT
        if self.silent:
            return
        if tag in BLOCKS or tag in ("ul", "ol", "dl", "table", "details", "article", "form"):
            self.flush()
        if tag[0] == "h" and tag[1:].isdigit():
            self.flush()
            self.line = "#" * int(tag[1]) + " "
        elif tag == "li":
            self.line = "- "
        elif tag == "input":
            box = {"checkbox": "[ ] ", "radio": "( ) "}
            self.line += box.get(values.get("type") or "", "[____] ")
        elif tag == "button":
            self.line += "<"
        elif tag == "a":
            self.hrefs.append(values.get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent -= 1
        if self.silent:
            return
        if tag == "a" and self.hrefs:
            self.line = f"{self.line.rstrip()} ({self.hrefs.pop()})"
        elif tag == "button":
            self.line += ">"
        if tag in BLOCKS or (tag[0] == "h" and tag[1:].isdigit()):
            self.flush()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.line += data


def outline(html: str) -> str:
    """A page's HTML -> its outline, one line for each block."""
    parser = Outline()
    parser.feed(html)
    parser.flush()
    return "\n".join(parser.lines) + "\n"
