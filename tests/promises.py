"""What keeps bad things out and good things in: a row for each promise, and the tests that hold it.

`python3 -m scripts test` prints the table after everything else;
`python3 -m scripts test --promises` runs only what stands in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

HELD = {
    "No page, record or import runs a script": "test_render.py::test_every_text_is_escaped"
    " test_read.py::test_a_page_reaches_no_further browser/test_payloads.py"
    " browser/test_transfer.py::test_a_thousand browser/test_texts.py::test_markup_and",
    "No stranger gets past the web server": "test_nginx.py",
    "No private name gets in": "test_guard.py test_workflows.py::test_the_list_of_names",
    "Nothing hangs, and no file raises": "test_read.py::test_nothing_takes_long"
    " test_read.py::test_no_file_raises test_pages.py::test_hostile_pages_end"
    " test_serve.py::test_nothing_is_rendered_that_check_refuses",
    "Every fault is said on its line": "test_build.py::test_what_check_takes "
    "test_read.py::test_golden test_graph.py::test_golden"
    " test_read.py::test_harmless test_problems.py test_cures.py",
    "Writes are whole or not at all": "test_files.py test_rename.py::test_a_rename_that_cannot"
    " test_build.py::test_a_killed test_build.py::test_a_full_disk test_release.py::test_a_kill"
    " browser/test_storage.py browser/test_transfer.py::test_a_bad_file",
    "Two tabs lose nothing of each other": "browser/test_runs.py::test_two_tabs"
    " browser/test_hands.py::test_two_tabs",
    "It works without a network": "browser/test_offline.py",
    "No script stands in a page": "browser/test_frame.py::test_no_page_needs_an_inline_script"
    " test_serve.py::test_a_page_reloads_without_a_script test_nginx.py::test_types_headers",
    "One commit gives the same bytes": "test_build.py::test_the_same_commit"
    " test_build.py::test_a_whole_site test_render.py::test_pages_do_not_depend",
    "A broken release is seen, and one command goes back": "test_release.py browser/test_smoke.py",
    "Every link leads somewhere": "test_links.py test_pages.py",
    "Everybody can use it": "browser/test_reading.py::test_every_kind"
    " browser/test_runs.py::test_every_state browser/test_texts.py::test_every_state"
    " browser/test_walking.py::test_every_state browser/test_walking.py::test_the_keyboard"
    " browser/test_search.py::test_the_search_works_by_keys browser/test_gallery.py::test_the_gall",
    "What is installed is what was locked": "test_setup.py::test_a_flipped_hash"
    " test_setup.py::test_locks_hold test_workflows.py::test_an_audit"
    " test_workflows.py::test_the_auditor test_workflows.py::test_every_package"
    " test_workflows.py::test_the_bill",
    "What is written reads back": "test_read.py::test_what_is_written"
    " test_read.py::test_a_slip browser/test_transfer.py::test_what_goes_out",
}
"""A promise, and the beginnings of the names of its tests."""


@dataclass
class Row:
    """What became of a promise's tests."""

    tests: set[str] = field(default_factory=set)
    outcomes: list[str] = field(default_factory=list)
    tried: int = 0
    """Inputs that its tests have counted."""

    def figure(self) -> str:
        """What is printed of it."""
        good = self.outcomes.count("passed")
        left = len(self.tests) - good - self.outcomes.count("failed")
        return (
            f"{'FAILED' if 'failed' in self.outcomes else 'held' if good else 'not run':8}"
            f"{good:4} of {len(self.tests)} tests"
            + (f", {self.tried:,} inputs" if self.tried else "")
            + (f", {left} not run" if left else "")
        )


ROWS = {promise: Row() for promise in HELD}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--promises", action="store_true", help="only the tests that hold a promise")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    names = [item.nodeid.removeprefix("tests/") for item in items]
    for promise, starts in HELD.items():
        for start in starts.split():
            found = {name for name in names if name.startswith(start)}
            if config.getoption("promises") and not found:
                raise pytest.UsageError(f"{promise}: no test is called {start}")
            ROWS[promise].tests |= found
    if config.getoption("promises"):
        wanted = set().union(*(row.tests for row in ROWS.values()))
        items[:] = [item for item, name in zip(items, names, strict=True) if name in wanted]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when != "call" and report.outcome == "passed":
        return
    name = report.nodeid.removeprefix("tests/")
    for promise, row in ROWS.items():
        if name.startswith(tuple(HELD[promise].split())):
            row.tests.add(name)  # where workers run the tests, nobody here has collected them
            row.outcomes.append(report.outcome)
            row.tried += sum(int(str(n)) for name, n in report.user_properties if name == "tried")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not all(row.tests for row in ROWS.values()):
        return  # a run of a few files
    terminalreporter.section("promises")
    for promise, row in ROWS.items():
        terminalreporter.line(f"{promise:52}{row.figure()}")
