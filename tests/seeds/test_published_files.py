"""The real files: every row and remark, licences, territories and organisations."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from support.importing import everything, rows, value

from app.platform.database.connection import make_engine
from geo.geodesic import point_distance_m
from seeds.importing.initial_load import load_published
from seeds.sources.registry import SOURCES

pytestmark = pytest.mark.shared_data

ROWS = {
    "communes": 35014,
    "regions": 18,
    "departments": 101,
    "cget-2019": 1512,
    "fabriques": 342,
    "manufactures": 98,
    "mednum-equipment": 2428,
    "organisations-cfa": 6268,
}
MERGED = {"fabriques": 38, "manufactures": 4, "mednum-equipment": 153}
"""Rows that are a place of an earlier source, whatever its licence."""
REFUSED = {"cget-2019": 1}
REMARKS = {
    "cget-2019": {
        "closed_by_name": 1,
        "commune_merged": 3,
        "precision_unreadable": 78,
        "website_unreadable": 5,
    },
    "fabriques": {"commune_merged": 1, "personal_contact_removed": 1, "position_from_commune": 1},
    "mednum-equipment": {
        "access_left_out": 371,
        "commune_from_address": 1,
        "commune_from_point": 8,
        "commune_missing": 5,
        "commune_read_in_part": 1,
        "equipment_not_understood": 28,
        "kind_unknown": 1,
        "position_missing": 4,
        "position_replaced_by_commune": 24,
        "website_unreadable": 24,
    },
    "organisations-cfa": {
        "commune_missing": 6,
        "position_from_commune": 2,
        "position_missing": 6,
        "siren_unreadable": 1,
    },
}
LICENCES = {
    "cget-2019": "LO-2.0",
    "fabriques": "LO-2.0",
    "manufactures": "LO-2.0",
    "mednum-equipment": "unconfirmed",
}


def test_the_table_of_sources_is_the_folder_of_files(shared_data: Path) -> None:
    """The other sources are fetched from their live addresses, filled in by people, or a format of many."""
    there = [source.name for source in SOURCES if (shared_data / source.file_name).is_file()]
    assert there == list(ROWS)
    formats = {"mediation-numerique", "data-inclusion"}
    assert all(
        source.address or source.lists or source.name in formats
        for source in SOURCES
        if source.name not in there
    )


def test_every_row_is_accounted_for(published: Engine) -> None:
    runs = rows(
        published,
        "SELECT source, status, rows_read, created, updated, unchanged, merged, refused FROM import_run",
    )
    assert {source: read for source, _, read, *_ in runs} == ROWS
    for source, status, read_rows, created, updated, unchanged, merged, refused in runs:
        assert status == "succeeded"
        assert read_rows == created + updated + unchanged + merged + refused
        assert refused == REFUSED.get(source, 0)
        assert merged == MERGED.get(source, 0)
        assert (created, updated, unchanged) == (read_rows - merged - refused, 0, 0)


def test_every_remark_is_counted(published: Engine) -> None:
    found = dict(rows(published, "SELECT source, remarks FROM import_run"))
    counts = {
        source: {code: remark["count"] for code, remark in remarks.items()}
        for source, remarks in found.items()
    }
    assert {source: remarks for source, remarks in counts.items() if remarks} == REMARKS


def test_every_place_and_organisation_is_listed(published: Engine) -> None:
    for records, listing in (
        ("third_place WHERE coalesce(merged_into, shown_with) IS NULL", "third_place_listing"),
        ("organisation", "organisation_listing"),
    ):
        assert value(published, f"SELECT count(*) FROM {records}") == value(  # noqa: S608
            published,
            f"SELECT count(*) FROM {listing}",  # noqa: S608
        )


def test_a_second_import_of_everything_writes_nothing(shared_data: Path, own_published_url: str) -> None:
    engine = make_engine(own_published_url)
    before = everything(engine)
    reports = load_published(engine, shared_data, lambda _said: None, skip_known=False)
    for report in reports:
        counts, tally = report.tally.counts, report.tally
        assert (counts.created, counts.updated, counts.vanished) == (0, 0, 0)
        assert tally.read == counts.unchanged + tally.refused == ROWS[report.source.name]
    assert everything(engine) == before
    engine.dispose()


def test_licences_follow_the_source(published: Engine) -> None:
    assert dict(rows(published, "SELECT DISTINCT source, licence FROM third_place")) == LICENCES
    assert rows(published, "SELECT DISTINCT source, licence FROM organisation") == [
        ("organisations-cfa", "MIT")
    ]


# Communes, régions, départements


def test_communes_know_their_territories(published: Engine) -> None:
    assert value(published, "SELECT count(*) FROM commune WHERE type = 'arrondissement'") == 45
    assert dict(
        rows(published, "SELECT parent_code, count(*) FROM commune WHERE parent_code <> '' GROUP BY 1")
    ) == {
        "75056": 20,
        "69123": 9,
        "13055": 16,
    }
    assert value(published, "SELECT count(*) FROM commune WHERE centroid IS NULL") == 71
    outside = "SELECT DISTINCT left(code, 3) FROM commune WHERE department_code IS NULL ORDER BY 1"
    assert [code for (code,) in rows(published, outside)] == [
        "975", "977", "978", "984", "986", "987", "988", "989",
    ]  # fmt: skip
    assert value(published, "SELECT count(*) FROM epci") == 1255
    assert value(published, "SELECT count(*) FROM commune WHERE epci_code IS NULL AND type = 'commune'") == 98


def test_every_region_and_departement_has_an_outline(published: Engine) -> None:
    for level, count in (("region", 18), ("department", 101)):
        query = f"""
        SELECT count(*), sum(ST_NPoints(outline)), sum(ST_NPoints(drawing)), sum(ST_NumGeometries(outline)),
          sum(ST_NumGeometries(drawing)), count(population), bool_and(ST_IsValid(drawing)),
          bool_and(ST_DWithin(drawing::geography, centroid, 1))
        FROM {level} WHERE outline IS NOT NULL
        """  # noqa: S608
        ((found, points, drawn, parts, drawn_parts, populations, valid, inside),) = rows(published, query)
        assert (found, populations) == (count, count)
        assert drawn < points / 2
        assert drawn_parts == parts
        assert valid
        assert inside
    # Neighbours keep their common border: the drawings overlap nowhere.
    overlaps = """
    SELECT count(*) FROM department AS one JOIN department AS other ON one.code < other.code
    WHERE one.drawing && other.drawing AND ST_Area(ST_Intersection(one.drawing, other.drawing)) > 1e-9
    """
    assert value(published, overlaps) == 0


def test_overseas_is_at_its_true_place(published: Engine) -> None:
    for department, (longitude, latitude) in {
        "971": (-61.5, 16.2),
        "972": (-61.0, 14.6),
        "973": (-52.3, 4.9),
        "974": (55.5, -21.1),
        "976": (45.2, -12.8),
    }.items():
        query = "SELECT ST_X(centroid::geometry), ST_Y(centroid::geometry) FROM department WHERE code = :code"
        ((x, y),) = rows(published, query, code=department)
        assert point_distance_m(x, y, longitude, latitude) < 250_000


# Organisations


def test_organisations_are_known_or_unknown_never_guessed(published: Engine) -> None:
    assert rows(published, "SELECT DISTINCT equipment_status, plans_to_invest FROM organisation") == [
        ("unknown", None)
    ]
    assert dict(rows(published, "SELECT qualiopi, count(*) FROM organisation GROUP BY 1")) == {
        True: 1457,
        False: 705,
        None: 4106,
    }
    assert value(published, "SELECT count(*) FROM organisation WHERE status = 'closed'") == 43
    assert value(published, "SELECT count(*) FROM organisation_need") == 0
    assert dict(rows(published, "SELECT kind, count(*) FROM organisation GROUP BY 1")) == {
        "cfa": 3321 + 2187 + 127,
        "training_organisation": 633,
    }


def test_organisations_are_placed_at_their_commune(published: Engine) -> None:
    query = "SELECT position_precision, count(*) FROM organisation GROUP BY 1"
    assert dict(rows(published, query)) == {"commune_centroid": 6262, None: 6}


def test_identifiers_are_mended_where_that_is_certain(published: Engine) -> None:
    # Sixteen declaration numbers of the overseas régions have lost their leading zero, one has kept it.
    assert value(published, "SELECT count(nda) FROM organisation") == 1685
    assert value(published, "SELECT count(*) FROM organisation WHERE nda ~ '^0[12346]97'") == 17
    assert value(published, "SELECT count(uai) FROM organisation") == 6268 - 66
