"""The public list of training organisations, in each of the forms in which it is handed out."""

from pathlib import Path

import pytest
from support.published_rows import as_csv

from seeds.files import SourceFileError, inspect
from seeds.readers.training_organisations import DOTTED, FLAT, LABELLED, Form, read_training_organisations
from seeds.records import OrganisationRecord, Refusal

SIRET = "73282932000074"
FORMS = (DOTTED, FLAT, LABELLED)


def row(form: Form, **values: str) -> dict[str, str]:
    given = {
        "nda": "11750000001",
        "name": "Organisme d'essai",
        "siret": SIRET,
        "street": "9 rue du Port",
        "postcode": "44300",
        "city": "Nantes",
        "apprenticeship": "false",
        **values,
    }
    cells = dict.fromkeys(form.columns, "")
    return cells | {getattr(form, name): text for name, text in given.items()}


def read(folder: Path, *rows: dict[str, str]) -> list[object]:
    path = folder / "liste.csv"
    path.write_text(as_csv(rows, ";"), encoding="utf-8")
    return list(read_training_organisations(inspect(path), lambda _done: None))


def one(folder: Path, found: dict[str, str]) -> OrganisationRecord:
    (record,) = read(folder, found)
    assert isinstance(record, OrganisationRecord)
    return record


@pytest.mark.parametrize("form", FORMS, ids=["dotted", "flat", "labelled"])
def test_every_form_says_the_same(tmp_path: Path, form: Form) -> None:
    record = one(tmp_path, row(form))
    assert (record.nda, record.siret, record.siren) == ("11750000001", SIRET, SIRET[:9])
    assert (record.location.postcode, record.location.city) == ("44300", "Nantes")
    assert record.location.address == "9 rue du Port"
    assert record.equipment_status == "unknown", "nobody said that it has none"


@pytest.mark.parametrize("form", FORMS, ids=["dotted", "flat", "labelled"])
def test_who_is_certified_for_apprentices_is_a_cfa(tmp_path: Path, form: Form) -> None:
    assert one(tmp_path, row(form, apprenticeship="true")).kind == "cfa"
    assert one(tmp_path, row(form, apprenticeship="false")).kind == "training_organisation"


@pytest.mark.parametrize("form", FORMS, ids=["dotted", "flat", "labelled"])
def test_zeros_that_a_spreadsheet_took_come_back(tmp_path: Path, form: Form) -> None:
    record = one(tmp_path, row(form, postcode="1000", nda="1973000001"))
    assert record.location.postcode == "01000"
    assert record.nda == "01973000001"
    assert {"postcode_zero_restored", "nda_zero_restored"} <= set(record.remarks)


@pytest.mark.parametrize("form", FORMS, ids=["dotted", "flat", "labelled"])
def test_a_row_without_its_number_is_refused_alone(tmp_path: Path, form: Form) -> None:
    bad, good = read(tmp_path, row(form, nda="none"), row(form))
    assert isinstance(bad, Refusal)
    assert bad.code == "nda_invalid"
    assert isinstance(good, OrganisationRecord)


def test_a_formula_stays_text(tmp_path: Path) -> None:
    assert one(tmp_path, row(DOTTED, name="'=cmd|' /C calc'!A0")).name == "=cmd|' /C calc'!A0"


def test_another_file_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(SourceFileError, match=r"not the expected file|neither"):
        read(tmp_path, {"nom": "x", "siret": SIRET})
