"""The census of third places of 2026: decimal commas, telephone, status, families, no e-mail address."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.published_rows import CENSUS_2026, as_csv
from support.reading import read, read_one, refusal_code

from app.directory.third_places.vocabulary import KINDS, MANAGER_KINDS, STATUSES
from seeds.reading.files import SourceFileError
from seeds.reading.records import Refusal
from seeds.sources.census import description, families_kind, manager_kind, project_status
from seeds.sources.census_2026 import STATUS, read_census_2026


def place(folder: Path, **changes: str) -> Any:
    return read_one(read_census_2026, folder, CENSUS_2026, **changes)


def test_a_place_as_it_is_published(tmp_path: Path) -> None:
    (found,) = read(read_census_2026, tmp_path, as_csv([CENSUS_2026], ";").encode("utf-8-sig"))
    assert not isinstance(found, Refusal)
    record: Any = found
    assert (record.source_record_id, record.name, record.kind) == ("B-1", "La Halle", "fablab")
    assert (record.location.latitude, record.location.longitude) == (47.2401, -1.5002)
    assert record.location.position_precision == "address"
    assert (record.location.postcode, record.location.city) == ("44300", "Nantes")
    assert (record.status, record.manager_kind) == ("open", "association")
    assert (record.website, record.telephone) == ("https://halle.example", "+33240123456")
    assert record.description == (
        "Une halle ouverte à tous.\nStructure gestionnaire : Les Gens de la Halle\n"
        "Ouverture : 01/09/2019\nÀ l’initiative de : Un collectif"
    )
    assert record.remarks == ()


def test_no_mail_address_is_kept(tmp_path: Path) -> None:
    record = place(tmp_path, DESCRI_COU="Écrire à jo.doe+x@mail.halle.example ou passer.")
    assert "EMAIL" not in record.origin.row
    assert "camille" not in repr(record)
    assert record.description.startswith("Écrire à [adresse retirée] ou passer.\n")
    assert "@" not in record.description
    refusal = place(tmp_path, NOM="")
    assert isinstance(refusal, Refusal)
    assert refusal.origin.row["VILLE"] == "Nantes"
    assert "EMAIL" not in refusal.origin.row


@pytest.mark.parametrize(
    ("changes", "precision"),
    [({}, "address"), ({"ADRESSE": "place du Port"}, "street"), ({"ADRESSE": ""}, "commune_centroid")],
)
def test_the_precision_is_that_of_the_address(
    tmp_path: Path, changes: dict[str, str], precision: str
) -> None:
    assert place(tmp_path, **changes).location.position_precision == precision


def test_without_coordinates_the_commune_stands_in(tmp_path: Path) -> None:
    location = place(tmp_path, LATITUDE="", LONGITUDE="").location
    assert (location.latitude, location.position_precision) == (None, None)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"LATITUDE": ""}, "position_incomplete"),
        ({"LONGITUDE": "ouest"}, "position_unreadable"),
        ({"LONGITUDE": "1.500,2"}, "position_unreadable"),
    ],
)
def test_coordinates_that_cannot_be_read(tmp_path: Path, changes: dict[str, str], code: str) -> None:
    row = {name: text for name, text in CENSUS_2026.items() if name != "EMAIL"}
    assert refusal_code(read_census_2026, tmp_path, row, **changes) == code


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Ouvert", "open"),
        ("Tiers-lieu ouvert", "open"),
        ("Ouvert (fermé en août)", "open"),
        ("En activité", "open"),
        ("En cours d'exploitation", "open"),
        ("En projet", "planned"),
        ("Projet", "planned"),
        ("En préfiguration", "planned"),
        ("Pas encore ouvert", "planned"),
        ("En cours de création", "planned"),
        ("Ouverture prévue en 2027", "planned"),
        ("FERME", "closed"),
        ("Fermé définitivement", "closed"),
        ("Projet abandonné", "closed"),
    ],
)
def test_the_state_of_the_project(tmp_path: Path, text: str, status: str) -> None:
    record = place(tmp_path, **{STATUS: text})
    assert (record.status, record.remarks) == (status, ())


def test_a_state_that_says_nothing_known(tmp_path: Path) -> None:
    assert (place(tmp_path, **{STATUS: ""}).status, place(tmp_path, **{STATUS: ""}).remarks) == ("open", ())
    record = place(tmp_path, **{STATUS: "voir site"})
    assert (record.status, record.remarks) == ("open", ("status_unknown",))


@pytest.mark.parametrize(
    ("families", "kind"),
    [
        ("Bureaux partagés / Coworking", "coworking"),
        ("Bureaux partagés", "coworking"),
        ("Tiers-lieu nourricier; Fablab", "fablab"),
        ("Cuisine partagée / foodlab", "third_place"),
        ("Atelier artisanal partagé, Bureaux partagés (coworking, réunions)", "coworking"),
        ("Entreprise", "third_place"),
        ("", "third_place"),
    ],
)
def test_the_first_family_that_says_something(tmp_path: Path, families: str, kind: str) -> None:
    assert place(tmp_path, familles_tiers_lieux=families).kind == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Association", "association"),
        ("Société coopérative (SCIC)", "cooperative"),
        ("SCOP", "cooperative"),
        ("Entreprise privée", "company"),
        ("SAS", "company"),
        ("Collectivité territoriale", "public"),
        ("Établissement public", "public"),
        ("Autre", "other"),
        ("Autre ; SARL", "company"),
        ("", None),
    ],
)
def test_who_runs_it(tmp_path: Path, text: str, kind: str | None) -> None:
    assert place(tmp_path, TYPE_STRUCTURE_GEST=text).manager_kind == kind


@pytest.mark.parametrize(
    ("changes", "website", "remarks"),
    [
        ({"INTERNET": ""}, "https://social.example/halle", ()),
        ({"INTERNET": "", "RS_FACEBOOK": "@halle", "RS_X": "www.x.example/halle"},
         "https://www.x.example/halle", ()),
        ({"INTERNET": "", "RS_FACEBOOK": "la.halle"}, None, ()),
        ({"INTERNET": "javascript:alert(1)", "RS_FACEBOOK": ""}, None, ("website_unreadable",)),
        ({"INTERNET": "", "RS_FACEBOOK": "https://<script>"}, None, ("website_unreadable",)),
    ],
)  # fmt: skip
def test_the_website_or_the_first_network(
    tmp_path: Path, changes: dict[str, str], website: str | None, remarks: tuple[str, ...]
) -> None:
    record = place(tmp_path, **changes)
    assert (record.website, record.remarks) == (website, remarks)


@pytest.mark.parametrize(
    ("text", "shown", "remarks"),
    [
        ("2019", "Ouverture : 2019", ()),
        ("2019-09-01", "Ouverture : 01/09/2019", ()),
        ("01/01/1970", None, ()),
        ("bientôt", None, ("date_unreadable",)),
        ("0019", None, ("date_unreadable",)),
        ("", None, ()),
    ],
)
def test_when_it_opened(tmp_path: Path, text: str, shown: str | None, remarks: tuple[str, ...]) -> None:
    record = place(tmp_path, DATE_OUV=text, DESCRI_COU="", NOM_STRC_GEST="", initiative_origine="")
    assert (record.description, record.remarks) == (shown, remarks)


def test_a_telephone_number_is_that_of_its_region(tmp_path: Path) -> None:
    assert place(tmp_path, CODPOST="97400", TELEPHONE="0262 12 34 56").telephone == "+262262123456"
    assert place(tmp_path, TELEPHONE="voir site").remarks == ("telephone_unreadable",)


def test_only_what_makes_a_place_is_needed(tmp_path: Path) -> None:
    few = {name: CENSUS_2026[name] for name in read_census_2026.columns}
    record = read_one(read_census_2026, tmp_path, few)
    assert (record.status, record.kind, record.manager_kind) == ("open", "third_place", None)
    assert (record.description, record.website, record.telephone) == (None, None, None)
    with pytest.raises(SourceFileError, match="no column LATITUDE"):
        read(read_census_2026, tmp_path, as_csv([{**few, "LATITUDE": "1"}]).replace("LATITUDE", "LAT"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252"])
def test_accents_in_names_of_columns_too(tmp_path: Path, encoding: str) -> None:
    content = as_csv([{**CENSUS_2026, STATUS: "Fermé", "NOM": 'L\'"Été"; <b>'}], ";").encode(encoding)
    record: Any
    (record,) = read(read_census_2026, tmp_path, content)
    assert (record.name, record.status) == ('L\'"Été"; <b>', "closed")


@given(st.text(max_size=300))
def test_any_text_gives_words_of_the_vocabulary(text: str) -> None:
    assert families_kind(text) in {kind.code for kind in KINDS}
    assert manager_kind(text) in {None, *MANAGER_KINDS}
    assert "@" not in (description(f"a{text.replace('@', '')}", "x@y.example") or "")
    try:
        status = project_status(text)
    except ValueError:
        return
    assert status in STATUSES
