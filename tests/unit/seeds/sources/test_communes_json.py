import json
from pathlib import Path
from typing import Any

import pytest
from support.reading import read

from seeds.reading.files import SourceFileError
from seeds.reading.records import CommuneRecord, Refusal
from seeds.sources.communes import read_communes

NANTES = {
    "code": "44109",
    "nom": "Nantes",
    "codesPostaux": ["44300", "44000"],
    "population": 325070,
    "centre": {"type": "Point", "coordinates": [-1.5479, 47.2322]},
    "codeEpci": "244400404",
    "codeDepartement": "44",
    "codeRegion": "52",
}


def read_items(folder: Path, *items: Any) -> list[Any]:
    return read(read_communes, folder, json.dumps(list(items)))


def test_a_commune_of_geo_api(tmp_path: Path) -> None:
    (commune,) = read_items(tmp_path, NANTES)
    assert isinstance(commune, CommuneRecord)
    assert (commune.code, commune.name, commune.type) == ("44109", "Nantes", "commune")
    assert commune.postcodes == ("44000", "44300")
    assert (commune.latitude, commune.longitude) == (47.2322, -1.5479)
    assert (commune.epci_code, commune.epci_name) == ("244400404", None)
    assert (commune.department_code, commune.region_code, commune.population) == ("44", "52", 325070)


def test_the_name_of_an_epci_where_it_was_asked_for(tmp_path: Path) -> None:
    epci = {"code": "244400404", "nom": "Nantes Métropole"}
    (commune,) = read_items(tmp_path, {**NANTES, "epci": epci})
    assert (commune.epci_code, commune.epci_name) == ("244400404", "Nantes Métropole")


def test_what_is_optional_may_be_missing(tmp_path: Path) -> None:
    (commune,) = read_items(tmp_path, {"code": "98799", "nom": "Un atoll", "centre": None})
    assert (commune.postcodes, commune.population, commune.latitude) == ((), None, None)
    assert (commune.department_code, commune.epci_code) == (None, None)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": None}, "commune_code_invalid"),
        ({"code": "abc"}, "commune_code_invalid"),
        ({"code": "75110"}, "type_unknown"),
        ({"nom": ""}, "name_missing"),
        ({"nom": 3}, "name_missing"),
        ({"codesPostaux": ["x"]}, "postcode_invalid"),
        ({"centre": [1, 2]}, "position_unreadable"),
        ({"centre": {"type": "Point", "coordinates": ["1", "2"]}}, "position_unreadable"),
        ({"centre": {"type": "Polygon", "coordinates": []}}, "position_unreadable"),
    ],
)
def test_refused_communes(tmp_path: Path, changes: dict[str, Any], code: str) -> None:
    refusal, kept = read_items(tmp_path, {**NANTES, **changes}, NANTES)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    assert isinstance(kept, CommuneRecord)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"message": "error"}', "no JSON list"),
        ("[1, 2]", "no JSON list"),
        ('[{"code": "44109", "nom": "Nantes"}]', "no centre"),
        ("[]", "no code, nom, centre"),
    ],
)
def test_files_that_are_something_else(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(SourceFileError, match=message):
        read(read_communes, tmp_path, content)
