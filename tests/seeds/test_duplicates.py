"""Several sources, one place: merged at the end of an import, field by field, and taken apart again."""

import csv
import io
import json
import re
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from support.clients import client_of
from support.databases import environment
from support.emptied import EmptiedDatabase
from support.importing import NANTES, everything, import_rows, outcome, rows, value
from support.published_rows import CGET, LABELLED, MEDNUM
from support.strength import scaled

from app.cli import main
from app.platform.database.connection import make_engine

pytestmark = pytest.mark.slow

LISTING = "SELECT t::text FROM third_place_listing AS t ORDER BY third_place_id"
CENSUS = {**CGET, "NOM_TL": "La Lanterne", "WEB": "https://lanterne.example/"}
LABEL = {
    **LABELLED,
    "nom": "Tiers-lieu la Lanterne",
    "code_insee": "44109",
    "commune": "Nantes",
    "latitude": "47.2322",
    "longitude": "-1.5479",
}
WORKSHOP = {**LABEL, "id": "m-1", "nom": "Manufacture La Lanterne", "label": "Manufacture de proximité"}
SHARED = {
    **MEDNUM,
    "nom": "LA LANTERNE",
    "adresse": "9 rue du Port",
    "code_postal": "44300",
    "commune": "Nantes",
    "code_insee": "44109",
    "latitude": "47.24",
    "longitude": "-1.50",
    "equipement_brut": "imprimante 3D",
}
FILES = {"cget-2019": CENSUS, "fabriques": LABEL, "manufactures": WORKSHOP}


def run(url: str, *arguments: str) -> Result:
    with environment(DATABASE_URL=url):
        return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def features(engine: Engine) -> list[dict[str, Any]]:
    """Return the Features that are listed, the ids of records in the order of import."""
    found = rows(
        engine, "SELECT feature_head || feature_tail FROM third_place_listing ORDER BY third_place_id"
    )
    return [json.loads(feature) for (feature,) in found]


def under_licences(engine: Engine) -> list[dict[str, Any]]:
    """Return the Features of which each holds one licence's values."""
    found = rows(
        engine, "SELECT feature_head || feature_tail FROM third_place_under_licence ORDER BY third_place_id"
    )
    return [json.loads(feature) for (feature,) in found]


def import_all(engine: Engine, folder: Path, *sources: str) -> list[tuple[int, int]]:
    """Import in this order; return created and merged of each."""
    counts = [import_rows(engine, folder, source, FILES[source]).tally.counts for source in sources]
    return [(count.created, count.merged) for count in counts]


def public_id(engine: Engine, source: str) -> str:
    return str(value(engine, "SELECT public_id FROM third_place WHERE source = :source", source=source))


@pytest.fixture
def three(engine: Engine, tmp_path: Path) -> Engine:
    """One place from three sources."""
    import_rows(engine, tmp_path, "communes", NANTES)
    assert import_all(engine, tmp_path, *FILES) == [(1, 0), (0, 1), (0, 1)]
    return engine


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
        engine = make_engine(worker_database.empty())
        import_rows(engine, tmp_path, "communes", NANTES)
        import_all(engine, tmp_path, *order)
        (feature,) = features(engine)
        assert feature["id"] == public_id(engine, order[0])
        seen.append(_content(feature))
        engine.dispose()
    assert seen[0]["name"] in {LABEL["nom"], WORKSHOP["nom"]}, "the labels are trusted more than the census"
    assert all(content == seen[0] for content in seen)


def _content(feature: dict[str, Any]) -> dict[str, Any]:
    """Return what a Feature says of the place, and which source says it; not under which id, nor when."""
    properties = dict(feature["properties"], geometry=feature["geometry"])
    for name in ("source", "publisher", "source_record_id", "fetched_at", "updated_at"):
        del properties[name]
    sources = [(record["source"], record["fields"]) for record in properties.pop("sources")]
    return {**properties, "sources": sources}


def test_merge_and_unmerge_restore_the_listing(empty_url: str, engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "communes", NANTES)
    import_rows(engine, tmp_path, "cget-2019", CENSUS)
    import_rows(engine, tmp_path, "fabriques", {**LABEL, "nom": "Le Sémaphore"})
    before = rows(engine, LISTING)
    first, second = public_id(engine, "cget-2019"), public_id(engine, "fabriques")

    merged = run(empty_url, "merge", second, first)
    assert merged.exit_code == 0
    assert f"{second} is shown under {first}" in merged.stdout
    (feature,) = features(engine)
    assert feature["id"] == first
    assert feature["properties"]["funded"] is True
    # The decision stays over another import, changed or not.
    import_rows(engine, tmp_path, "fabriques", {**LABEL, "nom": "Le Sémaphore"})
    import_rows(engine, tmp_path, "cget-2019", {**CENSUS, "NOM_TL": "La Lanterne bleue"})
    assert len(features(engine)) == 1
    import_rows(engine, tmp_path, "cget-2019", CENSUS)

    parted = run(empty_url, "unmerge", second)
    assert parted.exit_code == 0
    assert f"{second} is a place of its own" in parted.stdout
    after = rows(engine, LISTING)
    assert [_timeless(row) for (row,) in after] == [_timeless(row) for (row,) in before]


def _timeless(row: str) -> str:
    """Return a row without the times of import, which a changed import moves."""
    bare = re.sub(r'"+(?:fetched_at|updated_at)"+\s*:\s*"+[^"]+"+', "", row.replace("\\", ""))
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:[\d.]+\+\d\d", "", bare)


