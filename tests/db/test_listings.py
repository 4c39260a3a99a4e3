"""Triggers keep the listings equal to what a refresh of everything would write, after any change."""

import hashlib
import json
import random
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from support.rows import Rows

PLACES = "SELECT * FROM third_place_listing ORDER BY 1"
LICENCES = "SELECT * FROM third_place_licence_listing ORDER BY 1"
SITES = "SELECT * FROM organisation_listing ORDER BY 1"
EQUIPMENT = "SELECT * FROM equipment_listing ORDER BY 1, 2"
MERGE = """UPDATE third_place
SET shown_with = NULL, merged_into = (SELECT id FROM third_place WHERE public_id = '{place}')
WHERE {member}"""
STATEMENTS = (
    "UPDATE third_place SET name = 'Autre' WHERE public_id = 'tl-1'",
    "UPDATE third_place SET name = upper(name), city = 'LYON', postcode = '69001'",
    "UPDATE third_place SET position = NULL, position_precision = NULL WHERE public_id = 'tl-2'",
    "UPDATE third_place SET position = 'SRID=4326;POINT(2.35222001 48.85661)' WHERE public_id = 'tl-1'",
    "UPDATE third_place SET status = 'closed' WHERE public_id = 'tl-1'",
    "UPDATE third_place SET kind = 'library', wheelchair = 'yes', licence = 'MIT'",
    "UPDATE third_place SET open_minutes = '{[0,60)}', opening_hours = 'Mo 00:00-01:00'",
    "UPDATE third_place SET open_minutes = '{[0,61)}' WHERE public_id = 'tl-1'",
    "UPDATE third_place SET timezone = 'Indian/Reunion'",
    "UPDATE third_place SET commune_code = '69123', department_code = '69', epci_code = NULL",
    "UPDATE third_place SET public_id = 'tl-9' WHERE public_id = 'tl-1'",
    "UPDATE third_place SET vanished_at = now(), updated_at = now()",
    "DELETE FROM third_place WHERE public_id = 'tl-1'",
    "DELETE FROM third_place",
    "INSERT INTO equipment (third_place_id, type_code) SELECT id, 'vr_headset' FROM third_place",
    "UPDATE equipment SET shareable = 'no' WHERE type_code = 'wifi'",
    "UPDATE equipment SET type_code = 'tablet' WHERE type_code = 'wifi'",
    "UPDATE equipment SET seats = 7, quantity = 2, price = 'gratuit'",
    (
        "UPDATE equipment SET third_place_id = (SELECT id FROM third_place WHERE public_id = 'tl-3')"
        " WHERE type_code = 'cnc' AND third_place_id = (SELECT min(id) FROM third_place)"
    ),
    "DELETE FROM equipment WHERE type_code = 'wifi'",
    "DELETE FROM equipment",
    "INSERT INTO award (third_place_id, programme_code, year) SELECT id, 'deffinov', 2024 FROM third_place",
    "UPDATE award SET programme_code = 'fabrique-de-territoire'",
    "UPDATE award SET amount = 5, year = 2020",
    (
        "UPDATE award SET third_place_id = (SELECT id FROM third_place WHERE public_id = 'tl-3')"
        " WHERE third_place_id < (SELECT id FROM third_place WHERE public_id = 'tl-5')"
    ),
    "DELETE FROM award",
    "UPDATE programme SET name = 'Autre nom', funder = 'X'",
    "UPDATE commune SET name = 'Lutèce' WHERE code = '75056'",
    "UPDATE department SET name = 'Seine' WHERE code = '75'",
    "UPDATE region SET name = 'Grand Paris' WHERE code = '11'",
    "UPDATE commune SET population = 3",
    "UPDATE equipment_type SET label_fr = 'Sans fil' WHERE code = 'wifi'",
    "UPDATE equipment_type SET rank = 1000 - rank",
    "UPDATE equipment_type SET parent_code = 'rooms' WHERE code IN ('wifi', 'cnc')",
    MERGE.format(member="public_id <> 'tl-1'", place="tl-1"),
    MERGE.format(member="public_id = 'tl-2'", place="tl-3"),
    MERGE.format(member="public_id = 'tl-5'", place="tl-2"),
    "UPDATE third_place SET merged_into = NULL",
    "UPDATE third_place SET name = 'Membre', website = 'https://x.example' WHERE public_id = 'tl-5'",
    "UPDATE third_place SET vanished_at = now() WHERE public_id = 'tl-4'",
    "UPDATE third_place SET licence = 'ODbL-1.0' WHERE public_id IN ('tl-3', 'tl-5')",
    "UPDATE equipment SET confidence = 0.1 WHERE type_code = 'wifi'",
    "DELETE FROM third_place WHERE public_id = 'tl-4'",
    "DELETE FROM third_place WHERE public_id = 'tl-5'",
    "UPDATE third_place SET shown_with = NULL",
    (
        "UPDATE third_place SET shown_with = (SELECT id FROM third_place WHERE public_id = 'tl-4')"
        " WHERE public_id = 'tl-6'"
    ),
    "UPDATE third_place SET name = 'Membre', opening_hours = NULL WHERE public_id = 'tl-6'",
    "UPDATE third_place SET description = 'Autre' WHERE public_id = 'tl-3'",
    "UPDATE third_place SET licence = 'LO-2.0' WHERE public_id = 'tl-6'",
    "UPDATE third_place SET vanished_at = now() WHERE public_id = 'tl-6'",
    "DELETE FROM third_place WHERE public_id = 'tl-3'",
    "DELETE FROM third_place WHERE public_id = 'tl-6'",
    "INSERT INTO source_list VALUES ('list', 'nord', 'Liste', 'Le Nord', 'LO-2.0')",
    "UPDATE source_list SET publisher = 'Un département'",
    "DELETE FROM source_list",
    "INSERT INTO data_source VALUES ('other', '', '', 'LO-2.0', '', NULL, 90)",
    "UPDATE data_source SET trust = 100 - trust",
    "DELETE FROM data_source",
    "UPDATE organisation SET name = 'Autre', trade_name = 'Enseigne'",
    "UPDATE organisation SET siret = '12345678900011', nda = NULL, uai = '0751234A'",
    "UPDATE organisation SET kind = 'training_organisation'",
    "UPDATE organisation SET equipment_status = 'unequipped', qualiopi = false, plans_to_invest = true",
    "UPDATE organisation SET status = 'closed', networks = '{a,b}'",
    "UPDATE organisation SET position = NULL, position_precision = NULL WHERE public_id = 'of-1'",
    "UPDATE organisation SET position = 'SRID=4326;POINT(2.35222001 48.85661)' WHERE public_id = 'of-1'",
    "DELETE FROM organisation WHERE public_id = 'of-1'",
    "INSERT INTO organisation_need (organisation_id, type_code) SELECT id, 'tablet' FROM organisation",
    "UPDATE organisation_need SET learners = 3, quantity = 2",
    "UPDATE organisation_need SET organisation_id = (SELECT max(id) FROM organisation) WHERE type_code='cnc'",
    "DELETE FROM organisation_need",
)


