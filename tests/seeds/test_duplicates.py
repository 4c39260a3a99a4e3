"""Several sources, one place: merged at the end of an import, field by field, and taken apart again."""

import csv
import io
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from support.clients import client_of
from support.emptied import EmptiedDatabase
from support.importing import NANTES, everything, import_rows, outcome, rows, value
from support.kept import lent_engine
from support.lanterne import (
    CENSUS,
    FILES,
    LABEL,
    SHARED,
    WORKSHOP,
    features,
    import_all,
    public_id,
    under_licences,
)

pytestmark = pytest.mark.slow


def test_the_run_says_what_was_merged_and_a_second_one_writes_nothing(three: Engine, tmp_path: Path) -> None:
    assert rows(three, "SELECT source, rows_read, created, merged FROM import_run ORDER BY id")[1:] == [
        ("cget-2019", 1, 1, 0),
        ("fabriques", 1, 0, 1),
        ("manufactures", 1, 0, 1),
    ]
    before = everything(three)
    for source, row in FILES.items():
        report = import_rows(three, tmp_path, source, row)
        assert outcome(report) == (0, 0, 1, 0, 0)
        assert report.tally.counts.merged == 0
    assert everything(three) == before


def test_the_feature_holds_what_each_source_knows_best(three: Engine) -> None:
    (feature,) = features(three)
    found = feature["properties"]
    assert feature["id"] == public_id(three, "cget-2019")
    assert feature["geometry"]["coordinates"] == [-1.5, 47.24]
    assert (found["position_precision"], found["address"], found["postcode"]) == (
        "address",
        "9 rue du Port",
        "44300",
    )
    assert found["website"] == "https://lanterne.example/"
    assert found["programmes"] == ["fabrique-de-territoire", "manufacture-de-proximite"]
    given_by = {record["source"]: record["fields"] for record in found["sources"]}
    assert set(given_by) == set(FILES)
    assert {"position", "address", "website"} <= set(given_by["cget-2019"])
    assert "awards" in given_by["manufactures"]
    assert "awards" in given_by["fabriques"]
    each = [name for fields in given_by.values() for name in fields if name != "awards"]
    assert len(each) == len(set(each)), "every value has one source"
    assert found["same_as"] == []


def test_the_more_trusted_source_names_the_place(three: Engine) -> None:
    trust = "UPDATE data_source SET trust = :trust WHERE name = :name"
    with three.begin() as connection:
        for name, level in (("cget-2019", 30), ("fabriques", 50), ("manufactures", 40)):
            connection.execute(text(trust), {"name": name, "trust": level})
    (feature,) = features(three)
    assert feature["properties"]["name"] == "Tiers-lieu la Lanterne"
    assert [record["source"] for record in feature["properties"]["sources"]] == [
        "fabriques",
        "manufactures",
        "cget-2019",
    ]
    with three.begin() as connection:
        connection.execute(text("UPDATE data_source SET trust = 90 WHERE name = 'cget-2019'"))
    (feature,) = features(three)
    assert feature["properties"]["name"] == "La Lanterne"


def test_what_changes_so_that_it_is_no_duplicate_is_a_place_again(three: Engine, tmp_path: Path) -> None:
    report = import_rows(three, tmp_path, "fabriques", {**LABEL, "nom": "Le Sémaphore"})
    assert outcome(report) == (0, 1, 0, 0, 0)
    assert sorted(feature["properties"]["name"] for feature in features(three)) == [
        "Le Sémaphore",
        WORKSHOP["nom"],
    ]
    assert import_rows(three, tmp_path, "fabriques", LABEL).tally.counts.merged == 1
    assert len(features(three)) == 1