def test_unmerged_records_stay_apart_though_a_rule_is_certain(
    empty_url: str, three: Engine, tmp_path: Path
) -> None:
    label = public_id(three, "fabriques")
    assert run(empty_url, "unmerge", label).exit_code == 0
    assert len(features(three)) == 2
    import_rows(three, tmp_path, "fabriques", {**LABEL, "nom": "LA LANTERNE"})
    assert label in {feature["id"] for feature in features(three)}
    # Merging it again is with all that the place is shown from.
    assert run(empty_url, "merge", label, public_id(three, "cget-2019")).exit_code == 0
    assert len(features(three)) == 1


def test_unmerging_the_place_leaves_the_others_together(empty_url: str, three: Engine) -> None:
    first = public_id(three, "cget-2019")
    assert run(empty_url, "unmerge", first).exit_code == 0
    assert {feature["id"] for feature in features(three)} == {first, public_id(three, "fabriques")}
    shown = value(three, "SELECT merged_into FROM third_place WHERE source = 'manufactures'")
    assert shown == value(three, "SELECT id FROM third_place WHERE source = 'fabriques'")


@settings(max_examples=scaled(0.25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.lists(st.integers(0, 5), min_size=2, max_size=4, unique=True), data=st.data())
def test_any_merge_taken_back_restores_the_listing_byte_for_byte(
    empty_url: str, engine: Engine, tmp_path: Path, chosen: list[int], data: st.DataObject
) -> None:
    if not features(engine):
        import_rows(engine, tmp_path, "communes", NANTES)
        names = ("Alouette", "Belladone", "Cormoran", "Digitale", "Estragon", "Fenouil")
        import_rows(
            engine,
            tmp_path,
            "cget-2019",
            *({**CENSUS, "ID": str(n), "NOM_TL": name, "WEB": ""} for n, name in enumerate(names[:3])),
        )
        import_rows(
            engine,
            tmp_path,
            "fabriques",
            *({**LABEL, "id": f"f-{n}", "nom": name} for n, name in enumerate(names[3:])),
        )
    before = rows(engine, LISTING)
    ids = [row[0] for row in rows(engine, "SELECT public_id FROM third_place ORDER BY id")]
    merged = [ids[number] for number in chosen]
    taken_out = data.draw(st.permutations(merged))[1:]  # before anything is done: a draw may end the example
    assert run(empty_url, "merge", *merged).exit_code == 0
    assert len(features(engine)) == len(ids) - len(merged) + 1
    assert (
        value(
            engine,
            "SELECT count(*) FROM third_place AS one JOIN third_place AS other ON other.id = one.merged_into"
            " WHERE other.merged_into IS NOT NULL",
        )
        == 0
    )
    for left in taken_out:
        assert run(empty_url, "unmerge", left).exit_code == 0
    assert rows(engine, LISTING) == before


def test_errors_say_what_to_do(empty_url: str, three: Engine) -> None:
    first = public_id(three, "cget-2019")
    unknown = run(empty_url, "merge", first, "tl-nothing")
    assert unknown.exit_code == 1
    assert "no place with the id 'tl-nothing'" in unknown.stderr
    assert run(empty_url, "merge", first, "a\x00b").exit_code == 1
    assert run(empty_url, "merge", first, first).exit_code == 2
    assert run(empty_url, "merge").exit_code == 2
    assert run(empty_url, "unmerge", public_id(three, "fabriques")).exit_code == 0
    alone = run(empty_url, "unmerge", public_id(three, "fabriques"))
    assert alone.exit_code == 1
    assert "shown alone" in alone.stderr
    assert value(three, "SELECT count(*) FROM duplicate_pair WHERE verdict = 'same'") == 1


def test_an_operator_cannot_mix_licences(empty_url: str, engine: Engine, tmp_path: Path) -> None:
    import_rows(engine, tmp_path, "communes", NANTES)
    import_rows(engine, tmp_path, "cget-2019", CENSUS)
    import_rows(engine, tmp_path, "mednum-equipment", {**SHARED, "nom": "Médiathèque du quai"})
    done = run(empty_url, "merge", public_id(engine, "cget-2019"), public_id(engine, "mednum-equipment"))
    assert done.exit_code == 0
    assert "licences may not be mixed" in done.stdout
    (place,) = features(engine)
    assert len(under_licences(engine)) == 2
    assert place["properties"]["same_as"] == [public_id(engine, "mednum-equipment")]
    assert run(empty_url, "unmerge", public_id(engine, "mednum-equipment")).exit_code == 0
    assert len(features(engine)) == 2
    import_rows(engine, tmp_path, "mednum-equipment", SHARED)
    assert len(features(engine)) == 2, "the decision stays"


def test_duplicates_are_listed_for_people_and_machines(
    empty_url: str, engine: Engine, tmp_path: Path
) -> None:
    import_rows(engine, tmp_path, "communes", NANTES)
    import_rows(engine, tmp_path, "cget-2019", {**CENSUS, "NOM_TL": "=La Lanterne"})
    import_rows(engine, tmp_path, "fabriques", {**LABEL, "nom": "La Lanterne; Le Phare"})
    import_rows(engine, tmp_path, "manufactures", WORKSHOP)
    waiting = json.loads(run(empty_url, "duplicates", "--review", "--json").stdout)
    assert [pair["verdict"] for pair in waiting] == ["review", "review"]
    assert all("several places" in pair["explanation"] for pair in waiting)
    everything_found = json.loads(run(empty_url, "duplicates", "--json").stdout)
    assert {pair["verdict"] for pair in everything_found} == {"review", "same"}
    printed = list(csv.DictReader(io.StringIO(run(empty_url, "duplicates", "--csv").stdout)))
    assert "'=La Lanterne" in {pair["left_name"] for pair in printed}
    assert "shown as one" in run(empty_url, "duplicates").stdout
    assert run(empty_url, "duplicates", "--csv", "--json").exit_code == 2
