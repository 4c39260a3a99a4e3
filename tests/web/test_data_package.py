"""The data package of a day: whole, checked, read by others' programs, and those of days before."""

import csv
import hashlib
import json
import subprocess
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import pytest
from flask.testing import FlaskClient
from frictionless import Package as DataPackage
from support.axes import add_axes
from support.pages import read
from support.program import run
from support.rows import Rows

from app.factory import create_app
from app.platform.daily.worker import Daily
from app.platform.settings import Settings
from app.publishing.dumps.shelf import days_kept, packages
from app.server import daily_jobs

AXES = ("projects-cc0-1.0", "support-offers-cc0-1.0", "grants-cc0-1.0")
TODAY = date(2026, 11, 30)


@pytest.fixture
def url(empty_url: str) -> str:
    """Places under two licences and none, and one of all the others."""
    with Rows.into(empty_url) as rows:
        for licence, source in (
            ("LO-2.0", "cget-2019"),
            ("ODbL-1.0", "fabriques"),
            ("unconfirmed", "census-2023"),
        ):
            rows.place(licence=licence, source=source, name=f'=Lieu, "{licence}"', equipment=["printer_3d"])
        rows.organisation(licence="LO-2.0")
    add_axes(empty_url, "CC0-1.0")
    return empty_url


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Where packages lie."""
    return tmp_path / "dumps"


@pytest.fixture
def client(url: str, shelf: Path) -> Iterator[FlaskClient]:
    """A client of a site with that shelf."""
    app = create_app(Settings(dumps=shelf), url)
    yield app.test_client()
    app.extensions["proxilieux"].database.close()


def written(url: str, shelf: Path) -> Path:
    done = run(url, "dump", "--folder", str(shelf))
    assert done.exit_code == 0, done.output
    return packages(shelf)[0].folder


def test_whole_and_checked(url: str, shelf: Path) -> None:
    folder = written(url, shelf)
    names = {path.name for path in folder.iterdir()}
    datasets = ("third-places-lo-2.0", "third-places-odbl-1.0", "organisations-lo-2.0", *AXES)
    suffixes = ("gpkg", "parquet", "csv", "ndjson")
    others = {"datapackage.json", "dictionary.csv", "SHA256SUMS"}
    assert names == {f"{name}.{suffix}" for name in datasets for suffix in suffixes} | others
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        sha256, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256
        names.remove(name)
    assert names == {"SHA256SUMS"}
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=True)


def test_frictionless_finds_nothing(url: str, shelf: Path) -> None:
    report = DataPackage(str(written(url, shelf) / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "message"])


def test_other_programs_open_it(url: str, shelf: Path) -> None:
    folder = written(url, shelf)
    for frame in (
        gpd.read_file(folder / "third-places-odbl-1.0.gpkg"),
        gpd.read_parquet(folder / "third-places-odbl-1.0.parquet"),
    ):
        assert list(frame["licence"]) == ["ODbL-1.0"]
    with (folder / "dictionary.csv").open(encoding="utf-8", newline="") as file:
        meanings = {(row["resource"], row["column"]): row["description"] for row in csv.DictReader(file)}
    with (folder / "third-places-lo-2.0.csv").open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    assert all(meanings["third-places", column] for column in columns)
    for name in AXES:
        resource = name.removesuffix("-cc0-1.0")
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            (row,) = csv.DictReader(file)
        assert all(meanings[resource, column] for column in row)
        (shape,) = gpd.read_file(folder / f"{name}.gpkg").geometry
        assert (shape is None) == (resource != "support-offers")
        assert len(gpd.read_parquet(folder / f"{name}.parquet")) == 1


def test_nothing_unconfirmed(url: str, shelf: Path) -> None:
    folder = written(url, shelf)
    lines = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.ndjson"))
    assert {json.loads(line)["properties"]["licence"] for line in lines.splitlines()} == {
        "LO-2.0",
        "ODbL-1.0",
        "CC0-1.0",
    }


def test_a_server_writes_one_a_day(url: str, shelf: Path) -> None:
    app = create_app(Settings(dumps=shelf), url)
    jobs = {"package": daily_jobs(app)["package"]}
    workers = [threading.Thread(target=Daily(url, jobs).look) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    app.extensions["proxilieux"].database.close()
    assert [path.name for path in shelf.iterdir()] == [packages(shelf)[0].day.isoformat()]


def test_written_again_it_takes_the_place(url: str, shelf: Path) -> None:
    before = written(url, shelf)
    (before / "third-places-lo-2.0.csv").write_text("cut off")
    again = written(url, shelf)
    assert (again / "third-places-lo-2.0.csv").read_text(encoding="utf-8").startswith("id,")
    assert [path.name for path in shelf.iterdir()] == [before.name]


def test_which_days_stay() -> None:
    days = [TODAY - timedelta(days=n) for n in range(500)]
    kept = days_kept(days, TODAY)
    assert {TODAY - timedelta(days=n) for n in range(7)} <= kept
    assert {day for day in kept if (TODAY - day).days >= 7} == {
        day for day in days if day.day == 1 and 7 <= (TODAY - day).days < 372
    } | ({min(days)} & kept)
    assert days_kept([TODAY], TODAY) == {TODAY}


def test_the_page_leads_to_the_files(client: FlaskClient, url: str, shelf: Path) -> None:
    assert "demain" in client.get("/donnees").text
    day = written(url, shelf).name
    document = read(client, "/donnees")
    links = [str(link["href"]) for link in document.all("a")]
    addresses = [link for link in links if link.startswith(f"/donnees/{day}/")]
    assert len(addresses) == len(list((shelf / day).iterdir()))
    for address in addresses:
        with client.get(address) as whole:
            assert whole.status_code == 200
    csv_file = f"/donnees/{day}/third-places-lo-2.0.csv"
    with client.get(csv_file, headers={"Range": "bytes=0-1"}) as part:
        assert (part.status_code, part.data) == (206, b"id")
    with client.get(csv_file, headers={"If-None-Match": part.headers["ETag"]}) as same:
        assert same.status_code == 304


@pytest.mark.parametrize(
    "path",
    ["2026-01-01/x.csv", "..%2f..%2fetc/passwd", "{day}/..%2f..%2fx", "{day}/other.csv", "{day}x/SHA256SUMS"],
)
def test_nothing_else_is_given(client: FlaskClient, url: str, shelf: Path, path: str) -> None:
    day = written(url, shelf).name
    assert client.get(f"/donnees/{path.format(day=day)}").status_code == 404
