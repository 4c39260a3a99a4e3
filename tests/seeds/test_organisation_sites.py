"""Organisations over several imports and sources: changed numbers, shared sites, answers."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from support.importing import everything, import_text, outcome, rows, value
from support.published_rows import ORGANISATION, as_csv

from app.settings import Settings
from app.factory import create_app
from seeds.load import ImportReport
from seeds.readers.training_organisations import DOTTED

SIRET, OTHER_SIRET = "73282932000074", "44306184100047"
OLD, NEW, THIRD = "11750000001", "11750000002", "11750000003"


def listed(nda: str, **values: str) -> dict[str, str]:
    given = {
        "nda": nda,
        "name": f"Organisme {nda}",
        "siret": SIRET,
        "street": "9 rue du Port",
        "postcode": "44300",
        "city": "Nantes",
        "apprenticeship": "false",
        **values,
    }
    cells = dict.fromkeys(DOTTED.columns, "")
    return cells | {getattr(DOTTED, name): text for name, text in given.items()}


def load_list(engine: Engine, folder: Path, *found: Mapping[str, str]) -> ImportReport:
    return import_text(engine, folder, "training-organisations", as_csv(found, ";"))


def load_survey(engine: Engine, folder: Path, *answers: Mapping[str, str]) -> ImportReport:
    columns = dict.fromkeys(key for answer in answers for key in answer)
    complete = [{"Liste": "2026", **dict.fromkeys(columns, ""), **answer} for answer in answers]
    return import_text(engine, folder, "survey", as_csv(complete, ";"))


def ids(engine: Engine) -> dict[str, str]:
    """Public ids by record id."""
    return dict(rows(engine, "SELECT source_record_id, public_id FROM organisation"))


def shown(engine: Engine) -> list[dict[str, Any]]:
    query = "SELECT (feature_head || feature_tail)::json FROM organisation_listing ORDER BY organisation_id"
    return [feature for (feature,) in rows(engine, query)]


def test_a_new_number_keeps_the_public_id(engine: Engine, tmp_path: Path) -> None:
    load_list(engine, tmp_path, listed(OLD))
    first = ids(engine)[OLD]
    assert outcome(load_list(engine, tmp_path, listed(NEW, previous=OLD))) == (0, 1, 0, 0, 0)
    assert ids(engine) == {NEW: first}
    before = everything(engine)
    assert outcome(load_list(engine, tmp_path, listed(NEW, previous=OLD))) == (0, 0, 1, 0, 0)
    assert everything(engine) == before
    assert outcome(load_list(engine, tmp_path, listed(THIRD, previous=f"{NEW}, {OLD}"))) == (0, 1, 0, 0, 0)
    assert ids(engine) == {THIRD: first}


def test_an_older_file_gives_the_number_back(engine: Engine, tmp_path: Path) -> None:
    load_list(engine, tmp_path, listed(OLD))
    first = ids(engine)[OLD]
    load_list(engine, tmp_path, listed(NEW, previous=OLD))
    assert outcome(load_list(engine, tmp_path, listed(OLD))) == (0, 1, 0, 0, 0)
    assert ids(engine) == {OLD: first}


def test_a_number_that_is_still_listed_is_not_taken_over(engine: Engine, tmp_path: Path) -> None:
    load_list(engine, tmp_path, listed(OLD))
    first = ids(engine)[OLD]
    load_list(engine, tmp_path, listed(OLD), listed(NEW, previous=OLD, siret=OTHER_SIRET))
    assert ids(engine)[OLD] == first
    assert ids(engine)[NEW] != first


def test_a_number_that_comes_back_beside_its_successor(engine: Engine, tmp_path: Path) -> None:
    load_list(engine, tmp_path, listed(OLD))
    first = ids(engine)[OLD]
    load_list(engine, tmp_path, listed(NEW, previous=OLD))
    both = (listed(NEW, previous=OLD), listed(OLD, siret=OTHER_SIRET))
    assert outcome(load_list(engine, tmp_path, *both)) == (1, 0, 1, 0, 0)
    assert ids(engine)[NEW] == first
    own = ids(engine)[OLD]
    changed = (listed(NEW, previous=OLD), listed(OLD, siret=OTHER_SIRET, name="Autre"))
    assert outcome(load_list(engine, tmp_path, *changed)) == (0, 1, 1, 0, 0)
    assert ids(engine)[OLD] == own


def test_two_heirs_of_one_number(engine: Engine, tmp_path: Path) -> None:
    """The one of the same SIRET goes on; of two numbers that became one, one goes on and one vanishes."""
    load_list(engine, tmp_path, listed(OLD))
    first = ids(engine)[OLD]
    load_list(
        engine, tmp_path, listed(NEW, previous=OLD, siret=OTHER_SIRET), listed(THIRD, previous=OLD)
    )
    assert ids(engine)[THIRD] == first
    second = ids(engine)[NEW]
    report = load_list(engine, tmp_path, listed(OLD, previous=f"{NEW} {THIRD}"))
    assert outcome(report) == (0, 1, 0, 0, 1)
    assert ids(engine)[OLD] == first
    assert value(engine, "SELECT public_id FROM organisation WHERE vanished_at IS NOT NULL") == second


def test_closed_and_vanished_ones_are_kept(engine: Engine, tmp_path: Path) -> None:
    load_list(engine, tmp_path, listed(OLD), listed(NEW, siret=OTHER_SIRET))
    assert outcome(load_list(engine, tmp_path, listed(OLD))) == (0, 0, 1, 0, 1)
    (kept, gone) = shown(engine)
    assert kept["properties"]["vanished_at"] is None
    assert gone["properties"]["vanished_at"] is not None


def test_one_site_in_two_lists_is_one_feature(engine: Engine, tmp_path: Path) -> None:
    cfa = {
        **ORGANISATION,
        "uai": "0441234A",
        "qualiopi": "Oui",
        "numero_declaration_activite": OLD,
        "code_insee": "44109",
    }
    import_text(engine, tmp_path, "organisations-cfa", as_csv([cfa]))
    (alone,) = shown(engine)
    load_list(engine, tmp_path, listed(NEW), listed(THIRD, siret=OTHER_SIRET))
    feature, other = shown(engine)
    properties = feature["properties"]
    assert feature["id"] == alone["id"]
    assert other["properties"]["siret"] == OTHER_SIRET
    assert (properties["kind"], properties["uai"], properties["qualiopi"]) == ("cfa", "0441234A", True)
    assert properties["address"] == "9 rue du Port"
    assert properties["equipment_status"] == "unknown"
    assert properties["licence"] == "LO-2.0"
    assert {item["source"] for item in properties["sources"]} == {
        "organisations-cfa",
        "training-organisations",
    }
    fields = {item["source"]: set(item["fields"]) for item in properties["sources"]}
    assert "uai" in fields["organisations-cfa"]
    assert "address" in fields["training-organisations"]
    assert not fields["organisations-cfa"] & fields["training-organisations"]


def test_a_site_that_parts_is_shown_twice_again(engine: Engine, tmp_path: Path) -> None:
    import_text(engine, tmp_path, "organisations-cfa", as_csv([ORGANISATION]))
    load_list(engine, tmp_path, listed(OLD))
    assert len(shown(engine)) == 1
    load_list(engine, tmp_path, listed(OLD, siret=OTHER_SIRET))
    assert [len(feature["properties"]["sources"]) for feature in shown(engine)] == [1, 1]


def test_a_closed_site_is_closed_though_another_list_has_it(engine: Engine, tmp_path: Path) -> None:
    closed = {**ORGANISATION, "etat_administratif": "fermé"}
    import_text(engine, tmp_path, "organisations-cfa", as_csv([closed]))
    load_list(engine, tmp_path, listed(OLD))
    (feature,) = shown(engine)
    assert feature["properties"]["status"] == "closed"


def test_every_identifier_of_a_site_leads_to_it(engine: Engine, empty_url: str, tmp_path: Path) -> None:
    cfa = {**ORGANISATION, "numero_declaration_activite": OLD}
    import_text(engine, tmp_path, "organisations-cfa", as_csv([cfa]))
    load_list(engine, tmp_path, listed(NEW))
    (site,) = shown(engine)
    client = create_app(Settings(), empty_url).test_client()
    for public_id in ids(engine).values():
        assert client.get(f"/api/v1/organisations/{public_id}").get_json()["id"] == site["id"]
        matches = client.get(f"/api/v1/organisations/{public_id}/matches")
        assert matches.get_json()["organisation"]["id"] == site["id"]
    for nda in (OLD, NEW):
        found = client.get(f"/api/v1/organisations?nda={nda}").get_json()
        assert [feature["id"] for feature in found["features"]] == [site["id"]]


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
                f" '{SIRET}', '{SIRET[:9]}')"
            )
        )
    load_list(engine, tmp_path, listed(OLD))
    load_survey(engine, tmp_path, ANSWER)
    fictional, real = shown(engine)
    assert fictional["properties"]["equipment_status"] == "unknown"
    assert real["properties"]["equipment_status"] == "unequipped"
