"""What was understood of a text is said on the pages, and distances from a commune's centre are rough."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from support.clients import client_of, get
from support.pages import read
from support.rows import Rows

GUERET = (1.87, 46.17)
BESIDE = (1.89, 46.17)
EXACT, APPROXIMATE = {"position_precision": "address"}, {"position_precision": "commune_centroid"}
ROUGH = re.compile(r"dans les environs|à environ")


@pytest.fixture(scope="module")
def directory(module_url: str) -> Iterator[FlaskClient]:
    """One town with two places."""
    with Rows.into(module_url) as rows:
        rows.commune("23096", "Guéret", GUERET, postcodes=["23000"], population=13_000)
        rows.commune("75056", "Paris", postcodes=["75001"], population=2_000_000)
        rows.place(BESIDE, public_id="tl-ici", name="La Quincaillerie", city="ST VAURY", **EXACT)
        rows.place((1.95, 46.17), public_id="tl-la", name="Guerette", city="Guéret", **APPROXIMATE)
    with client_of(module_url) as client:
        yield client


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("10 rue de la paix paris", "les distances partent du centre de Paris (75001)"),
        ("imprimante 3D Guéret", "De « imprimante 3D Guéret », seule la commune a été comprise"),
        ("Creuse", "« Creuse » est un territoire : les distances partent de son chef-lieu, Guéret (23000)."),
        ("guerret", "Aucune commune ne s’appelle « guerret ». Vouliez-vous dire Guéret (23000) ?"),
    ],
)
def test_what_was_not_understood_is_said(directory: FlaskClient, q: str, said: str) -> None:
    for page in ("/", "/embed"):
        assert said in read(directory, f"{page}?q={q}").text
    assert said in read(directory, f"/organismes?near={q}").text


@pytest.mark.parametrize("q", ["Guéret", "23000", "gueret (creuse)"])
def test_what_was_understood_needs_no_words(directory: FlaskClient, q: str) -> None:
    page = read(directory, f"/?q={q}")
    assert "Lieux autour de Guéret (23000)" in page.text
    assert not page.with_class("note") or "comprise" not in page.text


def test_a_place_s_name_goes_before_a_town_that_is_spelt_nearly_so(directory: FlaskClient) -> None:
    page = read(directory, "/?q=guerette")
    assert "Lieux dont le nom ou l’adresse contient « guerette »" in page.text
    assert "Ou bien :" in page.text
    assert "Guéret (23000)" in page.text


def test_a_name_that_is_written_otherwise_is_found_in_lists(directory: FlaskClient) -> None:
    for q in ("St Vaury", "Saint Vaury", "ST-VAURY", "saint-vaury"):
        assert get(directory, "/third-places", q=q).get_json(force=True)["numberMatched"] == 1


def test_distances_from_a_commune_are_rough(directory: FlaskClient) -> None:
    asked = f"lat={GUERET[1]}&lon={GUERET[0]}&label=ici"
    assert _rough(directory, f"/?{asked}") == [False, True]
    assert _rough(directory, f"/?{asked}&precision=commune_centroid") == [True, True]
    assert _rough(directory, "/?q=Guéret") == [True, True]
    assert _rough(directory, "/embed?q=Guéret") == [True, True]


def _rough(client: FlaskClient, path: str) -> list[bool]:
    """Return of each entry of a list whether its distance is said to be rough."""
    distances = re.findall(r'class="card-distance">([^<]*)<', client.get(path).text)
    return [ROUGH.search(distance) is not None for distance in distances]


def test_neighbours_of_a_place_at_its_commune_are_at_a_rough_distance(directory: FlaskClient) -> None:
    assert "à environ 4,6 km" in read(directory, "/lieux/tl-la").text
