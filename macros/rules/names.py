"""What records and pages name, rest on and lead to: all of it is there, and as it is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from macros import model
from macros.graph import Library
from macros.graph.library import inside
from macros.model import ADDRESSES, KINDS, PAGE_MACROS, Cite, Phrase, Problem, Ref, Template
from macros.read import Tree
from macros.read.decode import PRINTED
from macros.read.front import FEW, did_you_mean, guess
from macros.read.ids import SLUG
from macros.read.reader import instead, problem


def unknown_names(library: Library, tree: Tree) -> Iterator[Problem]:
    """A reference names a record that exists, by its id of now; a citation a passage of it."""
    known: dict[str, list[str]] = defaultdict(list)
    for key in sorted({*library.records, *tree.broken}):
        known[key.partition("/")[0]].append(key.partition("/")[2])
    guesses = 0
    for name in tree.names:
        ref = Ref("source", name.source, name.at) if isinstance(name, Cite) else name
        if ref.kind not in KINDS or ref.key in tree.broken:
            continue
        if ref.key not in library.records:
            guesses += 1
            yield misnamed(ref, tree, known[ref.kind] if guesses <= FEW else ())
        elif isinstance(name, Cite) and name.passage not in library.passages[ref.id]:
            count = len(library.passages[ref.id])
            yield problem("unknown-passage", ref.at, cite=name, count=count)


def misnamed(ref: Ref, tree: Tree, known: Iterable[str]) -> Problem:
    """What is said of a reference that names no record."""
    if rings(tree, ref.key):
        return problem("leads-in-a-ring", ref.at, ref=ref)
    if new := tree.moved.get(ref.key):
        more = instead(ref.at, ref.id, new.partition("/")[2])
        return problem("renamed-record", ref.at, **more, ref=ref)
    if ref.key in tree.drafts:
        return problem("draft-named", ref.at, ref=ref)
    if retired := tree.retired.get(ref.key):
        return problem("retired-record", ref.at, ref=ref, near=retired.nearest)
    hint, folder = guess(ref.id, known, ref.at), KINDS[ref.kind].folder
    return problem("unknown-record", ref.at, **hint, ref=ref, folder=folder)


def rings(tree: Tree, key: str) -> bool:
    """Whether pages left in records' places lead from one to the other for ever."""
    passed = set[str]()
    while key and key not in passed:
        passed.add(key)
        left = tree.retired.get(key)
        key = left.nearest.key if left else tree.moved.get(key, "")
    return bool(key)


def unknown_consents(library: Library, tree: Tree) -> Iterator[Problem]:
    """A phrase or template that needs a yes names a line of the approvals' table."""
    if tree.has_broken("approvals"):
        return
    known = [line.id for table in library.all(model.Approvals) for line in table.lines]
    speakers: list[Phrase | Template] = [*library.all(Phrase), *library.all(Template)]
    for record in speakers:
        if record.approval and record.approval not in known:
            line, cure = record.approval, did_you_mean(record.approval, known)
            yield problem("unknown-consent", record.at, cure=cure, line=line, known=known)


def wrong_calls(library: Library, _: Tree) -> Iterator[Problem]:
    """A page calls macros that exist and are for pages."""
    seen = set[tuple[str, str]]()
    for page, call in ((one, call) for one in library.pages for call in one.calls):
        if call.name not in PAGE_MACROS:
            hint = guess(call.name, PAGE_MACROS, call.at)
            yield problem("unknown-macro", call.at, **hint, call=call, known=PAGE_MACROS)
        elif ADDRESSES[call.name] != page.address or (page.lang, call.name) in seen:
            address = ADDRESSES[call.name]
            yield problem("macro-elsewhere", call.at, call=call, address=address)
        seen.add((page.lang, call.name))


