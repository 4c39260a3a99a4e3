"""The program as a wheel, made from the source distribution, in an environment of its own."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
from pathlib import Path

import pytest
from support import servers
from support.program import run_program

REPOSITORY = Path(__file__).parent.parent.parent
LEFT_OUT = (".git", ".venv", ".venv-bench", "node_modules", "*.egg-info", "__pycache__", ".*_cache", "build")
BUILD = "import setuptools.build_meta as made; print(made.build_{}({!r}))"

pytestmark = [pytest.mark.large, pytest.mark.server]


def build(kind: str, source: Path, into: Path) -> Path:
    command = [sys.executable, "-c", BUILD.format(kind, str(into))]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=True)
    return into / done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment that has the wheel, and the libraries of this one."""
    folder = tmp_path_factory.mktemp("installed")
    source = folder / "source"
    shutil.copytree(REPOSITORY, source, ignore=shutil.ignore_patterns(*LEFT_OUT))
    sdist = build("sdist", source, folder)
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    (unpacked,) = (folder / "unpacked").iterdir()
    wheel = build("wheel", unpacked, folder)
    pytest.importorskip("pip")
    venv.create(folder / "venv", with_pip=False)
    (site,) = (folder / "venv").glob("lib/python*/site-packages")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target"]
    subprocess.run([*command, str(site), str(wheel)], check=True)
    # Libraries come from this environment; the program itself must not.
    paths = [path for path in sys.path if path.endswith("site-packages")] or [sysconfig.get_path("purelib")]
    (site / "libraries.pth").write_text("\n".join(paths))
    programs = folder / "venv" / "bin"
    script = programs / "proxilieux"
    script.write_text(f"#!{programs}/python\nfrom app.cli import main\nmain()\n")
    script.chmod(0o755)
    return programs


def test_it_serves_from_anywhere(
    installed: Path, demonstration_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    where = subprocess.run(
        [installed / "python", "-c", "import app, seeds; print(app.__path__, seeds.__path__)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.count(str(installed.parent)) == 2
    monkeypatch.setattr(servers.sys, "executable", str(installed / "python"))
    with servers.served(demonstration_url) as base:
        for path in ("/", "/organismes", "/territoires", "/api/v1/docs/", "/ogc", "/assets/"):
            status = subprocess.run(
                ["curl", "-s", "-o", os.devnull, "-w", "%{http_code}", f"{base}{path}"],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            assert status in {"200", "404"} if path == "/assets/" else status == "200", path
    assert run_program(demonstration_url, "--version").returncode == 0
