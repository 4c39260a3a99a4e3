"""CQL2 (21-065r2): spatial and temporal functions, one test each requirement, by its abstract test."""

import itertools
from collections.abc import Iterator
from contextlib import closing

import pytest
from support.cql2_service import RESOURCES, Filters, queryables

from app.platform.cql2.queryables import Kind

PLACES = "third-places"
WORLD = "BBOX(-180,-90,180,90)"
WORLD_AS_POLYGON = "POLYGON((-180 -90,180 -90,180 90,-180 90,-180 -90))"
LINE, POINT, NOWHERE = "LINESTRING(7 50, 10 51)", "POINT(7.02 49.92)", "POINT(90 180)"
HOLED = "(-10 40, 12 40, 12 52, -10 52, -10 40), (2 48, 3 48, 3 49, 2 49, 2 48)"


@pytest.fixture(scope="module")
def filters(server_url: str) -> Iterator[Filters]:
    """The filters of the real server over the demonstration."""
    with closing(Filters(server_url)) as asked:
        yield asked


@pytest.mark.parametrize("source", RESOURCES)
def test_req_basic_spatial_functions_spatial_predicate(filters: Filters, source: str) -> None:
    located = filters.count(source, "geometry IS NOT NULL")
    assert filters.count(source, f"S_INTERSECTS(geometry,{WORLD})") == located
    filters(source, f"S_INTERSECTS(geometry,{POINT})")
    assert "latitude" in filters.refused(source, f"S_INTERSECTS(geometry,{NOWHERE})")
    far_apart = "S_INTERSECTS(geometry,BBOX(-180,-90,-90,90)) AND S_INTERSECTS(geometry,BBOX(90,-90,180,90))"
    assert not filters(source, far_apart)


def test_req_basic_spatial_functions_spatial_functions(filters: Filters) -> None:
    west, east = (
        filters(PLACES, f"S_INTERSECTS(geometry,BBOX({box}))") for box in ("-180,-90,2,90", "2,-90,180,90")
    )
    assert west | east == filters(PLACES, "geometry IS NOT NULL")
    assert west
    assert east
    # Over the antimeridian: all but what lies between.
    outside = filters(PLACES, "S_INTERSECTS(geometry,BBOX(10,-90,-10,90))")
    assert outside == filters(
        PLACES, "geometry IS NOT NULL AND NOT S_INTERSECTS(geometry,BBOX(-10,-90,10,90))"
    )
    assert outside


def test_req_basic_spatial_functions_plus_spatial_data_types(filters: Filters) -> None:
    assert "latitude" in filters.refused(PLACES, "S_INTERSECTS(geometry,MULTIPOINT(7.02 49.92, 90 180))")
    filters(PLACES, "S_INTERSECTS(geometry,LINESTRING(-180 -45, 0 -45))")
    filters(PLACES, "S_INTERSECTS(geometry,MULTILINESTRING((-180 -45, 0 -45), (0 45, 180 45)))")
    holed = filters(PLACES, f"S_INTERSECTS(geometry,POLYGON({HOLED}))")
    hole = filters(PLACES, "S_INTERSECTS(geometry,BBOX(2, 48, 3, 49))")
    around = filters(PLACES, "S_INTERSECTS(geometry,BBOX(-10, 40, 12, 52))")
    assert around == holed | hole
    assert not holed & hole
    both = filters(
        PLACES, f"S_INTERSECTS(geometry,MULTIPOLYGON(({HOLED}), ((2.1 48.1, 2.9 48.1, 2.9 48.9, 2.1 48.1))))"
    )
    assert holed <= both <= around
    collection = "GEOMETRYCOLLECTION(POINT(7.02 49.92), POLYGON((2 48, 3 48, 3 49, 2 49, 2 48)))"
    assert filters(PLACES, f"S_INTERSECTS(geometry,{collection})") == hole


def test_req_spatial_functions_spatial_functions_of_intersects_and_disjoint(filters: Filters) -> None:
    located = filters(PLACES, "geometry IS NOT NULL")
    for literal in (WORLD, WORLD_AS_POLYGON, LINE, POINT):
        meets = filters(PLACES, f"S_INTERSECTS(geometry,{literal})")
        apart = filters(PLACES, f"S_DISJOINT(geometry,{literal})")
        assert not meets & apart
        assert meets | apart == located
    assert not filters(PLACES, f"S_DISJOINT(geometry,{WORLD})")
    assert "latitude" in filters.refused(PLACES, f"S_DISJOINT(geometry,{NOWHERE})")


def test_req_spatial_functions_spatial_functions_of_equals(filters: Filters) -> None:
    assert not filters(PLACES, f"S_EQUALS(geometry,{WORLD_AS_POLYGON})")
    assert not filters(PLACES, f"S_EQUALS(geometry,{LINE})")
    filters(PLACES, f"S_EQUALS(geometry,{POINT})")
    _, body = filters.answer(PLACES, "geometry IS NOT NULL")
    one = body["features"][0]
    longitude, latitude = one["geometry"]["coordinates"]
    assert one["id"] in filters(PLACES, f"S_EQUALS(geometry,POINT({longitude!r} {latitude!r}))")


