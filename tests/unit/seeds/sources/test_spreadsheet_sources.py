"""What a row of funded places, and an answer of an organisation, become."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from support.sheets import read_rows

from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from seeds.reading.records import OrganisationRecord, PlaceRecord, Refusal
from seeds.reading.spreadsheet_values import count, euros, year, yes_or_no
from seeds.sources.spreadsheet_funded import read_funded_equipment
from seeds.sources.spreadsheet_survey import read_survey

PLACE = {"Liste": "Région 2025", "Identifiant": "7", "Nom du lieu": "Le Hangar", "Code postal": "44300"}
SIRET = "73282932000074"
ANSWER = {"Liste": "Enquête", "SIRET": SIRET, "Équipé": "non"}


def place(folder: Path, **changes: Any) -> Any:
    (record,) = read_rows(read_funded_equipment, folder, {**PLACE, **changes})
    return record


def answer(folder: Path, **changes: Any) -> Any:
    (record,) = read_rows(read_survey, folder, {**ANSWER, **changes})
    return record


def test_a_place_in_full(tmp_path: Path) -> None:
    record = place(
        tmp_path,
        **{
            "Type de lieu": "Fab lab",
            "Statut": "Prévu",
            "Adresse": "9 rue du Port",
            "Horaires": "mo-fr 9:00-18:00",
            "Accessible en fauteuil": "partiel",
            "Site internet": "www.example.org",
            "Programme": "deffinov tiers lieux",
            "Montant": "12 500,50 €",
            "Année": "2023",
        },
    )
    assert isinstance(record, PlaceRecord)
    assert record.source_record_id == "region-2025:7"
    assert (record.kind, record.status, record.wheelchair) == ("fablab", "planned", "limited")
    assert record.opening_hours == "Mo-Fr 09:00-18:00"
    assert record.website == "https://www.example.org"
    (award,) = record.awards
    assert (award.programme_code, award.year, award.amount) == ("deffinov", 2023, Decimal("12500.50"))
    assert record.remarks == ()


def test_a_programme_without_an_entry_is_kept_by_its_name(tmp_path: Path) -> None:
    record = place(tmp_path, **{"Programme": "Aide régionale", "Appel à projets": "Vague 2"})
    (award,) = record.awards
    assert (award.programme_code, award.call) == ("other-public", "Aide régionale - Vague 2")


@pytest.mark.parametrize("fact", EQUIPMENT_TYPES, ids=lambda fact: fact.code)
def test_every_type_is_a_column_in_each_language(tmp_path: Path, fact: Any) -> None:
    for name in (fact.code, fact.label_fr, fact.label_en):
        record = place(tmp_path, **{name: "3"})
        assert [(item.type_code, item.quantity) for item in record.equipment] == [(fact.code, 3)]


def test_details_of_one_type_come_before_those_of_all(tmp_path: Path) -> None:
    record = place(
        tmp_path,
        **{
            "Imprimante 3D": "oui",
            "Découpe laser": "1",
            "Imprimante 3D : partageable": "non",
            "3D printer: price": "2 € l'heure",
            "Partageable": "oui",
            "Tarif": "gratuit",
            "Places": "8",
        },
    )
    found = {item.type_code: item for item in record.equipment}
    assert (found["printer_3d"].shareable, found["printer_3d"].price) == ("no", "2 € l'heure")
    assert (found["laser_cutter"].shareable, found["laser_cutter"].price) == ("yes", "gratuit")
    assert {item.seats for item in record.equipment} == {8}


@pytest.mark.parametrize("empty", ["", "non", "0", "no"])
def test_a_place_does_not_have_what_it_denies(tmp_path: Path, empty: str) -> None:
    assert place(tmp_path, Wifi=empty).equipment == ()


def test_equipment_in_words_fills_what_has_no_column(tmp_path: Path) -> None:
    record = place(tmp_path, **{"Imprimante 3D": "4", "Équipements": "2 imprimantes 3D, une découpe laser"})
    found = {item.type_code: item for item in record.equipment}
    assert (found["printer_3d"].quantity, found["printer_3d"].raw_text) == (4, None)
    assert found["laser_cutter"].raw_text is not None


@pytest.mark.parametrize("cell", ["absent", "Absente", "néant", "sans", "0,0", "00", "✗", "non disponible"])
def test_a_cell_that_says_there_is_none(tmp_path: Path, cell: str) -> None:
    record = place(tmp_path, **{"Imprimante 3D": cell})
    assert (record.equipment, record.equipment_absent, record.remarks) == ((), ("printer_3d",), ())


@pytest.mark.parametrize("cell", ["", "-", "—", "/", "?", "...", "NC", "n/a", "non renseigné", "inconnu"])
def test_a_cell_that_says_nothing(tmp_path: Path, cell: str) -> None:
    record = place(tmp_path, **{"Imprimante 3D": cell})
    assert (record.equipment, record.equipment_absent, record.remarks) == ((), (), ())


@pytest.mark.parametrize("cell", ["oui", "présente", "disponible", "plusieurs", "✓", "✔\ufe0f", "x"])
def test_a_cell_that_says_there_is_some(tmp_path: Path, cell: str) -> None:
    record = place(tmp_path, **{"Imprimante 3D": cell})
    assert [(item.type_code, item.quantity) for item in record.equipment] == [("printer_3d", None)]
    assert (record.equipment_absent, record.remarks) == ((), ())


@pytest.mark.parametrize("cell", ["★", "☒", "€"])
def test_a_mark_that_is_not_known_is_told(tmp_path: Path, cell: str) -> None:
    assert place(tmp_path, **{"Imprimante 3D": cell}).remarks == ("equipment_unreadable",)


@pytest.mark.parametrize(
    ("changes", "remark"),
    [
        ({"Type de lieu": "Observatoire"}, "kind_unknown"),
        ({"Imprimante 3D": "bientôt"}, "equipment_unreadable"),
        ({"Wi-Fi": "oui", "Partageable": "à voir"}, "shareable_unreadable"),
        ({"Wi-Fi": "oui", "Places": "beaucoup"}, "count_unreadable"),
        ({"Horaires": "lundi au vendredi"}, "opening_hours_unreadable"),
        ({"Accessible en fauteuil": "ascenseur"}, "wheelchair_unreadable"),
        ({"Montant": "environ 3"}, "amount_unreadable"),
        ({"Année": "bientôt"}, "year_unreadable"),
    ],
)
def test_what_cannot_be_read_is_left_out(tmp_path: Path, changes: dict[str, str], remark: str) -> None:
    record = place(tmp_path, **changes)
    assert isinstance(record, PlaceRecord)
    assert remark in record.remarks


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Liste": ""}, "list_missing"),
        ({"Liste": "Exemple fictif"}, "example_row"),
        ({"Nom du lieu": "", "Identifiant": "8"}, "name_missing"),
        ({"Nom du lieu": "", "Identifiant": ""}, "record_id_missing"),
        ({"Statut": "peut-être"}, "status_unreadable"),
        ({"Latitude": "48.8"}, "position_incomplete"),
    ],
)
def test_refused_places(tmp_path: Path, changes: dict[str, str], code: str) -> None:
    refusal = place(tmp_path, **changes)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    assert refusal.origin.row["Liste"] == {**PLACE, **changes}["Liste"]


def test_an_answer_in_full(tmp_path: Path) -> None:
    record = answer(
        tmp_path,
        **{
            "Prévoit d'investir": "ne sait pas",
            "Besoins": "Imprimante 3D ; vr_headset; 2 tablettes ; licorne",
            "Apprenants": "12",
            "Salle de formation": "1",
            "Salle de formation : apprenants": "20",
            "Date de réponse": "31/12/2024",
        },
    )
    assert isinstance(record, OrganisationRecord)
    assert (record.source_record_id, record.siret) == (f"enquete:{SIRET}", SIRET)
    assert (record.equipment_status, record.plans_to_invest) == ("unequipped", None)
    assert {(need.type_code, need.quantity, need.learners) for need in record.needs} == {
        ("training_room", 1, 20),
        ("printer_3d", None, 12),
        ("vr_headset", None, 12),
        ("tablet", 2, 12),
    }
    assert str(record.source_updated_on) == "2024-12-31"
    assert record.remarks == ("need_unreadable",)


@pytest.mark.parametrize(
    ("said", "status"),
    [("oui", "equipped"), (True, "equipped"), ("NON", "unequipped"), (False, "unequipped")]
    + [(word, "unknown") for word in ("", "ne sait pas", "NSP", "inconnu", "don't know", "je ne sais pas")],
)
def test_silence_is_never_unequipped(tmp_path: Path, said: str | bool, status: str) -> None:
    assert answer(tmp_path, Équipé=said).equipment_status == status


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        ({"Équipé": "un peu"}, "answer_unreadable", "write oui, non"),
        ({"SIRET": "7,32829E+13"}, "siret_invalid", "format the column as text"),
        ({"SIRET": "73282932000075"}, "siret_invalid", "check digit"),
        ({"SIRET": "", "NDA": "12"}, "nda_invalid", "eleven characters"),
        ({"SIRET": ""}, "organisation_missing", "give SIRET"),
    ],
)
def test_refused_answers(tmp_path: Path, changes: dict[str, str], code: str, message: str) -> None:
    refusal = answer(tmp_path, **changes)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    assert message in refusal.reason


def test_a_siret_that_lost_its_zero(tmp_path: Path) -> None:
    record = answer(tmp_path, SIRET=5880220800015)
    assert (record.siret, record.remarks) == ("05880220800015", ("siret_zero_restored",))


@pytest.mark.parametrize("text", ["-1", "1e5", "0", "999999999", "²", "1.5"])
def test_counts_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"number"):
        count(text)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-3", "1.234,5", "x", "1e30"])
def test_amounts_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        euros(text)


def test_values() -> None:
    assert (year("01/05/2024"), year("2024.0"), count("12,0"), yes_or_no("Oui ")) == (2024, 2024, 12, True)