@pytest.fixture
def filled(rows: Rows) -> Rows:
    """Rows of a small directory."""
    with rows.listed_once():
        fill(rows)
    return rows


def fill(rows: Rows) -> None:
    """Write four places, one of two records, one of two licences, and two organisations, with theirs."""
    rows.epci("200054781", "Métropole du Grand Paris")
    rows.commune("75056", "Paris", epci_code="200054781")
    rows.commune("69123", "Lyon")
    located: dict[str, Any] = {
        "commune_code": "75056",
        "department_code": "75",
        "region_code": "11",
        "epci_code": "200054781",
        "address": "1 rue de l\u2019Église",
    }
    rows.place(
        public_id="tl-1", equipment=["wifi", "cnc"], awards=["deffinov"], hours="Mo 09:00-10:00", **located
    )
    rows.place(
        public_id="tl-2", equipment=["wifi", {"type_code": "printer_3d", "shareable": "no"}], **located
    )
    rows.place(public_id="tl-3", **located)
    rows.place(
        public_id="tl-4", source="third", licence="ODbL-1.0", equipment=["cnc"], hours="Tu 09:00-10:00"
    )
    rows.place(
        public_id="tl-5",
        source="other",
        licence="ODbL-1.0",
        equipment=[{"type_code": "cnc", "confidence": 0.5, "seats": 3}, "tablet"],
        awards=["deffinov"],
        merged_into=rows.id_of("tl-4"),
        **located,
    )
    rows.connection.execute(
        text("INSERT INTO data_source VALUES ('third', '', '', 'ODbL-1.0', '', NULL, 20)")
    )
    rows.place(
        public_id="tl-6",
        source="list",
        list="sud",
        licence="unconfirmed",
        equipment=["cnc"],
        hours="We 09:00-10:00",
        shown_with=rows.id_of("tl-3"),
    )
    rows.connection.execute(
        text("INSERT INTO source_list VALUES ('list', 'sud', 'Lieux du Sud', 'Le Sud', NULL)")
    )
    rows.organisation(public_id="of-1", needs=["wifi", "cnc"], **located)
    rows.organisation(public_id="of-2", **located)