def test_a_place_whose_first_record_vanished_lives_on_under_its_id(three: Engine, tmp_path: Path) -> None:
    before = public_id(three, "cget-2019")
    import_rows(three, tmp_path, "cget-2019", {**CENSUS, "ID": "other", "NOM_TL": "Le Sémaphore"})
    (feature,) = [feature for feature in features(three) if feature["id"] == before]
    found = feature["properties"]
    assert found["vanished_at"] is None
    assert found["name"] != "La Lanterne", "what living records say comes first"
    assert found["sources"][-1]["source"] == "cget-2019"
    for source, row in (("fabriques", LABEL), ("manufactures", WORKSHOP)):
        import_rows(three, tmp_path, source, {**row, "id": "other", "nom": f"Autre {source}"})
    (feature,) = [feature for feature in features(three) if feature["id"] == before]
    assert feature["properties"]["vanished_at"] is not None


def test_members_of_a_deleted_place_reappear(three: Engine) -> None:
    with three.begin() as connection:
        connection.execute(text("DELETE FROM third_place WHERE source = 'cget-2019'"))
    assert {feature["id"] for feature in features(three)} == {
        public_id(three, "fabriques"),
        public_id(three, "manufactures"),
    }


def test_licences_are_not_mixed_and_each_names_the_other(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "communes", NANTES)
    import_all(engine, tmp_path, "cget-2019", "fabriques")
    report = import_rows(engine, tmp_path, "mednum-equipment", SHARED)
    assert (report.tally.counts.created, report.tally.counts.merged) == (0, 1)
    (place,) = features(engine)
    found = place["properties"]
    assert place["id"] == public_id(engine, "cget-2019"), "the id that was given out stays"
    assert found["same_as"] == [public_id(engine, "mednum-equipment")]
    # The values are one licence's; what comes as a list is taken from all, item by item.
    values = [record for record in found["sources"] if set(record["fields"]) - {"equipment", "awards"}]
    assert {record["licence"] for record in values} == {found["licence"]}
    assert {record["licence"] for record in found["sources"]} == {"LO-2.0", "unconfirmed"}
    assert [item["type"] for item in found["equipment"]] == ["printer_3d"]
    assert found["programmes"] == ["fabrique-de-territoire"]
    # Where one licence is promised, its records speak alone.
    open_one, other = under_licences(engine)
    assert (open_one["id"], open_one["properties"]["licence"]) == (place["id"], "LO-2.0")
    assert open_one["properties"]["equipment"] == []
    assert open_one["properties"]["funded"] is True
    assert other["properties"]["licence"] == "unconfirmed"
    assert other["properties"]["programmes"] == []
    for row in (open_one, other):
        assert {record["licence"] for record in row["properties"]["sources"]} == {
            row["properties"]["licence"]
        }
    assert open_one["properties"]["same_as"] == [other["id"]]
    assert other["properties"]["same_as"] == [open_one["id"]]
    # Again: nothing is written.
    before = everything(engine)
    import_rows(engine, tmp_path, "mednum-equipment", SHARED)
    assert everything(engine) == before


def test_one_place_of_two_licences_is_counted_once_everywhere(
    empty_url: str, engine: Engine, tmp_path: Path
) -> None:
    import_rows(engine, tmp_path, "communes", NANTES)
    import_all(engine, tmp_path, "cget-2019", "fabriques")
    import_rows(engine, tmp_path, "mednum-equipment", SHARED)
    first, second = public_id(engine, "cget-2019"), public_id(engine, "mednum-equipment")
    with client_of(empty_url) as client:
        _look_everywhere(client, first, second)


