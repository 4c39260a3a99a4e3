"""Every constraint refuses what it should, whoever writes."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DataError, IntegrityError
from support.rows import PARIS, Rows, ewkt, ranges

BAD_PLACES: list[tuple[dict[str, Any], str]] = [
    ({"kind": "castle"}, "ck_third_place_kind"),
    ({"status": "demolished"}, "ck_third_place_status"),
    ({"wheelchair": "perhaps"}, "ck_third_place_wheelchair"),
    ({"timezone": "Europe/Nowhere"}, "ck_third_place_timezone"),
    ({"timezone": "'; SELECT 1"}, "ck_third_place_timezone"),
    ({"manager_kind": "king"}, "ck_third_place_manager_kind"),
    ({"licence": "GPL"}, "ck_third_place_licence"),
    ({"position_precision": "planet"}, "ck_third_place_position_precision"),
    ({"position_precision": None}, "ck_third_place_position_has_precision"),
    ({"position": None}, "ck_third_place_position_has_precision"),
    ({"postcode": "7500"}, "ck_third_place_postcode"),
    ({"postcode": "75001\n"}, "ck_third_place_postcode"),
    ({"postcode": "2A000"}, "ck_third_place_postcode"),
    ({"commune_code": "99999"}, "fk_third_place_commune_code"),
    ({"department_code": "20", "region_code": None}, "fk_third_place_department_code"),
    ({"region_code": "99"}, "fk_third_place_region_code"),
    ({"epci_code": "123456789"}, "fk_third_place_epci_code"),
    ({"import_run_id": 99}, "fk_third_place_import_run_id"),
    ({"name": None}, "name"),
    ({"source": None}, "source"),
    ({"licence": None}, "licence"),
    ({"content_hash": None}, "content_hash"),
]
BAD_ORGANISATIONS: list[tuple[dict[str, Any], str]] = [
    ({"kind": "school"}, "ck_organisation_kind"),
    ({"status": "planned"}, "ck_organisation_status"),
    ({"equipment_status": None}, "equipment_status"),
    ({"equipment_status": "rich"}, "ck_organisation_equipment_status"),
    ({"siret": "1234567890001"}, "ck_organisation_siret"),
    ({"siret": "1234567890001a"}, "ck_organisation_siret"),
    ({"siren": "12345678"}, "ck_organisation_siren"),
    ({"siret": "12345678900011", "siren": "987654321"}, "ck_organisation_siren"),
    ({"nda": "1175555557"}, "ck_organisation_nda"),
    ({"nda": "1175555557é"}, "ck_organisation_nda"),
    ({"uai": "0751234"}, "ck_organisation_uai"),
    ({"uai": "0751234a"}, "ck_organisation_uai"),
    ({"position": None}, "ck_organisation_position_has_precision"),
    ({"licence": "GPL"}, "ck_organisation_licence"),
]
BAD_EQUIPMENT: list[tuple[dict[str, Any], str]] = [
    ({"type_code": "unicorn"}, "fk_equipment_type_code"),
    ({"type_code": "wifi", "shareable": "perhaps"}, "ck_equipment_shareable"),
    ({"type_code": "wifi", "shareable": None}, "shareable"),
    ({"type_code": "wifi", "quantity": 0}, "ck_equipment_quantity"),
    ({"type_code": "wifi", "seats": -1}, "ck_equipment_seats"),
    ({"type_code": "wifi", "confidence": 1.01}, "ck_equipment_confidence"),
    ({"type_code": "wifi", "confidence": -0.1}, "ck_equipment_confidence"),
    ({"type_code": "wifi", "confidence": float("nan")}, "ck_equipment_confidence"),
    ({"type_code": "wifi", "terms": {"colour": "red"}}, "ck_equipment_terms"),
    ({"type_code": "wifi", "terms": {"minimum_age": 2}}, "ck_equipment_terms"),
    ({"type_code": "wifi", "terms": {"minimum_age": [5]}}, "ck_equipment_terms"),
    ({"type_code": "wifi", "terms": {"supervised": "yes"}}, "ck_equipment_terms"),
    ({"type_code": "wifi", "terms": {"price_hour": -1}}, "ck_equipment_terms"),
    ({"type_code": "wifi", "terms": {"price_day": "12"}}, "ck_equipment_terms"),
    ({"type_code": "wifi", "terms": {"qualification": "king"}}, "ck_equipment_terms"),
    ({"type_code": "wifi", "terms": {"out_of_order_until": "demain"}}, "ck_equipment_terms"),
]
BAD_AWARDS: list[tuple[dict[str, Any], str]] = [
    ({"programme_code": "moonshot"}, "fk_award_programme_code"),
    ({"programme_code": "deffinov", "year": 1989}, "ck_award_year"),
    ({"programme_code": "deffinov", "year": 2101}, "ck_award_year"),
    ({"programme_code": "deffinov", "amount": -1}, "ck_award_amount"),
    (
        {"programme_code": "deffinov", "period_start": date(2024, 1, 2), "period_end": date(2024, 1, 1)},
        "ck_award_period",
    ),
]
BAD_NEEDS: list[tuple[dict[str, Any], str]] = [
    ({"type_code": "unicorn"}, "fk_organisation_need_type_code"),
    ({"type_code": "wifi", "quantity": 0}, "ck_organisation_need_quantity"),
    ({"type_code": "wifi", "learners": 0}, "ck_organisation_need_learners"),
]


@pytest.mark.parametrize(("columns", "constraint"), BAD_PLACES, ids=str)
def test_places(rows: Rows, columns: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        rows.place(**columns)


@pytest.mark.parametrize(("columns", "constraint"), BAD_ORGANISATIONS, ids=str)
def test_organisations(rows: Rows, columns: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        rows.organisation(**columns)


@pytest.mark.parametrize(("item", "constraint"), BAD_EQUIPMENT, ids=str)
def test_equipment(rows: Rows, item: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        rows.place(equipment=[item])


@pytest.mark.parametrize(("award", "constraint"), BAD_AWARDS, ids=str)
def test_awards(rows: Rows, award: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        rows.place(awards=[award])


@pytest.mark.parametrize(("need", "constraint"), BAD_NEEDS, ids=str)
def test_needs(rows: Rows, need: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        rows.organisation(needs=[need])


def test_what_is_right_is_accepted(rows: Rows) -> None:
    rows.commune("75056", "Paris")
    rows.epci("200054781", "Métropole du Grand Paris")
    rows.place(
        postcode="75001",
        commune_code="75056",
        department_code="75",
        epci_code="200054781",
        equipment=[{"type_code": "wifi", "quantity": 1, "seats": 1, "confidence": 0}],
        awards=[{"programme_code": "deffinov", "year": 1990, "amount": 0}],
    )
    rows.place(None, wheelchair=None)
    rows.organisation(siret="12345678900011", siren="123456789", nda="1175A555575", uai="0751234A")


@pytest.mark.parametrize("at", [(180.0, 90.0), (-180.0, -90.0), (0.0, 0.0)])
def test_the_corners_of_the_map(rows: Rows, at: tuple[float, float]) -> None:
    rows.place(at)
    rows.organisation(at)


@pytest.mark.parametrize(
    "text_", ["SRID=4326;LINESTRING(0 0, 1 1)", "SRID=2154;POINT(700000 6600000)", "POINT(0)"]
)
def test_a_position_is_a_point_on_wgs84(rows: Rows, text_: str) -> None:
    with pytest.raises(Exception, match=r"(?i)geometry|srid|parse|lon_lat"):
        rows.place(position=text_)


def test_a_source_gives_a_record_once(rows: Rows) -> None:
    rows.place(source_record_id="1", source="a")
    rows.place(source_record_id="1", source="b")
    with pytest.raises(IntegrityError, match="uq_third_place_source_source_record_id"):
        rows.place(source_record_id="1", source="a")


def test_a_public_id_is_given_once(rows: Rows) -> None:
    rows.organisation(public_id="of-1")
    with pytest.raises(IntegrityError, match="uq_organisation_public_id"):
        rows.organisation(public_id="of-1")


def test_a_type_of_equipment_is_given_once_a_place(rows: Rows) -> None:
    with pytest.raises(IntegrityError, match="uq_equipment_third_place_id_type_code"):
        rows.place(equipment=["wifi", "wifi"])


def test_an_award_is_given_once_even_without_call_and_year(rows: Rows) -> None:
    rows.place(awards=["deffinov", {"programme_code": "deffinov", "year": 2022}])
    with pytest.raises(IntegrityError, match="uq_award"):
        rows.place(awards=["deffinov", "deffinov"])


def test_a_need_is_declared_once(rows: Rows) -> None:
    with pytest.raises(IntegrityError, match="pk_organisation_need"):
        rows.organisation(needs=["wifi", "wifi"])


def test_a_commune_has_a_known_type(rows: Rows) -> None:
    with pytest.raises(IntegrityError, match="ck_commune_type"):
        rows.commune("75056", "Paris", type="village")


def test_an_arrondissement_has_a_city(rows: Rows) -> None:
    with pytest.raises(IntegrityError, match="fk_commune_parent_code"):
        rows.commune("75111", "Paris 11e", type="arrondissement", parent_code="75056")


def test_the_state_is_one_row(rows: Rows) -> None:
    with pytest.raises(IntegrityError, match="ck_directory_state_single_row"):
        rows.connection.execute(text("INSERT INTO directory_state (id) VALUES (2)"))


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE directory_state SET content = 'half'", "ck_directory_state_content"),
        (
            "INSERT INTO import_run (source, file_name, file_hash, status) VALUES ('a', 'b', '', 'lost')",
            "ck_import_run_status",
        ),
        (
            "INSERT INTO rejected_record (import_run_id, code, reason, record) VALUES (99, 'a', 'b', '{}')",
            "fk_rejected_record_import_run_id",
        ),
        ("DELETE FROM region WHERE code = '11'", "fk_department_region_code"),
    ],
)
def test_other_tables(rows: Rows, statement: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        rows.connection.execute(text(statement))


def test_an_equipment_type_that_is_used_stays(rows: Rows) -> None:
    rows.place(equipment=["wifi"])
    with pytest.raises(IntegrityError, match="fk_equipment_type_code"):
        rows.connection.execute(text("DELETE FROM equipment_type WHERE code = 'wifi'"))


def test_opening_minutes_are_ranges(rows: Rows) -> None:
    rows.place(open_minutes=ranges([(0, 60), (120, 180)]))
    with pytest.raises(DataError):
        rows.connection.execute(text("UPDATE third_place SET open_minutes = '{[10,5)}'"))


def test_what_hangs_on_a_place_goes_with_it(rows: Rows) -> None:
    rows.place(equipment=["wifi"], awards=["deffinov"], hours="Mo 10:00-12:00; Dec 25 off")
    rows.connection.execute(text("DELETE FROM third_place"))
    for table in ("equipment", "award", "opening_exception", "third_place_listing"):
        assert rows.connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0  # noqa: S608


def test_what_hangs_on_an_organisation_goes_with_it(rows: Rows) -> None:
    rows.organisation(needs=["wifi"])
    rows.connection.execute(text("DELETE FROM organisation"))
    for table in ("organisation_need", "organisation_listing"):
        assert rows.connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0  # noqa: S608


def test_a_place_outlives_the_run_that_brought_it(rows: Rows) -> None:
    run = rows.connection.execute(
        text("INSERT INTO import_run (source, file_name, file_hash) VALUES ('a', 'b', '') RETURNING id")
    ).scalar_one()
    rows.place(import_run_id=run)
    rows.connection.execute(text("DELETE FROM import_run"))
    assert rows.connection.execute(text("SELECT import_run_id FROM third_place")).scalar_one() is None


def test_a_point_off_the_earth_never_reaches_the_table(rows: Rows) -> None:
    # PostGIS itself wraps what lies beyond.
    rows.place((200.0, 10.0))
    stored = rows.connection.execute(text("SELECT ST_X(position::geometry) FROM third_place")).scalar_one()
    assert stored == -160


def test_the_default_position_helper_writes_longitude_first(rows: Rows) -> None:
    rows.place(PARIS)
    found = rows.connection.execute(
        text("SELECT ST_X(position::geometry), ST_Y(position::geometry) FROM third_place")
    ).one()
    assert tuple(found) == PARIS
    assert ewkt(PARIS) == f"SRID=4326;POINT({PARIS[0]} {PARIS[1]})"
