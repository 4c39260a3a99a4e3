"""Several publishers of one source: none takes another's places, none makes another's vanish."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, text
from support.clients import client_of
from support.databases import environment
from support.importing import (
    AMBERIEU,
    COMMUNE_75,
    NANTES,
    everything,
    import_rows,
    import_text,
    outcome,
    rows,
)
from support.published_rows import CGET, as_csv
from support.standard import MINIMAL

from app.cli import main
from seeds.reading.lists import in_list, list_name
from seeds.reading.normalise.licences import licence

SOURCE = "mediation-numerique"
NORTH = [
    {**MINIMAL, "id": "1", "nom": "Atelier du Port", "code_insee": "44109", "source": "Territoire Nord"},
    {**MINIMAL, "id": "2", "nom": "Espace des Prés", "code_insee": "44109", "source": "Territoire Nord"},
    {**MINIMAL, "id": "3", "nom": "La Fabrique", "code_insee": "44109", "source": "Territoire Nord"},
]
AWAY = {"commune": "Ambérieu-en-Bugey", "code_postal": "01500", "code_insee": "01004"}
SOUTH = [
    {**MINIMAL, **AWAY, "id": "1", "nom": "Maison du Rhône", "source": "Territoire Sud"},
    {**MINIMAL, **AWAY, "id": "2", "nom": "Accueil de la Bresse", "source": "Territoire Sud"},
    {**MINIMAL, **AWAY, "id": "4", "nom": "Bus des services", "source": "Territoire Sud"},
]
HELD = "SELECT public_id, list, source_record_id, name, vanished_at IS NOT NULL FROM third_place ORDER BY 3"


@pytest.fixture
def communes(engine: Engine, tmp_path: Path) -> Engine:
    """A directory that knows three communes."""
    import_rows(engine, tmp_path, "communes", AMBERIEU, NANTES, COMMUNE_75)
    return engine


def run(url: str, *arguments: str) -> Result:
    with environment(DATABASE_URL=url):
        return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def test_a_second_territory_leaves_the_first_ones_places(communes: Engine, tmp_path: Path) -> None:
    assert outcome(import_rows(communes, tmp_path, SOURCE, *NORTH)) == (3, 0, 0, 0, 0)
    first = rows(communes, HELD)
    assert outcome(import_rows(communes, tmp_path, SOURCE, *SOUTH)) == (3, 0, 0, 0, 0)
    both = rows(communes, HELD)
    assert [row for row in both if row[1] == "territoire-nord"] == first
    assert len({row[0] for row in both}) == 6
    # Again, in the other order: nothing is written.
    before = everything(communes)
    assert outcome(import_rows(communes, tmp_path, SOURCE, *SOUTH)) == (0, 0, 3, 0, 0)
    assert outcome(import_rows(communes, tmp_path, SOURCE, *NORTH)) == (0, 0, 3, 0, 0)
    assert everything(communes) == before


def test_what_vanishes_vanishes_from_its_list(communes: Engine, tmp_path: Path) -> None:
    import_rows(communes, tmp_path, SOURCE, *NORTH, *SOUTH)
    assert outcome(import_rows(communes, tmp_path, SOURCE, *NORTH[:2])) == (0, 0, 2, 0, 1)
    assert [row[3] for row in rows(communes, HELD) if row[4]] == ["La Fabrique"]


def test_a_list_that_is_said_goes_before_what_rows_say(
    communes: Engine, empty_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "lieux.csv"
    path.write_text(as_csv([{**row, "source": ""} for row in NORTH]))
    assert run(empty_url, "import", SOURCE, str(path), "--list", "Liste du Nord").exit_code == 0
    path.write_text(as_csv([{**row, "source": ""} for row in SOUTH]))
    assert run(empty_url, "import", SOURCE, str(path), "--list", "liste du sud").exit_code == 0
    assert [(row[1], row[2]) for row in rows(communes, HELD)] == [
        *(("liste-du-nord", f"liste-du-nord:{number}") for number in (1, 2, 3)),
        *(("liste-du-sud", f"liste-du-sud:{number}") for number in (1, 2, 4)),
    ]


def test_a_spreadsheet_that_is_said_to_be_a_list_needs_no_column_for_it(
    communes: Engine, empty_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "lieux.csv"
    path.write_text("Identifiant;Nom du lieu;Commune;Code postal\n1;Le Hangar;Nantes;44000\n")
    assert run(empty_url, "import", "funded-equipment", str(path)).exit_code == 1
    assert run(empty_url, "import", "funded-equipment", str(path), "--list", "Région").exit_code == 0
    assert [row[1:3] for row in rows(communes, HELD)] == [("region", "region:1")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("cget-2019", "--list", "Nord"), "many publishers"),
        (("all", "--list", "Nord"), "no --list"),
        (("all", "--licence", "LO-2.0"), "no --list"),
        (("cget-2019", "--publisher", "Nous"), "many publishers"),
        ((SOURCE, "--list", " - "), "needs a name"),
    ],
)
def test_a_list_is_named_where_there_are_lists(
    empty_url: str, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = run(empty_url, "import", *arguments, "--data", str(tmp_path))
    assert done.exit_code == 2
    assert said in done.stderr


def test_another_place_under_an_identifier_that_was_given_out_is_refused(
    communes: Engine, tmp_path: Path
) -> None:
    """Without any list, the second file's places are told by name, commune and position together."""
    north, south = ([{**row, "source": ""} for row in rows_] for rows_ in (NORTH, SOUTH))
    import_rows(communes, tmp_path, SOURCE, *north)
    before = [row[:4] for row in rows(communes, HELD)]
    assert outcome(import_rows(communes, tmp_path, SOURCE, *south)) == (1, 0, 0, 2, 0)
    assert [row[:4] for row in rows(communes, HELD)][:3] == before
    refused = rows(communes, "SELECT code, reason, record ->> 'nom' FROM rejected_record ORDER BY id")
    assert [(code, name) for code, _, name in refused] == [
        ("record_is_another_place", "Maison du Rhône"),
        ("record_is_another_place", "Accueil de la Bresse"),
    ]
    assert "Atelier du Port in Nantes" in refused[0][1]
    assert "--list" in refused[0][1]


