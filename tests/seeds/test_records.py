"""Records that no published file holds yet: opening hours, needs, several awards."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from support.importing import everything, rows, value
from support.strength import scaled

from seeds.loading.feed import Feed
from seeds.loading.records import Tally, load_records
from seeds.reading.records import (
    AwardRecord,
    CommuneRecord,
    EquipmentRecord,
    LocationRecord,
    NeedRecord,
    OrganisationRecord,
    Origin,
    PlaceRecord,
    Record,
)

ORIGIN = Origin(line_number=None, row={})
PLACES = Feed(source="regional-list", kind="places", licence="LO-2.0")
ORGANISATIONS = Feed(source="survey", kind="organisations", licence="LO-2.0")
PLACE = PlaceRecord(
    origin=ORIGIN,
    source_record_id="1",
    name="Le Hangar",
    kind="fablab",
    location=LocationRecord(latitude=47.2, longitude=-1.5, position_precision="address"),
)


def load(engine: Engine, feed: Feed, records: Sequence[Record]) -> Tally:
    with engine.begin() as connection:
        return load_records(connection, feed, records)


def test_opening_hours_are_expanded(engine: Engine) -> None:
    load(engine, PLACES, [replace(PLACE, opening_hours="Mo-Fr 09:00-12:00; PH off")])
    assert value(engine, "SELECT open_minutes @> 600 AND NOT open_minutes @> 721 FROM third_place") is True
    exceptions = rows(engine, "SELECT day, isempty(open_minutes) FROM opening_exception")
    assert len(exceptions) >= 5
    assert all(closed for _, closed in exceptions)
    local = "SELECT is_open_at(id, open_minutes, :moment) FROM third_place"
    monday = datetime(2030, 1, 7, 10)  # noqa: DTZ001 - local time
    assert value(engine, local, moment=monday) is True


def test_closed_all_day_is_an_empty_exception_and_unknown_hours_are_null(engine: Engine) -> None:
    load(engine, PLACES, [replace(PLACE, opening_hours="off"), replace(PLACE, source_record_id="2")])
    assert rows(engine, "SELECT isempty(open_minutes) FROM third_place ORDER BY source_record_id") == [
        (True,),
        (None,),
    ]


def test_unreadable_hours_are_refused(engine: Engine) -> None:
    tally = load(
        engine,
        PLACES,
        [replace(PLACE, opening_hours="du lundi au vendredi"), replace(PLACE, source_record_id="2")],
    )
    assert list(tally.refusals) == ["opening_hours_invalid"]
    assert value(engine, "SELECT count(*) FROM third_place") == 1


def test_the_calendar_moves_on_without_an_update(engine: Engine) -> None:
    hours = [replace(PLACE, opening_hours="Mo-Su 09:00-12:00; PH off")]
    load(engine, PLACES, hours)
    with engine.begin() as connection:
        # What an import a year ago would have left.
        connection.execute(text("UPDATE opening_exception SET day = day - 365"))
        connection.execute(text("UPDATE third_place SET open_minutes = '{[0,60)}'"))
    tally = load(engine, PLACES, hours)
    assert (tally.counts.updated, tally.counts.unchanged) == (0, 1)
    newest: date = value(engine, "SELECT max(day) FROM opening_exception")
    assert newest > datetime.now(UTC).date() + timedelta(days=200)
    assert value(engine, "SELECT open_minutes @> 600 FROM third_place") is True
    assert value(engine, "SELECT open_minutes @> 600 FROM third_place_listing") is True


def test_awards_and_needs(engine: Engine) -> None:
    award = AwardRecord(programme_code="deffinov", call="2e vague", year=2022, amount=Decimal("125000.50"))
    load(engine, PLACES, [replace(PLACE, awards=(award, replace(award, call=None)))])
    need = NeedRecord(type_code="vr_headset", quantity=4, learners=12)
    site = OrganisationRecord(
        origin=ORIGIN, source_record_id="1", name="CFA", kind="cfa", needs=(need,), plans_to_invest=False
    )
    load(engine, ORGANISATIONS, [site])
    assert rows(engine, "SELECT call, year, amount FROM award ORDER BY call") == [
        ("2e vague", 2022, Decimal("125000.50")),
        (None, 2022, Decimal("125000.50")),
    ]
    assert "vr_headset" in value(engine, "SELECT need_codes FROM organisation_listing")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "disco"}, "value_unknown"),
        ({"status": "ruined"}, "value_unknown"),
        ({"wheelchair": "maybe"}, "value_unknown"),
        ({"manager_kind": "me"}, "value_unknown"),
        ({"equipment": (EquipmentRecord(type_code="teleporter"),)}, "value_unknown"),
        ({"equipment": (EquipmentRecord(type_code="wifi", shareable="perhaps"),)}, "value_unknown"),
        ({"equipment": (EquipmentRecord(type_code="wifi"),) * 2}, "value_repeated"),
        ({"awards": (AwardRecord(programme_code="lottery"),)}, "value_unknown"),
        ({"awards": (AwardRecord(programme_code="deffinov"),) * 2}, "value_repeated"),
        ({"location": LocationRecord(latitude=47.0)}, "position_invalid"),
    ],
)
def test_what_the_database_would_refuse_is_refused_alone(
    engine: Engine, changes: dict[str, Any], code: str
) -> None:
    tally = load(engine, PLACES, [replace(PLACE, **changes), replace(PLACE, source_record_id="2")])
    assert list(tally.refusals) == [code]
    assert (tally.read, tally.refused, tally.counts.created) == (2, 1, 1)


def test_a_feed_that_does_not_replace_leaves_communes_as_they_are(engine: Engine) -> None:
    nantes = CommuneRecord(origin=ORIGIN, code="44109", name="Nantes", type="commune", population=1)
    full = Feed(source="communes", kind="communes")
    load(engine, full, [nantes])
    tally = load(engine, replace(full, replaces=False), [replace(nantes, name="Autre", population=None)])
    assert tally.counts.unchanged == 1
    assert rows(engine, "SELECT name, population FROM commune") == [("Nantes", 1)]


texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
names = texts.filter(str.strip)
places = st.builds(
    PlaceRecord,
    origin=st.just(ORIGIN),
    source_record_id=st.sampled_from("abcdef"),
    name=names,
    kind=st.sampled_from(["fablab", "library", "nonsense"]),
    status=st.sampled_from(["open", "planned", "closed"]),
    opening_hours=st.none() | st.sampled_from(["24/7", "Mo-Fr 09:00-12:00; PH off", "?"]),
    wheelchair=st.sampled_from([None, "yes", "no"]),
    website=st.none(),
    description=st.none() | texts,
    manager_kind=st.none(),
    source_updated_on=st.none() | st.dates(),
    location=st.sampled_from([LocationRecord(), PLACE.location, LocationRecord(latitude=1.0)]),
    equipment=st.lists(
        st.builds(
            EquipmentRecord,
            type_code=st.sampled_from(["wifi", "computer", "printer_3d"]),
            quantity=st.none() | st.integers(1, 2**31 - 1),
            seats=st.none() | st.integers(1, 100),
            conditions=st.none() | texts,
            raw_text=st.none() | texts,
            shareable=st.sampled_from(["yes", "no", "unknown"]),
            price=st.none() | texts,
            confidence=st.floats(0, 1),
        ),
        max_size=3,
    ).map(tuple),
    awards=st.lists(
        st.builds(
            AwardRecord,
            programme_code=st.just("deffinov"),
            year=st.none() | st.integers(1990, 2100),
            call=st.none() | texts,
            amount=st.none() | st.decimals(0, 10**9, places=2),
            period_start=st.none(),
            period_end=st.none(),
        ),
        max_size=2,
    ).map(tuple),
    remarks=st.just(()),
)


@given(first=st.lists(places, max_size=6), second=st.lists(places, max_size=6))
@settings(max_examples=scaled(0.3), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_twice_is_once_whatever_came_before(
    engine: Engine, first: list[Record], second: list[Record]
) -> None:
    load(engine, PLACES, first)
    load(engine, PLACES, second)
    before = everything(engine)
    again = load(engine, PLACES, second)
    accepted = again.read - again.refused
    assert (again.counts.created, again.counts.updated, again.counts.vanished) == (0, 0, 0)
    assert again.counts.unchanged == accepted
    after = everything(engine)
    # The calendar of exceptions is written anew each time; its content is the same.
    assert [row for _, row in after.pop("opening_exception")] == [
        row for _, row in before.pop("opening_exception")
    ]
    assert after == before
    alive = "SELECT count(*) FROM third_place WHERE vanished_at IS NULL"
    kept = {record.source_record_id for record in second if isinstance(record, PlaceRecord)}
    assert accepted <= value(engine, alive) <= len(kept)
    assert value(engine, "SELECT count(*) FROM third_place") == value(
        engine, "SELECT count(*) FROM third_place_listing"
    )