def listings(rows: Rows) -> tuple[list[Any], ...]:
    queries = (PLACES, SITES, LICENCES, EQUIPMENT)
    return tuple([tuple(row) for row in rows.connection.execute(text(query))] for query in queries)


def rewritten(rows: Rows) -> tuple[list[Any], ...]:
    """Return the listings as they are when written from nothing."""
    rows.connection.execute(text("DELETE FROM third_place_listing"))
    rows.connection.execute(text("DELETE FROM third_place_licence_listing"))
    rows.connection.execute(text("DELETE FROM organisation_listing"))
    rows.refresh_listings()
    return listings(rows)


def version(rows: Rows) -> int:
    return int(rows.connection.execute(text("SELECT version FROM directory_state")).scalar_one())


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement[:60])
def test_after_any_change(filled: Rows, statement: str) -> None:
    filled.connection.execute(text(statement))
    kept = listings(filled)
    assert kept == rewritten(filled)


def communes(rows: Rows) -> list[object]:
    """What the feature service and the tiles show of communes."""
    columns = "code, name, population, department_code, region_code, epci_code, centroid::text"
    return list(rows.connection.execute(text(f"SELECT {columns} FROM commune ORDER BY code")))  # noqa: S608


def shown(rows: Rows) -> tuple[object, ...]:
    """Return everything that is served and may change."""
    labels = text("SELECT public_id, feature_tail FROM collection_equipment ORDER BY 1")
    return listings(rows), communes(rows), [tuple(row) for row in rows.connection.execute(labels)]


@pytest.mark.slow
@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement[:60])
def test_the_version_rises_exactly_when_something_is_shown_otherwise(filled: Rows, statement: str) -> None:
    before, first = shown(filled), version(filled)
    filled.connection.execute(text(statement))
    assert (version(filled) > first) is (shown(filled) != before)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE third_place SET name = name",
        "UPDATE equipment SET seats = seats",
        "UPDATE third_place SET name = 'x' WHERE false",
        "DELETE FROM equipment WHERE false",
        "UPDATE equipment_type SET label_fr = label_fr",
        "UPDATE organisation_need SET learners = learners",
        "UPDATE third_place SET content_hash = 'other', import_run_id = NULL",
        "SELECT refresh_third_place_listing(), refresh_organisation_listing()",
        "INSERT INTO import_run (source, file_name, file_hash) VALUES ('a', 'b', '')",
    ],
)
def test_what_changes_nothing_raises_no_version(filled: Rows, statement: str) -> None:
    before = version(filled)
    filled.connection.execute(text(statement))
    assert version(filled) == before


def test_rows_that_stay_the_same_are_not_rewritten(filled: Rows) -> None:
    query = text("SELECT public_id, ctid::text FROM third_place_listing ORDER BY 1")
    before = {tuple(row) for row in filled.connection.execute(query)}
    filled.connection.execute(text("UPDATE third_place SET name = 'Autre' WHERE public_id = 'tl-1'"))
    filled.refresh_listings()
    after = {tuple(row) for row in filled.connection.execute(query)}
    assert [name for name, _ in after - before] == ["tl-1"]


