"""Workflows and templates: what they may do, and that what they name exists."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import change, git

from scripts import check, lock, project, setup, since
from scripts.project import ROOT, Stop
from scripts.setup import COMMANDS

LISTEN = "vi/principles/listen.md"
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
    assert deploy["jobs"]["deploy"]["needs"] == "build"
    assert deploy["jobs"]["build"]["needs"] == ["check", "names"]
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
            "names": {"statuses"},
            "preview-show": {"pull-requests"},
        }.get(name, set())


def test_the_list_of_names_reaches_no_job_that_runs_a_pull_requests_code() -> None:
    given = []
    for path in WORKFLOWS:
        workflow = yaml.safe_load(path.read_text("utf-8"))
        for name, job in workflow["jobs"].items():
            if "PLAYBOOK_PRIVATE_NAMES" not in yaml.safe_dump(job):
                continue
            given.append(f"{path.stem}/{name}")
            assert "pull_request" not in workflow[True], path.name
            assert job["environment"] == "names"
            refs = [step["with"] for step in job["steps"] if "checkout" in step.get("uses", "")]
            assert refs[0].get("ref", "main") == "main"
            assert "path" not in refs[0], "what runs is main's"
            assert all(ref["path"] == ".work/change" for ref in refs[1:])
            for step in job["steps"]:
                for line in step.get("run", "").splitlines():
                    assert not re.search(r"cd |\.work/change/|\bpip\b", line), line
    assert given == ["deploy/names", "names/names"]


MAIN = {"ref": "refs/heads/main", "repository": "firm/playbook", "sha": "b" * 40}
REQUEST = {"ref": "refs/pull/7/merge", "repository": "firm/playbook"}
EVENTS: dict[str, dict[str, Any]] = {
    "push": {**MAIN, "event_name": "push", "event": {"before": "HEAD~1"}},
    "first push": {**MAIN, "event_name": "push", "event": {"before": "0" * 40}},
    "force push": {**MAIN, "event_name": "push", "event": {"before": "dead" * 10}},
    "fork": {**REQUEST, "event_name": "pull_request", "event": {"pull_request": {"number": 7}}},
    "schedule": {**MAIN, "event_name": "schedule", "event": {"schedule": "17 1 * * 1"}},
    "dispatch": {**MAIN, "event_name": "workflow_dispatch", "event": {"inputs": None}},
    "dispatch elsewhere": {
        **MAIN,
        "ref": "refs/heads/x",
        "event_name": "workflow_dispatch",
        "event": {},
    },
    "check of a request": {
        **MAIN,
        "event_name": "workflow_run",
        "event": {"workflow_run": {"event": "pull_request", "conclusion": "success"}},
    },
    "check of main": {
        **MAIN,
        "event_name": "workflow_run",
        "event": {"workflow_run": {"event": "push", "conclusion": "success"}},
    },
}
"""What GitHub tells a workflow, for each kind of event: what our expressions ask of it."""
PART = re.compile(r"'[^']*'|&&|\|\||[!=]=|!|[()]|[a-z_][\w.-]*", re.IGNORECASE)


def value(expression: str, contexts: dict[str, Any]) -> Any:
    """What a workflow's expression comes to: operators, strings and contexts, all that we use."""
    signs = {"&&": " and ", "||": " or ", "!": " not "}

    def python(match: re.Match[str]) -> str:
        part = match[0]
        if part[0] == "'" or part in {"(", ")", "==", "!="}:
            return part
        return signs.get(part) or f"get({part!r})"

    def get(path: str) -> Any:
        found: Any = contexts
        for name in path.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        return found

    bare = expression.removeprefix("${{").removesuffix("}}").strip()
    assert not PART.sub("", bare).strip(), f"not read: {bare}"
    return eval(PART.sub(python, bare), {"get": get})


def jobs(event: str, **variables: str) -> set[str]:
    """The jobs that an event starts."""
    github = EVENTS[event]
    started = set()
    for path in WORKFLOWS:
        workflow = yaml.safe_load(path.read_text("utf-8"))
        if github["event_name"] not in workflow[True]:
            continue
        skipped: set[str] = set()
        for name, job in workflow["jobs"].items():
            needs = job.get("needs", [])
            waits = {needs} if isinstance(needs, str) else set(needs)
            if waits & skipped or not value(
                job.get("if", "'yes'"), {"github": github, "vars": variables}
            ):
                skipped.add(name)
            else:
                started.add(f"{path.stem}/{name}")
    return started


