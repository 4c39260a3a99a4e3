"""The real files, and each known defect of them."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from support.importing import everything, rows, value

from app.db.database import make_engine
from geo.geodesic import point_distance_m
from seeds.initial import load_published
from seeds.normalise.postal import commune_code
from seeds.sources import BY_NAME, SOURCES

pytestmark = [pytest.mark.shared_data, pytest.mark.xdist_group("published")]

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
MERGED = {"fabriques": 34, "manufactures": 4}
"""Rows that are a place of an earlier source, under the same licence."""
REFUSED = {"cget-2019": 1}
REMARKS = {
    "cget-2019": {"website_unreadable": 5, "commune_merged": 3},
    "fabriques": {"commune_merged": 1},
    "mednum-equipment": {"website_unreadable": 24, "position_replaced_by_commune": 23},
    "organisations-cfa": {"siren_unreadable": 1},
}
FORMER_COMMUNES = {"69152": "69149", "16226": "16393", "85217": "85146", "49069": "49126"}
HAMLETS = {"region-sud-paca-2022:404", "region-sud-paca-2022:407", "nouvelle-caledonie:34"}
"""Rows that name a village of two communes, or spell one as no commune is spelt."""
LICENCES = {
    "cget-2019": "LO-2.0",
    "fabriques": "LO-2.0",
    "manufactures": "LO-2.0",
    "mednum-equipment": "unconfirmed",
}


@pytest.fixture(scope="module")
def published(published_url: str) -> Iterator[Engine]:
    made = make_engine(published_url)
    yield made
    made.dispose()


def read(folder: Path, source: str) -> list[dict[str, str]]:
    with (folder / BY_NAME[source].file_name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def place(engine: Engine, source: str, record_id: str, what: str) -> Any:
    query = f"SELECT {what} FROM third_place WHERE source = :source AND source_record_id = :id"  # noqa: S608
    return value(engine, query, source=source, id=record_id)


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
    assert {source: remarks for source, remarks in found.items() if remarks} == REMARKS


def test_every_place_and_organisation_is_listed(published: Engine) -> None:
    for records, listing in (
        ("third_place WHERE merged_into IS NULL", "third_place_listing"),
        ("organisation", "organisation_listing"),
    ):
        assert value(published, f"SELECT count(*) FROM {records}") == value(  # noqa: S608
            published,
            f"SELECT count(*) FROM {listing}",  # noqa: S608
        )


def test_a_second_import_of_everything_writes_nothing(
    all_databases: Any, shared_data: Path, published_url: str
) -> None:
    engine = make_engine(all_databases.copy("tpl_published", "again"))
    before = everything(engine)
    reports = load_published(engine, shared_data, lambda _said: None, skip_known=False)
    for report in reports:
        counts, tally = report.tally.counts, report.tally
        assert (counts.created, counts.updated, counts.vanished) == (0, 0, 0)
        assert tally.read == counts.unchanged + tally.refused == ROWS[report.source.name]
    assert everything(engine) == before
    engine.dispose()
    assert published_url


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
    assert value(published, "SELECT count(*) FROM commune WHERE centroid IS NULL") == 94
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


# CGET 2019


def test_a_place_838_km_from_its_commune_is_refused(published: Engine) -> None:
    refused = rows(
        published, "SELECT code, record ->> 'NOM_TL', record ->> 'INSEECOM', line_number FROM rejected_record"
    )
    assert refused == [("position_far_from_commune", "SICTIAM", "14327", 1461)]
    # The same house stands in the file once more, with a commune that fits.
    assert (
        value(
            published,
            "SELECT count(*) FROM third_place WHERE source_record_id = '1461' AND source = 'cget-2019'",
        )
        == 1
    )


def test_an_empty_insee_code_is_filled_from_the_position(published: Engine, shared_data: Path) -> None:
    missing = [row for row in read(shared_data, "cget-2019") if not row["INSEECOM"]]
    assert len(missing) == 157
    query = "SELECT source_record_id, commune_code FROM third_place WHERE source = 'cget-2019'"
    communes = dict(rows(published, query))
    assert all(communes[row["ID"]] == row["INSEE_CALC"] for row in missing)


def test_arrondissements_are_their_commune(published: Engine) -> None:
    cities = (
        "SELECT commune_code, count(*) FROM third_place WHERE source = 'cget-2019'"
        " AND commune_code IN ('75056', '69123', '13055') GROUP BY 1"
    )
    assert {code for code, _ in rows(published, cities)} == {"75056", "69123", "13055"}
    assert value(published, "SELECT count(*) FROM third_place WHERE commune_code ~ '^(751|6938|132)'") == 0


def test_communes_that_were_merged_are_the_ones_of_today(published: Engine, shared_data: Path) -> None:
    columns = {"cget-2019": ("ID", "INSEECOM"), "fabriques": ("id", "code_insee")}
    stated = {
        (source, row[identifier]): row[code]
        for source, (identifier, code) in columns.items()
        for row in read(shared_data, source)
        if row[code] in FORMER_COMMUNES
    }
    assert sorted(stated.values()) == sorted(FORMER_COMMUNES)
    for (source, record_id), code in stated.items():
        assert place(published, source, record_id, "commune_code") == FORMER_COMMUNES[code]
        assert place(published, source, record_id, "epci_code IS NOT NULL") is True


def test_only_rows_that_name_no_commune_have_none(published: Engine) -> None:
    for table in ("third_place", "organisation"):
        unknown = f"SELECT source_record_id, city FROM {table} WHERE commune_code IS NULL"  # noqa: S608
        named = {record_id for record_id, city in rows(published, unknown) if city}
        assert named == (HAMLETS if table == "third_place" else set())


def test_regions_have_their_official_names(published: Engine, shared_data: Path) -> None:
    query = """
    SELECT source_record_id, region.code, region.name
    FROM third_place JOIN region ON region_code = region.code WHERE source = 'cget-2019'
    """
    regions = {record_id: (code, name) for record_id, code, name in rows(published, query)}
    stated = {row["ID"]: row for row in read(shared_data, "cget-2019")}
    assert len(regions) == 1511
    assert {row["NOMREG"] for row in stated.values()} - {name for _, name in regions.values()} == {
        "", "Nouvelle Aquitaine", "Auvergne et Rhône-Alpes", "Bourgogne et Franche-Comté",
    }  # fmt: skip
    for record_id, (code, _name) in regions.items():
        assert stated[record_id]["REG_CALC"] in {code, ""}


def test_values_that_are_no_score_are_not_taken_for_one(published: Engine, shared_data: Path) -> None:
    query = "SELECT source_record_id, position_precision FROM third_place WHERE source = 'cget-2019'"
    precision = dict(rows(published, query))
    found: Counter[tuple[str, str]] = Counter()
    for row in read(shared_data, "cget-2019"):
        score = row["PRECISION"]
        if row["ID"] in precision:
            known = bool(score) and float(score) <= 1
            found["score" if known else "none", precision[row["ID"]]] += 1
            if precision[row["ID"]] == "address":
                assert 0.8 <= float(score) <= 1
    assert found["none", "address"] == 0
    assert found["none", "street"] > 50
    # The 46 rows of which nothing but the point is known are worth no more than their commune.
    assert found["none", "commune_centroid"] >= 46


def test_a_geocoder_that_found_only_the_commune_gives_the_commune(published: Engine) -> None:
    for record_id in ("1422", "1423", "1425"):
        assert place(published, "cget-2019", record_id, "position_precision") == "commune_centroid"


def test_duplicate_points_are_all_kept(published: Engine) -> None:
    query = """
    SELECT count(*) - count(DISTINCT (ST_X(position::geometry), ST_Y(position::geometry)))
    FROM third_place WHERE source = 'cget-2019'
    """
    # 46 in the file; one of them is the row that is refused.
    assert value(published, query) == 45


def test_fab_labs_get_no_equipment_from_being_fab_labs(published: Engine) -> None:
    assert dict(
        rows(published, "SELECT kind, count(*) FROM third_place WHERE source = 'cget-2019' GROUP BY 1")
    ) == {
        "coworking": 1118,
        "fablab": 344,
        "third_place": 49,
    }
    query = """
    SELECT count(*) FROM equipment JOIN third_place AS place ON place.id = third_place_id
    WHERE source = 'cget-2019'
    """
    assert value(published, query) == 0


# Fabriques and Manufactures


def test_labels_are_awards(published: Engine) -> None:
    query = "SELECT programme_code, count(*), count(year), count(amount) FROM award GROUP BY 1 ORDER BY 1"
    assert rows(published, query) == [
        ("fabrique-de-territoire", 342, 0, 0),
        ("manufacture-de-proximite", 98, 0, 0),
    ]
    precision = """
    SELECT source, position_precision, count(*) FROM third_place
    WHERE source IN ('fabriques', 'manufactures') GROUP BY 1, 2 ORDER BY 1, 2
    """
    assert rows(published, precision) == [
        ("fabriques", "commune_centroid", 341),
        ("fabriques", None, 1),
        ("manufactures", "commune_centroid", 98),
    ]


# Equipment


def test_points_far_from_their_commune_are_moved_to_it_and_not_lost(
    published: Engine, shared_data: Path
) -> None:
    far = [row for row in read(shared_data, "mednum-equipment") if float(row["ecart_centroide_km"] or 0) > 25]
    assert len(far) == 23
    query = """
    SELECT source_record_id, position_precision, ST_Distance(position, centroid)
    FROM third_place JOIN commune ON code = commune_code WHERE source = 'mednum-equipment'
    """
    found = {record_id: (precision, metres) for record_id, precision, metres in rows(published, query)}
    assert {found[f"{row['source']}:{row['id']}"] for row in far} == {("commune_centroid", 0.0)}


def test_no_place_is_far_from_its_commune(published: Engine) -> None:
    query = """
    SELECT max(ST_Distance(position, centroid)) FROM third_place JOIN commune ON code = commune_code
    """
    assert value(published, query) < 50_000


def test_rows_without_a_position_are_kept_without_one(published: Engine) -> None:
    query = """
    SELECT source_record_id, position_precision FROM third_place
    WHERE source = 'mednum-equipment' AND position IS NULL ORDER BY 1
    """
    assert rows(published, query) == [
        (f"region-sud-paca-2022:{number}", None) for number in ("1239", "1240", "636", "687")
    ]


def test_the_epoch_is_no_date(published: Engine) -> None:
    query = """
    SELECT min(source_updated_on), count(source_updated_on) FROM third_place
    WHERE source = 'mednum-equipment'
    """
    ((oldest, count),) = rows(published, query)
    assert oldest.year == 2019
    assert count == 2428 - 1245 - 222


def test_new_caledonia_is_in_no_departement(published: Engine) -> None:
    query = """
    SELECT department_code, region_code, epci_code, timezone, count(*), count(position)
    FROM third_place WHERE source_record_id LIKE 'nouvelle-caledonie:%' GROUP BY 1, 2, 3, 4
    """
    assert rows(published, query) == [(None, None, None, "Pacific/Noumea", 92, 92)]
    # All 92 rows carry the code of Nouméa; 32 say that they are there. "Boulouparis" is no commune.
    named = """
    SELECT count(commune_code), count(DISTINCT commune_code), count(*) FILTER (WHERE commune_code = '98818'),
      bool_and(fold(commune.name) LIKE '%' || fold(city))
    FROM third_place JOIN commune ON code = commune_code WHERE source_record_id LIKE 'nouvelle-caledonie:%'
    """
    assert rows(published, named) == [(91, 29, 32, True)]


def test_only_pmr_speaks_of_wheelchairs(published: Engine) -> None:
    query = "SELECT wheelchair, count(*) FROM third_place WHERE source = 'mednum-equipment' GROUP BY 1"
    assert dict(rows(published, query)) == {"yes": 141, "no": 13, None: 2274}


def test_typed_equipment_keeps_its_text(published: Engine) -> None:
    query = "SELECT count(*), count(raw_text), count(DISTINCT third_place_id) FROM equipment"
    ((count, texts, places),) = rows(published, query)
    assert count == texts
    assert 600 < places <= 935


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
    assert dict(rows(published, query)) == {"commune_centroid": 6260, None: 8}


def test_identifiers_are_mended_where_that_is_certain(published: Engine) -> None:
    # Sixteen declaration numbers of the overseas régions have lost their leading zero, one has kept it.
    assert value(published, "SELECT count(nda) FROM organisation") == 1685
    assert value(published, "SELECT count(*) FROM organisation WHERE nda ~ '^0[12346]97'") == 17
    assert value(published, "SELECT count(uai) FROM organisation") == 6268 - 66


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


def test_communes_of_the_places_agree_with_the_file(published: Engine, shared_data: Path) -> None:
    query = "SELECT source_record_id, department_code FROM third_place WHERE source = 'manufactures'"
    departments = dict(rows(published, query))
    for row in read(shared_data, "manufactures"):
        assert departments[row["id"]] == row["code_departement"]
        assert commune_code(row["code_insee"]) == row["code_insee"]