def test_the_listing_offers_what_is_not_refused(filled: Rows) -> None:
    query = text("SELECT public_id, equipment_codes, programme_codes FROM third_place_listing ORDER BY 1")
    assert [tuple(row) for row in filled.connection.execute(query)] == [
        ("tl-1", ["cnc", "connectivity", "fabrication", "wifi"], ["deffinov"]),
        ("tl-2", ["connectivity", "wifi"], []),
        ("tl-3", ["cnc", "fabrication"], []),
        ("tl-4", ["cnc", "computing", "fabrication", "tablet"], ["deffinov"]),
    ]


def test_numbers_stand_for_one_code_each(filled: Rows) -> None:
    alike = text("SELECT count(*) - count(DISTINCT equipment_number(code)) FROM equipment_type")
    assert filled.connection.execute(alike).scalar_one() == 0
    # What is stored must not change with the version of PostgreSQL.
    assert filled.connection.execute(text("SELECT equipment_number('printer_3d')")).scalar_one() == int(
        hashlib.md5(b"printer_3d", usedforsecurity=False).hexdigest()[:7], 16
    )


def test_needs_are_listed_with_their_groups(filled: Rows) -> None:
    query = text("SELECT need_codes FROM organisation_listing ORDER BY public_id")
    found = [codes for (codes,) in filled.connection.execute(query)]
    assert found == [["cnc", "connectivity", "fabrication", "wifi"], []]


def test_a_feature_is_one_line_of_json(filled: Rows) -> None:
    filled.connection.execute(
        text("UPDATE third_place SET name = E'a\\nb\\t\"c\"\\\\', description = E'\\x01\\x1e'")
    )
    for (feature,) in filled.connection.execute(
        text("SELECT feature_head || feature_tail FROM third_place_listing")
    ):
        assert "\n" not in feature
        assert not [character for character in feature if character < " "]
        assert json.loads(feature)["properties"]["name"] == 'a\nb\t"c"\\'


def test_a_bulk_load_writes_the_listings_once(rows: Rows) -> None:
    before = version(rows)
    rows.defer_listings()
    for _ in range(20):
        rows.place(equipment=["wifi"])
    assert listings(rows) == ([], [], [], [])
    assert version(rows) == before
    rows.refresh_listings()
    assert len(listings(rows)[0]) == 20
    assert version(rows) == before + 1


def test_deferring_ends_with_its_transaction(rows: Rows) -> None:
    savepoint = rows.connection.begin_nested()
    rows.defer_listings()
    rows.place()
    savepoint.rollback()
    rows.place()
    assert len(listings(rows)[0]) == 1


def test_any_sequence_of_changes(filled: Rows) -> None:
    chance = random.Random(11)  # noqa: S311 - test data
    for statement in chance.choices([line for line in STATEMENTS if "public_id = 'tl-9'" not in line], k=60):
        savepoint = filled.connection.begin_nested()
        try:
            filled.connection.execute(text(statement))
        except Exception:  # noqa: BLE001 - a constraint may refuse it at this point
            savepoint.rollback()
        else:
            savepoint.commit()
    kept = listings(filled)
    assert kept == rewritten(filled)


def test_a_member_is_shown_under_its_place_and_nowhere_else(filled: Rows) -> None:
    found = {
        public_id: json.loads(feature)["properties"]
        for public_id, feature in filled.connection.execute(
            text("SELECT public_id, feature_head || feature_tail FROM third_place_listing")
        )
    }
    assert sorted(found) == ["tl-1", "tl-2", "tl-3", "tl-4"]
    assert found["tl-1"]["same_as"] == found["tl-4"]["same_as"] == []
    assert [(item["type"], item["seats"]) for item in found["tl-4"]["equipment"]] == [
        ("tablet", None),
        ("cnc", None),
    ], "the surer of two readings"
    assert found["tl-4"]["address"] == "1 rue de l\u2019Église"
    assert found["tl-4"]["opening_hours"] == "Tu 09:00-10:00"
    assert [record["id"] for record in found["tl-4"]["sources"]] == ["tl-5", "tl-4"]
    assert [record["id"] for record in found["tl-1"]["sources"]] == ["tl-1"]


