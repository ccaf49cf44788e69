"""Style sheets lose what no page can use, and nothing else."""

from __future__ import annotations

from pathlib import Path

from conftest import write

from scripts.slim import Names, script, sheets_of, slim

WORDS = {"a", "b", "name", "color", "slate"}
NAMES = Names(classes=WORDS, others=WORDS)


SHEETS = {
    ".a{color:red}.gone{color:red}": ".a{color:red}",
    ".a, .b { color: red }": ".a,.b{color:red}",
    ".a:is(.b, .gone), .gone:is(.a, .b) { color: red }": ".a:is(.b, .gone){color:red}",
    ".a[name=slate] .b, [name] .gone { color: red }": ".a[name=slate] .b{color:red}",
    ".a { color: red  /* why */  blue }": ".a{color:red blue}",
    ".a { color: red; &:hover { color: blue } }": ".a{color: red; &:hover { color: blue }}",
    "@layer name { .a { color: red } .gone { color: red } }": "@layer name{.a{color:red}}",
    "@container name (color: red) { .gone { color: red } }": "",
    ".a, .gone { color : red ; }": ".a{color:red}",
    "/* why */ .a > .b::before { content: 'x,  y'; } ": '.a > .b::before{content:"x,  y"}',
    ".a:is(.gone, .b):not(.c) { color: red }": ".a:is(.gone, .b):not(.c){color:red}",
    ".gone:is(.a, .b) { color: red }": "",
    '[name="gone"] .a { color: red !important }': '[name="gone"] .a{color:red!important}',
    "[gone=a] { color: red }": "",
    "@media print { .a { color: red } .gone { color: red } }": "@media print{.a{color:red}}",
    "@media print { .gone { color: red } }": "",
    "@media print { @supports (color: red) { .a { color: red } } }": (
        "@media print{@supports (color: red){.a{color:red}}}"
    ),
    '@charset "utf-8"; @page { size: A4; }': '@charset "utf-8";@page{size: A4;}',
    "@keyframes a { from { color: red } }": "@keyframes a{from { color: red }}",
}
"""A style sheet, and what stays of it."""


def test_a_rule_stays_when_a_page_can_use_it() -> None:
    slimmed = {sheet: sheets_of({sheet}, NAMES)[sheet] for sheet in SHEETS}
    assert slimmed == SHEETS


def test_a_site_keeps_what_pages_scripts_and_other_sheets_name(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "index.html": '<p class="a" title="said of h5">said</p>',
            "y.js": "classList.add('c')",
            "x.mjs": 'element.className = "b"; element.style.setProperty("--by-script", 1);'
            ' element.dataset.isOver = ""',
            "one.css": ":root{--one:1;--two:var(--three);--three:3;--by-script:4}"
            " .a{width:var(--one)} .b{width:2px} .c{width:3px} .gone{width:4px}"
            " [data-is-over]{width:5px} .said{width:6px}",
            "two.css": ".gone .a{width:4px}",
        },
    )
    before = sum(path.stat().st_size for path in tmp_path.iterdir())
    assert slim(tmp_path) == before - sum(path.stat().st_size for path in tmp_path.iterdir())
    assert (
        (tmp_path / "one.css").read_text()
        == ":root{--one:1;--by-script:4}.a{width:var(--one)}.b{width:2px}.c{width:3px}"
        "[data-is-over]{width:5px}"
    )
    assert (tmp_path / "two.css").read_text() == ""


SCRIPTS = {
    "/** @type {number} */ let a = 1; // why\n  let b\n    = a;\n": "let a = 1;\nlet b\n= a;\n",
    "const a = /[/'\"`*]/g; // 'x": "const a = /[/'\"`*]/g;\n",
    "say('it\\'s // here', \"/* a */\", `b  ${ c ? `d  //` : 'e  f' }\n  g`);": (
        "say('it\\'s // here', \"/* a */\", `b  ${ c ? `d  //` : 'e  f' }\n  g`);\n"
    ),
    "return\n\n[c]\n  .map((d) => d / 2) // half": "return\n[c]\n.map((d) => d / 2)\n",
    "x = y / z; // a / b": "x = y / z;\n",
}
"""A script, and what is sent of it."""


def test_a_script_loses_comments_and_indents_alone() -> None:
    assert {text: script(text) for text in SCRIPTS} == SCRIPTS
