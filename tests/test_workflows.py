"""Workflows and templates: what they may do, and that what they name exists."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from scripts import project, setup
from scripts.project import ROOT
from scripts.setup import COMMANDS

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
ZIZMOR = [
    "--offline",
    "--persona=auditor",
    "--strict-collection",
    "--no-progress",
    "--format=plain",
]


def zizmor(folder: Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which("zizmor", path=str(Path(sys.executable).parent)) or shutil.which(
        "zizmor"
    )
    assert program, "zizmor stands in requirements/test.in"
    return subprocess.run([program, *ZIZMOR, str(folder)], capture_output=True, text=True)


def test_the_auditor_has_nothing_against_the_workflows() -> None:
    done = zizmor(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No findings to report" in done.stdout + done.stderr
    for path in WORKFLOWS:
        assert f"completed {path}" in done.stderr, "it looked at every one of them"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\npermissions: {}\n", "\npermissions: write-all\n"),
        ("persist-credentials: false", "persist-credentials: true"),
        (
            'python3 -m scripts check --format github --changed-from "$CHANGED_FROM"',
            "echo ${{ github.event.pull_request.title }}",
        ),
        ("@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "@v7"),
        ("name: check\n", "name: [check\n"),
    ],
)
def test_the_auditor_sees_a_planted_fault(tmp_path: Path, old: str, new: str) -> None:
    text = (GITHUB / "workflows/check.yml").read_text("utf-8")
    assert old in text
    (tmp_path / ".github/workflows").mkdir(parents=True)
    (tmp_path / ".github/workflows/check.yml").write_text(text.replace(old, new), "utf-8")
    assert zizmor(tmp_path).returncode != 0


def test_only_main_is_deployed_and_a_pull_request_is_built_without_secrets() -> None:
    found = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in WORKFLOWS}
    deploy = found["deploy"]
    assert deploy[True] == {"push": {"branches": ["main"]}}
    assert deploy["jobs"]["deploy"]["if"] == "github.ref == 'refs/heads/main'"
    assert deploy["jobs"]["build"]["needs"] == "check"
    text = (GITHUB / "workflows/preview.yml").read_text("utf-8")
    assert "secrets." not in text
    assert found["preview"]["jobs"]["build"]["permissions"] == {"contents": "read"}
    assert all("pull_request_target" not in path.read_text("utf-8") for path in WORKFLOWS)
    for name, workflow in found.items():
        rights = [
            right
            for job in workflow["jobs"].values()
            for right, level in job["permissions"].items()
            if level == "write"
        ]
        assert set(rights) <= {
            "deploy": {"pages", "id-token"},
            "fresh": {"issues"},
            "preview-show": {"pull-requests"},
        }.get(name, set())


def test_workflows_run_commands_that_exist() -> None:
    for path in WORKFLOWS:
        for command in re.findall(r"python3 -m scripts ([\w-]+)", path.read_text("utf-8")):
            assert command in COMMANDS, f"{path.name}: {command}"


def test_the_templates_are_whole() -> None:
    assert (GITHUB / "PULL_REQUEST_TEMPLATE.md").read_text("utf-8").count("- [ ]") <= 5
    forms = [
        path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml"
    ]
    assert {path.stem for path in forms} >= {"wrong-or-missing", "new-situation", "new-document"}
    for path in forms:
        form = yaml.safe_load(path.read_text("utf-8"))
        assert {"name", "description", "body"} <= form.keys(), path.name
        ids = [part["id"] for part in form["body"] if "id" in part]
        assert len(ids) == len(set(ids)), path.name
        assert all(
            part["type"] in {"markdown", "input", "textarea", "dropdown", "checkboxes"}
            for part in form["body"]
        ), path.name
    assert {"page", "version"} <= {
        part.get("id")
        for part in yaml.safe_load(
            (GITHUB / "ISSUE_TEMPLATE/wrong-or-missing.yml").read_text("utf-8")
        )["body"]
    }
    lines = [
        line
        for line in (GITHUB / "CODEOWNERS").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert not [line for line in lines if "ORGANISATION" in line], (
        "a team that does not exist is asked by nobody"
    )
    for folder in re.findall(
        r"^# (/\S+)", (GITHUB / "CODEOWNERS").read_text("utf-8"), re.MULTILINE
    ):
        assert list(ROOT.glob(folder.strip("/"))), folder


GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
SAID = [
    line
    for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)
    for line in block.strip().splitlines()
]


def test_the_guide_says_the_same_in_both_languages() -> None:
    vietnamese, english = GUIDE.split("## English")
    for command in {shlex.split(line)[3] for line in SAID}:
        assert command in COMMANDS
        assert f"scripts {command}" in vietnamese
        assert re.search(rf"`{command}\b", english), command
    for link in re.findall(r"\]\(([^)#\s]+)\)", GUIDE):
        assert (ROOT / link).exists(), link


def test_every_command_of_the_guide_works_in_its_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib

    docs = tmp_path / "docs"
    shutil.copytree(ROOT / "docs", docs)
    (tmp_path / "late-delivery.txt").write_text("Một.\n\nHai.\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(project, "ROOT", tmp_path)
    codes = {}
    for line in SAID:
        command, *argv = shlex.split(line)[3:]
        if command in {"serve", "test"}:  # each is tried whole elsewhere
            assert not argv
            continue
        module = importlib.import_module(f"scripts.{setup.MODULES.get(command, command)}")
        if command == "rename":
            renamed, name = argv
            # What `new` began is still to be filled in.
            for begun in ("principles/ask-before-acting", "sources/late-delivery"):
                for lang in ("vi", "en"):
                    (docs / lang / f"{begun}.md").unlink()
        codes[line] = module.main(argv)
    assert set(codes.values()) <= {0, 1}, codes
    assert [line for line, code in codes.items() if code] == ["python3 -m scripts check --fix"], (
        "it lists what `new` left to fill in"
    )
    assert f"moved: {name}" in (docs / f"vi/{renamed}.md").read_text("utf-8")