def test_a_place_of_two_licences_is_one_row_and_one_for_each_licence(filled: Rows) -> None:
    columns = "public_id, licence, publisher, publishers, equipment_codes, is_shared, feature_tail"
    query = f"SELECT {columns} FROM {{}} WHERE public_id IN ('tl-3', 'tl-6') ORDER BY 1"  # noqa: S608

    def read(table: str) -> dict[str, tuple[Any, ...]]:
        return {row[0]: tuple(row[1:]) for row in filled.connection.execute(text(query.format(table)))}

    ((shown_as, place),) = read("third_place_listing").items()
    assert shown_as == "tl-3", "the place that was there first keeps its id"
    # The one that knows its hours speaks; the equipment is of both.
    assert place[:5] == ("unconfirmed", "Le Sud", ["Le Sud"], ["cnc", "fabrication"], True)
    properties = json.loads("{" + place[5][:-1])
    assert properties["opening_hours"] == "We 09:00-10:00"
    assert properties["list"] == "sud"
    assert properties["same_as"] == ["tl-6"]
    assert [(record["id"], record["licence"]) for record in properties["sources"]] == [
        ("tl-6", "unconfirmed"),
        ("tl-3", "LO-2.0"),
    ]
    assert properties["sources"][1]["fields"] == []
    alone = read("third_place_under_licence")
    assert {row: found[0] for row, found in alone.items()} == {"tl-3": "LO-2.0", "tl-6": "unconfirmed"}
    assert alone["tl-3"][3] == []
    assert [record["id"] for record in json.loads("{" + alone["tl-3"][5][:-1])["sources"]] == ["tl-3"]


def test_of_several_unconfirmed_records_one_stands_for_their_licence(filled: Rows) -> None:
    filled.connection.execute(text("UPDATE third_place SET licence = 'unconfirmed' WHERE public_id = 'tl-3'"))
    query = text("SELECT public_id FROM third_place_under_licence WHERE licence = 'unconfirmed' ORDER BY 1")
    assert list(filled.connection.scalars(query)) == ["tl-6"]


def test_hours_and_their_exceptions_are_of_one_record(filled: Rows) -> None:
    query = text(
        "SELECT hours_from_id = (SELECT id FROM third_place WHERE public_id = 'tl-4'), open_minutes::text"
        " FROM third_place_listing WHERE public_id = 'tl-4'"
    )
    filled.connection.execute(
        text("UPDATE data_source SET trust = 0")  # the hours stay of the one that knows them
    )
    assert tuple(filled.connection.execute(query).one()) == (True, "{[1980,2040)}")


def test_position_and_address_never_contradict(rows: Rows) -> None:
    rows.commune("75056", "Paris")
    rows.commune("69123", "Lyon")
    centroid = {"position_precision": "commune_centroid", "commune_code": "75056", "source": "b"}
    rows.place(public_id="tl-1", source="a", commune_code="69123", address=None, city="Lyon")
    rows.place(public_id="tl-2", address="1 rue X", city="Paris", merged_into=rows.id_of("tl-1"), **centroid)
    query = text("SELECT feature_tail FROM third_place_listing WHERE public_id = 'tl-1'")
    shown = json.loads("{" + str(rows.connection.execute(query).scalar_one())[:-1])
    assert (shown["commune"], shown["city"], shown["address"]) == ("Lyon", "Lyon", None)
    rows.connection.execute(text("UPDATE third_place SET commune_code = '69123' WHERE public_id = 'tl-2'"))
    shown = json.loads("{" + str(rows.connection.execute(query).scalar_one())[:-1])
    assert (shown["city"], shown["address"]) == ("Paris", "1 rue X"), "city and address are of one record"


@pytest.mark.parametrize(
    "statement",
    [
        MERGE.format(member="public_id = 'tl-4'", place="tl-1"),
        MERGE.format(member="public_id = 'tl-3'", place="tl-5"),
        MERGE.format(member="public_id = 'tl-1'", place="tl-1"),
    ],
)
def test_a_record_is_never_merged_into_one_that_is_merged_itself(filled: Rows, statement: str) -> None:
    with pytest.raises(IntegrityError, match="merged"):
        filled.connection.execute(text(statement))
