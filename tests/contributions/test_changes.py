"""Changing and making places, what imports make of it, and what is told of it."""

import threading
from typing import Any

import psycopg
import pytest
from support.contributions import LICENCE, SYSTEM, Directory, place
from support.rows import Rows

from app.directory.contributions.author import Author
from app.directory.contributions.changes import (
    InvalidValuesError,
    PlaceNotFoundError,
    change_place,
    create_place,
    shown_values,
    undo,
    undo_all_of,
    undo_import,
)
from app.directory.contributions.disagreements import disagreements, settle
from app.platform.database.connection import libpq_url
from seeds.reading.records import EquipmentRecord

PRINTERS = EquipmentRecord(type_code="printer_3d", quantity=1, raw_text="une imprimante 3D", confidence=0.8)


def sources(properties: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {source["source"]: source for source in properties["sources"]}


def test_a_managers_word_is_a_source_of_its_own(here: Directory) -> None:
    here.imported([place("a", [PRINTERS], telephone="+33240000001")])
    revision = here.said(
        "a", {"telephone": "02 40 00 00 02", "equipment": {"printer_3d": {"quantity": 3, "shareable": "yes"}}}
    )
    assert revision is not None
    assert revision.old is not None
    assert (revision.old["telephone"], revision.new["telephone"]) == ("+33240000001", "+33240000002")  # type: ignore[index]
    listed = here.listed()["a"]
    assert (listed["telephone"], listed["licence"]) == ("+33240000002", LICENCE)
    assert [(item["type"], item["quantity"], item["confidence"]) for item in listed["equipment"]] == [
        ("printer_3d", 3, 1.0)
    ]
    told = sources(listed)
    assert told["manager"]["fields"] == ["equipment", "telephone"]
    assert told["manager"]["licence"] == "LO-2.0"
    assert not {"equipment", "telephone"} & set(told["fabriques"]["fields"])
    assert "name" in told["fabriques"]["fields"]


def test_what_is_shown_already_is_no_change(here: Directory) -> None:
    here.imported([place("a", ["wifi"], opening_hours="Mo-Fr 09:00-18:00")])
    shown = shown_values(here.driver, here.id_of("a"))
    del shown["position_precision"]
    before = here.value("SELECT count(*) FROM changeset")
    assert here.said("a", shown) is None
    assert here.value("SELECT count(*) FROM changeset") == before


def test_hours_are_expanded_and_stay_so_after_imports(here: Directory) -> None:
    week = "SELECT open_minutes::text FROM third_place_listing"
    days = "SELECT count(*) FROM opening_exception"
    file = [place("a", opening_hours="Mo 09:00-10:00")]
    here.imported(file)
    here.said("a", {"opening_hours": "Tu 10:00-12:00; PH off"})
    assert here.value(week) == "{[2040,2160)}"
    expanded = here.value(days)
    assert expanded > 0
    here.imported(file)
    here.imported([place("a", opening_hours="We 09:00-10:00", name="Autre")])
    assert (here.value(week), here.value(days)) == ("{[2040,2160)}", expanded)
    assert here.listed()["a"]["name"] == "Autre"


def test_sources_that_disagree_are_shown_to_the_manager(here: Directory) -> None:
    here.imported([place("a", telephone="+33240000001")])
    here.said("a", {"telephone": "+33240000002", "name": "Le vrai nom"})
    number = here.id_of("a")
    assert disagreements(here.driver, number) == []
    here.imported([place("a", telephone="+33240000003")])
    (found,) = disagreements(here.driver, number)
    assert (found.field, found.value, found.source_value) == ("telephone", "+33240000002", "+33240000003")
    assert here.listed()["a"]["telephone"] == "+33240000002"
    author = Author.person(here.person())
    assert settle(here.driver, number, "telephone", author, accept=False)
    assert disagreements(here.driver, number) == []
    here.imported([place("a", telephone="+33240000004")])
    assert settle(here.driver, number, "telephone", author, accept=True)
    assert not settle(here.driver, number, "telephone", author, accept=True)
    assert here.listed()["a"]["telephone"] == "+33240000004"
    assert here.listed()["a"]["name"] == "Le vrai nom"


def test_a_contribution_gives_way_once_its_source_says_something_else(here: Directory) -> None:
    here.imported([place("a", telephone="+33240000001")])
    here.said("a", {"telephone": "+33240000002"}, as_manager=False)
    assert sources(here.listed()["a"])["contributions"]["fields"] == ["telephone"]
    here.imported([place("a", telephone="+33240000001", name="Autre")])
    assert here.listed()["a"]["telephone"] == "+33240000002"
    here.imported([place("a", telephone="+33240000003")])
    assert here.listed()["a"]["telephone"] == "+33240000003"


def test_an_address_brings_its_territory(here: Directory) -> None:
    here.imported([place("a")])
    revision = here.said(
        "a", {"address": "1 place Sanville", "postcode": "01500", "city": "Ambérieu en Bugey"}
    )
    assert revision is not None
    listed = here.listed()["a"]
    assert (listed["commune_code"], listed["department_code"], listed["region_code"]) == ("01004", "01", "84")
    assert listed["position_precision"] == "commune_centroid"
    here.imported([place("a", name="Autre")])
    assert here.listed()["a"]["commune_code"] == "01004"
    assert here.value("SELECT count(*) FROM third_place WHERE source_record_id = 'a'") == 1


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"name": " "}, {"name": "required"}),
        ({"nom": "x"}, {"nom": "unknown_field"}),
        ({"kind": "castle", "telephone": "12"}, {"kind": "not_a_choice", "telephone": "not_a_telephone"}),
        ({"website": "javascript:alert(1)"}, {"website": "not_a_link"}),
        ({"email": "nobody"}, {"email": "not_an_address"}),
        ({"opening_hours": "always"}, {"opening_hours": "not_hours"}),
        ({"latitude": 48.0}, {"latitude": "position_incomplete"}),
        ({"latitude": 48.85, "longitude": 2.35}, {"latitude": "far_from_commune"}),
        ({"latitude": float("nan"), "longitude": 2.35}, {"latitude": "out_of_range"}),
        ({"postcode": "75001", "city": "Nulle-Part"}, {"city": "commune_unknown"}),
        ({"postcode": "4430"}, {"postcode": "not_a_postcode"}),
        ({"equipment": {"wand": {}}}, {"equipment.wand": "not_a_choice"}),
        ({"equipment": {"wifi": {"quantity": 0}}}, {"equipment.wifi.quantity": "out_of_range"}),
        ({"siret": "123"}, {"siret": "not_a_siret"}),
    ],
)
def test_what_cannot_be_used_changes_nothing(
    here: Directory, values: dict[str, Any], errors: dict[str, str]
) -> None:
    here.imported([place("a")])
    before = here.state()
    with pytest.raises(InvalidValuesError) as refused:
        here.said("a", values)
    assert refused.value.errors == errors
    assert here.state() == before


