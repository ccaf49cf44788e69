"""How a new release takes the old one's place, how it goes back, and whether a site is whole."""

from __future__ import annotations

import gzip
import itertools
import os
import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from conftest import Capture, Patch, tree, write

from scripts import build, links, project, release, verify_site
from scripts.project import ROOT, Stop

ELSEWHERE = "http://nowhere.example/"
"""An address that no page names, so that pages are served as they are."""


def made(out: Path, word: str) -> Path:
    """A finished build, not yet shown."""
    new = release.fresh(out)
    (new / "en").mkdir(parents=True)
    for name in ("index.html", "sitemap.xml", "404.html", "en/index.html"):
        (new / name).write_text(f'<link rel="canonical" href="http://x.example/">{word}', "utf-8")
    verify_site.write(new, word, 0)
    return new


def said(out: Path) -> str:
    """Of which build the whole site is."""
    commit, faults = verify_site.verify(out)
    assert not faults
    return commit


def no_links(monkeypatch: Patch) -> None:
    """As on a Windows that allows nobody a symbolic link."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(1314, "A required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", refuse)


@pytest.fixture
def out(tmp_path: Path, monkeypatch: Patch) -> Path:
    monkeypatch.setattr(project, "ROOT", tmp_path)
    return tmp_path / "site"


@pytest.mark.parametrize("linked", [True, False])
def test_rollback_shows_the_release_before_and_a_new_one_follows_it(
    out: Path, monkeypatch: Patch, linked: bool
) -> None:
    if not linked:
        no_links(monkeypatch)
    with pytest.raises(Stop, match="no release before"):
        release.main([])
    for number in range(7):
        release.publish(made(out, f"v{number}"), out)
        assert said(out) == f"v{number}"
    assert out.is_symlink() is linked
    assert len(release.releases(out)) == release.KEPT
    assert release.main([]) == 0
    assert said(out) == "v5"
    assert release.main([]) == 0
    assert said(out) == "v4"
    release.publish(made(out, "v7"), out)
    assert release.main([]) == 0
    assert said(out) == "v4", "what was rolled back does not come again"


def hurt(root: Path, step: str) -> None:
    """Write over a file (~), take something away (-), empty a folder (0), or show a release (>)."""
    path = root / step[1:]
    if step[0] == ">":
        release.show(path, root / "site")
    elif step[0] == "~":
        path.write_text("x", "utf-8")
    elif path.is_file() or (path.is_symlink() and step[0] == "-"):
        path.unlink()
    else:
        shutil.rmtree(path.resolve())
    if step[0] == "0":
        path.resolve().mkdir()


OLD = ".site.releases/00000"
STATES = {
    "damaged": ("~site/404.html", "v2", "v2"),
    "its list lost": ("-site/build.json", "v2", "v3"),
    "its list damaged": ("~site/build.json", "v2", "v3"),
    "empty": ("0site", "v2", "v3"),
    "away": ("-site", "v3", "v3"),
    "away with its release": (f"-{OLD}4 -site", "v2", "v2"),
    "without its release": (f"-{OLD}4", "v2", "v2"),
    "before a damaged one": (f"~{OLD}3/404.html", "v1", "v1"),
    "before two damaged ones": (f"0{OLD}3 ~{OLD}2/build.json", "v0", "v0"),
    "the only whole one": (f"-{OLD}3 -{OLD}2 -{OLD}1 -site", "v3", "v3"),
    "damaged, after a rollback to the first": (f">{OLD}1 ~site/404.html", "v3", "v3"),
}
"""What has become of the site, and what a rollback shows then: of a link, and of a copy."""


@pytest.mark.parametrize("state", STATES)
def test_a_whole_release_is_shown_and_kept_whatever_became_of_the_site(
    out: Path, monkeypatch: Patch, capsys: Capture, state: str
) -> None:
    steps, *shown = STATES[state]
    for name, linked in itertools.product(("rolled-back", "built-again"), (True, False)):
        out = project.ROOT / f"{name}-{linked}" / "site"
        with monkeypatch.context() as patch:
            if not linked:
                no_links(patch)
            for number in range(4):
                release.publish(made(out, f"v{number}"), out)
            for step in steps.split():
                hurt(out.parent, step)
            whole = {path for path in release.releases(out) if not release.damage(path)}
            if name == "rolled-back":
                assert release.main(["--out", str(out)]) == 0
                assert said(out) == shown[not linked]
                assert ("is damaged" in capsys.readouterr().out) is state.startswith("before")
            else:
                release.publish(made(out, "v4"), out)
                assert said(out) == "v4"
                if "rollback" not in state:
                    assert whole < set(release.releases(out))


def test_where_no_release_is_whole_none_is_shown(out: Path, capsys: Capture) -> None:
    for word in ("old", "new"):
        release.publish(made(out, word), out)
    (release.releases(out)[0] / "404.html").write_text("x", "utf-8")
    assert release.main([]) == 1
    assert "404.html: is not what was built." in capsys.readouterr().out
    assert said(out) == "new"


@pytest.mark.parametrize("name", ["sitemap.xml", "build.json", ".git/HEAD"])
def test_what_no_build_has_written_is_never_replaced(out: Path, name: str) -> None:
    other = out.with_name("other")
    write(other, {name: "theirs"})
    link = out.with_name("link")
    link.symlink_to(other)
    copy = out.with_name("copy")
    release.publish(made(out, "ours"), out)
    shutil.copytree(out, copy)
    write(copy, {"more.html": "theirs"})
    for place in (other, link, copy, other / name):
        with pytest.raises(Stop, match="of no build"):
            release.fresh(place)
        with pytest.raises(Stop, match="of no build"):
            release.main(["--out", str(place)])
    assert (other / name).read_text() == "theirs"


def test_a_site_that_cannot_be_replaced_stays(out: Path, monkeypatch: Patch) -> None:
    release.publish(made(out, "old"), out)
    for linked in (True, False):
        with monkeypatch.context() as patch:
            if not linked:
                no_links(patch)
            new = made(out, "new")

            def refuse(*_: object) -> None:
                raise PermissionError(13, "in use")

            patch.setattr(os, "replace", refuse)
            with pytest.raises(Stop, match="close what has it open"):
                release.publish(new, out)
        assert said(out) == "old"


KILLED = """
import os, signal, sys
from pathlib import Path
from scripts import release
folder, number, linked = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "True"
if not linked:
    def refuse(*_, **__): raise OSError(1, "no links")
    Path.symlink_to = refuse