def _look_everywhere(client: FlaskClient, first: str, second: str) -> None:
    def matched(path: str) -> int:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.text)
        return int(answer.get_json()["numberMatched"])

    for path in (
        "/api/v1/third-places",
        "/ogc/collections/third-places/items",
        "/ogc/collections/equipment/items",
    ):
        assert matched(path) == 1, path
    for filters in ("equipment=printer_3d", "funded=true", "equipment=printer_3d&funded=true", "q=lanterne"):
        assert matched(f"/api/v1/third-places?{filters}") == 1, filters
    assert matched("/api/v1/third-places?licence=LO-2.0") == 1
    assert matched("/api/v1/third-places?licence=unconfirmed") == 1
    assert matched("/api/v1/third-places?licence=LO-2.0&equipment=printer_3d") == 0
    assert matched("/api/v1/third-places?licence=unconfirmed&funded=true") == 0
    assert matched("/api/v1/third-places?licence=LO-2.0&funded=true&lat=47.2&lon=-1.5") == 1
    assert client.get("/api/v1/exports/third-places.ndjson").text.count('"type":"Feature"') == 1
    table = list(csv.DictReader(io.StringIO(client.get("/api/v1/exports/third-places.csv").text)))
    assert [row["id"] for row in table] == [first]
    assert set(table[0]["source_licences"].split(";")) == {"LO-2.0", "unconfirmed"}
    promised = client.get("/api/v1/exports/third-places.csv?licence=LO-2.0").text
    (open_row,) = csv.DictReader(io.StringIO(promised))
    assert (open_row["equipment"], open_row["source_licences"]) == ("", "LO-2.0;LO-2.0")
    assert client.get("/carte/lieux.json?zoom=5").get_json()["total"] == 1
    assert first in client.get("/sitemap-lieux-1.xml").text
    assert second not in client.get("/sitemap-lieux-1.xml").text
    # The id of what is shown with another leads to the place.
    assert client.get(f"/api/v1/third-places/{second}").get_json()["id"] == first
    page = client.get(f"/lieux/{second}")
    assert (page.status_code, page.location.endswith(first)) == (301, True)


def test_places_shown_together_part_when_one_is_deleted(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "communes", NANTES)
    import_rows(engine, tmp_path, "cget-2019", CENSUS)
    import_rows(engine, tmp_path, "mednum-equipment", SHARED)
    other = public_id(engine, "mednum-equipment")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM third_place WHERE source = 'cget-2019'"))
    (left,) = features(engine)
    assert left["id"] == other
    assert left["properties"]["same_as"] == []
    assert [feature["id"] for feature in under_licences(engine)] == [other]


def test_rows_of_one_source_are_left_to_an_operator(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "communes", NANTES)
    report = import_rows(engine, tmp_path, "cget-2019", CENSUS, {**CENSUS, "ID": "8"})
    assert outcome(report) == (2, 0, 0, 0, 0)
    assert rows(engine, "SELECT verdict, decided_by FROM duplicate_pair") == [("review", "rule")]
    assert len(features(engine)) == 2


def test_a_centroid_makes_no_duplicate(engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "communes", NANTES)
    import_rows(engine, tmp_path, "fabriques", LABEL)
    report = import_rows(engine, tmp_path, "manufactures", {**WORKSHOP, "nom": "Le Sémaphore"})
    assert outcome(report) == (1, 0, 0, 0, 0)
    assert value(engine, "SELECT count(*) FROM duplicate_pair") == 0


def test_the_order_of_imports_changes_only_the_id(worker_database: EmptiedDatabase, tmp_path: Path) -> None:
    seen = []
    for order in permutations(FILES):
        with lent_engine(worker_database.empty()) as engine:
            import_rows(engine, tmp_path, "communes", NANTES)
            import_all(engine, tmp_path, *order)
            (feature,) = features(engine)
            assert feature["id"] == public_id(engine, order[0])
            seen.append(_content(feature))
    assert seen[0]["name"] in {LABEL["nom"], WORKSHOP["nom"]}, "the labels are trusted more than the census"
    assert all(content == seen[0] for content in seen)


def _content(feature: dict[str, Any]) -> dict[str, Any]:
    """Return what a Feature says of the place, and which source says it; not under which id, nor when."""
    properties = dict(feature["properties"], geometry=feature["geometry"])
    for name in ("source", "publisher", "source_record_id", "fetched_at", "updated_at"):
        del properties[name]
    sources = [(record["source"], record["fields"]) for record in properties.pop("sources")]
    return {**properties, "sources": sources}
