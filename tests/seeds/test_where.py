"""What an import makes of towns as people write them, and of points without a town."""

from pathlib import Path

import shapely
from sqlalchemy import Engine, text
from support.importing import import_rows, import_text, rows
from support.published_rows import COMMUNE

HEADER = "id,pivot,nom,commune,code_postal,adresse,date_maj"
TOWNS = {
    "94038": ("L'Haÿ-les-Roses", "94240", 48.777, 2.338),
    "59009": ("Villeneuve-d'Ascq", "59491", 50.632, 3.153),
    "93066": ("Saint-Denis", "93200", 48.93, 2.357),
    "42218": ("Saint-Étienne", "42000", 45.426, 4.376),
    "2B095": ("Corscia", "20224", 42.35, 9.04),
}
FUNDED = "Liste,Nom du lieu,Adresse,Latitude,Longitude\nEssai,Mairie,{address},42.35473,9.04258\n"
WHERE = "SELECT source_record_id, commune_code, position_precision FROM third_place ORDER BY 1"


def import_communes(engine: Engine, folder: Path) -> None:
    communes = [
        {
            **COMMUNE,
            "code_insee": code,
            "nom": name,
            "codes_postaux": postcode,
            "code_epci": "",
            "nom_epci": "",
            "latitude": str(latitude),
            "longitude": str(longitude),
        }
        for code, (name, postcode, latitude, longitude) in TOWNS.items()
    ]
    import_rows(engine, folder, "communes", *communes)


def test_apostrophes_and_dashes_as_word_types_them(engine: Engine, tmp_path: Path) -> None:
    import_communes(engine, tmp_path)
    towns = {
        "b-curly": ("L\N{RIGHT SINGLE QUOTATION MARK}Haÿ-les-Roses", "94240"),
        "b-dash": ("Saint\N{EN DASH}Denis", "93200"),
        "b-hyphen": ("Saint\N{NON-BREAKING HYPHEN}Étienne", "42000"),
        "b-straight": ("L'Haÿ-les-Roses", "94240"),
        "c-ascq": ("Villeneuve d\N{RIGHT SINGLE QUOTATION MARK}Ascq", "59491"),
    }
    lines = [
        f"{key},00000000000000,Lieu {key},{city},{code},1 rue X,2026-05-01"
        for key, (city, code) in towns.items()
    ]
    report = import_text(engine, tmp_path, "mediation-numerique", "\n".join([HEADER, *lines]))
    assert [(code, precision) for _, code, precision in rows(engine, WHERE)] == [
        (code, "commune_centroid") for code in ("94038", "93066", "42218", "94038", "59009")
    ]
    assert {code: found.count for code, found in report.tally.remarks.items()} == {"position_from_commune": 5}


def test_a_row_that_ends_nowhere_is_remarked_on(engine: Engine, tmp_path: Path) -> None:
    import_communes(engine, tmp_path)
    line = "a,00000000000000,Lieu,Atlantide,,1 rue X,2026-05-01"
    report = import_text(engine, tmp_path, "mediation-numerique", f"{HEADER}\n{line}")
    assert set(report.tally.remarks) == {"position_missing", "commune_missing"}


def test_a_point_whose_town_stands_in_the_address(engine: Engine, tmp_path: Path) -> None:
    import_communes(engine, tmp_path)
    address = "Mairie de Corscia 20224 CORSCIA"
    report = import_text(engine, tmp_path, "funded-equipment", FUNDED.format(address=address))
    assert rows(engine, "SELECT commune_code, department_code, region_code FROM third_place") == [
        ("2B095", "2B", "94")
    ]
    assert "commune_from_address" in report.tally.remarks


def test_a_point_is_in_the_outline_that_holds_it(engine: Engine, tmp_path: Path) -> None:
    import_communes(engine, tmp_path)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE department SET outline = ST_Multi(ST_GeomFromText(:shape, 4326)) WHERE code = '2B'"),
            {"shape": shapely.box(8.5, 42, 9.6, 43.1).wkt},
        )
        connection.execute(text("DELETE FROM commune WHERE code = '2B095'"))
    report = import_text(engine, tmp_path, "funded-equipment", FUNDED.format(address="Bergerie"))
    assert rows(engine, "SELECT commune_code, department_code, region_code FROM third_place") == [
        (None, "2B", "94")
    ]
    assert "territory_from_outline" in report.tally.remarks
