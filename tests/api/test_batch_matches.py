"""Batch matches are the single ones, for every organisation: the same places, order and distances."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from support.databases import environment
from support.rows import PARIS, Rows
from support.strategies import EVERY_CODE
from support.strength import scaled

from app.cli import main
from app.directory.matching.bulk.matcher import Site, match_sites, open_sites
from app.directory.matching.organisation import organisation_matches
from app.directory.matching.queries import candidates_sql
from app.directory.matching.runs.reach import KILOMETRES, reach_by_region
from app.directory.matching.service import filters_of
from app.platform.database.connection import Database
from geo.chord import ERROR_M
from geo.geodesic import WGS84

pytestmark = pytest.mark.slow

SETS = (None, ["printer_3d"], ["computing", "wifi"], ["training_room", "projector"], ["vr_headset"])
LIMIT = 3


def database_of(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


@pytest.fixture(scope="module")
def demonstration(demonstration_url: str) -> Iterator[Database]:
    yield from database_of(demonstration_url)


@pytest.fixture(scope="module")
def published(published_url: str) -> Iterator[Database]:
    yield from database_of(published_url)


def single(
    database: Database, site: Site, equipment: list[str] | None, max_km: float
) -> list[tuple[str, float]]:
    answer = organisation_matches(database, site.public_id, equipment=equipment, limit=LIMIT, max_km=max_km)
    assert answer is not None
    return [(one["third_place"]["id"], one["distance_m"]) for one in answer["matches"]]


def assert_the_same(
    database: Database, equipment: list[str] | None, max_km: float, every: int = 1, first: int = 0
) -> None:
    sites = open_sites(database, equipment)
    found = match_sites(database, sites, limit=LIMIT, max_km=max_km)
    assert len(found) == len(sites)
    for site, matches in list(zip(sites, found, strict=True))[first::every]:
        batch = [(one.place.public_id, round(one.distance_m, 1)) for one in matches]
        assert batch == single(database, site, equipment, max_km), site


@pytest.mark.parametrize("first", range(len(SETS)), ids=[str(equipment) for equipment in SETS])
def test_every_organisation_of_the_demonstration(demonstration: Database, first: int) -> None:
    """Each organisation is asked with one of the sets, and each set by organisations of every kind."""
    assert_the_same(demonstration, SETS[first], 50.0, every=len(SETS), first=first)


@settings(max_examples=scaled(0.2))
@given(equipment=st.lists(st.sampled_from(EVERY_CODE), min_size=1, max_size=3, unique=True))
def test_any_needs(demonstration: Database, equipment: list[str]) -> None:
    assert_the_same(demonstration, equipment, 300.0, every=61)


@pytest.mark.shared_data
@pytest.mark.parametrize("equipment", [None, ["printer_3d"], ["computing", "printing"]], ids=str)
def test_the_published_organisations(published: Database, equipment: list[str] | None) -> None:
    """Some hundreds, each beside its single match; all of them are matched."""
    assert_the_same(published, equipment, 20_000.0, every=round(1000 / scaled(1)))


@pytest.mark.shared_data
@pytest.mark.parametrize("equipment", SETS, ids=str)
def test_every_published_organisation_beside_every_place(
    published: Database, equipment: list[str] | None
) -> None:
    """Brute force: the geodesic from every site to every matching place, ties by the place's id."""
    sites = [site for site in open_sites(published, equipment) if site.longitude is not None]
    assert len(sites) > 6000
    assert len({site.requirements for site in sites}) == 1, "one set of candidates"
    shape, parameters = filters_of(sites[0].requirements)
    rows = published.fetch_all(candidates_sql(shape), parameters)
    ids = [row[0] for row in rows]
    assert ids == sorted(ids)
    found = match_sites(published, sites, limit=LIMIT, max_km=20_000.0)
    lon, lat = np.array([row[2] for row in rows]), np.array([row[3] for row in rows])

    @cache  # most stand at the centre of their commune, as others do
    def nearest_to(longitude: float, latitude: float) -> tuple[list[str], list[float]]:
        here = np.full(len(rows), longitude), np.full(len(rows), latitude)
        metres = WGS84.inv(*here, lon, lat)[2]
        nearest = np.lexsort((np.arange(len(rows)), metres))[:LIMIT]
        return [ids[place] for place in nearest], metres[nearest].tolist()

    for site, matches in zip(sites, found, strict=True):
        expected, metres = nearest_to(site.longitude, site.latitude)
        assert [one.place.public_id for one in matches] == expected
        assert [one.distance_m for one in matches] == pytest.approx(metres, rel=0, abs=ERROR_M)


def test_declared_needs_are_what_is_asked(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(PARIS, name="Petit", public_id="tl-a", equipment=[{"type_code": "computer", "seats": 5}])
        rows.place(
            (PARIS[0] + 0.01, PARIS[1]),
            name="Grand",
            public_id="tl-b",
            equipment=[{"type_code": "computer", "seats": 30}],
        )
        rows.organisation(PARIS, public_id="of-a", needs=[{"type_code": "computer", "learners": 12}])
        rows.organisation(PARIS, public_id="of-b")
        rows.organisation(None, public_id="of-c")
        rows.organisation(PARIS, public_id="of-d", status="closed")
    database = Database(empty_url)
    sites = open_sites(database)
    found = match_sites(database, sites)
    database.close()
    assert [site.public_id for site in sites] == ["of-a", "of-b", "of-c"]
    assert [[one.place.public_id for one in matches] for matches in found] == [["tl-b"], ["tl-a", "tl-b"], []]
    assert made.get("/api/v1/organisations/of-a/matches").json["matches"][0]["third_place"]["id"] == "tl-b"


def test_the_reach_counts_each_site_once(demonstration: Database) -> None:
    sites = open_sites(demonstration)
    found = match_sites(demonstration, sites)
    whole, regions = reach_by_region(sites, found)
    assert whole.sites == len(sites) == sum(reach.sites for reach in regions.values())
    for kilometres in KILOMETRES:
        within = sum(1 for one in found if one and one[0].distance_m <= kilometres * 1000)
        assert whole.within[kilometres] == within
        assert within == sum(reach.within[kilometres] for reach in regions.values())
    assert whole.within[10] <= whole.within[20] <= whole.within[50] <= whole.located <= whole.sites


def run(url: str, *arguments: str) -> Result:
    with environment(DATABASE_URL=url):
        return CliRunner().invoke(main, ["match", *arguments], catch_exceptions=False)


def test_the_command(demonstration: Database, tmp_path: Path) -> None:
    path = tmp_path / "matches.csv"
    done = run(demonstration.url, "--limit", "2", "--equipment", "wifi", "--output", str(path))
    assert done.exit_code == 0
    assert "Île-de-France" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("France")
    with path.open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    sites = open_sites(demonstration, ["wifi"])
    assert {row["id"] for row in written} == {site.public_id for site in sites}
    assert {row["status"] for row in written} <= {"matched", "none_within_reach", "position_unknown"}
    for row in written:
        assert (row["status"] == "matched") == bool(row["third_place_id"]) == bool(row["distance_m"])


def test_a_directory_without_places(empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.organisation(PARIS)
    done = run(empty_url)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1].split() == ["France", "1", "1", "0", "0", "0"]


def test_a_need_that_is_none(empty_url: str) -> None:
    done = run(empty_url, "--equipment", "teleporter")
    assert done.exit_code == 2
    assert "teleporter" in done.output
