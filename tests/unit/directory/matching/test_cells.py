"""Headings and cells of lists of sites, as people write them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.directory.matching.uploads.equipment_cell import UnknownEquipmentError, read_cell
from app.directory.matching.uploads.headings import LIST_COLUMNS, recognised


@pytest.mark.parametrize(
    ("cell", "asked"),
    [
        ("", ()),
        ("printer_3d;wifi", (("printer_3d", None), ("wifi", None))),
        ("wifi cnc", (("wifi", None), ("cnc", None))),
        ("Ordinateur × 12 ; Casque VR (4)", (("computer", 12), ("vr_headset", 4))),
        ("12 ordinateurs, 2 imprimantes 3D", (("computer", 12), ("printer_3d", 2))),
        ("12x computer", (("computer", 12),)),
        ("Imprimante 3D", (("printer_3d", None),)),
        ("Scanner 3D et vidéoprojecteur", (("scanner_3d", None), ("projector", None))),
        ("imprimente 3D", (("printer_3d", None),)),
        ("Brodeuse, machine à coudre", (("embroidery_machine", None),)),
        ("computer; Ordinateur : 3", (("computer", 3),)),
    ],
)
def test_equipment_is_read_by_code_or_label(cell: str, asked: tuple[tuple[str, int | None], ...]) -> None:
    assert read_cell(cell) == asked


@pytest.mark.parametrize("fact", EQUIPMENT_TYPES, ids=lambda fact: fact.code)
def test_every_code_and_label_is_known(fact: object) -> None:
    for text in (fact.code, fact.label_fr, fact.label_en):  # type: ignore[attr-defined]
        assert [code for code, _count in read_cell(text)] == [fact.code], text  # type: ignore[attr-defined]
        assert read_cell(f"{text} x 7")[-1][1] == 7


@pytest.mark.parametrize("cell", ["teleporter", "wifi;teleporter", "0 ordinateur", "x 12"])
def test_what_names_nothing_is_named(cell: str) -> None:
    with pytest.raises(UnknownEquipmentError):
        read_cell(cell)


@given(st.text(max_size=60))
def test_no_cell_breaks_the_reader(cell: str) -> None:
    with suppress(UnknownEquipmentError):
        assert all(count is None or count > 0 for _code, count in read_cell(cell))


@given(st.permutations(LIST_COLUMNS))
def test_headings_are_known_in_any_order_and_either_language(columns: list[object]) -> None:
    keys = tuple(column.key for column in columns)  # type: ignore[attr-defined]
    for name in ("key", "french", "english"):
        headings = [f" {getattr(column, name).upper()} " for column in columns]
        assert recognised(headings) == keys


def test_a_column_s_own_name_counts_before_what_else_it_may_be_called() -> None:
    assert recognised(["Site", "name", "Couleur"]) == (None, "name", None)
    assert recognised(["Ville", "Commune"]) == ("city", None)
