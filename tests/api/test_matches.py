"""Matches: the nearest open places that share what is needed, and why."""

from collections.abc import Sequence
from typing import Any

import pytest
from flask.testing import FlaskClient
from support.clients import API, get, listed, problem
from support.rows import PARIS, Item, Position, Rows, execute

from app.directory.equipment.vocabulary import USED_ONE_A_PERSON
from geo.geodesic import distance_m

ONE, TWO, FAR = (2.36, 48.86), (2.40, 48.86), (3.20, 48.86)
"""About 0.7, 3.5 and 62 km from the centre of Paris."""


def ask(client: FlaskClient, at: Position = PARIS, **body: Any) -> dict[str, Any]:
    """Return the matches of a point."""
    response = client.post(f"{API}/matches", json={"lat": at[1], "lon": at[0], **body})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.get_json()
    assert [match["rank"] for match in answer["matches"]] == list(range(1, len(answer["matches"]) + 1))
    return answer


def found(answer: dict[str, Any]) -> list[str]:
    return [match["third_place"]["id"] for match in answer["matches"]]


def reasons(match: dict[str, Any]) -> list[str]:
    assert all(reason["fr"] and reason["en"] and reason["fr"] != reason["en"] for reason in match["reasons"])
    return [reason["code"] for reason in match["reasons"]]


@pytest.fixture
def rows_of(empty_url: str) -> Any:
    """Write rows and commit them at once."""

    def write(kind: str, *arguments: Any, **columns: Any) -> str:
        with Rows.into(empty_url) as rows:
            return str(getattr(rows, kind)(*arguments, **columns))

    return write


def write_places(url: str, *equipment: Sequence[Item], at: Position = ONE, **columns: Any) -> list[str]:
    """Write a place for each list of equipment, each a little further east."""
    with Rows.into(url) as rows:
        return [
            rows.place((at[0] + 0.01 * number, at[1]), equipment=items, **columns)
            for number, items in enumerate(equipment)
        ]


def test_a_place_must_have_everything_that_is_needed(made: FlaskClient, empty_url: str) -> None:
    both, _one, three = write_places(
        empty_url, ["printer_3d", "wifi"], ["printer_3d"], ["printer_3d", "wifi", "cnc"]
    )
    answer = ask(made, equipment=["wifi", "printer_3d"])
    assert found(answer) == [both, three]
    first = answer["matches"][0]
    assert {item["type"] for item in first["equipment"]} == {"wifi", "printer_3d"}
    assert reasons(first)[:3] == ["distance", "offers", "offers"]


def test_only_what_was_asked_for_is_shown(made: FlaskClient, empty_url: str) -> None:
    write_places(empty_url, ["printer_3d", "wifi", "cnc"])
    (match,) = ask(made, equipment=["wifi"])["matches"]
    assert [item["type"] for item in match["equipment"]] == ["wifi"]


def test_a_group_is_met_by_any_of_its_types(made: FlaskClient, empty_url: str) -> None:
    laser, _ = write_places(empty_url, ["laser_cutter", "wifi"], ["wifi"])
    answer = ask(made, equipment=["fabrication"])
    assert found(answer) == [laser]
    assert [item["type"] for item in answer["matches"][0]["equipment"]] == ["laser_cutter"]


def test_a_code_given_twice_counts_once(made: FlaskClient, empty_url: str) -> None:
    write_places(empty_url, ["wifi"])
    answer = ask(made, equipment=["wifi", "wifi"])
    assert len(answer["criteria"]["needs"]) == 1
    assert len(answer["matches"]) == 1


@pytest.mark.parametrize("body", [{}, {"equipment": []}])
def test_no_need_is_met_by_any_equipment(made: FlaskClient, empty_url: str, body: dict[str, Any]) -> None:
    some, _nothing, _kept, other = write_places(
        empty_url, ["tablet"], [], [{"type_code": "wifi", "shareable": "no"}], ["meeting_room", "wifi"]
    )
    answer = ask(made, **body)
    assert answer["criteria"]["any_equipment"] is True
    assert answer["criteria"]["needs"] == []
    assert found(answer) == [some, other]
    assert len(answer["matches"][1]["equipment"]) == 2


def test_what_is_not_shared_does_not_match(made: FlaskClient, empty_url: str) -> None:
    _no, unknown, yes = write_places(
        empty_url, *([{"type_code": "wifi", "shareable": word}] for word in ("no", "unknown", "yes"))
    )
    answer = ask(made, equipment=["wifi"])
    assert found(answer) == [unknown, yes]
    assert "sharing_unknown" in reasons(answer["matches"][0])
    assert "sharing_unknown" not in reasons(answer["matches"][1])


