"""Matches equal a brute-force search over every place, in Python."""

from itertools import cycle
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st
from support.clients import API, get
from support.nearest import assert_nearest
from support.rows import PARIS, Position, execute
from support.sample import PARENT, Row, Sample, distance
from support.scoring import ONE_A_PERSON
from support.strategies import EVERY_CODE, ORIGINS

from geo.geodesic import distance_m

Need = dict[str, Any]
CODES = st.lists(
    st.sampled_from((*EVERY_CODE, "wifi", "printer_3d", "rooms", "fabrication")), max_size=3, unique=True
)
LEARNERS = st.sampled_from((None, 1, 4, 5, 12, 30, 31))
KILOMETRES = st.sampled_from((0.5, 5, 50, 700, 20_000))


def meets(item: dict[str, Any], need: Need) -> bool:
    """Return whether an item of a place meets a need; what is unknown does not stand in the way."""
    type_code = item["type_code"]
    pieces = need["learners"] if type_code in ONE_A_PERSON else None
    return (
        item["shareable"] != "no"
        and need["type_code"] in {None, type_code, PARENT[type_code]}
        and (need["learners"] is None or item["seats"] is None or item["seats"] >= need["learners"])
        and (pieces is None or item["quantity"] is None or item["quantity"] >= pieces)
    )


def matching(sample: Sample, needs: list[Need], origin: Position, max_km: float) -> dict[str, Position]:
    """Return the places that match, by id."""

    def fits(row: Row) -> bool:
        return (
            row.columns["status"] == "open"
            and row.at is not None
            and all(any(meets(item, need) for item in row.equipment) for need in needs)
            and distance(origin, row) <= max_km * 1000
        )

    return {row.public_id: row.at for row in sample.places if row.at is not None and fits(row)}


def check(answer: dict[str, Any], sample: Sample, needs: list[Need], origin: Position) -> None:
    criteria = answer["criteria"]
    expected = matching(sample, needs, origin, criteria["max_km"])
    ids = [match["third_place"]["id"] for match in answer["matches"]]
    assert_nearest(ids, expected, origin, criteria["limit"])
    known = {row.public_id: row for row in sample.places}
    for match in answer["matches"]:
        row = known[match["third_place"]["id"]]
        assert abs(match["distance_m"] - distance(origin, row)) <= 0.051
        shown = {item["type"] for item in match["equipment"]}
        assert shown == {
            item["type_code"] for item in row.equipment if any(meets(item, need) for need in needs)
        }


@given(
    origin=ORIGINS, codes=CODES, learners=LEARNERS, max_km=KILOMETRES, limit=st.sampled_from((1, 3, 5, 100))
)
@example(origin=PARIS, codes=[], learners=None, max_km=700, limit=100)
@example(origin=PARIS, codes=["rooms"], learners=12, max_km=20_000, limit=100)
@example(origin=PARIS, codes=["wifi", "printer_3d"], learners=5, max_km=700, limit=3)
@example(origin=(180.0, -16.5), codes=["fabrication"], learners=None, max_km=20_000, limit=100)
@example(origin=(0.0, 90.0), codes=["wifi"], learners=None, max_km=20_000, limit=5)
def test_any_point(
    sampled: FlaskClient,
    sample: Sample,
    origin: Position,
    codes: list[str],
    learners: int | None,
    max_km: float,
    limit: int,
) -> None:
    body = {"lat": origin[1], "lon": origin[0], "equipment": codes, "learners": learners}
    response = sampled.post(f"{API}/matches", json=body | {"max_km": max_km, "limit": limit})
    assert response.status_code == 200, response.text
    needs = [{"type_code": code, "learners": learners} for code in codes or (None,)]
    check(response.get_json(), sample, needs, origin)


def test_every_organisation(sampled: FlaskClient, sample: Sample) -> None:
    matched = 0
    for site in sample.organisations:
        answer = get(sampled, f"/organisations/{site.public_id}/matches", max_km=2000).get_json()
        if site.at is None:
            assert answer["matches"] == []
            continue
        needs = [
            {"type_code": need["type_code"], "learners": need["learners"]} for need in site.equipment
        ] or [{"type_code": None, "learners": None}]
        check(answer, sample, needs, site.at)
        matched += bool(answer["matches"])
    assert matched > 50


MATCHABLE = """
SELECT shown.public_id, ST_X(shown.position::geometry), ST_Y(shown.position::geometry),
       array_agg(item.type_code), array_agg(type.parent_code)
FROM third_place AS record
JOIN third_place AS head ON head.id = coalesce(record.merged_into, record.id)
JOIN third_place_listing AS shown ON shown.third_place_id = coalesce(head.shown_with, head.id)
JOIN equipment AS item ON item.third_place_id = record.id
JOIN equipment_type AS type ON type.code = item.type_code
WHERE shown.status = 'open' AND shown.position IS NOT NULL AND item.shareable <> 'no'
GROUP BY shown.third_place_id
"""


@pytest.mark.shared_data
def test_published_organisations_by_brute_force(published_client: FlaskClient, published_url: str) -> None:
    places = {
        public_id: ((longitude, latitude), {*types, *groups})
        for public_id, longitude, latitude, types, groups in execute(published_url, MATCHABLE)
    }
    sites = execute(
        published_url,
        "SELECT public_id, ST_X(position::geometry), ST_Y(position::geometry) FROM organisation"
        " WHERE position IS NOT NULL ORDER BY md5(public_id) LIMIT 40",
    )
    for (site, longitude, latitude), codes in zip(
        sites, cycle(([], ["printer_3d"], ["rooms", "wifi"])), strict=False
    ):
        origin = (longitude, latitude)
        answer = get(
            published_client, f"/organisations/{site}/matches", equipment=codes, max_km=300
        ).get_json()
        found = [match["third_place"]["id"] for match in answer["matches"]]
        expected = {
            public_id: at
            for public_id, (at, offered) in places.items()
            if set(codes) <= offered and float(distance_m(*origin, *at)) <= 300_000
        }
        assert_nearest(found, expected, origin, 5)


def test_organisations_of_the_demonstration_find_something(client: FlaskClient) -> None:
    sites = get(client, "/organisations", limit=40, equipment_status="unequipped").get_json(force=True)[
        "features"
    ]
    answers = [get(client, f"/organisations/{site['id']}/matches", max_km=500).get_json() for site in sites]
    assert sum(bool(answer["matches"]) for answer in answers) > len(answers) / 2
    for answer in answers:
        distances = [match["distance_m"] for match in answer["matches"]]
        assert distances == sorted(distances)
