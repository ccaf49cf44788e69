"""`new TYPE ID`: both files of a record, with everything but the words."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from datetime import date

from macros.load.shapes import Shape, is_plain, shapes_of, wordy_fields
from macros.model import KINDS, LANGS, Grounded, Lang
from scripts.schema import ID, helps
from scripts.setup import ROOT, Stop

GIVEN = {
    "reviewed": date.today().isoformat(),
    "review_every": "180",
    "into": "",
    "cites": "[]  # such as reputation:5, or write: origin: editorial",
}
NUMBERS = ("one", "two", "three")


def lines(cls: type, lang: Lang, number: str = "one") -> list[str]:
    """A dataclass -> its required keys as YAML, words left empty."""
    shapes = shapes_of(cls) if lang == "vi" else wordy_fields(cls)
    found: list[str] = []
    for name, shape in sorted(shapes.items(), key=lambda pair: (pair[0] != "id", pair[0] == "cites")):
        if shape.required or (name == "cites" and issubclass(cls, Grounded)):
            found += key(name, shape, lang, helps(cls).get(name, ""), number)
    return found


def key(name: str, shape: Shape, lang: Lang, help_text: str, number: str) -> list[str]:
    """One key and what stands under it."""
    note = f"  # {help_text}" if help_text else ""
    if name == "id":
        return [f"id: {number}{note}"]
    if name in GIVEN:
        return [f"{name}: {GIVEN[name]}"]
    if shape.form == "list" and shape.entry:
        found = [f"{name}:{note}"]
        for number in NUMBERS[: max(1, shape.least)]:
            inside = lines(shape.entry, lang, number)
            if lang == "vi":
                found += [("  - " if first else "    ") + line for first, line in zip([True] + [False] * len(inside), inside, strict=False)]
            elif is_plain(shape.entry):
                found.append(f'  {number}: ""')
            else:
                found += [f"  {number}:", *(f"    {line}" for line in inside)]
        return found
    if shape.form == "entry" and shape.entry and not (lang == "en" and is_plain(shape.entry)):
        return [f"{name}:{note}", *(f"  {line}" for line in lines(shape.entry, lang))]
    if shape.form == "choice":
        return [f"{name}: {shape.choices[0]}  # one of: {', '.join(shape.choices)}"]
    if shape.form in {"list", "words"}:
        first = shape.of.choices[0] if shape.of and shape.of.choices else '""'
        return [f"{name}: [{first}]{note}"]
    return [f'{name}: ""{note}']


def text(kind: str, name: str, lang: Lang) -> str:
    """A kind and an id -> the file of a new record in one language."""
    return "\n".join(["---", *lines(KINDS[kind], lang), "---", "", f'{{{{ {kind}("{name}") }}}}', ""])


def main(argv: Sequence[str]) -> int:
    """`new TYPE ID`: exit code 0 written, 2 refused."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts new", description=__doc__)
    parser.add_argument("type", choices=KINDS)
    parser.add_argument("id", help="the file's name: a to z, 0 to 9 and hyphens; the same in both languages, never reused")
    args = parser.parse_args(argv)
    if not re.fullmatch(ID, args.id):
        raise Stop(f"`{args.id}` is no id: use a to z, 0 to 9 and single hyphens, such as `calm-first`.")
    files = {lang: ROOT / "docs" / lang / KINDS[args.type].folder / f"{args.id}.md" for lang in LANGS}
    for path in files.values():
        if path.exists():
            raise Stop(f"{path.relative_to(ROOT).as_posix()} exists already: change it, or choose another id.")
    for lang, path in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(args.type, args.id, lang), "utf-8", newline="\n")
        print(f"Written: {path.relative_to(ROOT).as_posix()}")
    print("Next: fill in the empty quotes in both, then `python3 -m scripts check` says what is still missing.")
    return 0