PUSHED = {"deploy/check", "deploy/names"}
WEEKLY = {"fresh/review", "fresh/links", "fresh/audit"}


@pytest.mark.parametrize(
    ("event", "wanted"),
    [
        ("push", PUSHED),
        ("first push", PUSHED),
        ("force push", PUSHED),
        ("fork", {"check/check", "preview/build"}),
        ("schedule", WEEKLY),
        ("dispatch", WEEKLY),
        ("dispatch elsewhere", set()),
        ("check of a request", {"names/names", "preview-show/show"}),
        ("check of main", set()),
    ],
)
def test_each_event_starts_its_jobs_and_none_publishes_unasked(
    event: str, wanted: set[str]
) -> None:
    assert jobs(event) == wanted
    for said in ("true", "yes", "firm", "other/playbook", ""):
        assert jobs(event, PLAYBOOK_PUBLISH=said) == wanted
    asked = {"deploy/build", "deploy/deploy"} if "push" in event else set()
    assert jobs(event, PLAYBOOK_PUBLISH="firm/playbook") == wanted | asked


@pytest.mark.parametrize("event", ["push", "first push", "force push", "fork"])
def test_the_first_push_and_every_other_is_compared_with_what_there_is(
    event: str, repo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The step's own words, on a clone as the event leaves it."""
    change(repo, LISTEN, "Có người đang gặp nguy.", "…")
    git(repo, "commit", "-qam", "An old fault")
    other = "vi/tensions/listen-or-act.md"
    if event == "fork":
        git(repo, "checkout", "-qb", "fork")
    change(repo, other, "reviewed: 2026-11-23", "reviewed: 2026-11-24")
    git(repo, "commit", "-qam", "A change")
    if event == "fork":
        git(repo, "checkout", "-q", "main")
        git(repo, "commit", "-q", "--allow-empty", "-m", "Meanwhile")
        git(repo, "merge", "-q", "--no-ff", "fork")
    if event == "first push":
        git(repo, "checkout", "-q", "--orphan", "new")
        git(repo, "commit", "-qm", "Start")
    workflow = yaml.safe_load((GITHUB / "workflows/check.yml").read_text("utf-8"))
    (step,) = [step for step in workflow["jobs"]["check"]["steps"] if "CHANGED_FROM" in str(step)]
    ref = value(step["env"]["CHANGED_FROM"], {"github": EVENTS[event]})
    argv = shlex.split(step["run"].replace("$CHANGED_FROM", ref))
    assert argv[:4] == ["python3", "-m", "scripts", "check"]
    code = check.main([*argv[4:], "--docs", str(repo)])
    said = capsys.readouterr().out.splitlines()[-1]
    if event in {"push", "fork"}:
        assert code == 0, "an old fault elsewhere only warns"
        assert re.search(r"compared with commit [0-9a-f]{7}:", said)
    else:
        assert code == 1
        assert f"compared with nothing (git has no commit {ref[:7]} here), so everything" in said


def test_what_was_pushed_by_force_is_compared_with_where_main_parted(repo: Path) -> None:
    git(repo, "update-ref", "refs/remotes/origin/main", "HEAD")
    first = since.commit_of(repo, "HEAD")
    change(repo, LISTEN, "reviewed: 2026-11-23", "reviewed: 2026-11-24")
    git(repo, "commit", "-qam", "A change")
    assert since.base(repo, "0" * 40) == first
    assert since.compared(repo, "0" * 40).startswith(f"compared with commit {str(first)[:7]} (git")


def test_a_file_renamed_by_hand_is_noticed(repo: Path) -> None:
    for lang in ("vi", "en"):
        git(repo, "mv", f"docs/{lang}/principles/listen.md", f"docs/{lang}/principles/hear.md")
    git(repo, "commit", "-qm", "Rename by hand")
    assert {"docs/vi/principles/listen.md", "docs/vi/principles/hear.md"} <= since.changed(
        repo, "HEAD^1"
    )
    codes = {problem.code for problem in check.check(repo, "HEAD^1")[0]}
    assert "vanished-record" in codes


@pytest.mark.parametrize(
    ("private", "public", "warns"),
    [
        ("true", "true", True),
        ("true", "null", True),
        ("true", "", True),
        ("true", "false", False),
        ("false", "true", False),
    ],
)
def test_a_private_repository_with_public_pages_is_warned_of_once(
    tmp_path: Path, private: str, public: str, warns: bool
) -> None:
    workflow = yaml.safe_load((GITHUB / "workflows/deploy.yml").read_text("utf-8"))
    (step,) = [
        step for step in workflow["jobs"]["build"]["steps"] if "Warn" in step.get("name", "")
    ]
    fake = tmp_path / "gh"
    fake.write_text(f"#!/bin/sh\n{f'echo {public}' if public else 'exit 1'}\n", "utf-8")
    fake.chmod(0o755)
    done = subprocess.run(
        ["bash", "-e", "-c", step["run"]],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "PRIVATE": private, "GITHUB_REPOSITORY": "a/b"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("::warning") == int(warns)


def test_gitlab_has_the_same_gate() -> None:
    jobs = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text("utf-8"))
    assert jobs["check"]["script"][-1] == "python3 -m scripts test"
    assert "rules" in jobs["pages"]
    assert "$PLAYBOOK_PUBLISH == $CI_PROJECT_PATH" in jobs["pages"]["rules"][0]["if"]
    assert jobs["pages"]["needs"] == ["check", "names"]
    for name in ("names", "pages"):
        assert jobs[name]["rules"][0]["if"].startswith("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH")
    for name, job in jobs.items():
        if name not in {"workflow", "default"}:
            assert job["rules"], name
            for command in re.findall(r"python3 -m scripts ([\w-]+)", "\n".join(job["script"])):
                assert command in COMMANDS
    assert "guard" not in "".join(jobs["check"]["script"])


class Osv(BaseHTTPRequestHandler):
    """Answers what it is told to, once for each package asked about."""

    answer = b""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.answer or json.dumps({"results": [{} for _ in asked]}).encode())

    def log_message(self, *_: object) -> None:
        pass


