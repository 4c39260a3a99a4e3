"""Nearest is the geodesic order over every row, and distances are the ellipsoid's."""

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import psycopg
import pytest
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st
from support.clients import collection, get, ids, problem
from support.nearest import assert_nearest
from support.rows import PARIS, Position, Rows, execute
from support.sample import Sample, selected
from support.strategies import ORIGINS

from app.platform.database.connection import libpq_url
from app.platform.listings.nearest import SPHERE_TO_GEODESIC
from geo.geodesic import distance_m

PATH = "/third-places"
CAYENNE: Position = (-52.3260, 4.9227)
SAINT_DENIS: Position = (55.4504, -20.8789)
MAMOUDZOU: Position = (45.2279, -12.7806)
TENTH = 0.05 + 1e-6
"""Metres; distances are printed to a tenth."""


def near(origin: Position, **others: Any) -> dict[str, Any]:
    return {"lat": origin[1], "lon": origin[0], **others}


def positions(body: dict[str, Any]) -> dict[str, Position]:
    return {
        feature["id"]: (feature["geometry"]["coordinates"][0], feature["geometry"]["coordinates"][1])
        for feature in body["features"]
    }


def planned_of(body: dict[str, Any]) -> set[str]:
    return {feature["id"] for feature in body["features"] if feature["properties"]["status"] == "planned"}


@given(origin=ORIGINS, limit=st.integers(1, 60))
@example(origin=(0.0, 90.0), limit=60)
@example(origin=(123.0, -90.0), limit=60)
@example(origin=(180.0, 0.0), limit=60)
@example(origin=(-180.0, -16.5), limit=60)
@example(origin=PARIS, limit=1)
@example(origin=(-177.65, -48.85), limit=60)
def test_any_point_any_limit(sampled: FlaskClient, sample: Sample, origin: Position, limit: int) -> None:
    there = {row.public_id: row.at for row in selected(sample.places, {}) if row.at is not None}
    body = collection(sampled, PATH, **near(origin, limit=limit))
    planned = {row.public_id for row in sample.places if row.columns["status"] == "planned"}
    assert_nearest(ids(body), there, origin, limit, last=planned)
    for feature in body["features"]:
        expected = float(distance_m(*origin, *there[feature["id"]]))
        assert abs(feature["properties"]["distance_m"] - expected) <= TENTH


