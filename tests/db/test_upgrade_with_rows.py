"""A directory of the oldest revision that is known, with rows in it, upgraded through all of them."""

from typing import Any

import pytest
from support.clients import API, client_of
from support.databases import migrate
from support.rows import execute
from support.schema import restore_0015

from app.migrations.upgrade import head_revision

pytestmark = pytest.mark.slow

REFERENCE = """
INSERT INTO region (code, name, seat) VALUES ('52', 'Pays de la Loire', '44109') ON CONFLICT DO NOTHING;
INSERT INTO department (code, name, seat, region_code, timezone)
VALUES ('44', 'Loire-Atlantique', '44109', '52', 'Europe/Paris') ON CONFLICT DO NOTHING;
INSERT INTO equipment_type (code, label_fr, label_en, rank) VALUES ('wifi', 'Wi-Fi', 'Wi-Fi', 1)
ON CONFLICT DO NOTHING;
INSERT INTO programme (code, name, funder) VALUES ('deffinov', 'DEFFINOV', 'État') ON CONFLICT DO NOTHING;
"""
"""What places refer to; a new database has it from the vocabularies."""
WRITTEN = """
INSERT INTO commune (code, name, type, department_code, region_code, postcodes, centroid)
VALUES ('44109', 'Nantes', 'commune', '44', '52', '{44000}', 'SRID=4326;POINT(-1.5534 47.2186)');
INSERT INTO import_run (source, file_name, file_hash, status, started_at, finished_at, rows_read, created)
VALUES ('census', 'lieux.csv', 'x', 'succeeded', '2026-01-02', '2026-01-02', 4, 3);
INSERT INTO rejected_record (import_run_id, line_number, code, reason, record)
VALUES (1, 4, 'name_missing', 'The row has no name.', '{"nom": ""}');
INSERT INTO third_place (public_id, name, kind, status, opening_hours, open_minutes, wheelchair, description,
  telephone, siret, standard, source, source_record_id, licence, content_hash, import_run_id, address,
  postcode, city, position, position_precision, commune_code, department_code, region_code, equipment_absent,
  updated_at, fetched_at)
VALUES
  ('tl-1', 'La Lanterne', 'fablab', 'open', 'Mo 09:00-12:00', '{[540,720)}', 'yes', 'Un atelier.',
   '+33200000000', '00000000000018', '{"frais_a_charge": "Gratuit"}', 'census', '1', 'LO-2.0', 'x', 1,
   '9 rue du Port', '44000', 'Nantes', 'SRID=4326;POINT(-1.55 47.21)', 'address', '44109', '44', '52',
   '{laser_cutter}', '2026-01-02', '2026-01-02'),
  ('tl-2', 'Fablab La Lanterne', 'fablab', 'open', NULL, NULL, NULL, NULL, NULL, NULL, '{}', 'labels', '2',
   'LO-2.0', 'x', 1, NULL, NULL, NULL, NULL, NULL, '44109', '44', '52', '{}', '2026-01-02', '2026-01-02'),
  ('tl-3', 'Le Phare', 'coworking', 'planned', NULL, NULL, NULL, NULL, NULL, NULL, '{}', 'census', '3',
   'ODbL-1.0', 'x', 1, NULL, NULL, NULL, NULL, NULL, '44109', '44', '52', '{}', '2026-01-02', '2026-01-02'),
  ('tl-4', 'La Lanterne', 'fablab', 'open', NULL, NULL, NULL, NULL, NULL, NULL, '{}', 'shared', '4',
   'ODbL-1.0', 'x', 1, NULL, NULL, NULL, NULL, NULL, '44109', '44', '52', '{}', '2026-01-02', '2026-01-02');
UPDATE third_place SET merged_into = 1 WHERE public_id = 'tl-2';
UPDATE third_place SET shown_with = 1 WHERE public_id = 'tl-4';
INSERT INTO duplicate_pair (left_id, right_id, verdict, rule, score, explanation, decided_by)
VALUES (1, 2, 'same', 'name_and_commune', 1, '', 'rule');
INSERT INTO equipment (third_place_id, type_code, quantity, shareable)
VALUES (1, 'wifi', 2, 'yes'), (3, 'wifi', 1, 'no');
INSERT INTO award (third_place_id, programme_code, year, amount) VALUES (2, 'deffinov', 2024, 1000);
INSERT INTO opening_exception (third_place_id, day, open_minutes) VALUES (1, '2026-12-25', '{}');
INSERT INTO organisation (public_id, name, kind, siret, source, source_record_id, licence, content_hash,
  postcode, position, position_precision, commune_code, department_code, region_code, updated_at, fetched_at)
VALUES ('of-1', 'École du Port', 'cfa', '00000000000026', 'registry', '1', 'LO-2.0', 'x', '44000',
  'SRID=4326;POINT(-1.56 47.22)', 'address', '44109', '44', '52', '2026-01-02', '2026-01-02');
INSERT INTO organisation_need (organisation_id, type_code, learners) VALUES (1, 'wifi', 12);
INSERT INTO match_run (started_at, finished_at, data_version, criteria, counts)
VALUES ('2026-01-02', '2026-01-02', 1, '{}', '{}');
INSERT INTO match (public_id, run_id, position, organisation_id, organisation, status, third_place_id,
  third_place, distance_m, rank, equipment, needs_met, needs_unmet, licence, fictional)
VALUES ('m-1', 1, 'SRID=4326;LINESTRING(-1.56 47.22, -1.55 47.21)', 'of-1', 'École du Port', 'matched',
  'tl-1', 'La Lanterne', 1344, 1, '{wifi}', '{wifi}', '{}', 'LO-2.0', false);
INSERT INTO place_report (public_id, place_name, kind, message, submission)
VALUES ('tl-1', 'La Lanterne', 'hours', 'Fermé le lundi.', 'x');
INSERT INTO geocoded_address (query, status, label, score, latitude, longitude)
VALUES ('9 rue du port 44000 nantes', 'ok', '9 Rue du Port 44000 Nantes', 0.9, 47.21, -1.55);
"""
"""In columns of revision 0015, which every later one has: rows as people, imports and runs write them."""
KEPT = [
    "commune",
    "third_place",
    "equipment",
    "award",
    "opening_exception",
    "organisation",
    "organisation_need",
    "duplicate_pair",
    "import_run",
    "rejected_record",
    "match_run",
    "match",
    "place_report",
    "geocoded_address",
]
LISTINGS = ("third_place_listing", "third_place_licence_listing", "organisation_listing", "equipment_listing")


