"""Bounding boxes: west, south, east, north; exact at their edges, over the antimeridian, without area."""

import pytest
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st
from support.clients import collection, get, listed, problem
from support.rows import Position, Rows
from support.sample import Sample, selected
from support.strategies import boxes

PATH = "/third-places"


@pytest.fixture(scope="module")
def points(module_url: str) -> dict[str, Position]:
    """Places at round and at awkward positions."""
    at: list[Position] = [
        (0.0, 0.0),
        (2.3522219, 48.8566139),
        (-52.3260117, 4.9227198),
        (55.4504, -20.8789),
        (179.9999999, -16.5),
        (-179.9999999, -16.5),
        (180.0, 10.0),
        (-180.0, 10.0),
        (45.0, 90.0),
        (45.0, -90.0),
    ]
    with Rows.into(module_url) as rows:
        return {rows.place(position): position for position in at}


def test_a_box_is_exact_to_the_last_digit(module_client: FlaskClient, points: dict[str, Position]) -> None:
    # An index keeps boxes in single precision: a metre too wide at these longitudes.
    tiny = 1e-7
    for public_id, (longitude, latitude) in points.items():
        if abs(longitude) > 179 or abs(latitude) > 89:
            continue
        around = (longitude - tiny, latitude - tiny, longitude + tiny, latitude + tiny)
        assert listed(module_client, PATH, bbox=",".join(map(repr, around))) == [public_id]
        beside = (longitude + tiny, latitude - tiny, longitude + 2 * tiny, latitude + tiny)
        assert listed(module_client, PATH, bbox=",".join(map(repr, beside))) == []
        above = (longitude - tiny, latitude + tiny, longitude + tiny, latitude + 2 * tiny)
        assert listed(module_client, PATH, bbox=",".join(map(repr, above))) == []


def test_a_box_without_area_holds_what_lies_on_it(
    module_client: FlaskClient, points: dict[str, Position]
) -> None:
    for public_id, (longitude, latitude) in points.items():
        point = f"{longitude!r},{latitude!r},{longitude!r},{latitude!r}"
        assert public_id in listed(module_client, PATH, bbox=point)
        line = f"{longitude!r},-90,{longitude!r},90"
        assert public_id in listed(module_client, PATH, bbox=line)


def test_a_box_over_the_antimeridian(module_client: FlaskClient, points: dict[str, Position]) -> None:
    found = {points[public_id] for public_id in listed(module_client, PATH, bbox="179,-20,-179,20")}
    assert found == {(179.9999999, -16.5), (-179.9999999, -16.5), (180.0, 10.0), (-180.0, 10.0)}
    everything_else = {points[public_id] for public_id in listed(module_client, PATH, bbox="-179,-90,179,90")}
    assert everything_else == set(points.values()) - found


def test_the_whole_world(module_client: FlaskClient, points: dict[str, Position]) -> None:
    assert listed(module_client, PATH, bbox="-180,-90,180,90") == sorted(points)


def test_places_without_a_position_are_in_no_box(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(None)
    assert collection(made, PATH)["numberMatched"] == 1
    assert listed(made, PATH, bbox="-180,-90,180,90") == []


@pytest.mark.parametrize("text", ["2.2,48.8,2.5,48.9", " 2.2 , 48.8 , 2.5 , 48.9 ", "2.2,+48.8,2.5e0,48.90"])
def test_ways_of_writing_it(sampled: FlaskClient, text: str) -> None:
    assert listed(sampled, PATH, bbox=text) == listed(sampled, PATH, bbox="2.2,48.8,2.5,48.9")


def test_south_above_north_is_refused(sampled: FlaskClient) -> None:
    assert "bbox" in problem(get(sampled, PATH, bbox="0,1,1,0"), 400)["errors"]["query"]


@given(box=boxes(), origin=st.booleans())
@example(box="-180,-90,180,90", origin=False)
@example(box="170.0,-90.0,-170.0,90.0", origin=True)
@example(box="180.0,-16.5,-180.0,-16.5", origin=False)
@example(box="2.35,48.85,2.35,48.85", origin=True)
def test_any_box(sampled: FlaskClient, sample: Sample, box: str, *, origin: bool) -> None:
    near = {"lat": 48.0, "lon": 2.0} if origin else {}
    expected = [row.public_id for row in selected(sample.places, {"bbox": box})]
    assert sorted(listed(sampled, PATH, bbox=box, **near)) == expected