@pytest.mark.parametrize(
    "change",
    [
        {"NOM_TL": "Autre nom"},
        {"NOM_TL": "Autre nom", "LAT": "47.25", "LONG": "-1.55", "GEOCOD": "", "PRECISION": ""},
        {"INSEECOM": "01004", "NOMCOM": "Ambérieu-en-Bugey", "LAT": "45.96", "LONG": "5.37"}
        | {"INSEE_CALC": "01004", "COMMUNE_CALC": "Ambérieu-en-Bugey"},
    ],
)
def test_a_place_may_change_its_name_or_move(
    communes: Engine, tmp_path: Path, change: Mapping[str, str]
) -> None:
    import_rows(communes, tmp_path, "cget-2019", CGET)
    assert outcome(import_rows(communes, tmp_path, "cget-2019", {**CGET, **change})) == (0, 1, 0, 0, 0)


def test_lists_of_one_format_meet_as_duplicates(communes: Engine, tmp_path: Path) -> None:
    spot = {"adresse": "9 rue du Port", "latitude": "47.24", "longitude": "-1.5"}
    one = {**NORTH[0], **spot}
    other = {**NORTH[0], **spot, "id": "17", "source": "Territoire Sud"}
    import_rows(communes, tmp_path, SOURCE, one, {**one, "id": "2"})
    import_rows(communes, tmp_path, SOURCE, other)
    pairs = """
    SELECT one.list <> other.list, verdict FROM duplicate_pair
    JOIN third_place AS one ON one.id = left_id JOIN third_place AS other ON other.id = right_id
    """
    assert sorted(rows(communes, pairs)) == [(False, "review"), (True, "same"), (True, "same")]


def test_a_public_id_that_was_given_out_is_given_to_no_other(communes: Engine, tmp_path: Path) -> None:
    """Places loaded before their lists were known keep the id that follows from the bare number."""
    bare = [{**row, "source": ""} for row in NORTH]
    import_rows(communes, tmp_path, SOURCE, *bare)
    (first, *_) = rows(communes, HELD)
    with communes.begin() as connection:
        connection.execute(
            text(
                "UPDATE third_place SET list = 'territoire-nord',"
                " source_record_id = 'territoire-nord:' || source_record_id"
            )
        )
    assert outcome(import_rows(communes, tmp_path, SOURCE, *NORTH))[0] == 0
    assert outcome(import_rows(communes, tmp_path, SOURCE, {**SOUTH[0], "source": ""})) == (1, 0, 0, 0, 0)
    ids = {row[2]: row[0] for row in rows(communes, HELD)}
    assert ids["territoire-nord:1"] == first[0]
    assert ids["1"] == f"{first[0]}-2"


