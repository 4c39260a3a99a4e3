"""Organisations over several imports and sources: changed numbers, shared sites."""

from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import Engine
from support.clients import client_of, collection
from support.importing import everything, import_text, outcome, rows, value
from support.public_list import NEW, OLD, OTHER_SIRET, THIRD, listed, load_list, shown
from support.published_rows import ORGANISATION, as_csv


def ids(engine: Engine) -> dict[str, str]:
    """Public ids by record id."""
    return dict(rows(engine, "SELECT source_record_id, public_id FROM organisation"))


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
    load_list(engine, tmp_path, listed(NEW, previous=OLD, siret=OTHER_SIRET), listed(THIRD, previous=OLD))
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
    with client_of(empty_url) as client:
        for public_id in ids(engine).values():
            answer = client.get(f"/api/v1/organisations/{public_id}").get_json(force=True)
            assert answer["id"] == site["id"]
            matches = client.get(f"/api/v1/organisations/{public_id}/matches").get_json(force=True)
            assert matches["organisation"]["id"] == site["id"]
        # The number shown is the more trusted source's.
        assert listed_by(client, site["properties"]["nda"]) == [site["id"]]


def listed_by(client: FlaskClient, nda: str) -> list[str]:
    return [feature["id"] for feature in collection(client, "/organisations", nda=nda)["features"]]
