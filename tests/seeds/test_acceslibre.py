"""Access to buildings as acceslibre publishes it: joined by its page or by SIRET, never by a name."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine
from support.clients import client_of, get
from support.databases import environment
from support.importing import COMMUNE_75, import_rows, import_text, outcome, rows
from support.pages import Document, read
from support.published_rows import as_csv
from support.standard import FULL

from app.cli import main
from app.directory.building_access.addresses import named_by
from app.directory.building_access.labels import FACTS as LABELS
from app.directory.building_access.labels import GROUPS, VALUES
from app.directory.building_access.vocabulary import FACTS
from app.directory.building_access.vocabulary import GROUPS as FACTS_BY_GROUP
from seeds.sources.acceslibre import COLUMNS, OPTIONAL

SIRET, OTHER = "73282932000074", "44306184100047"
ID = "0f8fad5b-d9cb-469f-a165-70867728950e"
PAGE = "https://acceslibre.beta.gouv.fr/app/75-paris/a/tiers-lieu/erp/la-halle/"
PLACE = {
    **FULL, "id": "halle", "nom": "La Halle", "code_postal": "75004", "commune": "Paris",
    "code_insee": "75056", "adresse": "1 rue de Rivoli", "latitude": "48.8566", "longitude": "2.3522",
    "pivot": SIRET, "fiche_acces_libre": "", "horaires": "",
}  # fmt: skip
ROW = dict.fromkeys(("name", *COLUMNS, *OPTIONAL), "") | {
    "id": ID, "name": "Un autre nom", "siret": SIRET, "code_insee": "75104", "web_url": PAGE,
    "entree_plain_pied": "True", "entree_largeur_mini": "90", "sanitaires_presence": "False",
    "accueil_equipements_malentendants": '["lsf", "bim"]', "labels": "['th']",
    "cheminement_ext_nombre_marches": "0", "cheminement_ext_rampe": "amovible",
    "registre_url": "https://halle.example/registre",
}  # fmt: skip
SECTION = "Accessibilité du bâtiment"


def load(engine: Engine, folder: Path, *given: dict[str, str]) -> Any:
    return import_text(engine, folder, "acceslibre", as_csv(given))


def place(engine: Engine, folder: Path, *changed: dict[str, str]) -> None:
    import_rows(engine, folder, "communes", COMMUNE_75)
    report = import_rows(
        engine, folder, "mediation-numerique", *({**PLACE, **one} for one in changed or ({},))
    )
    assert report.tally.refused == 0, report.tally.refusals


@contextmanager
def shown(url: str, name: str = "La Halle", language: str = "fr") -> Iterator[Document]:
    with client_of(url) as client:
        features = get(client, "/third-places").get_json()["features"]
        (found,) = [one["id"] for one in features if one["properties"]["name"] == name]
        yield read(client, f"/lieux/{found}?lang={language}")


def test_what_is_known_is_shown_with_its_source_and_licence(
    engine: Engine, empty_url: str, tmp_path: Path
) -> None:
    place(engine, tmp_path)
    assert outcome(load(engine, tmp_path, ROW)) == (1, 0, 0, 0, 0)
    with shown(empty_url) as page:
        for said in (
            "Entrée de plain-pied oui",
            "Largeur de la porte 90 cm",
            "Toilettes non",
            "Nombre de marches 0",
            "Rampe amovible",
            "boucle magnétique fixe",
            "langue des signes française",
            "Marques ou labels Tourisme et Handicap",
            "Source : acceslibre : accessibilité des établissements recevant du public",
            "Licence : à confirmer.",
            "Trouvé d’après le SIRET",
        ):
            assert said in page.text, said
        links = [link["href"] for link in page.all("a")]
        assert PAGE in links
        assert "https://halle.example/registre" in links
        # Its record here, and what is served and exported of it, is as its own sources have it.
        assert "Accessibilité en fauteuil roulant non renseignée" in page.text
    with shown(empty_url, language="en") as page:
        assert "Step-free entrance yes" in page.text
        assert "Number of steps 0" in page.text


def test_what_is_unknown_is_never_shown_as_no(engine: Engine, empty_url: str, tmp_path: Path) -> None:
    place(engine, tmp_path)
    empty = dict.fromkeys(FACTS, "")
    load(engine, tmp_path, {**ROW, **empty, "sanitaires_presence": "True", "entree_largeur_mini": "0"})
    with shown(empty_url) as page:
        start = page.text.index(SECTION)
        section = page.text[start : page.text.index("Sa page sur acceslibre", start)]
        assert "Toilettes oui" in section
        assert " non " not in section.replace("n’est pas renseigné", "")
        assert "Entrée de plain-pied" not in section
        assert "0 cm" not in section
        assert "Ce qui ne figure pas ici n’est pas renseigné : demandez au lieu." in section
    load(engine, tmp_path, {**ROW, **empty})
    with shown(empty_url) as page:
        assert SECTION not in page.text


@pytest.mark.parametrize(
    "address",
    [
        PAGE,
        PAGE.replace("/a/tiers-lieu", "/a/espace-numerique"),
        PAGE.replace("/a/tiers-lieu", ""),
        f"https://acceslibre.beta.gouv.fr/uuid/{ID}/",
    ],
)
def test_a_place_is_known_by_the_page_that_it_names(
    engine: Engine, empty_url: str, tmp_path: Path, address: str
) -> None:
    place(engine, tmp_path, {"pivot": OTHER, "fiche_acces_libre": address})
    load(engine, tmp_path, {**ROW, "siret": "", "code_insee": ""})
    with shown(empty_url) as page:
        assert "Entrée de plain-pied oui" in page.text
        assert "Trouvé d’après le SIRET" not in page.text


def test_without_addresses_in_the_file_the_permanent_one_is_given(
    engine: Engine, empty_url: str, tmp_path: Path
) -> None:
    place(engine, tmp_path, {"fiche_acces_libre": PAGE})
    load(engine, tmp_path, {name: text for name, text in ROW.items() if name != "web_url"})
    with shown(empty_url) as page:
        links = [link["href"] for link in page.all("a")]
        assert f"https://acceslibre.beta.gouv.fr/uuid/{ID}/" in links


@pytest.mark.parametrize(
    ("places", "buildings"),
    [
        ([{}], [{"siret": OTHER, "name": "La Halle"}]),  # a name is nothing
        ([{}], [{"code_insee": "44109"}]),  # elsewhere
        ([{}], [{}, {"id": "2", "web_url": PAGE.replace("halle", "annexe")}]),  # one of two buildings
        ([{}, {"id": "annexe", "nom": "L’Annexe", "latitude": "48.8700"}], [{}]),  # one of two places
        ([{"fiche_acces_libre": PAGE.replace("halle", "cour")}], [{}]),  # it names another page
        ([{"fiche_acces_libre": f"https://acceslibre.beta.gouv.fr/uuid/{ID[:-1]}f/"}], [{}]),
    ],
)
def test_what_may_be_of_another_building_is_not_shown(
    engine: Engine,
    empty_url: str,
    tmp_path: Path,
    places: list[dict[str, str]],
    buildings: list[dict[str, str]],
) -> None:
    place(engine, tmp_path, *places)
    report = load(engine, tmp_path, *({**ROW, **one} for one in buildings))
    assert outcome(report)[0] == len(buildings)
    with shown(empty_url) as page:
        assert SECTION not in page.text


def test_a_second_night_changes_what_has_changed(engine: Engine, empty_url: str, tmp_path: Path) -> None:
    place(engine, tmp_path)
    other = {**ROW, "id": "2", "siret": "", "web_url": ""}
    assert outcome(load(engine, tmp_path, ROW, other)) == (2, 0, 0, 0, 0)
    assert outcome(load(engine, tmp_path, ROW, other)) == (0, 0, 2, 0, 0)
    changed = {**ROW, "entree_plain_pied": "False"}
    assert outcome(load(engine, tmp_path, changed, other)) == (0, 1, 1, 0, 0)
    with shown(empty_url) as page:
        assert "Entrée de plain-pied non" in page.text
    assert outcome(load(engine, tmp_path, other)) == (0, 0, 1, 0, 1)
    with shown(empty_url) as page:
        assert SECTION not in page.text


def test_what_cannot_be_read_is_unknown(engine: Engine, tmp_path: Path) -> None:
    bad = {
        "siret": "1", "code_insee": "x", "entree_plain_pied": "peut-être", "entree_marches": "beaucoup",
        "cheminement_ext_rampe": "fixe ou non", "entree_largeur_mini": "90000", "registre_url": "mairie",
        "sanitaires_adaptes": "2",
    }  # fmt: skip
    report = load(engine, tmp_path, {**ROW, **bad}, {**ROW, "id": ""})
    assert set(report.tally.refusals) == {"record_id_missing"}
    assert {
        "pivot_unreadable",
        "commune_code_unreadable",
        "access_fact_unreadable",
        "website_unreadable",
    } == set(report.tally.remarks)
    ((facts, names),) = rows(
        engine, "SELECT facts, to_jsonb(building_access)::text LIKE '%Un autre nom%' FROM building_access"
    )
    assert facts["sanitaires_adaptes"] is True
    assert not set(facts) & (set(bad) - {"sanitaires_adaptes"})
    assert names is False


def test_every_fact_has_its_words() -> None:
    assert set(FACTS) == set(LABELS)
    assert set(GROUPS) == set(FACTS_BY_GROUP)
    assert {value for fact in FACTS.values() for value in fact.allowed} == set(VALUES)


def test_no_other_address_names_a_page() -> None:
    for address in (
        None,
        "",
        "https://[",
        "https://acceslibre.example/app/75-paris/erp/la-halle/",
        PAGE[:40],
    ):
        assert named_by(address) == named_by(None)


def test_a_check_recognises_it(empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.csv").write_text(as_csv([ROW]))
    with environment(DATABASE_URL=empty_url):
        done = CliRunner().invoke(main, ["check", "x.csv"])
    assert done.exit_code == 0, done.output
    assert "acceslibre" in done.output