def test_an_audit_that_cannot_ask_has_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lock, "OSV", "http://127.0.0.1:9/")
    with pytest.raises(Stop, match="nothing is known"):
        lock.main(["--audit"])
    with HTTPServer(("127.0.0.1", 0), Osv) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(lock, "OSV", f"http://127.0.0.1:{server.server_port}/")
        assert lock.main(["--audit"]) == 0
        for answer in (b'{"results": []}', b"<html>", b'{"results": [{}]}', b"[]"):
            monkeypatch.setattr(Osv, "answer", answer)
            with pytest.raises(Stop, match="ask again"):
                lock.main(["--audit"])
        lock_text = (ROOT / "requirements/test.lock").read_text("utf-8")
        pinned = len(re.findall(r"^[\w.-]+==", lock_text, re.MULTILINE))
        rows: list[dict[str, Any]] = [{"vulns": [{"id": "PYSEC-1"}]}, *[{}] * (pinned - 1)]
        monkeypatch.setattr(Osv, "answer", json.dumps({"results": rows}).encode())
        capsys.readouterr()
        assert lock.main(["--audit"]) == 1
        assert "PYSEC-1. Renew it" in capsys.readouterr().out
        server.shutdown()


def test_every_package_of_the_site_stands_in_the_notice_with_its_licence() -> None:
    notice = (ROOT / "NOTICE.md").read_text("utf-8")
    for name in re.findall(
        r"^([\w.-]+)==", (ROOT / "requirements/site.lock").read_text(), re.MULTILINE
    ):
        assert re.search(rf"^\| {re.escape(name)} \| \S.* \|$", notice, re.MULTILINE), name
    for source in (ROOT / "docs/vi/sources").glob("*.md"):
        if source.stem != "index":
            title = re.search(r"^# (.+)$", source.read_text("utf-8"), re.MULTILINE)
            assert title, source
            assert f"| {source.stem} | {title[1]} |" in notice


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