@pytest.mark.parametrize("name", ["S_TOUCHES", "S_CROSSES"])
def test_req_spatial_functions_spatial_functions_of_edges(filters: Filters, name: str) -> None:
    for literal in (WORLD, WORLD_AS_POLYGON, LINE):
        assert not filters(
            PLACES, f"{name}(geometry,{literal})"
        )  # none lies on them, and a point crosses nothing
    true, false = filters(PLACES, "true"), frozenset[str]()
    touching = "POLYGON((0 0,1 0,1 1,0 1,0 0)), POLYGON((1 0,2 0,2 1,1 1,1 0))"
    assert filters(PLACES, f"S_TOUCHES({touching})") == true
    crossing = "LINESTRING(0 0, 2 2), LINESTRING(0 2, 2 0)"
    assert filters(PLACES, f"{name}({crossing})") == (true if name == "S_CROSSES" else false)


def test_req_spatial_functions_spatial_functions_of_within_and_contains(filters: Filters) -> None:
    located = filters(PLACES, "geometry IS NOT NULL")
    assert filters(PLACES, f"S_WITHIN(geometry,{WORLD})") == filters(
        PLACES, f"S_WITHIN(geometry,{WORLD_AS_POLYGON})"
    )
    for literal in (WORLD, WORLD_AS_POLYGON, LINE, "MULTIPOINT(7 50,10 51)"):
        within = filters(PLACES, f"S_WITHIN(geometry,{literal})")
        contains = filters(PLACES, f"S_CONTAINS(geometry,{literal})")
        assert not within & contains
        assert within == filters(PLACES, f"S_CONTAINS({literal},geometry)")
    assert filters(PLACES, f"S_WITHIN(geometry,{WORLD})") == located


def test_req_spatial_functions_spatial_functions_of_overlaps(filters: Filters) -> None:
    assert not filters(PLACES, "S_OVERLAPS(geometry,MULTIPOINT(7 50,10 51))")
    overlapping = "POLYGON((0 0,2 0,2 2,0 2,0 0)), POLYGON((1 1,3 1,3 3,1 3,1 1))"
    assert filters(PLACES, f"S_OVERLAPS({overlapping})") == filters(PLACES, "true")


INSTANT_FUNCTIONS = ("T_AFTER", "T_BEFORE", "T_DISJOINT", "T_EQUALS", "T_INTERSECTS")
INTERVAL_FUNCTIONS = tuple(
    f"T_{name}"
    for name in (
        *("CONTAINS", "DURING", "FINISHEDBY", "FINISHES", "MEETS"),
        *("METBY", "OVERLAPPEDBY", "OVERLAPS", "STARTEDBY", "STARTS"),
    )
)
OPERANDS = {
    Kind.TIMESTAMP: (
        "TIMESTAMP('2022-04-24T07:59:57Z')",
        "INTERVAL('2021-01-01T00:00:00Z','2021-12-31T23:59:59Z')",
    ),
    Kind.DATE: ("DATE('2022-04-24')", "INTERVAL('2021-01-01','2021-12-31')"),
}


def test_req_temporal_functions_temporal_predicates(filters: Filters) -> None:
    for source, one in queryables(Kind.TIMESTAMP, Kind.DATE):
        if source != PLACES:
            continue  # as many again, of the same types
        for operand in OPERANDS[one.kind]:
            found = {name: filters(source, f"{name}({one.name},{operand})") for name in INSTANT_FUNCTIONS}
            assert found["T_DISJOINT"] == found["T_AFTER"] | found["T_BEFORE"]
            assert not found["T_DISJOINT"] & found["T_INTERSECTS"]
            assert found["T_EQUALS"] <= found["T_INTERSECTS"]


def test_req_temporal_functions_temporal_functions(filters: Filters) -> None:
    _, interval = OPERANDS[Kind.TIMESTAMP]
    instants = ("fetched_at", "updated_at", "vanished_at")
    for first, second in itertools.permutations(instants, 2):
        for name in (*INSTANT_FUNCTIONS, *INTERVAL_FUNCTIONS):
            filters.count(PLACES, f"{name}(INTERVAL({first},{second}),{interval})")
    for name in INTERVAL_FUNCTIONS:
        assert "instant" in filters.refused(PLACES, f"{name}(updated_at,{interval})")


A = "INTERVAL('2021-01-01','2021-01-10')"
RELATED = {
    "T_CONTAINS": "INTERVAL('2021-01-02','2021-01-09')",
    "T_DURING": "INTERVAL('2020-01-02','2022-01-09')",
    "T_FINISHEDBY": "INTERVAL('2021-01-02','2021-01-10')",
    "T_FINISHES": "INTERVAL('2020-01-02','2021-01-10')",
    "T_MEETS": "INTERVAL('2021-01-10','2021-02-10')",
    "T_METBY": "INTERVAL('2020-01-10','2021-01-01')",
    "T_OVERLAPPEDBY": "INTERVAL('2020-01-10','2021-01-05')",
    "T_OVERLAPS": "INTERVAL('2021-01-05','2021-02-05')",
    "T_STARTEDBY": "INTERVAL('2021-01-01','2021-01-05')",
    "T_STARTS": "INTERVAL('2021-01-01','2021-02-05')",
    "T_EQUALS": A,
    "T_BEFORE": "INTERVAL('2021-01-11','..')",
    "T_AFTER": "INTERVAL('..','2020-12-31')",
}


def test_req_temporal_functions_temporal_functions_of_each_relation(filters: Filters) -> None:
    everybody = filters.count(PLACES, "true")
    for name, (of, other) in itertools.product(RELATED, RELATED.items()):
        assert filters.count(PLACES, f"{name}({A},{other})") == (everybody if name == of else 0), (
            name,
            other,
        )