def test_a_place_that_somebody_made(here: Directory) -> None:
    author = Author.person(here.person(), "contributor")
    values = {
        "name": "Le Nouveau",
        "kind": "fablab",
        "postcode": "44300",
        "city": "Nantes",
        "description": "Écrivez à jean.dupont@mail.example",
        "opening_hours": "Mo 09:00-10:00",
        "equipment": {"wifi": {"shareable": "yes"}, "cnc": None},
    }
    made = create_place(here.driver, values, author, "Il ouvre")
    (listed,) = here.listed().values()
    assert (listed["name"], listed["source"], listed["licence"]) == ("Le Nouveau", "contributions", "LO-2.0")
    assert listed["description"] == "Écrivez à [adresse retirée]"
    assert [item["type"] for item in listed["equipment"]] == ["wifi"]
    assert listed["equipment_absent"] == ["cnc"]
    assert made.public_id.startswith("tl-")
    assert here.value("SELECT open_minutes::text FROM third_place_listing") == "{[540,600)}"
    assert here.replayed() == here.state()
    undo_all_of(here.driver, here.person(), SYSTEM, None)
    assert here.state() == {}


def test_undoing_leaves_what_somebody_changed_since(here: Directory) -> None:
    here.imported([place("a", telephone="+33240000001")])
    first = here.said("a", {"telephone": "+33240000002", "name": "Faux nom"})
    here.said("a", {"telephone": "+33240000003"}, person="paul@autre.example")
    assert first is not None
    done = undo(here.driver, first.id, SYSTEM, None)
    assert done.kept > 0
    listed = here.listed()["a"]
    assert (listed["name"], listed["telephone"]) == ("Lieu a", "+33240000003")