def test_data_inclusion_counts_what_vanishes_by_its_producers(communes: Engine, tmp_path: Path) -> None:
    def structure(source: str, number: int) -> dict[str, Any]:
        place = {"nom": f"Structure {number}", "commune": "Nantes", "code_postal": "44000"}
        empty = dict.fromkeys(("siret", "code_insee", "adresse", "longitude", "latitude"))
        return {"source": source, "id": f"{number}", "date_maj": "2026-02-14", **empty, **place}

    both = [structure("un", 1), structure("un", 2), structure("deux", 1)]
    import_text(communes, tmp_path, "data-inclusion", json.dumps(both))
    one = import_text(communes, tmp_path, "data-inclusion", json.dumps(both[:1]))
    assert outcome(one) == (0, 0, 1, 0, 1)


def test_names_of_lists() -> None:
    assert list_name("Région Île-de-France : 2025") == "region-ile-de-france-2025"
    assert list_name(None) == list_name(" – ") == ""
    assert in_list("nord", "1") == "nord:1"
    assert in_list("", "1") == "1"
    assert in_list("nord", None) is None


SHEET = "Liste;Producteur;Licence;Identifiant;Nom du lieu;Commune;Code postal\n"
TERMS = "SELECT list, title, publisher, licence FROM source_list ORDER BY 1"


def test_what_columns_say_of_a_list_is_kept_and_shown(
    communes: Engine, empty_url: str, tmp_path: Path
) -> None:
    nord = "Lieux du Nord;Région Nord;Licence Ouverte 2.0;1;Le Hangar;Nantes;44000\n"
    sud = "Lieux du Sud;Région Sud;;1;La Grange;Nantes;44000\n"
    report = import_text(communes, tmp_path, "funded-equipment", SHEET + nord + sud)
    assert outcome(report) == (2, 0, 0, 0, 0)
    assert rows(communes, TERMS) == [
        ("lieux-du-nord", "Lieux du Nord", "Région Nord", "LO-2.0"),
        ("lieux-du-sud", "Lieux du Sud", "Région Sud", None),
    ]
    with client_of(empty_url) as client:
        found = client.get("/api/v1/third-places?publisher=Région Nord").get_json()["features"]
        (place,) = found
        properties = place["properties"]
        assert (properties["name"], properties["licence"]) == ("Le Hangar", "LO-2.0")
        assert (properties["list"], properties["publisher"]) == ("lieux-du-nord", "Région Nord")
        assert properties["sources"][0]["title"] == "Lieux du Nord"
        assert client.get("/api/v1/third-places?publisher=Personne").get_json()["numberMatched"] == 0
        under = client.get("/api/v1/third-places?licence=unconfirmed").get_json()["features"]
        assert [one["properties"]["name"] for one in under] == ["La Grange"]
        page = client.get(f"/lieux/{place['id']}").text
        assert "Lieux du Nord (Région Nord)" in page
        assert "Licence Ouverte" in page
        table = client.get("/api/v1/exports/third-places.csv").text
        assert {"Région Nord", "Région Sud"} <= set(re.findall(r"Région (?:Nord|Sud)", table))
        head = client.get("/api/v1/exports/third-places.geojson").get_json()
        assert "Région Nord; Région Sud" in head["attribution"]
        items = client.get("/ogc/collections/third-places/items?publisher=Région Sud").get_json()
        assert [one["properties"]["name"] for one in items["features"]] == ["La Grange"]
    before = everything(communes)
    again = import_text(communes, tmp_path, "funded-equipment", SHEET + nord + sud)
    assert outcome(again) == (0, 0, 2, 0, 0)
    assert everything(communes) == before


def test_what_options_say_goes_before_and_stays(communes: Engine, empty_url: str, tmp_path: Path) -> None:
    path = tmp_path / "lieux.csv"
    path.write_text(as_csv(NORTH))
    assert run(empty_url, "import", SOURCE, str(path)).exit_code == 0
    assert rows(communes, TERMS) == [("territoire-nord", None, "Territoire Nord", None)]
    said = ("--licence", "LO-2.0", "--publisher", "Conseil du Nord", "--title", "Lieux du Nord")
    done = run(empty_url, "import", SOURCE, str(path), *said)
    assert done.exit_code == 0
    assert rows(communes, "SELECT updated, unchanged FROM import_run ORDER BY id DESC LIMIT 1") == [(3, 0)]
    kept = [("territoire-nord", "Lieux du Nord", "Conseil du Nord", "LO-2.0")]
    assert rows(communes, TERMS) == kept
    listed = "SELECT DISTINCT licence, publisher FROM third_place_listing"
    assert rows(communes, listed) == [("LO-2.0", "Conseil du Nord")]
    # What is no longer in the file is under the list's licence too.
    path.write_text(as_csv(NORTH[:2]))
    assert run(empty_url, "import", SOURCE, str(path), "--licence", "ODbL-1.0").exit_code == 0
    assert rows(communes, "SELECT DISTINCT licence FROM third_place") == [("ODbL-1.0",)]
    assert [row[3] for row in rows(communes, HELD) if row[4]] == ["La Fabrique"]