steps = 0
def count(event, args):
    global steps
    if event in {"os.rename", "os.symlink", "os.remove", "os.rmdir", "os.mkdir", "shutil.rmtree"}:
        steps += 1
        if steps == number:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
release.publish(folder / ".site.releases/new", folder / "site")
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("linked", [True, False])
@pytest.mark.slow
def test_a_kill_at_each_step_leaves_the_old_site_or_the_new(out: Path, linked: bool) -> None:
    """With links always; without, at the latest after the next command's first look."""
    release.publish(made(out, "0"), out)
    number, code, before = 0, -9, "0"
    while code == -9:
        number += 1
        made(out, str(number))
        args = [sys.executable, "-c", KILLED, str(out.parent), str(number), str(linked)]
        code = subprocess.run(args, cwd=ROOT).returncode
        if not linked:
            release.repair(out)
        assert said(out) in {before, str(number)}
        before = said(out)
    assert code == 0
    assert before == str(number)
    assert number > 4, "it was killed at several steps"


def test_a_link_to_anything_is_damage(out: Path) -> None:
    release.publish(made(out, "abc"), out)
    for name, to in (("more", "/etc"), ("en/up", ".."), ("gone", "nowhere"), ("copy", "404.html")):
        (out / name).symlink_to(to)
        assert verify_site.verify(out)[1] == [f"{name}: was not built."]
        (out / name).unlink()
    (out / "404.html").rename(out.parent / "404.html")
    (out / "404.html").symlink_to(out.parent / "404.html")
    assert "404.html: was not built." in verify_site.verify(out)[1]


def test_every_kind_of_damage_is_found(out: Path, capsys: Capture) -> None:
    release.publish(made(out, "abc"), out)
    assert verify_site.main([str(out)]) == 0
    assert "is of commit abc: whole." in capsys.readouterr().out
    before = tree(out)
    with links.served(out, ELSEWHERE) as address:
        assert verify_site.verify(address) == ("abc", [])
    (out / "404.html").write_text("changed", "utf-8")
    (out / "en/index.html").unlink()
    (out / "more.js").write_text("x", "utf-8")
    (out / "a\n::error::\udce9").write_text("x", "utf-8")
    assert verify_site.main([str(out)]) == 1
    said = capsys.readouterr().out
    assert "404.html: is not what was built." in said
    assert "en/index.html: is missing." in said
    assert "more.js: was not built." in said
    assert r"a\n::error::\udce9: was not built." in said
    with links.served(out, ELSEWHERE) as address:
        assert len(verify_site.verify(address)[1]) == 2
    for odd in (address, "http://exa mple/", "http://x:port/", "http://ví dụ.vn/", "http://[x/"):
        with pytest.raises(Stop, match="cannot be reached"):
            verify_site.verify(odd)
    with pytest.raises(Stop, match=r"has no build\.json"):
        verify_site.verify(out.parent)
    assert before["build.json"] == (out / "build.json").read_bytes()


def test_what_a_server_sends_packed_is_compared_too(out: Path) -> None:
    """As nginx does with `gzip_static`, where another release's packed files were left."""
    texts = {name: f"<p>{name}</p>" * 99 for name in ("a.html", "b.html", "c.html", "d.html")}
    write(out, texts | {"a\u00ea.html": "x" * 2_000})
    build.compress(out)
    verify_site.write(out, "abc", 0)

    class Packed(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            path = Path(self.translate_path(self.path))
            packed = path.with_name(f"{path.name}.gz")
            sent = packed.is_file() and self.headers["Accept-Encoding"] == "gzip"
            self.send_response(200)
            if sent:
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write((packed if sent else path).read_bytes())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Packed, directory=str(out))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        assert verify_site.verify(address) == ("abc", [])
        (out / "a.html.gz").write_bytes(gzip.compress(b"an older release"))
        (out / "b.html.gz").write_bytes((out / "b.html.gz").read_bytes()[:30])
        (out / "c.html.gz").write_bytes(b"no gzip at all")
        (out / "d.html.gz").write_bytes(gzip.compress((out / "d.html").read_bytes(), 1))
        wrong = [f"{name}.html.gz: is not what was built." for name in "abc"]
        assert verify_site.verify(address) == ("abc", wrong)
        server.shutdown()