def test_the_list_and_the_matches_agree_on_what_is_shared(made: FlaskClient, empty_url: str) -> None:
    for word in ("no", "unknown", "yes"):
        write_places(empty_url, [{"type_code": "wifi", "shareable": word}, "cnc"])
        execute(
            empty_url,
            "UPDATE third_place SET source_record_id = public_id || random(), public_id = 'x' || random()",
        )
    for code in ("wifi", "connectivity", "cnc"):
        assert set(found(ask(made, equipment=[code]))) == set(listed(made, "/third-places", equipment=code))


def test_planned_and_closed_places_do_not_match(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        opened, _, _ = (
            rows.place(equipment=["wifi"], status=status) for status in ("open", "planned", "closed")
        )
    assert found(ask(made, equipment=["wifi"])) == [opened]


def test_every_kind_of_place_matches(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        written = [
            rows.place(equipment=["wifi"], kind=kind) for kind in ("library", "town_hall", "fablab", "other")
        ]
    assert found(ask(made, equipment=["wifi"])) == written


@pytest.mark.parametrize(
    ("learners", "expected"),
    [(None, [0, 1, 2, 3]), (1, [0, 1, 2, 3]), (12, [1, 2, 3]), (13, [2, 3]), (31, [3])],
)
def test_learners_need_seats(
    made: FlaskClient, empty_url: str, learners: int | None, expected: list[int]
) -> None:
    places = write_places(
        empty_url,
        *([{"type_code": "wifi", "seats": seats, "shareable": "yes"}] for seats in (8, 12, 30, None)),
    )
    for equipment in (["wifi"], ["connectivity"], []):
        answer = ask(made, equipment=equipment, learners=learners)
        assert found(answer) == [places[index] for index in expected]
        doubts = ["seats_unknown" in reasons(match) for match in answer["matches"]]
        assert doubts == [learners is not None and places.index(place) == 3 for place in found(answer)]
        assert answer["criteria"]["learners"] == learners


def test_each_need_has_its_own_item_but_seats_are_of_one_item(made: FlaskClient, empty_url: str) -> None:
    # Two small rooms do not make a large one; a large room does not make a small workshop larger.
    _small, _mixed, large = write_places(
        empty_url,
        [{"type_code": "training_room", "seats": 10}, {"type_code": "meeting_room", "seats": 10}],
        [{"type_code": "training_room", "seats": 20}, {"type_code": "printer_3d", "seats": 5}],
        [{"type_code": "training_room", "seats": 20}, {"type_code": "printer_3d", "seats": 20}],
    )
    assert found(ask(made, equipment=["rooms", "fabrication"], learners=15)) == [large]
    assert len(found(ask(made, equipment=["rooms"], learners=20))) == 2
    assert found(ask(made, equipment=["rooms"], learners=21)) == []


def test_what_is_kept_does_not_stand_in_for_what_is_too_small(made: FlaskClient, empty_url: str) -> None:
    # The large room is the place's own; the one that it shares is too small.
    kept = {"type_code": "training_room", "seats": 30, "quantity": 9, "shareable": "no"}
    write_places(
        empty_url, [kept, {"type_code": "meeting_room", "seats": 6, "quantity": 1, "shareable": "yes"}]
    )
    assert len(found(ask(made, equipment=["rooms"], learners=6))) == 1
    assert found(ask(made, equipment=["rooms"], learners=20)) == []
    assert found(ask(made, learners=20)) == []


@pytest.mark.parametrize("type_code", sorted(USED_ONE_A_PERSON))
def test_of_what_is_used_one_a_person_each_learner_needs_one(
    made: FlaskClient, empty_url: str, type_code: str
) -> None:
    two, twelve, unknown, few_seats = write_places(
        empty_url,
        [{"type_code": type_code, "quantity": 2}],
        [{"type_code": type_code, "quantity": 12}],
        [{"type_code": type_code}],
        [{"type_code": type_code, "quantity": 12, "seats": 11}],
    )
    assert found(ask(made, equipment=[type_code], learners=12)) == [twelve, unknown]
    assert found(ask(made, equipment=[type_code], learners=2)) == [two, twelve, unknown, few_seats]
    doubts = ["quantity_unknown" in reasons(match) for match in ask(made, learners=12)["matches"]]
    assert doubts == [False, True]
    # A quantity that is asked for goes before: two screens for twelve people are what somebody wants.
    needs = [{"type": type_code, "quantity": 2, "learners": 12}]
    assert found(ask(made, needs=needs)) == [two, twelve, unknown]


def test_what_a_group_shares_is_not_counted_by_the_head(made: FlaskClient, empty_url: str) -> None:
    (place,) = write_places(
        empty_url, [{"type_code": "printer_3d", "quantity": 1}, {"type_code": "training_room", "quantity": 1}]
    )
    assert found(ask(made, equipment=["printer_3d", "rooms"], learners=12)) == [place]


def test_a_place_that_is_too_small_says_what_is_lacking(made: FlaskClient, empty_url: str) -> None:
    write_places(empty_url, [{"type_code": "computer", "quantity": 2}, "wifi"])
    (match,) = ask(made, equipment=["computer", "wifi"], learners=12, partial=True)["matches"]
    said = {reason["code"]: reason["fr"] for reason in match["reasons"]}
    assert said["need_too_large"] == "Pas assez : Ordinateur (il faudrait 12 exemplaires, 12 places)."
    assert [item["type"] for item in match["equipment"]] == ["wifi"]


def test_an_item_too_small_is_not_shown(made: FlaskClient, empty_url: str) -> None:
    write_places(
        empty_url, [{"type_code": "training_room", "seats": 30}, {"type_code": "meeting_room", "seats": 6}]
    )
    for equipment in (["rooms"], []):
        (match,) = ask(made, equipment=equipment, learners=20)["matches"]
        assert [item["type"] for item in match["equipment"]] == ["training_room"]


def test_what_nobody_knows_is_said(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(ONE, equipment=[{"type_code": "wifi", "raw_text": "wi fi ?", "confidence": 0.6}])
        rows.place(
            TWO,
            equipment=[{"type_code": "wifi", "shareable": "yes", "seats": 20, "quantity": 3}],
            hours="24/7",
            position_precision="commune_centroid",
        )
    first, second = ask(made, equipment=["wifi"], learners=5)["matches"]
    assert reasons(first) == [
        "distance",
        "offers",
        "seats_unknown",
        "hours_unknown",
        "sharing_unknown",
        "read_from_text",
    ]
    assert reasons(second) == ["distance_approximate", "offers"]
    offer = second["reasons"][1]
    assert offer["fr"] == "Sur place : Wi-Fi (3 exemplaires, 20 places)."
    assert offer["en"] == "On site: Wi-Fi (3 units, 20 seats)."
    assert "environ" in second["reasons"][0]["fr"]


def test_distance_limit_and_rank(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        far, two, one = (rows.place(at, equipment=["wifi"]) for at in (FAR, TWO, ONE))
    assert found(ask(made)) == [one, two]
    assert found(ask(made, max_km=1)) == [one]
    assert found(ask(made, max_km=0.1)) == []
    assert found(ask(made, max_km=20_000)) == [one, two, far]
    assert found(ask(made, max_km=20_000, limit=2)) == [one, two]
    assert found(ask(made, (175.0, -41.0), max_km=20_000, limit=1)) != []
    for match, at in zip(ask(made, max_km=100)["matches"], (ONE, TWO, FAR), strict=True):
        assert match["distance_m"] == pytest.approx(float(distance_m(*PARIS, *at)), abs=0.051)


def test_the_defaults_are_five_within_fifty_kilometres(made: FlaskClient, empty_url: str) -> None:
    write_places(empty_url, *([["wifi"]] * 9))
    answer = ask(made)
    assert len(answer["matches"]) == 5
    assert (answer["criteria"]["limit"], answer["criteria"]["max_km"]) == (5, 50)


def test_the_limit_is_clamped_to_a_hundred(sampled: FlaskClient) -> None:
    answer = ask(sampled, limit=5000, max_km=20_000)
    assert answer["criteria"]["limit"] == 100
    assert len(answer["matches"]) == 100


def test_ties_come_by_id(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        written = sorted(rows.place(ONE, public_id=f"tl-{letter}", equipment=["wifi"]) for letter in "lieux")
    assert found(ask(made, limit=3)) == written[:3]


def test_a_place_without_a_position_does_not_match(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(None, equipment=["wifi"])
    assert found(ask(made, max_km=20_000)) == []


def test_the_criteria_repeat_the_question(made: FlaskClient) -> None:
    answer = ask(made, equipment=["wifi", "rooms"], learners=7, limit=3, max_km=12.5)
    assert answer == {
        "criteria": {
            "lat": PARIS[1],
            "lon": PARIS[0],
            "origin_precision": None,
            "needs": [
                {"type": "wifi", "quantity": None, "learners": 7},
                {"type": "rooms", "quantity": None, "learners": 7},
            ],
            "any_equipment": False,
            "learners": 7,
            "partial": False,
            "order": "distance",
            "limit": 3,
            "max_km": 12.5,
            "distance": "geodesic",
            "available_from": None,
            "available_to": None,
            "travel": {"method": "geodesic", "basis": "distance", "candidates": 0, "complete": True},
        },
        "matches": [],
    }


def of_organisation(client: FlaskClient, site: str, **asked: Any) -> dict[str, Any]:
    response = get(client, f"/organisations/{site}/matches", **asked)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.get_json()
    assert answer["organisation"]["id"] == site
    return answer


def test_an_organisation_asks_for_its_own_needs(made: FlaskClient, empty_url: str) -> None:
    small, large, _without = write_places(
        empty_url,
        [{"type_code": "printer_3d", "quantity": 1, "seats": 4}, "wifi"],
        [{"type_code": "printer_3d", "quantity": 4, "seats": 20}, "wifi"],
        ["wifi"],
    )
    with Rows.into(empty_url) as rows:
        modest = rows.organisation(PARIS, needs=["printer_3d"])
        crowded = rows.organisation(PARIS, needs=[{"type_code": "printer_3d", "learners": 12}, "wifi"])
        many = rows.organisation(PARIS, needs=[{"type_code": "printer_3d", "quantity": 2}])
        undeclared = rows.organisation(PARIS)
    assert found(of_organisation(made, modest)) == [small, large]
    assert found(of_organisation(made, crowded)) == [large]
    assert found(of_organisation(made, many)) == [large]
    answer = of_organisation(made, undeclared)
    assert answer["criteria"]["any_equipment"] is True
    assert len(answer["matches"]) == 3


def test_an_unknown_quantity_matches_with_a_reason(made: FlaskClient, empty_url: str) -> None:
    write_places(empty_url, ["printer_3d"])
    with Rows.into(empty_url) as rows:
        site = rows.organisation(PARIS, needs=[{"type_code": "printer_3d", "quantity": 2}])
    (match,) = of_organisation(made, site)["matches"]
    assert "quantity_unknown" in reasons(match)


def test_equipment_replaces_the_declared_needs(made: FlaskClient, empty_url: str) -> None:
    printer, wifi = write_places(empty_url, [{"type_code": "printer_3d", "seats": 4}], ["wifi"])
    with Rows.into(empty_url) as rows:
        site = rows.organisation(PARIS, needs=[{"type_code": "printer_3d", "learners": 12}])
    assert found(of_organisation(made, site)) == []
    answer = of_organisation(made, site, equipment="wifi")
    assert found(answer) == [wifi]
    assert answer["criteria"]["needs"] == [{"type": "wifi", "quantity": None, "learners": None}]
    # The learners declared for a type stay with it.
    assert found(of_organisation(made, site, equipment="printer_3d")) == []
    assert found(of_organisation(made, site, equipment="fabrication")) == [printer]
    assert found(of_organisation(made, site, equipment=["wifi", "fabrication"])) == []


def test_an_organisation_without_a_position(made: FlaskClient, empty_url: str) -> None:
    write_places(empty_url, ["wifi"])
    with Rows.into(empty_url) as rows:
        site = rows.organisation(None, needs=["wifi"])
    answer = of_organisation(made, site, max_km=20_000)
    assert answer["matches"] == []
    assert [note["code"] for note in answer["notes"]] == ["origin_unknown"]
    assert (answer["criteria"]["lat"], answer["criteria"]["lon"]) == (None, None)


def test_an_organisation_known_to_its_commune_only(made: FlaskClient, empty_url: str) -> None:
    write_places(empty_url, ["wifi"])
    with Rows.into(empty_url) as rows:
        site = rows.organisation(PARIS, position_precision="commune_centroid")
    answer = of_organisation(made, site)
    assert answer["criteria"]["origin_precision"] == "commune_centroid"
    assert reasons(answer["matches"][0])[0] == "distance_approximate"


def test_an_organisation_on_the_gulf_of_guinea_is_not_without_position(
    made: FlaskClient, empty_url: str
) -> None:
    with Rows.into(empty_url) as rows:
        place = rows.place((0.0, 0.01), equipment=["wifi"])
        site = rows.organisation((0.0, 0.0))
    answer = of_organisation(made, site)
    assert found(answer) == [place]
    assert answer["notes"] == []


def test_a_closed_organisation_is_still_answered(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        site = rows.organisation(status="closed")
    assert of_organisation(made, site)["matches"] == []


def test_hostile_ids(made: FlaskClient) -> None:
    for site in ("nobody", "%00", "'; DROP TABLE organisation", "%F0%9F%98%80"):
        problem(made.get(f"{API}/organisations/{site}/matches"), 404)
