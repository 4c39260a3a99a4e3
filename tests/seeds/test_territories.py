import json
from pathlib import Path

from shapely.geometry import box, mapping
from sqlalchemy import Engine
from support.importing import AMBERIEU, NANTES, everything, import_rows, import_text, outcome, rows, value
from support.published_rows import CGET

PARIS = {
    **NANTES,
    "code_insee": "75056",
    "nom": "Paris",
    "population": "100",
    "latitude": "48.85",
    "longitude": "2.34",
}
TENTH = {
    **PARIS,
    "code_insee": "75110",
    "nom": "Paris 10e Arrondissement",
    "type": "arrondissement-municipal",
    "population": "40",
    "code_epci": "",
    "nom_epci": "",
}
NOUMEA = {
    **NANTES,
    "code_insee": "98818",
    "nom": "Nouméa",
    "code_epci": "",
    "nom_epci": "",
    "latitude": "",
    "longitude": "",
}


def outlines(*codes: str, east: float = 1.0) -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"insee_reg": code, "lib_reg": "x"},
            "geometry": mapping(box(number, 46, number + east, 47)),
        }
        for number, code in enumerate(codes)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_communes_bring_their_epci(engine: Engine, tmp_path: Path) -> None:
    report = import_rows(engine, tmp_path, "communes", AMBERIEU, NANTES, NOUMEA)
    assert outcome(report) == (3, 0, 0, 0, 0)
    assert rows(engine, "SELECT code, name, population FROM epci ORDER BY code") == [
        ("240100883", "CC de la Plaine de l'Ain", 15934),
        ("244400404", "Nantes Métropole", 15934),
    ]
    assert rows(engine, "SELECT code, department_code, region_code FROM commune ORDER BY code") == [
        ("01004", "01", "84"),
        ("44109", "44", "52"),
        ("98818", None, None),
    ]
    assert value(engine, "SELECT content FROM directory_state") == "empty"


def test_arrondissements_belong_to_their_commune_and_count_once(engine: Engine, tmp_path: Path) -> None:
    # The arrondissement stands before its commune, as it does in files sorted otherwise.
    import_rows(engine, tmp_path, "communes", TENTH, PARIS)
    assert rows(engine, "SELECT type, parent_code FROM commune WHERE code = '75110'") == [
        ("arrondissement", "75056")
    ]
    assert value(engine, "SELECT population FROM department WHERE code = '75'") == 100
    assert value(engine, "SELECT population FROM region WHERE code = '11'") == 100


def test_an_arrondissement_without_its_commune_has_no_parent(engine: Engine, tmp_path: Path) -> None:
    assert outcome(import_rows(engine, tmp_path, "communes", TENTH)) == (1, 0, 0, 0, 0)
    assert value(engine, "SELECT parent_code FROM commune") is None


def test_a_commune_that_left_the_file_stays(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "communes", AMBERIEU, NANTES)
    assert outcome(import_rows(engine, tmp_path, "communes", NANTES)) == (0, 0, 1, 0, 0)
    assert value(engine, "SELECT count(*) FROM commune") == 2


def test_a_new_name_reaches_the_places(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "communes", AMBERIEU, NANTES)
    import_rows(engine, tmp_path, "cget-2019", CGET)
    report = import_rows(engine, tmp_path, "communes", AMBERIEU, {**NANTES, "nom": "Naoned"})
    assert outcome(report) == (0, 1, 1, 0, 0)
    listed = (
        "SELECT (feature_head || feature_tail)::json -> 'properties' ->> 'commune' FROM third_place_listing"
    )
    assert value(engine, listed) == "Naoned"


def test_outlines_are_created_then_updated(engine: Engine, tmp_path: Path) -> None:
    assert outcome(import_text(engine, tmp_path, "regions", outlines("52", "53", "99"))) == (2, 0, 0, 1, 0)
    before = everything(engine)
    assert outcome(import_text(engine, tmp_path, "regions", outlines("52", "53"))) == (0, 0, 2, 0, 0)
    assert everything(engine) == before
    assert outcome(import_text(engine, tmp_path, "regions", outlines("52", "53", east=0.9))) == (
        0,
        2,
        0,
        0,
        0,
    )
    inside = "SELECT bool_and(ST_Contains(drawing, centroid::geometry)) FROM region WHERE outline IS NOT NULL"
    assert value(engine, inside) is True
    assert value(engine, "SELECT count(*) FROM region WHERE outline IS NOT NULL") == 2


def test_a_file_without_any_known_territory_is_refused(engine: Engine, tmp_path: Path) -> None:
    assert import_text(engine, tmp_path, "regions", outlines("99")).status == "failed"
