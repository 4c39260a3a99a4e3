"""The guides do what they say, against a running server."""

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from support.databases import REPOSITORY
from support.recorder import Recorder

DOCS = REPOSITORY / "docs"
SHOWN = "http://127.0.0.1:8000"


def blocks(name: str, language: str, url: str) -> list[str]:
    """Return the code of a page, with the address of the server under test."""
    text = (DOCS / name).read_text(encoding="utf-8")
    found = re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    return [block.replace(SHOWN, url) for block in found]


def test_every_block_of_the_notebook_runs(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    cells: dict[str, Any] = {}
    code = blocks("geopandas.md", "python", recorder.url)
    assert len(code) == 8
    for number, block in enumerate(code):
        exec(compile(block, f"cell {number}", "exec"), cells)  # noqa: S102 - our own page
    assert 0 < len(cells["labs"]) < len(cells["places"])
    assert 0 < len(cells["south_west"]) < len(cells["places"])
    assert 0 < len(cells["near_paris"]) < len(cells["places"])
    assert cells["nearest"]["metres"].min() >= 0
    assert cells["table"]["places"].sum() == (cells["places"]["status"] == "open").sum()
    assert (
        len(gpd.read_file("places.gpkg")) == len(gpd.read_parquet("places.parquet")) == len(cells["places"])
    )
    assert "places with a 3D printer" in capsys.readouterr().out


def _commands() -> list[str]:
    (block, *_) = blocks("ogc.md", "sh", SHOWN)
    return block.strip().split("\n")


@pytest.mark.parametrize("command", _commands())
def test_the_first_commands_of_the_service_run(recorder: Recorder, tmp_path: Path, command: str) -> None:
    words = shlex.split(command.replace(SHOWN, recorder.url))
    try:
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300)
    except FileNotFoundError:
        pytest.skip(f"no {words[0]} here")
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stdout + done.stderr
    if words[0] == "curl":
        assert '"FeatureCollection"' in done.stdout
    if words[0] == "ogrinfo":
        (counted,) = re.findall(r"Feature Count: (\d+)", done.stdout)
        assert int(counted) > 0
    if words[0] == "ogr2ogr":
        assert len(gpd.read_file(tmp_path / "regions.gpkg")) == 18