def test_a_list_has_one_licence(communes: Engine, tmp_path: Path) -> None:
    table = SHEET + "".join(
        f"Nord;Région;{licence};{number};Lieu {number};Nantes;44000\n"
        for number, licence in enumerate(("LO 2.0", "", "odbl", "libre !"))
    )
    report = import_text(communes, tmp_path, "funded-equipment", table)
    assert outcome(report) == (3, 0, 0, 1, 0)
    assert set(report.tally.refusals) == {"list_licence_differs"}
    assert set(report.tally.remarks) == {"licence_unreadable", "position_from_commune"}
    assert rows(communes, "SELECT DISTINCT licence FROM third_place") == [("LO-2.0",)]


def test_two_lists_under_one_licence_merge(communes: Engine, tmp_path: Path) -> None:
    """What was "to be confirmed" was never merged; once both lists state their licence, it is."""
    spot = {"adresse": "9 rue du Port", "latitude": "47.24", "longitude": "-1.5"}
    import_rows(communes, tmp_path, SOURCE, {**NORTH[0], **spot})
    import_rows(communes, tmp_path, SOURCE, {**NORTH[0], **spot, "source": "Territoire Sud"})
    merged = "SELECT count(merged_into), count(shown_with) FROM third_place"
    assert rows(communes, merged) == [(0, 1)]
    with communes.begin() as connection:
        connection.execute(text("UPDATE source_list SET licence = 'LO-2.0'"))
    for source in ("Territoire Nord", "Territoire Sud"):
        import_rows(communes, tmp_path, SOURCE, {**NORTH[0], **spot, "source": source})
    assert rows(communes, merged) == [(1, 0)]


@pytest.mark.parametrize(
    ("text_", "code"),
    [
        ("Licence Ouverte / Open Licence version 2.0", "LO-2.0"),
        ("etalab-2.0", "LO-2.0"),
        ("ODbL 1.0", "ODbL-1.0"),
        ("CC0", "CC0-1.0"),
        ("lo-2.0", "LO-2.0"),
        ("à confirmer", "unconfirmed"),
    ],
)
def test_licences_as_people_write_them(text_: str, code: str) -> None:
    assert licence(text_) == code


def test_other_licences_are_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="no licence"):
        licence("Creative Commons BY-NC")


def test_what_is_assumed_is_told_from_what_is_stated(
    communes: Engine, empty_url: str, tmp_path: Path
) -> None:
    import_rows(communes, tmp_path, "cget-2019", {**CGET, "TYPO": "Tiers lieux à dominante coworking"})
    table = (
        "Liste;Identifiant;Nom du lieu;Type de lieu;Statut;Commune;Code postal\n"
        "Nord;1;La Grange;;;Nantes;44000\n"
        "Nord;2;Le Moulin;Fab lab;ouvert;Nantes;44000\n"
    )
    import_text(communes, tmp_path, "funded-equipment", table)
    with client_of(empty_url) as client:
        found = client.get("/api/v1/third-places").get_json()["features"]
        assumed = {place["properties"]["name"]: place["properties"]["assumed"] for place in found}
        assert assumed == {"Le Hangar": ["status"], "La Grange": ["kind", "status"], "Le Moulin": []}
        given = {place["properties"]["name"]: place["properties"]["sources"][0]["fields"] for place in found}
        assert "status" not in given["Le Hangar"]
        assert {"kind", "status"} <= set(given["Le Moulin"])
        pages = {place["properties"]["name"]: client.get(f"/lieux/{place['id']}").text for place in found}
    assert "supposé\xa0: la source ne le dit pas" in pages["Le Hangar"]
    assert "Données de 2019," in pages["Le Hangar"]
    assert "Relevé chez sa source" not in pages["La Grange"]
    assert "(supposé)" in pages["La Grange"]
    assert "supposé" not in pages["Le Moulin"]
