import re
from collections import Counter
from collections.abc import Iterator

import pytest
from opening_hours import OpeningHours

from app.directory.common.columns import POSITION_PRECISIONS
from app.directory.common.france import DEPARTMENTS, department_of_commune, timezone_of
from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.directory.organisations import vocabulary as organisation_vocabulary
from app.directory.programmes.vocabulary import CODES as PROGRAMME_CODES
from app.directory.programmes.vocabulary import OTHER_PROGRAMME
from app.directory.third_places import vocabulary as place_vocabulary
from seeds.fictional.demo.equipment import PATTERNS, SHELVES
from seeds.fictional.demo.generate import Demonstration, demonstration
from seeds.fictional.demo.names import MARKERS
from seeds.fictional.demo.trades import TRADES
from seeds.reading.records import OrganisationRecord, PlaceRecord

LEAF_CODES = {fact.code for fact in EQUIPMENT_TYPES if fact.parent is not None}
DEPARTMENT_CODES = {fact.code for fact in DEPARTMENTS}


@pytest.fixture(scope="module", params=[2026, 7])
def demo(request: pytest.FixtureRequest) -> Demonstration:
    """Give the demonstration of the default seed, and one more: what holds must hold for any."""
    return demonstration(request.param)


def sites(demo: Demonstration) -> Iterator[PlaceRecord | OrganisationRecord]:
    yield from demo.places
    yield from demo.organisations


def department(record: PlaceRecord | OrganisationRecord) -> str:
    code = department_of_commune(record.location.commune_code or "")
    assert code is not None
    return code


def test_one_seed_gives_the_same_records() -> None:
    assert demonstration(11) == demonstration(11)
    assert demonstration() == demonstration(2026)


def test_another_seed_gives_others_in_the_same_communes() -> None:
    first, second = demonstration(11), demonstration(12)

    assert first.places != second.places
    assert first.organisations != second.organisations
    assert first.communes == second.communes


def test_numbers(demo: Demonstration) -> None:
    assert len(demo.places) == 400
    assert len(demo.organisations) == 1500
    assert 320 <= len(demo.communes) <= 340


def test_record_ids_are_stable_and_unique(demo: Demonstration) -> None:
    assert [place.source_record_id for place in demo.places] == [f"lieu-{n:03}" for n in range(1, 401)]
    assert len({site.source_record_id for site in demo.organisations}) == 1500


def test_names_say_that_they_are_fictional(demo: Demonstration) -> None:
    unmarked = [record.name for record in sites(demo) if not any(marker in record.name for marker in MARKERS)]
    assert unmarked == []


def test_no_two_places_and_no_two_legal_bodies_share_a_name(demo: Demonstration) -> None:
    assert len({place.name for place in demo.places}) == len(demo.places)

    bodies = {(site.siren, site.name) for site in demo.organisations}
    assert len(bodies) == len({siren for siren, _ in bodies}) == len({name for _, name in bodies})


def test_every_departement_has_its_share(demo: Demonstration) -> None:
    places = Counter(department(place) for place in demo.places)
    organisations = Counter(department(site) for site in demo.organisations)

    assert set(places) == set(organisations) == DEPARTMENT_CODES
    assert min(places.values()) >= 2
    assert min(organisations.values()) >= 5
    assert organisations["59"] > organisations["48"]


def test_every_departement_has_an_open_place_that_shares_something(demo: Demonstration) -> None:
    sharing = {
        department(place)
        for place in demo.places
        if place.status == "open" and any(item.shareable != "no" for item in place.equipment)
    }
    assert sharing == DEPARTMENT_CODES


def test_places_speak_the_vocabulary(demo: Demonstration) -> None:
    assert {place.kind for place in demo.places} <= {kind.code for kind in place_vocabulary.KINDS}
    assert {place.status for place in demo.places} == set(place_vocabulary.STATUSES)
    assert {place.wheelchair for place in demo.places} == {*place_vocabulary.WHEELCHAIR, None}
    assert {place.manager_kind for place in demo.places} <= {*place_vocabulary.MANAGER_KINDS, None}
    programmes = {award.programme_code for place in demo.places for award in place.awards}
    assert programmes == PROGRAMME_CODES - {OTHER_PROGRAMME}
    assert {item.shareable for place in demo.places for item in place.equipment} == {
        *place_vocabulary.SHAREABLE
    }
    assert {record.location.position_precision for record in sites(demo)} == {*POSITION_PRECISIONS}
    assert Counter(place.status for place in demo.places)["open"] >= 320


