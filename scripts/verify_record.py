"""`verify-record`: whether a completion record is whole and fits its version, and what changed."""

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
from scripts import project
from scripts.project import Stop

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
    """A file's text -> its record. Raises Refused for one that is none, or that was altered."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict) or record.get("kind") != KIND:
        raise Refused("This is no completion record: take the file that the path's page saves.")
    if record.get("v") != 1:
        raise Refused(
            "This record was made by a newer version of the playbook: bring this copy up to date."
        )
    if record.pop("checksum", None) != checksum(record):
        raise Refused(
            "This record was altered after it was saved: its checksum does not fit."
            " Ask for the file again."
        )
    if not all(isinstance(record.get(name), kind) for name, kind in SHAPE.items()):
        raise Refused(
            "This record lacks something that the path's page writes: it was not made there."
        )
    return record


def checksum(record: dict[str, Any]) -> str:
    """FNV-1a, 64 bits, over JSON with sorted keys; `record.mjs` writes the same."""
    total = 0xCBF29CE484222325
    for byte in json.dumps(
        record, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode("utf-8", "surrogatepass"):
        total = (total ^ byte) * 0x100000001B3 % 2**64
    return f"{total:016x}"


def consistent(record: dict[str, Any], made: Library) -> None:
    """Raise Refused for a record that does not fit the version it names, or itself."""
    pages = record["pages"]
    if version_of(pages) != record["version"]:
        raise Refused(
            f"The pages in this record do not make the version {record['version']} that it names."
        )
    asked = {key for key in pages if key.startswith("question/")}
    to_read = {key for key in pages if key.partition("/")[0] not in ("path", "question")}
    if not set(record["read"]) <= to_read or not set(record["answers"]) <= asked:
        raise Refused("This record marks pages that are not on its path.")
    verdicts = {key: verdict(key, record, made) for key in asked}
    gaps = {key: gap for key in to_read if (gap := unread(key, record))}
    gaps |= {key: gap for key, gap in verdicts.items() if gap}
    score = record["score"]
    right = list(verdicts.values()).count("")
    if gaps != record["gaps"] or (right, len(asked)) != (score.get("right"), score.get("of")):
        raise Refused(
            "The gaps or the score in this record do not follow from its marks and answers."
        )
    if bool(record.get("finished")) == bool(gaps):
        raise Refused(
            "This record says that the path is finished, or is not, against its own gaps."
        )


def unread(key: str, record: dict[str, Any]) -> str:
    """The gap that a page to read leaves, by its mark; empty for none."""
    if key not in record["read"]:
        return "unread"
    return "" if record["read"][key][1] == record["pages"][key] else "changed"


def verdict(key: str, record: dict[str, Any], made: Library) -> str:
    """The gap that a question leaves, by its answer; empty for a right one.

    Of a question that has changed since, what was right then is no longer known here: the record
    is believed.
    """
    if key not in record["answers"]:
        return "unanswered"
    question = made.records.get(key)
    if not isinstance(question, ScenarioQuestion) or digest(question) != record["pages"][key]:
        return "wrong" if record["gaps"].get(key) == "wrong" else ""
    best = next((option.id for option in question.options if option.best), None)
    return "" if record["answers"][key][0] == best else "wrong"


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
    score, pages = record["score"], record["pages"]
    to_read = sum(not key.startswith(("path/", "question/")) for key in pages)
    maker = f" by {record['name']}" if record.get("name") else ""
    yield (
        f"The record fits the version {record['version']} of the path `{record['path']}`"
        " that it names."
    )
    yield f"It was made on {record['made']} at {record['site']}{maker}, and is self-reported."
    started, finished = record.get("started") or "never", record.get("finished") or "not yet"
    yield f"Started {started}, finished {finished}."
    yield (
        f"{len(record['read'])} of {to_read} pages read; {score['right']} of {score['of']} answers"
        f" right, {score.get('first')} at the first try."
    )
    for key, why in sorted(record["gaps"].items()):
        yield f"Gap: {key} ({why})."
    yield from changes(pages, now)


def changes(then: dict[str, str], now: Route) -> Iterator[str]:
    """The hashes in a record, and the path as it is now -> what has changed."""
    new = now.hashes
    if then == new:
        yield "Nothing has changed since."
        return
    yield f"The path is at version {now.version} now:"
    records: list[Record] = [now.path, *(record for stop in now.stops for record in stop.records)]
    titles = {record.key: record.title.en for record in records}
    for what, keys in (
        ("changed", [key for key in new if key in then and new[key] != then[key]]),
        ("new", [key for key in new if key not in then]),
        ("no longer on it", [key for key in then if key not in new]),
    ):
        for key in keys:
            yield f"  {what}: {key}{f' ({titles[key]})' if key in titles else ''}."


def judge(text: str, site: str | None) -> list[str]:
    """A file's text -> what it says, in sentences. Raises Refused."""
    made, _ = library(project.ROOT / "docs")
    record = read(text)
    try:
        now = our_path(record, made)
        if site and not record["site"].startswith(site):
            raise Refused(f"This record was made at {record['site']}, not at {site}.")
        consistent(record, made)
        return list(report(record, now))
    except (TypeError, AttributeError, IndexError, KeyError):
        # The right checksum over something that no page writes.
        raise Refused(
            "This record is not written as the path's page writes it: it was not made there."
        ) from None


def main(argv: Sequence[str]) -> int:
    """`verify-record FILE [--site ADDRESS]`: exit code 0 sound, 1 refused, 2 usage."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts verify-record", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--site", help="refuse a record that was not made at this address")
    args = parser.parse_args(argv)
    try:
        if args.file.stat().st_size > LARGEST:
            raise Refused("This file is too large for a completion record.")
        lines = judge(args.file.read_text("utf-8"), args.site)
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise Stop(f"{args.file} cannot be read: {why}.") from None
    except Refused as refused:
        print(refused)
        return 1
    print("\n".join(lines))
    return 0
