"""`proxilieux export`: dumps, and what they leave out."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.databases import environment
from support.opened import OPENERS, features, opened
from support.rows import Rows

from app.cli import main
from app.publishing.exports.formats import FORMATS


def export(url: str, *arguments: str) -> Result:
    with environment(DATABASE_URL=url):
        return CliRunner().invoke(main, ["export", *arguments], catch_exceptions=False)


def test_a_dump_that_promises_licence_ouverte_says_what_it_leaves_out(empty_url: str, tmp_path: Path) -> None:
    with Rows.into(empty_url) as rows:
        for licence in ("LO-2.0", "LO-2.0", "ODbL-1.0", "unconfirmed", "unconfirmed", "unconfirmed"):
            rows.place(licence=licence, address="1 rue X", postcode="75001", city="Paris")
    for name, *options in (("a.geojson",), ("a.csv", "--profile", "mediation-numerique")):
        done = export(empty_url, "third-places", str(tmp_path / name), "--licence", "LO-2.0", *options)
        assert done.exit_code == 0
        assert f"{name}, 2 records." in done.output
        assert "Left out, not under LO-2.0: 1 ODbL-1.0, 3 unconfirmed." in done.output
    written = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    assert written["left_out"] == {"ODbL-1.0": 1, "unconfirmed": 3}
    assert {feature["properties"]["licence"] for feature in written["features"]} == {"LO-2.0"}


def test_everything_by_default(empty_url: str, tmp_path: Path) -> None:
    with Rows.into(empty_url) as rows:
        rows.organisation(licence="MIT")
    done = export(empty_url, "organisations", str(tmp_path / "o.geojson"))
    assert "1 records." in done.output
    assert "Left out" not in done.output


def test_an_older_file_stays_until_the_new_one_is_whole(empty_url: str, tmp_path: Path) -> None:
    path = tmp_path / "folder" / "o.geojson"
    done = export(empty_url, "organisations", str(path))
    assert done.exit_code == 1
    assert "cannot be written: No such file or directory." in done.output
    path.parent.mkdir()
    path.write_text("old")
    assert export(empty_url, "organisations", str(path)).exit_code == 0
    assert json.loads(path.read_text())["features"] == []
    assert [file.name for file in path.parent.iterdir()] == ["o.geojson"]


def test_the_standard_is_about_places(empty_url: str, tmp_path: Path) -> None:
    done = export(empty_url, "organisations", str(tmp_path / "o.csv"), "--profile", "mediation-numerique")
    assert done.exit_code == 2
    assert "about places" in done.output


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_and_the_filters_of_the_api(empty_url: str, tmp_path: Path, suffix: str) -> None:
    with Rows.into(empty_url) as rows:
        wanted = rows.place(kind="fablab", equipment=["wifi"])
        rows.place(kind="fablab")
        rows.place(status="closed")
    path = tmp_path / f"places.{suffix}"
    done = export(empty_url, "third-places", str(path), "--query", "kind=fablab&equipment=wifi")
    assert done.exit_code == 0, done.output
    assert f"places.{suffix}, 1 records." in done.output
    found = opened(path, "third-places") if suffix in OPENERS else features(path)
    assert [row["id"] for row in found] == [wanted]
    assert export(empty_url, "third-places", str(path)).exit_code == 0
    everything = opened(path, "third-places") if suffix in OPENERS else features(path)
    assert len(everything) == 3
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["x.shp"], "name one of geojson"),
        (["x.csv", "--query", "region=99"], "--query: region"),
        (["x.csv", "--query", "nothing=1"], "--query: nothing"),
        (["x.csv", "--query", "lat=48"], "--query: lon"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said(empty_url: str, tmp_path: Path, arguments: list[str], told: str) -> None:
    name, *options = arguments
    done = export(empty_url, "third-places", str(tmp_path / name), *options)
    assert done.exit_code == 2
    assert told in done.output
    assert list(tmp_path.iterdir()) == []
