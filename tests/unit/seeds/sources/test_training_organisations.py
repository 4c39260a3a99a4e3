from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.published_rows import as_csv
from support.reading import read

from seeds.reading.files import SourceFileError
from seeds.reading.records import OrganisationRecord, Refusal
from seeds.sources.training_organisations import DOTTED, FLAT, LABELLED, Form, read_training_organisations

SIRET, NDA = "73282932000074", "11750091675"
FORMS = pytest.mark.parametrize("form", [DOTTED, FLAT, LABELLED], ids=["dotted", "flat", "labelled"])


def row(form: Form, **values: str) -> dict[str, str]:
    given = {
        "nda": NDA,
        "name": "Un organisme",
        "siren": SIRET[:9],
        "siret": SIRET,
        "street": "9 rue du Port",
        "postcode": "44300",
        "city": "Nantes",
        "declared_on": "31/05/2024",
        "apprenticeship": "false",
        **values,
    }
    cells = dict.fromkeys((*form.columns, form.point, *form.commune[:1]), "")
    for name, value in given.items():
        cells[form.commune[0] if name == "commune" else getattr(form, name)] = value
    return cells


def read_row(folder: Path, form: Form, changed: Mapping[str, str] | None = None, **values: str) -> Any:
    content = as_csv([{**row(form, **values), **(changed or {})}], ";")
    (record,) = read(read_training_organisations, folder, content)
    return record


@FORMS
def test_a_row_in_each_form(tmp_path: Path, form: Form) -> None:
    record = read_row(tmp_path, form)
    assert isinstance(record, OrganisationRecord)
    assert (record.source_record_id, record.nda, record.siret, record.siren) == (NDA, NDA, SIRET, SIRET[:9])
    assert record.name == "Un organisme"
    assert record.kind == "training_organisation"
    assert (record.location.address, record.location.postcode, record.location.city) == (
        "9 rue du Port",
        "44300",
        "Nantes",
    )
    assert str(record.source_updated_on) == "2024-05-31"
    assert record.equipment_status == "unknown"
    assert record.remarks == ()


@FORMS
def test_apprenticeship_makes_a_cfa(tmp_path: Path, form: Form) -> None:
    record = read_row(tmp_path, form, apprenticeship="true")
    assert (record.kind, record.qualiopi) == ("cfa", True)


@pytest.mark.parametrize(
    ("certified", "qualiopi"),
    [
        (("false", "false", "false"), False),
        (("false", "true", "false"), True),
        (("", "", ""), None),
        (("false", "", "false"), None),
        (("false", "True", ""), True),
    ],
)
def test_qualiopi_is_unknown_where_nothing_is_said(
    tmp_path: Path, certified: tuple[str, ...], qualiopi: bool | None
) -> None:
    changed = dict(zip(DOTTED.certifications, certified, strict=True))
    assert read_row(tmp_path, DOTTED, changed).qualiopi is qualiopi


@pytest.mark.parametrize(
    ("values", "field", "value", "remark"),
    [
        ({"postcode": "1000"}, "postcode", "01000", "postcode_zero_restored"),
        ({"postcode": "1000.0"}, "postcode", "01000", "postcode_zero_restored"),
        ({"siret": "5880220100017", "siren": "5880220"}, "siret", None, "siret_unreadable"),
        ({"nda": "1973081097"}, "nda", "01973081097", "nda_zero_restored"),
    ],
)
def test_zeros_that_a_number_lost(
    tmp_path: Path, values: dict[str, str], field: str, value: str | None, remark: str
) -> None:
    record = read_row(tmp_path, FLAT, **values)
    found = record.location.postcode if field == "postcode" else getattr(record, field)
    assert found == value
    assert remark in record.remarks


def with_luhn_digit(digits: str) -> str:
    total = sum(sum(divmod(int(digit) * (2 - index % 2), 10)) for index, digit in enumerate(reversed(digits)))
    return digits + str(-total % 10)


@given(st.integers(1, 99_999_999), st.integers(1, 9999))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_siret_typed_as_a_number_comes_back_whole(tmp_path: Path, body: int, site: int) -> None:
    siren = with_luhn_digit(f"{body:08}")
    siret = with_luhn_digit(f"{siren}{site:04}")
    record = read_row(tmp_path, FLAT, siret=str(int(siret)), siren=str(int(siren)))
    if int(siren) >= 1_000_000:
        assert (record.siret, record.siren) == (siret, siren)
        assert ("siret_zero_restored" in record.remarks) == (siret[0] == "0")
    else:
        # No SIREN with so many zeros was ever given out: such digits are a mistake.
        assert record.siret is None
        assert "siret_unreadable" in record.remarks


@pytest.mark.parametrize("separator", [",", ";", " ", "|", " / "])
def test_previous_numbers(tmp_path: Path, separator: str) -> None:
    previous = separator.join(["11750000001", "1973081097", NDA, "11750000001", "perdu"])
    record = read_row(tmp_path, DOTTED, previous=previous)
    assert record.previous_record_ids == ("11750000001", "01973081097")
    assert record.remarks == ("previous_nda_unreadable",)


def test_the_point_of_the_portal(tmp_path: Path) -> None:
    location = read_row(tmp_path, FLAT, point="47.24, -1.5", commune="44109").location
    assert (location.latitude, location.longitude, location.position_precision) == (47.24, -1.5, "address")
    assert location.commune_code == "44109"
    assert read_row(tmp_path, FLAT, point="47.24,-1.5", street="").location.position_precision == (
        "commune_centroid"
    )


@pytest.mark.parametrize("point", ["0.0, 0.0", "-1.5, 47.24", "47.24", "n/a, x", "999, 999"])
def test_a_point_of_no_use_is_left_out(tmp_path: Path, point: str) -> None:
    record = read_row(tmp_path, FLAT, point=point)
    assert record.location.latitude is None
    assert record.location.position_precision is None
    assert any(remark.startswith("position_") for remark in record.remarks)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"nda": ""}, "record_id_missing"),
        ({"nda": "12345"}, "nda_invalid"),
        ({"name": " "}, "name_missing"),
        ({"siren": "443061841"}, "siren_differs"),
    ],
)
def test_refused_rows(tmp_path: Path, values: dict[str, str], code: str) -> None:
    refusal = read_row(tmp_path, DOTTED, **values)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.origin.line_number) == (code, 2)


def test_another_file_is_named_by_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(SourceFileError, match=r"no column .*siretetablissementdeclarant"):
        read(read_training_organisations, tmp_path, "numerodeclarationactivite;denomination\n1;2\n")


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    name = "=cmd|' /C calc'!A0 <script>alert(1)</script>"
    assert read_row(tmp_path, FLAT, name=name).name == name
