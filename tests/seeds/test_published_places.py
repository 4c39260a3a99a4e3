"""The places of the real files, and each known defect of them."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Engine
from support.importing import rows, value
from support.published import place, read

from seeds.reading.normalise.postal import commune_code

pytestmark = pytest.mark.shared_data

FORMER_COMMUNES = {"69152": "69149", "16226": "16393", "85217": "85146", "49069": "49126"}
HAMLETS = {"nouvelle-caledonie:34"}
"""A row that spells a village as no commune is spelt."""


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
        ("fabriques", "commune_centroid", 342),
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


# Communes


def test_communes_of_the_places_agree_with_the_file(published: Engine, shared_data: Path) -> None:
    query = "SELECT source_record_id, department_code FROM third_place WHERE source = 'manufactures'"
    departments = dict(rows(published, query))
    for row in read(shared_data, "manufactures"):
        assert departments[row["id"]] == row["code_departement"]
        assert commune_code(row["code_insee"]) == row["code_insee"]