def rows_of(url: str, table: str) -> list[dict[str, Any]]:
    """Every row of a table, as JSON."""
    return [row for (row,) in execute(url, f"SELECT to_jsonb(t) FROM {table} AS t ORDER BY t::text")]  # noqa: S608


def of_columns(rows: list[dict[str, Any]], columns: set[str]) -> list[dict[str, Any]]:
    """Rows in columns that there were before."""
    return [{name: value for name, value in row.items() if name in columns} for row in rows]


@pytest.fixture
def upgraded(bare_url: str) -> str:
    """A directory of revision 0015 with rows in it, brought to the newest: nothing of them is lost."""
    restore_0015(bare_url)
    execute(bare_url, REFERENCE + WRITTEN)
    before = {table: rows_of(bare_url, table) for table in KEPT}
    assert all(before.values())
    migrate(bare_url)
    assert execute(bare_url, "SELECT version_num FROM alembic_version") == [(head_revision(),)]
    for table, rows in before.items():
        columns = set(rows[0])
        assert sorted(map(str, of_columns(rows_of(bare_url, table), columns))) == sorted(map(str, rows)), (
            table
        )
    return bare_url


def test_what_is_listed_is_what_a_new_directory_lists_of_the_same_rows(upgraded: str, empty_url: str) -> None:
    execute(empty_url, REFERENCE + WRITTEN)
    for table in LISTINGS:
        assert rows_of(upgraded, table), table
        assert rows_of(upgraded, table) == rows_of(empty_url, table), table


def test_a_directory_that_was_upgraded_serves_its_places(upgraded: str) -> None:
    with client_of(upgraded) as client:
        listed = client.get(f"{API}/third-places?equipment=wifi").get_json(force=True)
        assert [feature["id"] for feature in listed["features"]] == ["tl-1"]
        merged = client.get(f"{API}/third-places/tl-2").get_json(force=True)
        assert (merged["id"], merged["properties"]["funded"]) == ("tl-1", True)
        matches = client.get(f"{API}/organisations/of-1/matches").get_json(force=True)["matches"]
        assert [match["third_place"]["id"] for match in matches] == ["tl-1"]
        items = client.get("/ogc/collections/third-places/items").get_json(force=True)
        assert items["numberMatched"] == 2


def test_what_is_written_after_the_upgrade_is_listed(upgraded: str) -> None:
    execute(upgraded, "UPDATE third_place SET status = 'closed' WHERE public_id = 'tl-1'")
    execute(upgraded, "INSERT INTO award (third_place_id, programme_code, year) VALUES (3, 'deffinov', 2025)")
    shown = execute(upgraded, "SELECT public_id, status, award_count FROM third_place_listing ORDER BY 1")
    assert shown == [("tl-1", "closed", 1), ("tl-3", "planned", 1)]