def test_organisations_speak_the_vocabulary(demo: Demonstration) -> None:
    organisations = demo.organisations
    assert {site.kind for site in organisations} == {kind.code for kind in organisation_vocabulary.KINDS}
    assert {site.status for site in organisations} == {*organisation_vocabulary.STATUSES}
    assert {site.equipment_status for site in organisations} == {*organisation_vocabulary.EQUIPMENT_STATUSES}
    assert {site.qualiopi for site in organisations} == {True, False, None}


def test_every_equipment_type_is_found_in_open_places(demo: Demonstration) -> None:
    found = Counter(
        item.type_code for place in demo.places if place.status == "open" for item in place.equipment
    )
    assert set(found) == LEAF_CODES
    assert min(found.values()) >= 3


def test_equipment_is_what_the_database_accepts(demo: Demonstration) -> None:
    for place in demo.places:
        codes = [item.type_code for item in place.equipment]
        assert len(codes) == len(set(codes))
        for item in place.equipment:
            assert item.quantity is None or item.quantity > 0
            assert item.seats is None or item.seats > 0
            assert (item.confidence < 1) == (item.raw_text is not None)
            assert item.raw_text is None or "{" not in item.raw_text
            assert item.price is None or item.shareable == "yes"
    items = [item for place in demo.places for item in place.equipment]
    assert any(item.raw_text for item in items)
    assert any(item.seats is None for item in items)
    assert any(item.conditions for item in items)


def test_awards_are_what_the_database_accepts(demo: Demonstration) -> None:
    for place in demo.places:
        keys = [(award.programme_code, award.call, award.year) for award in place.awards]
        assert len(keys) == len(set(keys))
        for award in place.awards:
            assert award.year is not None
            assert 2019 <= award.year <= 2023
            assert award.amount is None or 50_000 <= award.amount <= 350_000
            assert (award.period_start is None) == (award.period_end is None)
            if award.period_start and award.period_end:
                assert award.period_end > award.period_start
                assert award.period_start.year >= award.year
    assert 0.5 <= sum(bool(place.awards) for place in demo.places) / len(demo.places) <= 0.7


def test_opening_hours_are_read_without_a_warning(demo: Demonstration) -> None:
    expressions = {place.opening_hours for place in demo.places} - {None}

    for expression in expressions:
        assert expression is not None
        assert OpeningHours(expression, country="FR").warnings == []
    assert any("PH off" in (expression or "") for expression in expressions)
    assert any("," in (expression or "") for expression in expressions)
    assert len(expressions) >= 15


def test_only_open_places_have_hours_and_some_do_not(demo: Demonstration) -> None:
    assert all(place.opening_hours is None for place in demo.places if place.status != "open")
    assert any(place.opening_hours is None for place in demo.places if place.status == "open")


def test_overseas_places_have_hours_too(demo: Demonstration) -> None:
    overseas = {
        department(place)
        for place in demo.places
        if timezone_of(department(place)) != "Europe/Paris" and place.opening_hours
    }
    assert len(overseas) >= 4


def test_websites_lead_to_the_reserved_domain(demo: Demonstration) -> None:
    websites = [place.website for place in demo.places if place.website]
    assert len(websites) == len(set(websites)) >= 200
    for website in websites:
        assert re.fullmatch(r"https://[a-z0-9]+(-[a-z0-9]+)*\.example\.org/", website)


def test_needs_come_from_the_unequipped_alone(demo: Demonstration) -> None:
    for site in demo.organisations:
        codes = [need.type_code for need in site.needs]
        assert len(codes) == len(set(codes)) <= 3
        assert set(codes) <= LEAF_CODES
        assert site.equipment_status == "unequipped" or not site.needs
        assert site.equipment_status == "unequipped" or site.plans_to_invest is None
        assert all(need.quantity is None or need.quantity > 0 for need in site.needs)
        assert all(need.learners is None or need.learners > 0 for need in site.needs)
    declared = sum(bool(site.needs) for site in demo.organisations)
    planning = sum(bool(site.plans_to_invest) for site in demo.organisations)
    assert 450 <= declared <= 650
    assert 0 < planning < declared / 3


def test_needs_can_be_met_somewhere(demo: Demonstration) -> None:
    shared = {
        item.type_code
        for place in demo.places
        if place.status == "open"
        for item in place.equipment
        if item.shareable != "no"
    }
    assert {need.type_code for site in demo.organisations for need in site.needs} <= shared


def test_patterns_shelves_and_trades_name_types_of_the_vocabulary() -> None:
    named = {
        *PATTERNS,
        *(code for shelf in SHELVES.values() for code in shelf),
        *(code for trade in TRADES for code in trade.needs),
    }
    assert named <= LEAF_CODES
