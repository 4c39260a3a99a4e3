"""Answers of organisations reach the records of other sources, and leave them as they are."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from support.importing import everything, import_text, outcome, rows, value
from support.public_list import NEW, OLD, OTHER_SIRET, SIRET, THIRD, listed, load_list, shown
from support.published_rows import ORGANISATION, as_csv
from support.sheets import workbook

from seeds.importing.import_file import ImportReport


def load_survey(engine: Engine, folder: Path, *answers: Mapping[str, str]) -> ImportReport:
    columns = dict.fromkeys(key for answer in answers for key in answer)
    complete = [{"Liste": "2026", **dict.fromkeys(columns, ""), **answer} for answer in answers]
    return import_text(engine, folder, "survey", as_csv(complete, ";"))


ANSWER = {"SIRET": SIRET, "Équipé": "non", "Prévoit d'investir": "oui", "Besoins": "imprimante 3D"}


def test_an_answer_reaches_the_organisation_of_another_source(engine: Engine, tmp_path: Path) -> None:
    load_list(engine, tmp_path, listed(OLD))
    assert outcome(load_survey(engine, tmp_path, ANSWER)) == (1, 0, 0, 0, 0)
    (feature,) = shown(engine)
    properties = feature["properties"]
    assert properties["name"] == f"Organisme {OLD}"
    assert (properties["equipment_status"], properties["plans_to_invest"]) == ("unequipped", True)
    assert [need["type"] for need in properties["needs"]] == ["printer_3d"]
    given = {item["source"]: item["fields"] for item in properties["sources"]}
    assert {"equipment_status", "plans_to_invest", "needs"} <= set(given["survey"])
    assert value(engine, "SELECT need_codes FROM organisation_listing") == ["fabrication", "printer_3d"]


def test_another_import_does_not_wipe_an_answer_out(engine: Engine, tmp_path: Path) -> None:
    load_list(engine, tmp_path, listed(OLD))
    load_survey(engine, tmp_path, ANSWER)
    before = everything(engine)
    assert outcome(load_survey(engine, tmp_path, ANSWER)) == (0, 0, 1, 0, 0)
    assert everything(engine) == before
    load_list(engine, tmp_path, listed(OLD, name="Autre nom"))
    (feature,) = shown(engine)
    assert feature["properties"]["name"] == "Autre nom"
    assert feature["properties"]["equipment_status"] == "unequipped"


@pytest.mark.parametrize(
    ("said", "status"),
    [("oui", "equipped"), ("Non", "unequipped"), ("ne sait pas", "unknown"), ("", "unknown")],
)
def test_equipped_is_what_was_answered(engine: Engine, tmp_path: Path, said: str, status: str) -> None:
    load_list(engine, tmp_path, listed(OLD))
    load_survey(engine, tmp_path, {**ANSWER, "Équipé": "oui" if status == "unknown" else ""})
    load_survey(engine, tmp_path, {**ANSWER, "Équipé": said})
    assert value(engine, "SELECT equipment_status FROM organisation_listing") == status


SUPPORT = "SELECT field, is_needed FROM organisation_support ORDER BY field"


def test_support_is_what_was_answered(engine: Engine, tmp_path: Path) -> None:
    load_list(engine, tmp_path, listed(OLD))
    said = {"Besoin d'appui : pédagogie": "oui", "Besoin d'appui : ressources humaines": "non"}
    silent = {"Besoin d'appui : positionnement stratégique": "ne sait pas", "Besoin de financement": ""}

    assert outcome(load_survey(engine, tmp_path, {"SIRET": SIRET, **said, **silent})) == (1, 0, 0, 0, 0)
    assert rows(engine, SUPPORT) == [("human_resources", False), ("pedagogy", True)]

    assert outcome(load_survey(engine, tmp_path, {"SIRET": SIRET, **said, **silent})) == (0, 0, 1, 0, 0)
    changed = {"Besoin d'appui : pédagogie": "non"}
    assert outcome(load_survey(engine, tmp_path, {"SIRET": SIRET, **changed})) == (0, 1, 0, 0, 0)
    assert rows(engine, SUPPORT) == [("pedagogy", False)]


def test_support_that_cannot_be_read_is_refused(engine: Engine, tmp_path: Path) -> None:
    load_list(engine, tmp_path, listed(OLD))
    report = load_survey(engine, tmp_path, {"SIRET": SIRET, "Besoin d'appui : pédagogie": "beaucoup"})
    assert set(report.tally.refusals) == {"answer_unreadable"}
    assert "Besoin d'appui : pédagogie" in report.tally.refusals["answer_unreadable"].example


def test_an_answer_that_is_withdrawn_does_not_count(engine: Engine, tmp_path: Path) -> None:
    load_list(engine, tmp_path, listed(OLD), listed(NEW, siret=OTHER_SIRET))
    load_survey(engine, tmp_path, ANSWER, {**ANSWER, "SIRET": OTHER_SIRET})
    assert outcome(load_survey(engine, tmp_path, {**ANSWER, "SIRET": OTHER_SIRET})) == (0, 0, 1, 0, 1)
    statuses = dict(rows(engine, "SELECT siret, equipment_status FROM organisation_listing"))
    assert statuses == {SIRET: "unknown", OTHER_SIRET: "unequipped"}
    (feature, _other) = shown(engine)
    assert feature["properties"]["needs"] == []
    assert feature["properties"]["vanished_at"] is None


def test_lists_do_not_make_each_other_vanish(engine: Engine, tmp_path: Path) -> None:
    load_list(engine, tmp_path, listed(OLD))
    load_survey(engine, tmp_path, {**ANSWER, "Date de réponse": "01/03/2025"})
    later = {**ANSWER, "Liste": "2027", "Équipé": "oui", "Date de réponse": "01/03/2027"}
    assert outcome(load_survey(engine, tmp_path, later)) == (1, 0, 0, 0, 0)
    assert value(engine, "SELECT equipment_status FROM organisation_listing") == "equipped"
    assert len(shown(engine)[0]["properties"]["sources"]) == 3


def test_an_organisation_named_otherwise(engine: Engine, tmp_path: Path) -> None:
    load_list(engine, tmp_path, listed(OLD), listed(NEW, siret=OTHER_SIRET, name="L'École du Port"))
    by_nda = {"NDA": OLD, "Équipé": "oui"}
    by_name = {"Nom": "l’ecole du port", "Adresse": "9 rue du Port", "Code postal": "44300", "Équipé": "non"}
    assert outcome(load_survey(engine, tmp_path, by_nda, by_name)) == (2, 0, 0, 0, 0)
    statuses = dict(rows(engine, "SELECT siret, equipment_status FROM organisation_listing"))
    assert statuses == {SIRET: "equipped", OTHER_SIRET: "unequipped"}


def test_who_is_not_known_becomes_an_organisation_or_is_refused(engine: Engine, tmp_path: Path) -> None:
    load_list(engine, tmp_path, listed(OLD), listed(THIRD, siret=OTHER_SIRET))
    complete = {"SIRET": "35600000000048", "Nom": "Nouveau", "Code postal": "1000", "Équipé": "oui"}
    alone = {"SIRET": "35600000049837", "Équipé": "oui"}
    nameless = {"Équipé": "oui"}
    twice = {"SIRET": SIRET, "Équipé": "oui"}
    unclear = {"SIRET": SIRET, "Équipé": "peut-être"}
    report = load_survey(engine, tmp_path, complete, alone, nameless, twice, {"NDA": OLD}, unclear)
    assert outcome(report) == (2, 0, 0, 4, 0)
    assert set(report.tally.refusals) == {
        "organisation_unknown",
        "organisation_missing",
        "answer_repeated",
        "answer_unreadable",
    }
    assert value(engine, "SELECT postcode FROM organisation WHERE name = 'Nouveau'") == "01000"


def test_an_nda_of_several_sites_is_not_guessed(engine: Engine, tmp_path: Path) -> None:
    sites = [
        {**ORGANISATION, "numero_declaration_activite": OLD},
        {**ORGANISATION, "siret": OTHER_SIRET, "siren": OTHER_SIRET[:9], "numero_declaration_activite": OLD},
    ]
    import_text(engine, tmp_path, "organisations-cfa", as_csv(sites))
    report = load_survey(engine, tmp_path, {"NDA": OLD, "Équipé": "oui"}, ANSWER)
    assert set(report.tally.refusals) == {"organisation_ambiguous"}
    assert SIRET in report.tally.refusals["organisation_ambiguous"].example


def test_the_demonstration_is_no_real_site(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO organisation (public_id, name, kind, source, source_record_id, licence,"
                " content_hash, siret, siren) VALUES ('of-demo', 'Fictif', 'cfa', 'demo', '1', 'CC0-1.0', '',"
                " :siret, left(:siret, 9))"
            ),
            {"siret": SIRET},
        )
    load_list(engine, tmp_path, listed(OLD))
    load_survey(engine, tmp_path, ANSWER)
    fictional, real = shown(engine)
    assert fictional["properties"]["equipment_status"] == "unknown"
    assert real["properties"]["equipment_status"] == "unequipped"


def test_a_workbook_is_imported_as_it_is(engine: Engine, tmp_path: Path) -> None:
    load_list(engine, tmp_path, listed(OLD))
    answers = [["Liste", "SIRET", "Équipé"], ["2026", int(SIRET), "oui"], ["2026", None, None], []]
    report = import_text(engine, tmp_path, "survey", workbook({"Réponses": answers}))
    assert outcome(report) == (1, 0, 0, 1, 0)
    assert value(engine, "SELECT equipment_status FROM organisation_listing") == "equipped"


def test_a_region_lists_its_places_beside_another(engine: Engine, tmp_path: Path) -> None:
    def load(name: str, *places: str) -> ImportReport:
        listed_places = [{"Liste": name, "Nom": place, "Code postal": "44300"} for place in places]
        return import_text(engine, tmp_path, "funded-equipment", as_csv(listed_places, ";"))

    assert outcome(load("A", "un", "deux")) == (2, 0, 0, 0, 0)
    assert outcome(load("B", "un")) == (1, 0, 0, 0, 0)
    assert outcome(load("A", "un")) == (0, 0, 1, 0, 1)
    gone = rows(engine, "SELECT source_record_id FROM third_place WHERE vanished_at IS NOT NULL")
    assert gone == [("a:deux 44300",)]
