"""`verify-record`: what a completion record is worth: whether it is whole, fits its version, and what has changed since."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from macros.graph import Library
from macros.graph.hashes import digest, version_of
from macros.graph.paths import Route, route
from macros.model import ReadingPath, Record, ScenarioQuestion
from macros.rules import library
from scripts.setup import ROOT, Stop

KIND = "playbook-record"
LARGEST = 1_000_000
SHAPE = {
    "path": str,
    "version": str,
    "site": str,
    "made": str,
    "pages": dict,
    "read": dict,
    "answers": dict,
    "score": dict,
    "gaps": dict,
}


class Refused(Exception):
    """The file is no record to rely on: the message is one sentence that says why."""


def read(text: str) -> dict[str, Any]:
    """A file's text -> its record. Raises Refused for one that is no record, or that was altered."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("kind") != KIND:
        raise Refused("This is no completion record: take the file that the path's page saves.")
    if found.get("v") != 1:
        raise Refused(
            "This record was made by a newer version of the playbook: bring this copy up to date."
        )
    said = found.pop("checksum", None)
    if said != checksum(found):
        raise Refused(
            "This record was altered after it was saved: its checksum does not fit. Ask for the file again."
        )
    if not all(isinstance(found.get(name), kind) for name, kind in SHAPE.items()):
        raise Refused(
            "This record lacks something that the path's page writes: it was not made there."
        )
    return found


def checksum(record: dict[str, Any]) -> str:
    """FNV-1a, 64 bits, over JSON with sorted keys; `record.mjs` writes the same."""
    total = 0xCBF29CE484222325
    for byte in json.dumps(
        record, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode("utf-8", "surrogatepass"):
        total = (total ^ byte) * 0x100000001B3 % 2**64
    return f"{total:016x}"


def consistent(record: dict[str, Any], made: Library) -> None:
    """Whether a record fits the version it names, in itself and with the questions that still stand as they did. Raises Refused."""
    pages, answers = record["pages"], record["answers"]
    if version_of(pages) != record["version"]:
        raise Refused(
            f"The pages in this record do not make the version {record['version']} that it names."
        )
    read_them = {key for key in pages if key.partition("/")[0] not in ("path", "question")}
    asked = {key for key in pages if key.startswith("question/")}
    if not set(record["read"]) <= read_them or not set(answers) <= asked:
        raise Refused("This record marks pages that are not on its path.")
    gaps = {key: "changed" if key in record["read"] else "unread" for key in read_them}
    gaps = {
        key: why
        for key, why in gaps.items()
        if why == "unread" or record["read"][key][1] != pages[key]
    }
    right = 0
    for key in asked:
        known = made.records.get(key)
        if key not in answers:
            gaps[key] = "unanswered"
        elif isinstance(known, ScenarioQuestion) and digest(known) == pages[key]:
            best = next((option.id for option in known.options if option.best), None)
            if answers[key][0] != best:
                gaps[key] = "wrong"
            right += answers[key][0] == best
        else:  # the question has changed since: what was right then is no longer known here
            gaps |= {key: "wrong"} if record["gaps"].get(key) == "wrong" else {}
            right += key not in gaps
    if gaps != record["gaps"] or (right, len(asked)) != (
        record["score"].get("right"),
        record["score"].get("of"),
    ):
        raise Refused(
            "The gaps or the score in this record do not follow from its marks and answers."
        )
    if bool(record.get("finished")) == bool(gaps):
        raise Refused(
            "This record says that the path is finished, or is not, against its own gaps."
        )


def our_path(record: dict[str, Any], made: Library) -> Route:
    """The path a record is about, as it is now. Raises Refused for one of another site."""
    path = made.records.get(f"path/{record['path']}")
    if not isinstance(path, ReadingPath) or f"path/{record['path']}" not in record["pages"]:
        raise Refused(
            f"There is no path `{record['path']}` here: this record comes from another site."
        )
    if not any(
        made.records.get(key) and digest(made.records[key]) == value
        for key, value in record["pages"].items()
    ):
        raise Refused(
            "None of its pages is ours: this record comes from another site, or from long ago."
        )
    return route(made, path)


def report(record: dict[str, Any], now: Route) -> Iterator[str]:
    """What a record says, and what has changed since, in plain sentences."""
    score, read_them = (
        record["score"],
        sum(not key.startswith(("path/", "question/")) for key in record["pages"]),
    )
    yield f"The record fits the version {record['version']} of the path `{record['path']}` that it names."
    yield f"It was made on {record['made']} at {record['site']}{' by ' + record['name'] if record.get('name') else ''}, and is self-reported."
    yield f"Started {record.get('started') or 'never'}, finished {record.get('finished') or 'not yet'}."
    yield f"{len(record['read'])} of {read_them} pages read; {score['right']} of {score['of']} answers right, {score.get('first')} at the first try."
    for key, why in sorted(record["gaps"].items()):
        yield f"Gap: {key} ({why})."
    then, new = record["pages"], now.hashes
    if then == new:
        yield "Nothing has changed since."
        return
    yield f"The path is at version {now.version} now:"
    titles: dict[str, Record] = {
        one.key: one for one in (now.path, *(r for stop in now.stops for r in stop.records))
    }
    for what, keys in (
        ("changed", [key for key in new if key in then and new[key] != then[key]]),
        ("new", [key for key in new if key not in then]),
        ("no longer on it", [key for key in then if key not in new]),
    ):
        yield from (
            f"  {what}: {key}{f' ({titles[key].title.en})' if key in titles else ''}."
            for key in keys
        )


def main(argv: Sequence[str]) -> int:
    """`verify-record FILE [--site ADDRESS]`: exit code 0 sound (gaps and changes are said), 1 refused, 2 usage."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts verify-record", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--site", help="refuse a record that was not made at this address")
    args = parser.parse_args(argv)
    try:
        if args.file.stat().st_size > LARGEST:
            raise Refused("This file is too large for a completion record.")
        text = args.file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Stop(
            f"{args.file} cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}."
        ) from None
    except Refused as refused:
        print(refused)
        return 1
    made, _ = library(ROOT / "docs")
    try:
        record = read(text)
        now = our_path(record, made)
        if args.site and not record["site"].startswith(args.site):
            raise Refused(f"This record was made at {record['site']}, not at {args.site}.")
        consistent(record, made)
        lines = list(report(record, now))
    except (
        TypeError,
        AttributeError,
        IndexError,
        KeyError,
    ):  # the right checksum over something no page writes
        print("This record is not written as the path's page writes it: it was not made there.")
        return 1
    except Refused as refused:
        print(refused)
        return 1
    print("\n".join(lines))
    return 0
