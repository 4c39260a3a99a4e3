"""Grants whose beneficiary has a place's name: proposals to moderators, and never an award by themselves."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from support.importing import import_text, outcome
from support.pages import read
from support.proposals import HER, LEA, MARC, as_, proposals, review
from support.published_rows import as_csv
from support.rows import Rows, execute

from app.platform.database.connection import make_engine

SIRET, OTHER = "73282932000074", "44306184100047"
GRANT = {
    "nomAttribuant": "Région A", "idAttribuant": "23750007900312", "dateConvention": "2023-05-17",
    "referenceDecision": "CP-12", "nomBeneficiaire": "ASSOCIATION LE HANGAR", "idBeneficiaire": SIRET,
    "rnaBeneficiaire": "", "objet": "Atelier", "montant": "1000", "nature": "aide en numéraire",
}  # fmt: skip
NUMBERLESS = {**GRANT, "idBeneficiaire": "", "nomBeneficiaire": "Le hangar", "referenceDecision": "CP-13"}


@pytest.fixture
def engine(place: str) -> Iterator[Engine]:
    made = make_engine(place)
    yield made
    made.dispose()


def load(engine: Engine, folder: Path, *given: dict[str, str]) -> Any:
    return import_text(engine, folder, "grants", as_csv(given, ";"))


def reached(client: FlaskClient, **asked: str) -> dict[str, tuple[str, list[str]]]:
    features = client.get("/api/v1/grants", query_string=asked).get_json(force=True)["features"]
    said = (feature["properties"] for feature in features)
    return {one["reference"]: (one["reached_by"], one["third_places"]) for one in said}


def test_a_name_is_a_proposal_and_what_is_accepted_reaches_the_place(
    app: Flask, place: str, engine: Engine, visitor: FlaskClient, tmp_path: Path
) -> None:
    report = load(
        engine, tmp_path, GRANT, NUMBERLESS, {**GRANT, "nomBeneficiaire": "Autre", "idBeneficiaire": OTHER}
    )
    assert outcome(report) == (3, 0, 0, 0, 0), report.tally.refusals
    assert reached(visitor) == {}
    ((kind, subject, status, changes, address),) = proposals(place)
    assert (kind, subject, status, address) == ("grant", "tl-1", "new", None)
    words = {one["new"] for one in changes.values()}
    assert words == {
        f"ASSOCIATION LE HANGAR · SIRET {SIRET} · Région A · 2023-05-17 · Atelier · 1000.00 €",
        "Le hangar · Région A · 2023-05-17 · Atelier · 1000.00 €",
    }
    assert "Atelier" not in visitor.get("/lieux/tl-1").text
    lea = as_(app, place, LEA)
    queue = read(lea, "/moderation").text
    assert "Subvention : Le Hangar" in queue
    assert "Cette subvention est à qui gère le lieu" in queue
    assert as_(app, place, MARC).get("/propositions/1").status_code == 403
    numberless = next(name for name, one in changes.items() if "SIRET" not in one["new"])
    assert review(lea, place, "accept", numberless).status_code == 303
    assert reached(visitor) == {"CP-13": ("moderation", ["tl-1"])}
    assert reached(visitor, third_place="tl-1").keys() == {"CP-13"}
    page = visitor.get("/lieux/tl-1").text
    assert page.count("Atelier") == 1
    assert "lien confirmé par la modération" in page
    item = visitor.get("/ogc/collections/grants/items").get_json(force=True)["features"][0]
    assert (item["geometry"], item["properties"]["third_places"]) == (None, "tl-1")
    # Neither what was accepted nor what was not is asked again; a new grant is, by itself.
    assert outcome(load(engine, tmp_path, GRANT, NUMBERLESS))[:2] == (0, 0)
    assert len(proposals(place)) == 1
    load(engine, tmp_path, GRANT, {**NUMBERLESS, "montant": "2000"}, {**GRANT, "referenceDecision": "CP-14"})
    assert [len(one[3]) for one in proposals(place)] == [2, 1]
    assert reached(visitor) == {"CP-13": ("moderation", ["tl-1"])}


def test_it_follows_a_merge(
    app: Flask, place: str, engine: Engine, visitor: FlaskClient, tmp_path: Path
) -> None:
    load(engine, tmp_path, NUMBERLESS)
    (name,) = proposals(place)[0][3]
    review(as_(app, place, LEA), place, "accept", name)
    with Rows.into(place) as rows:
        rows.place(public_id="tl-2", name="Le Hangar", department_code="75", source_record_id="two")
    execute(
        place,
        "UPDATE third_place SET merged_into = (SELECT id FROM third_place WHERE public_id = 'tl-2')"
        " WHERE public_id = 'tl-1'",
    )
    assert reached(visitor) == {"CP-13": ("moderation", ["tl-2"])}


def test_a_manager_does_not_decide_it(app: Flask, place: str, engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, GRANT)
    hers = as_(app, place, HER)
    execute(
        place,
        "INSERT INTO place_manager (person_id, third_place_id, status, proof)"
        " SELECT person.id, third_place.id, 'active', 'named' FROM person, third_place"
        " WHERE person.address = %s",
        [HER],
    )
    assert hers.get("/lieux/tl-1/modifier").status_code == 200
    assert hers.get("/propositions/1").status_code == 403


def test_a_name_of_two_places_is_nobodys_and_a_person_is_refused(
    place: str, engine: Engine, tmp_path: Path
) -> None:
    with Rows.into(place) as rows:
        rows.place(public_id="tl-2", name="LE HANGAR", department_code="75", source_record_id="two")
    report = load(engine, tmp_path, GRANT, NUMBERLESS, {**NUMBERLESS, "nomBeneficiaire": "Jeanne Dupont"})
    assert report.tally.refusals["organisation_missing"].count == 2
    assert outcome(report)[0] == 1
    assert proposals(place) == []