@pytest.fixture(scope="module")
def postgis(sample_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(libpq_url(sample_url), autocommit=True) as connection:
        yield connection


@given(pair=st.tuples(ORIGINS, ORIGINS))
@example(pair=((0.0, 0.0), (90.0, 0.0)))
@example(pair=((0.0, 0.0), (0.0, 90.0)))
@example(pair=((0.0, 0.0), (179.5, 0.5)))
@example(pair=((0.0, 90.0), (0.0, -90.0)))
@example(pair=((180.0, -16.5), (-180.0, -16.5)))
@example(pair=((2.35, 48.85), (2.3500001, 48.85)))
def test_the_sphere_is_never_much_longer_than_the_ellipsoid(
    postgis: psycopg.Connection[tuple[float, float]], pair: tuple[Position, Position]
) -> None:
    """What makes one scan of the index a proof."""
    ((on_sphere, geodesic),) = postgis.execute(
        "SELECT one <-> other, ST_Distance(one, other) FROM (SELECT"
        " ST_Point(%s, %s, 4326)::geography AS one, ST_Point(%s, %s, 4326)::geography AS other) AS pair",
        (*pair[0], *pair[1]),
    )
    assert on_sphere <= geodesic * SPHERE_TO_GEODESIC + 1e-6


@pytest.mark.parametrize("apart", [0.0, 1e-7, 1e-5])
def test_many_places_at_one_point(made: FlaskClient, empty_url: str, apart: float) -> None:
    """The index's order proves nothing among them: everything at their distance is read."""
    there = {f"tl-{n:03}": (round(2.35 + (n % 7) * apart, 7), 48.85) for n in reversed(range(80))}
    with Rows.into(empty_url) as rows:
        for public_id, at in there.items():
            rows.place(at, public_id=public_id)
    for limit in (1, 3, 20, 79):
        found = ids(collection(made, PATH, **near((2.31, 48.81), limit=limit)))
        assert_nearest(found, there, (2.31, 48.81), limit)


@pytest.mark.parametrize("origin", [PARIS, CAYENNE, SAINT_DENIS, MAMOUDZOU], ids=str)
def test_distances_agree_with_pyproj(sampled: FlaskClient, sample: Sample, origin: Position) -> None:
    there = {row.public_id: row.at for row in sample.places if row.at is not None}
    features = collection(sampled, PATH, **near(origin, limit=1000))["features"]
    assert len(features) > 200
    for feature in features:
        expected = float(distance_m(*origin, *there[feature["id"]]))
        assert abs(feature["properties"]["distance_m"] - expected) <= TENTH


@pytest.mark.parametrize(
    ("origin", "department"), [(CAYENNE, "973"), (SAINT_DENIS, "974"), (MAMOUDZOU, "976")]
)
def test_overseas_towns_find_their_own_places(client: FlaskClient, origin: Position, department: str) -> None:
    found = collection(client, PATH, **near(origin, limit=2))["features"]
    assert [feature["properties"]["department_code"] for feature in found] == [department] * 2
    assert found[0]["properties"]["distance_m"] < 100_000


def test_the_demonstration_by_brute_force(client: FlaskClient) -> None:
    for origin in (PARIS, CAYENNE, SAINT_DENIS, MAMOUDZOU, (0.0, 90.0), (180.0, -17.0)):
        body = collection(client, PATH, **near(origin, limit=1000))
        everything, planned = positions(body), planned_of(body)
        assert 0 < len(planned) < len(everything)
        for limit in (1, 5, 20, 100, len(everything) - len(planned) + 1):
            found = ids(collection(client, PATH, **near(origin, limit=limit)))
            assert_nearest(found, everything, origin, limit, last=planned)


def test_the_earth_is_no_sphere(made: FlaskClient, empty_url: str) -> None:
    # Seen from Paris the northern place is nearer on a sphere, the eastern one on the ellipsoid.
    north, east = (2.35222, 49.8566), (3.71660, 48.8500)
    with Rows.into(empty_url) as rows:
        ranked = {rows.place(north): north, rows.place(east): east}
    body = collection(made, PATH, **near(PARIS, limit=1))
    assert_nearest(ids(body), ranked, PARIS, 1)


def test_planned_places_come_last_however_near(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        written = [
            rows.place((PARIS[0] + 0.01 * number, PARIS[1]), status=status, equipment=["wifi"])
            for number, status in enumerate(("planned", "open", "planned", "open", "closed", "planned"))
        ]
    first, second, third, fourth, fifth, sixth = written
    expected = [second, fourth, first, third, sixth]
    for limit in range(1, 7):
        body = collection(made, PATH, **near(PARIS, limit=limit, equipment="wifi"))
        assert ids(body) == expected[:limit]
        assert body["numberMatched"] == 5
        assert every_page(made, limit) == expected
    assert ids(collection(made, PATH, **near(PARIS, radius_km=1.2))) == [second, first]
    assert ids(collection(made, PATH, **near(PARIS, status="planned"))) == [first, third, sixth]
    assert ids(collection(made, PATH, **near(PARIS, status=["planned", "closed"]))) == [fifth, *expected[2:]]
    exported = made.get("/api/v1/exports/third-places.ndjson", query_string=near(PARIS)).text.splitlines()
    assert [json.loads(line)["id"] for line in exported] == expected
    table = made.get("/api/v1/exports/third-places.csv", query_string=near(PARIS)).text.splitlines()
    assert [line.partition(",")[0] for line in table[1:]] == expected


def every_page(client: FlaskClient, limit: int) -> list[str]:
    """Follow the pages of all places near Paris; return their ids."""
    body = collection(client, PATH, **near(PARIS, limit=limit))
    found = ids(body)
    while following := [link["href"] for link in body["links"] if link["rel"] == "next"]:
        body = client.get(following[0]).get_json()
        found += ids(body)
    return found


def test_places_on_top_of_each_other_come_by_id(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        written = sorted(rows.place(CAYENNE, public_id=f"tl-{letter}") for letter in "zebra")
    for origin in (CAYENNE, PARIS):
        for limit in range(1, 6):
            assert ids(collection(made, PATH, **near(origin, limit=limit))) == written[:limit]


def test_a_place_at_the_origin_is_at_no_distance(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(PARIS)
    (feature,) = collection(made, PATH, **near(PARIS))["features"]
    assert feature["properties"]["distance_m"] == 0


def test_the_radius_holds_its_edge(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place((2.36, 48.86))
    metres = float(distance_m(*PARIS, 2.36, 48.86))
    assert collection(made, PATH, **near(PARIS, radius_km=metres / 1000 + 1e-6))["numberMatched"] == 1
    assert collection(made, PATH, **near(PARIS, radius_km=metres / 1000 - 1e-6))["numberMatched"] == 0


def test_a_radius_of_half_the_world_holds_everything(sampled: FlaskClient) -> None:
    everything = collection(sampled, PATH, **near(PARIS))["numberMatched"]
    assert collection(sampled, PATH, **near(PARIS, radius_km=20_100))["numberMatched"] == everything


def test_places_without_a_position_are_never_near(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(None)
        here = rows.place(PARIS)
    body = collection(made, PATH, **near(PARIS))
    assert ids(body) == [here]
    assert body["numberMatched"] == 1


def test_without_an_origin_there_is_no_distance(sampled: FlaskClient) -> None:
    for feature in collection(sampled, PATH)["features"]:
        assert "distance_m" not in feature["properties"]


def test_a_centroid_is_said_to_be_one(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(PARIS, position_precision="commune_centroid")
    (feature,) = collection(made, PATH, **near(PARIS))["features"]
    assert feature["properties"]["position_precision"] == "commune_centroid"


def test_the_two_edges_of_the_map_are_one_meridian(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place((180.0, -17.0))
        rows.place((-180.0, -17.0))
    for longitude in (180, -180):
        for feature in collection(made, PATH, lat=-17, lon=longitude)["features"]:
            assert feature["properties"]["distance_m"] == 0


def test_a_pole_has_every_longitude(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place((77.0, 90.0))
    (feature,) = collection(made, PATH, lat=90, lon=-103)["features"]
    assert feature["properties"]["distance_m"] == pytest.approx(0, abs=0.05)


def test_within_a_nanometre_of_a_place(made: FlaskClient, empty_url: str) -> None:
    # Here PostGIS's index and its rounded distance contradict each other.
    latitudes = [round(40 + number * 0.01, 2) for number in range(300)]
    with Rows.into(empty_url) as rows:
        for longitude, latitude in product((0.0, 180.0), latitudes):
            rows.place((longitude, latitude))
    execute(empty_url, "ANALYZE")
    for beside, latitude in product((1e-15, 1e-12, -180.0), latitudes[::10]):
        (feature,) = collection(made, PATH, **near((beside, latitude), limit=1))["features"]
        assert feature["properties"]["distance_m"] == 0
        assert feature["geometry"]["coordinates"][1] == latitude


def test_half_an_origin_says_what_is_missing(sampled: FlaskClient) -> None:
    errors = problem(get(sampled, PATH, lat="48"), 400)["errors"]["query"]
    assert "`lat` needs `lon`" in errors["lon"][0]


@pytest.mark.shared_data
@given(
    origin=ORIGINS,
    limit=st.integers(1, 40),
    code=st.sampled_from(("", "printer_3d", "computer", "fabrication")),
)
def test_the_published_files_by_brute_force(
    published_client: FlaskClient,
    published_positions: "Positions",
    origin: Position,
    limit: int,
    code: str,
) -> None:
    asked = {"equipment": code} if code else {}
    body = collection(published_client, PATH, **near(origin, limit=limit), **asked)
    assert_nearest(ids(body), published_positions[code], origin, limit)


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("origin", "department"), [(PARIS, "75"), (CAYENNE, "973"), (SAINT_DENIS, "974"), (MAMOUDZOU, "976")]
)
def test_published_distances_agree_with_pyproj(
    published_client: FlaskClient,
    published_positions: "Positions",
    origin: Position,
    department: str,
) -> None:
    features = collection(published_client, PATH, **near(origin, limit=1000))["features"]
    assert features[0]["properties"]["department_code"] == department
    for feature in features:
        expected = float(distance_m(*origin, *published_positions[""][feature["id"]]))
        assert abs(feature["properties"]["distance_m"] - expected) <= TENTH


class Positions(dict[str, dict[str, Position]]):
    """Positions by id, by what is offered there; too many to be printed."""

    def __repr__(self) -> str:
        return f"{len(self[''])} positions"


@pytest.fixture(scope="session")
def published_positions(published_url: str) -> Positions:
    """The position of every place of the published files as it is shown: of all, and by what they offer.

    What a place offers comes from its records; several may be shown as one.
    """
    rows = execute(
        published_url,
        """
        SELECT shown.public_id, ST_X(shown.position::geometry), ST_Y(shown.position::geometry),
               array_remove(array_agg(item.type_code) FILTER (WHERE item.shareable <> 'no'), NULL),
               array_remove(array_agg(type.parent_code) FILTER (WHERE item.shareable <> 'no'), NULL)
        FROM third_place AS record
        JOIN third_place AS head ON head.id = coalesce(record.merged_into, record.id)
        JOIN third_place_listing AS shown ON shown.third_place_id = coalesce(head.shown_with, head.id)
        LEFT JOIN equipment AS item ON item.third_place_id = record.id
        LEFT JOIN equipment_type AS type ON type.code = item.type_code
        WHERE shown.status <> 'closed' AND shown.position IS NOT NULL
        GROUP BY shown.third_place_id
        """,
    )
    found = Positions({"": {}, "printer_3d": {}, "computer": {}, "fabrication": {}})
    for public_id, longitude, latitude, types, groups in rows:
        for code, there in found.items():
            if not code or code in {*(types or ()), *(groups or ())}:
                there[public_id] = (longitude, latitude)
    return found