def test_a_place_that_an_import_made_and_people_changed_stays(here: Directory) -> None:
    run = here.run()
    here.imported([place("a"), place("b")], run)
    here.said("a", {"telephone": "+33240000002"})
    assert undo_import(here.driver, run, SYSTEM, None).kept == 1
    assert list(here.listed()) == ["a"]
    assert here.listed()["a"]["vanished_at"] is not None
    assert here.replayed() == here.state()


def test_merging_and_vanishing_are_kept(here: Directory) -> None:
    here.imported([place("a"), place("b")])
    here.sql.exec_driver_sql("SELECT set_config('proxilieux.defer_listing', '', true)")
    here.sql.exec_driver_sql(
        "UPDATE third_place SET merged_into = (SELECT id FROM third_place WHERE source_record_id = 'a')"
        " WHERE source_record_id = 'b'"
    )
    here.said("b", {"name": "Ensemble"})
    assert list(here.listed()) == ["a"]
    assert here.listed()["a"]["name"] == "Ensemble"
    here.imported([place("b")])
    assert here.replayed() == here.state()


def test_an_unknown_place(here: Directory) -> None:
    with pytest.raises(PlaceNotFoundError):
        change_place(here.driver, 12345, {}, SYSTEM, None, as_manager=True)


def test_two_who_take_the_same_back_at_once_do_it_once(empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        number = rows.id_of(rows.place())
    url = libpq_url(empty_url)
    with psycopg.connect(url) as connection:
        revision = change_place(connection, number, {"name": "Autre"}, SYSTEM, None, as_manager=True)
    assert revision is not None
    start, done = threading.Barrier(2), []

    def take_back() -> None:
        with psycopg.connect(url) as connection:
            start.wait()
            done.append(undo(connection, revision.id, SYSTEM, None).revisions)

    threads = [threading.Thread(target=take_back) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [0, 1]
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM changeset WHERE is_undo").fetchone() == (1,)


def test_terms_of_use_stay_after_imports_and_are_taken_back(here: Directory) -> None:
    terms = {"qualification": "training", "price_hour": 4.5, "supervised": True}
    here.imported([place("a", [PRINTERS])])
    revision = here.said("a", {"equipment": {"printer_3d": {"quantity": 1, "terms": terms}}})
    assert revision is not None
    here.imported([place("a", [PRINTERS, "wifi"], name="Autre")])
    items = {item["type"]: item["terms"] for item in here.listed()["a"]["equipment"]}
    assert items == {"printer_3d": terms, "wifi": {}}
    assert here.replayed() == here.state()
    undo(here.driver, revision.id, SYSTEM, None)
    assert here.listed()["a"]["equipment"][1]["terms"] == {}
    assert here.replayed() == here.state()
    with pytest.raises(InvalidValuesError):
        here.said("a", {"equipment": {"printer_3d": {"terms": {"price_hour": "cher"}}}})


def test_a_place_whose_record_is_anothers_now_does_not_come_again(here: Directory) -> None:
    here.imported([place("a", [])])
    undo_import(here.driver, here.value("SELECT max(id) FROM import_run"), SYSTEM, None)
    here.imported([place("a", [], name="Autre")])
    before = here.listed()

    done = undo(here.driver, here.value("SELECT id FROM revision WHERE new IS NULL"), SYSTEM, None)

    assert (done.revisions, done.kept) == (0, 1)
    assert here.listed() == before
    assert here.replayed() == here.state()
