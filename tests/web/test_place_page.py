"""The page of a place."""

import re

import pytest
from flask.testing import FlaskClient
from support.clients import collection
from support.pages import HOSTILE, read
from support.rows import PARIS, Rows

RICH = {
    "type_code": "printer_3d",
    "quantity": 3,
    "seats": 8,
    "shareable": "yes",
    "conditions": "Après une initiation",
    "price": "2 € l’heure",
    "raw_text": "3 imprimantes 3D",
    "confidence": 0.7,
}


def test_it_says_all_that_is_known(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(
            name="Le Hangar",
            kind="fablab",
            address="3 rue des Essais",
            postcode="75001",
            city="Paris",
            department_code="75",
            wheelchair="limited",
            website="https://hangar.example/",
            telephone="+33142345678",
            equipment=[RICH, {"type_code": "wifi"}, {"type_code": "tablet", "shareable": "no"}],
            hours="Mo-Fr 09:00-12:00,14:00-18:00",
            awards=[
                {"programme_code": "fabrique-de-territoire", "year": 2021, "amount": 150000},
                {"programme_code": "deffinov"},
            ],
            public_id="tl-hangar",
        )
    text = read(made, "/lieux/tl-hangar").text
    week = text.partition("Toute la semaine")[2]
    assert week.count(" aujourd’hui ") == 1, "one day of the week is said to be today"
    text = text.replace(" aujourd’hui ", " ")  # whichever it is: the week's hours are the same every day
    for said in (
        "Le Hangar",
        "Fab lab",
        "3 rue des Essais, 75001 Paris",
        "Position à l’adresse.",
        "01 42 34 56 78",
        "Partiellement accessible en fauteuil roulant",
        "Après une initiation",
        "2 € l’heure",
        "Lu dans un texte libre : « 3 imprimantes 3D »",
        "d’après une description, à confirmer",
        "Demandez si l’équipement est ouvert aux groupes",
        "3 exemplaires · 8 places · partagé",
        "Lundi 9 h – 12 h, 14 h – 18 h",
        "Dimanche Fermé",
        "Tels que publiés : lun.-ven. 9 h – 12 h, 14 h – 18 h",
        "Fabrique de territoire 2021",
        "150",
        "Montant non publié",
        "Licence Ouverte 2.0",
        "Importé ici le",
    ):
        assert said in text, said


def test_it_says_what_is_not_known(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(None, name="Nulle part", licence="unconfirmed", public_id="tl-nowhere")
        rows.place(name="Centre", position_precision="commune_centroid", public_id="tl-centre")
    nowhere = read(made, "/lieux/tl-nowhere")
    for said in (
        "Position inconnue",
        "Aucun équipement n’est renseigné",
        "Les horaires ne sont pas renseignés",
        "Accessibilité en fauteuil roulant non renseignée",
        "à confirmer",
    ):
        assert said in nowhere.text, said
    assert not nowhere.with_class("place-map")
    assert "Position approximative : le centre de la commune" in read(made, "/lieux/tl-centre").text


def test_neighbours_are_the_nearest_and_not_itself(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        for number in range(7):
            rows.place((PARIS[0], PARIS[1] + number / 100), name=f"Lieu {number}", public_id=f"tl-{number}")
        rows.place(PARIS, name="Fermé depuis", status="closed", public_id="tl-closed")
    page = read(made, "/lieux/tl-0")
    names = [item["data-name"] for item in page.all("li") if "data-name" in item]
    assert names == ["Lieu 1", "Lieu 2", "Lieu 3", "Lieu 4", "Lieu 5"]
    assert "à 1,1 km" in page.text


def test_ways_to_get_there(client: FlaskClient) -> None:
    feature = collection(client, "/third-places", limit=1, department="971")["features"][0]
    longitude, latitude = feature["geometry"]["coordinates"]
    page = read(client, f"/lieux/{feature['id']}")
    links = [link["href"] or "" for link in page.all("a")]
    assert f"https://www.openstreetmap.org/directions?to={latitude}%2C{longitude}" in links
    assert any(f"destination={latitude}%2C{longitude}&travelmode=transit" in (link or "") for link in links)
    assert any(link.startswith(f"geo:{latitude},{longitude}") for link in links)


@pytest.mark.parametrize(
    ("website", "linked"),
    [
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("http://[", None),
        ("hangar.example", "https://hangar.example"),
        ("https://hangar.example/?a=1&b=2", "https://hangar.example/?a=1&b=2"),
    ],
)
def test_only_addresses_of_the_web_are_linked(
    made: FlaskClient, empty_url: str, website: str, linked: str | None
) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(website=website, public_id="tl-web")
    page = read(made, "/lieux/tl-web")
    found = [link for link in page.all("a") if link.get("rel") == "noopener nofollow"]
    assert [link["href"] for link in found] == ([linked] if linked else [])


def test_hostile_texts_are_texts(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", population=2_000_000, postcodes=["75001"])
        rows.place(
            name=HOSTILE,
            address=HOSTILE,
            city=HOSTILE,
            description="</script><script>alert(1)</script>",
            opening_hours=HOSTILE,
            equipment=[RICH | {"raw_text": HOSTILE, "conditions": HOSTILE}],
            public_id="tl-hostile",
        )
        rows.place(name="Voisin")
        rows.organisation(name=HOSTILE, siret="00000000000000", public_id="of-hostile")
        rows.organisation(name=HOSTILE, public_id="of-second")
    paths = (
        "/",
        "/?q=Paris",
        "/lieux/tl-hostile",
        "/organismes?q=img",
        "/organismes?organisation=of-hostile",
    )
    for path in paths:
        page = read(made, path)
        assert HOSTILE in page.text, path
        assert not [image for image in page.all("img") if image.get("src") == "x"], path
        assert "<script>alert" not in made.get(path).text
    echoed = made.get("/?q=" + HOSTILE).text
    assert "<img src=x" not in echoed


def test_states_are_said(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(status="planned", public_id="tl-planned")
        rows.place(status="closed", public_id="tl-closed")
        rows.place(source="demo", public_id="tl-demo")
    assert "En projet" in read(made, "/lieux/tl-planned").text
    assert "Fermé définitivement" in read(made, "/lieux/tl-closed").text
    assert "Lieu fictif" in read(made, "/lieux/tl-demo").text
    assert "En projet" in read(made, "/").text


def test_on_english_pages_what_publishers_wrote_is_marked_as_french(
    made: FlaskClient, empty_url: str
) -> None:
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", population=2_000_000, postcodes=["75001"])
        award = {"programme_code": "fabrique-de-territoire", "call": "Appel de l’été", "year": 2021}
        rows.place(public_id="tl-1", equipment=[RICH], awards=[award])
        rows.mark("published")
    for path, texts in (
        ("/lieux/tl-1", ("2 € l’heure", "Après une initiation", "3 imprimantes 3D", "Appel de l’été")),
        ("/lieux/tl-1", ("Fabrique de territoire", "Agence nationale de la cohésion des territoires")),
        ("/?programme=fabrique-de-territoire", ("Fabrique de territoire",)),
        ("/organismes?near=Paris", ("2 € l’heure", "Après une initiation")),
    ):
        written = made.get(f"{path}{'&' if '?' in path else '?'}lang=en").text
        for text in texts:
            assert re.search(rf'lang="fr"[^>]*>{text}', written), (path, text)
            assert not re.search(rf'<(?!option)[a-z]+(?![^>]*lang="fr")[^>]*>{text}', written), (path, text)
    assert 'lang="fr"' not in made.get("/lieux/tl-1").text.partition("<main")[2]