def dead_links(library: Library, tree: Tree) -> Iterator[Problem]:
    """A link of a page leads to one that is published, and to an id that stands there."""
    known = {(page.lang, page.path): page for page in library.pages}
    led = {*library.records, *tree.broken, *tree.moved, *tree.retired}
    for page, link in ((one, link) for one in library.pages for link in one.links):
        path, _, name = link.name.partition("#")
        lang = page.lang
        if path[:1] == "/":
            lang = "en" if f"{path}/".startswith("/en/") else "vi"
            address = path.removeprefix("/en" if lang == "en" else "").strip("/")
            index = f"{address}/index.md".removeprefix("/")
            path = index if (lang, index) in known else f"{address}.md"
        folder, _, stem = path.removesuffix(".md").rpartition("/")
        cls = model.FOLDERS.get(folder) if path.endswith(".md") else None
        key = f"{cls.kind}/{stem}" if cls else ""
        target = known.get((lang, path))
        words_alone = target and not target.calls
        inner = inside(library.records.get(key)) if name else ()
        ids = {one.id for one in inner if type(one).__name__ in PRINTED}
        ids |= (target.ids if target else set()) | (set() if words_alone else {"top"})
        if not target and key not in led:
            cure = "Leave the link out: that is a draft" if key in tree.drafts else ""
            yield problem("dead-link", link.at, cure=cure, path=path)
        elif name and name not in ids and key not in tree.broken:
            markable = words_alone and SLUG.fullmatch(name)
            cure = f"Write `{{: #{name} }}` behind the heading that is meant" if markable else ""
            yield problem("unknown-anchor", link.at, cure=cure, path=path, id=name)


def lonely_principles(library: Library, tree: Tree) -> Iterator[Problem]:
    """A principle rests on a passage, and a case shows it at work."""
    links = (library.links_from.get(case.key, ()) for case in library.all(model.Case))
    shown = {link.target for several in links for link in several}
    # A case that cannot be read, or that names a principle amiss, may mean this one.
    unread = tree.has_broken("case")
    unread |= any(key.startswith("principle/") for key in shown - set(library.records))
    for principle in library.all(model.Principle):
        if not principle.cites:
            yield problem("principle-without-passage", principle.title.at)
        if principle.key not in shown and not unread:
            yield problem("principle-without-case", principle.at, id=principle.id)


def idle_cases(library: Library, _: Tree) -> Iterator[Problem]:
    """A case leads to something to do or to say."""
    for case in library.all(model.Case):
        if not case.checklists and not case.phrases:
            yield problem("case-leads-to-nothing", case.at)


def untrue_passages(library: Library, tree: Tree) -> Iterator[Problem]:
    """Passages are numbered in order, and what is said of each is what the records show.

    A record with errors cites what it names; one of which nothing can be read may cite any.
    """
    cites = defaultdict(list)
    for name in tree.names:
        if isinstance(name, Cite):
            cites[name.source].append(name)
    for source in library.all(model.Source):
        for number, passage in enumerate(source.passages, 1):
            if passage.id != str(number):
                yield problem("passage-out-of-order", passage.at, id=passage.id, number=number)
                break
        named = {str(cite) for cite in cites[source.id] if cite.at.path != source.at.path}
        unread = [one for one in source.passages if library.state(source.id, one) == "open"]
        unread = [one for one in unread if f"{source.id}:{one.id}" not in named]
        if unread and not tree.unread:
            at, passages = unread[0].at, [one.id for one in unread]
            yield problem("passage-open", at, level="warning", passages=passages, source=source)
        for passage in source.passages:
            yield from untrue_use(library, source, passage, named)


def untrue_use(
    library: Library, source: model.Source, passage: model.Passage, named: set[str]
) -> Iterator[Problem]:
    """A passage that a record cites has a gist, and went nowhere else."""
    name, into = f"{source.id}:{passage.id}", passage.into
    uses = library.uses.get(name, ())
    if uses and not passage.gist:
        yield problem("passage-without-gist", passage.at, use=uses[0], name=name, passage=passage)
    if uses and (into or passage.reason):
        wrong = f"`[into: {into}]`" if into else "its reason"
        yield problem("passage-cited", passage.at, use=uses[0], name=name, wrong=wrong)
    if into and into.source == source.id and str(into) not in named:
        yield problem("passage-merged-into-unused", into.at, name=name)
