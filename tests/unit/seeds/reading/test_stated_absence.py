"""What a source says is not there is kept, told apart from an empty cell and from "unknown"."""

from pathlib import Path

import pytest
from support.sheets import read_rows

from seeds.reading.equipment_text import read_absences, read_equipment
from seeds.reading.records import PlaceRecord
from seeds.sources.spreadsheet_funded import read_funded_equipment

GROUPS = {
    "computing", "connectivity", "fabrication", "immersive", "presenting", "printing", "recording", "rooms"
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("Pas d'imprimante 3D", ["printer_3d"]),
        ("Aucun ordinateur, 2 tablettes", ["computer"]),
        ("Ordinateurs, sans imprimante", ["printer"]),
        ("Ni ordinateur ni tablette", ["computer", "tablet"]),
        ("Pas d'ordinateur, d'imprimante ou de scanner", ["computer", "printer", "scanner"]),
        ("Imprimante 3D : non", ["printer_3d"]),
        ("0 ordinateur", ["computer"]),
        ("Pas d'imprimante au rez-de-chaussée, 2 imprimantes à l'étage", []),
        ("Imprimante 3D", []),
        # Not there yet, or not to be used, is another thing than none.
        ("Projet d'imprimante 3D", []),
        ("Imprimante 3D en panne", []),
        ("Initiation à la tablette", []),
        ("Plus de 10 ordinateurs", []),
        ("", []),
    ],
)
def test_texts(text: str, absent: list[str]) -> None:
    assert read_absences(text) == absent
    assert not set(absent) & {reading.type_code for reading in read_equipment(text)}


@pytest.mark.parametrize(
    ("cells", "absent"),
    [
        ({"Imprimante 3D": "non", "Ordinateur": "oui"}, {"printer_3d"}),
        ({"Imprimante 3D": "0", "Ordinateur": "aucun"}, {"printer_3d", "computer"}),
        ({"Imprimante 3D": "", "Ordinateur": "inconnu"}, set()),
        ({"Imprimante 3D": "nsp", "Ordinateur": "ne sait pas"}, set()),
        ({"Imprimante 3D": "oui", "Équipements": "Pas d'imprimante 3D"}, set()),
        ({"Imprimante 3D": "non", "Équipements": "Imprimante 3D"}, set()),
        ({"Imprimante 3D": "", "Équipements": "Pas d'imprimante 3D"}, {"printer_3d"}),
        ({"Équipements": "aucun"}, GROUPS),
        ({"Ordinateur": "3", "Équipements": "aucun"}, GROUPS - {"computing"}),
    ],
    ids=lambda value: str(sorted(value) if isinstance(value, set) else value),
)
def test_cells(tmp_path: Path, cells: dict[str, str], absent: set[str]) -> None:
    row = {"Liste": "Essai", "Identifiant": "1", "Nom du lieu": "Lieu", "Commune": "Paris"} | cells
    (found,) = read_rows(read_funded_equipment, tmp_path, row)
    assert isinstance(found, PlaceRecord)
    assert set(found.equipment_absent) == absent
    assert found.remarks == ()
