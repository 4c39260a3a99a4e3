"""Matches in parts and by score: each says which needs it meets; both orders equal a search over all."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from support.clients import API, get, problem
from support.rows import PARIS, Position, Rows
from support.scoring import BruteForce, Spot, Wanted, spots
from support.strategies import EVERY_CODE, ORIGINS

from app.directory.matching.bulk.matcher import Site, match_sites, open_sites
from app.platform.database.connection import Database
from geo.chord import ERROR_M

ONE, TWO, THREE = ((PARIS[0] + east, PARIS[1]) for east in (0.01, 0.1, 0.2))


def ask(client: FlaskClient, **body: Any) -> dict[str, Any]:
    response = client.post(f"{API}/matches", json={"lat": PARIS[1], "lon": PARIS[0]} | body)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.get_json()
    return answer


def ids(answer: dict[str, Any]) -> list[str]:
    return [match["third_place"]["id"] for match in answer["matches"]]


@pytest.fixture
def three(empty_url: str) -> str:
    with Rows.into(empty_url) as rows:
        rows.place(ONE, public_id="tl-a", equipment=["wifi"], hours="24/7")
        rows.place(
            TWO,
            public_id="tl-b",
            equipment=[
                {"type_code": "printer_3d", "quantity": 1, "shareable": "yes"},
                {"type_code": "wifi", "shareable": "yes", "conditions": "Sur rendez-vous.", "price": "5 €"},
            ],
        )
        rows.place(THREE, public_id="tl-c", equipment=["cnc"])
        rows.organisation(PARIS, public_id="of-a", needs=["wifi", {"type_code": "printer_3d", "quantity": 2}])
    return empty_url


NEEDS = [{"type": "wifi"}, {"type": "printer_3d", "quantity": 2}]


def test_one_need_met_is_enough_and_each_match_says_which(made: FlaskClient, three: str) -> None:
    assert three
    assert ids(ask(made, needs=NEEDS)) == []
    answer = ask(made, needs=NEEDS, partial=True)
    assert ids(answer) == ["tl-a", "tl-b"]
    assert answer["criteria"]["partial"] is True
    first, second = answer["matches"]
    assert first["needs"] == [
        {"type": "wifi", "quantity": None, "learners": None, "met": True, "met_by": ["wifi"]},
        {"type": "printer_3d", "quantity": 2, "learners": None, "met": False, "met_by": []},
    ]
    said = {reason["code"]: reason for reason in first["reasons"]}
    assert said["need_unmet"]["fr"] == "Manque : Imprimante 3D."
    assert said["need_unmet"]["en"] == "Missing: 3D printer."
    said = {reason["code"]: reason for reason in second["reasons"]}
    assert said["need_too_large"]["fr"] == "Pas assez : Imprimante 3D (il faudrait 2 exemplaires)."
    assert [item["type"] for item in second["equipment"]] == ["wifi"]


def test_conditions_price_and_hours_are_in_the_answer(made: FlaskClient, three: str) -> None:
    assert three
    first, second = ask(made, equipment=["wifi"])["matches"]
    assert first["third_place"]["properties"]["opening_hours"] == "24/7"
    assert second["equipment"][0]["conditions"] == "Sur rendez-vous."
    said = {reason["code"]: reason["fr"] for reason in second["reasons"]}
    assert said["conditions"] == "Conditions : Sur rendez-vous."
    assert said["price"] == "Tarif : 5 €"


def test_an_organisation_and_a_list_in_parts(made: FlaskClient, three: str) -> None:
    assert three
    assert ids(get(made, "/organisations/of-a/matches").get_json()) == []
    assert ids(get(made, "/organisations/of-a/matches", partial="true").get_json()) == ["tl-a", "tl-b"]
    answer = made.post(
        f"{API}/matches/batch?partial=true&limit=2",
        data=f"id,lat,lon,equipment\nx,{PARIS[1]},{PARIS[0]},cnc;printer_3d\n",
        content_type="text/csv",
        buffered=True,
    )
    head, *rows = answer.text.splitlines()
    assert head.endswith(",message,score,needs_met,needs_unmet")
    assert [row.split(",")[3] for row in rows] == ["tl-b", "tl-c"]
    assert rows[0].endswith(",printer_3d,cnc")


def test_the_score_is_what_the_documentation_says(made: FlaskClient, three: str) -> None:
    assert three
    answer = ask(made, needs=NEEDS, partial=True, order="score", max_km=100)
    expected = {
        "tl-a": 2 ** (-answer["matches"][ids(answer).index("tl-a")]["distance_m"] / 20_000) * 0.8 / 2,
        "tl-b": 2 ** (-answer["matches"][ids(answer).index("tl-b")]["distance_m"] / 20_000) * 0.95 / 2,
    }
    for match in answer["matches"]:
        assert match["score"] == pytest.approx(expected[match["third_place"]["id"]], abs=1e-4)
    assert ids(answer) == sorted(expected, key=lambda public_id: -expected[public_id])


def test_more_equipment_never_lowers_a_score(made: FlaskClient, empty_url: str) -> None:
    sure = {"type_code": "laser_cutter", "shareable": "yes"}
    with Rows.into(empty_url) as rows:
        rows.place(ONE, public_id="tl-a", equipment=[sure, {"type_code": "cnc", "confidence": 0.3}])
        rows.place(ONE, public_id="tl-b", equipment=[sure])
    answer = ask(made, equipment=["fabrication"], order="score")
    first, second = answer["matches"]
    assert first["score"] == second["score"]
    assert ids(answer) == ["tl-a", "tl-b"]


@pytest.mark.parametrize(
    "body",
    [
        {"needs": [{"type": "teleporter"}]},
        {"needs": [{"type": "wifi"}, {"type": "wifi", "learners": 3}]},
        {"needs": [{"type": "wifi"}], "equipment": ["wifi"]},
        {"needs": [{"type": "wifi", "quantity": 0}]},
        {"needs": [{"type": "wifi", "quantity": "2"}]},
        {"needs": [{"quantity": 2}]},
        {"needs": "wifi"},
        {"order": "price"},
        {"partial": "maybe"},
    ],
)
def test_what_cannot_be_asked(made: FlaskClient, body: dict[str, Any]) -> None:
    problem(made.post(f"{API}/matches", json={"lat": 48.0, "lon": 2.0} | body), 400)


def test_learners_of_the_request_hold_for_needs_that_state_none(made: FlaskClient) -> None:
    needs = [{"type": "wifi"}, {"type": "rooms", "learners": 3}]
    found = ask(made, needs=needs, learners=9)["criteria"]["needs"]
    assert [need["learners"] for need in found] == [9, 3]


# Beside a search over every place

NEED_SETS: tuple[tuple[Wanted, ...], ...] = (
    (Wanted(None),),
    (Wanted("printer_3d"), Wanted("wifi")),
    (Wanted("computing", learners=12), Wanted("printing"), Wanted("vr_headset")),
    (Wanted("training_room", learners=20), Wanted("projector", quantity=2)),
    (Wanted("fabrication"), Wanted("recording"), Wanted("rooms", learners=8)),
)


def same(found: list[tuple[str, float]], expected: list[tuple[str, float, float]]) -> bool:
    """Whether ids and distances are the same; PostGIS and pyproj may differ by less than 10 nm."""
    return [one[0] for one in found] == [one[0] for one in expected] and all(
        abs(one[1] - other[1]) <= 0.051 for one, other in zip(found, expected, strict=True)
    )


@pytest.fixture(scope="module")
def sampled_spots(sample_url: str) -> list[Spot]:
    return spots(sample_url)


@given(
    origin=ORIGINS,
    needs=st.lists(
        st.builds(
            Wanted,
            st.sampled_from(EVERY_CODE),
            st.sampled_from((None, None, 2)),
            st.sampled_from((None, None, 5, 13)),
        ),
        max_size=4,
        unique_by=lambda need: need.code,
    ),
    partial=st.booleans(),
    by_score=st.booleans(),
    max_km=st.sampled_from((0.5, 50, 700, 20_000)),
    limit=st.sampled_from((1, 5, 100)),
)
def test_any_point(
    sampled: FlaskClient,
    sampled_spots: list[Spot],
    origin: Position,
    needs: list[Wanted],
    partial: bool,
    by_score: bool,
    max_km: float,
    limit: int,
) -> None:
    answer = ask(
        sampled,
        lat=origin[1],
        lon=origin[0],
        needs=[{"type": one.code, "quantity": one.quantity, "learners": one.learners} for one in needs],
        partial=partial,
        order="score" if by_score else "distance",
        max_km=max_km,
        limit=limit,
    )
    tested = needs or [Wanted(None)]
    expected = BruteForce(sampled_spots, tested, partial=partial).first(
        origin, limit, max_km, by_score=by_score
    )
    found = [(match["third_place"]["id"], match["distance_m"]) for match in answer["matches"]]
    assert same(found, expected)
    known = {spot.public_id: spot for spot in sampled_spots}
    for match, (public_id, _metres, score) in zip(answer["matches"], expected, strict=True):
        assert match["score"] == pytest.approx(score, abs=1e-4)
        assert [need["met"] for need in match["needs"]] == known[public_id].met(needs)


@pytest.fixture(scope="module")
def published(published_url: str) -> Iterator[Database]:
    database = Database(published_url)
    yield database
    database.close()


@pytest.mark.shared_data
@pytest.mark.parametrize("by_score", [False, True], ids=["distance", "score"])
@pytest.mark.parametrize("needs", NEED_SETS[:3], ids=str)
def test_every_published_organisation_in_parts(
    published: Database, needs: tuple[Wanted, ...], by_score: bool
) -> None:
    """Brute force over every place for every organisation: the batch gives the same, with the same score."""
    codes = [need.code for need in needs if need.code]
    sites = [site for site in open_sites(published, codes, partial=True) if site.longitude is not None]
    assert len(sites) > 6000
    tested = tuple(Wanted(code) for code in codes) or (Wanted(None),)
    every = BruteForce(spots(published.url), tested, partial=True)
    order = "score" if by_score else "distance"
    found = match_sites(published, sites, limit=3, max_km=300.0, order=order)
    for site, matches in zip(sites, found, strict=True):
        expected = every.first(_at(site), 3, 300.0, by_score=by_score)
        assert [match.place.public_id for match in matches] == [one[0] for one in expected]
        metres = [one[1] for one in expected]
        assert [match.distance_m for match in matches] == pytest.approx(metres, rel=0, abs=ERROR_M)
        origin = 0.8 if site.precision == "commune_centroid" else 1.0
        for match, one in zip(matches, expected, strict=True):
            assert match.score == pytest.approx(one[2] * origin, rel=1e-9)


@pytest.mark.shared_data
def test_published_organisations_one_by_one(published_client: FlaskClient, published: Database) -> None:
    """One in sixty, in parts and by score, over all of France: what a search over every place gives."""
    places = spots(published.url)
    searches = {needs: BruteForce(places, needs, partial=True) for needs in NEED_SETS}
    sites = [site for site in open_sites(published) if site.longitude is not None][::60]
    questions = cycle((needs, by_score) for needs in NEED_SETS for by_score in (False, True))
    for site, (needs, by_score) in zip(sites, questions, strict=False):
        longitude, latitude = _at(site)
        answer = ask(
            published_client,
            lat=latitude,
            lon=longitude,
            needs=[
                {"type": one.code, "quantity": one.quantity, "learners": one.learners}
                for one in needs
                if one.code
            ],
            partial=True,
            order="score" if by_score else "distance",
            max_km=2000,
        )
        found = [(match["third_place"]["id"], match["distance_m"]) for match in answer["matches"]]
        assert same(found, searches[needs].first((longitude, latitude), 5, 2000, by_score=by_score))


def _at(site: Site) -> Position:
    assert site.longitude is not None
    assert site.latitude is not None
    return site.longitude, site.latitude
