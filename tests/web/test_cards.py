"""What entries of lists and markers of maps say of a place, and leave unsaid."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from support.pages import Document, read
from support.rows import PARIS, Rows

from app.platform.site.i18n import euros, long_date
from app.publishing.pages.cards import distance_text, travel

ROUGH = "commune_centroid"


def typed(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("metres", "precision", "mode", "said"),
    [
        (900, None, "walk", "environ 15 min à pied"),
        (2_000, None, "walk", "environ 35 min à pied"),
        (2_400, None, "bike", "environ 15 min à vélo"),
        (8_000, None, "bike", "environ 45 min à vélo"),
        (8_900, None, "car", "environ 20 min en voiture"),
        (30_000, ROUGH, "car", "environ 50 min en voiture"),
    ],
)
def test_a_way_is_told_as_people_go_so_far(
    client: FlaskClient, metres: float, precision: str | None, mode: str, said: str
) -> None:
    with client.application.test_request_context("/"):
        way = travel(metres, precision)
        assert way is not None
        assert (way.mode, typed(way.text)) == (mode, f"{said} (estimation)")


@pytest.mark.parametrize(("metres", "precision"), [(1_100, ROUGH), (7_900, ROUGH), (200_000, None)])
def test_nothing_is_said_of_a_way_that_nobody_knows(
    client: FlaskClient, metres: float, precision: str | None
) -> None:
    with client.application.test_request_context("/"):
        assert travel(metres, precision) is None


@pytest.mark.parametrize(
    ("path", "distance", "day", "whole", "cents"),
    [
        (
            "/",
            "à 6\N{NARROW NO-BREAK SPACE}793 km",
            "1er juillet 2021",
            "130\N{NARROW NO-BREAK SPACE}000\N{NO-BREAK SPACE}€",
            "12,50\N{NO-BREAK SPACE}€",
        ),
        ("/?lang=en", "6,793 km away", "1 July 2021", "€130,000", "€12.50"),
    ],
)
def test_numbers_and_days_are_written_as_their_language_does(
    client: FlaskClient, path: str, distance: str, day: str, whole: str, cents: str
) -> None:
    with client.application.test_request_context(path):
        assert typed(distance_text(6_793_100, None)) == distance
        assert long_date(date(2021, 7, 1)) == day
        assert (euros(130_000.0), euros(12.5)) == (whole, cents)


def test_regions_stand_in_the_order_of_the_alphabet(client: FlaskClient) -> None:
    html = client.get("/embed/code").text
    names = [name for name in ("Hauts-de-France", "Île-de-France", "La Réunion", "Normandie") if name in html]
    assert names == sorted(names, key=lambda name: html.index(f">{name}<"))


def test_labels_have_the_apostrophe_of_all_messages(client: FlaskClient) -> None:
    page = read(client, "/")
    assert "Poste d’électronique" in page.text
    assert "Poste d'électronique" not in page.text


def test_a_place_whose_equipment_is_not_known_says_so(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place()
        rows.place(equipment=["wifi"])
    assert read(made, "/").text.count("Équipement non renseigné") == 1


def test_a_name_that_says_closed_is_marked(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(name="L’atelier du 9 (Actuellement fermé)", public_id="tl-9")
        rows.place(name="La Fabrique (fermé le lundi)")
    assert read(made, "/").text.count("Peut-être fermé : son nom le dit") == 1
    assert "Peut-être fermé : son nom le dit" in read(made, "/lieux/tl-9").text


def test_a_rough_position_is_told_to_the_map(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-1")
        rows.place(public_id="tl-2", position_precision=ROUGH)
    assert made.get("/carte/lieux.json").get_json()["approximate"] == [0, 1]
    marked = {card["data-id"]: "data-approximate" in card for card in read(made, "/").with_class("card")}
    assert marked == {"tl-1": False, "tl-2": True}
    exported = Document(made.get("/embed/export.html").text)
    assert len([item for item in exported.all("li") if "data-approximate" in item]) == 1
    assert "Position approximative : le centre de la commune" in exported.text


def test_who_asks_for_an_hour_is_offered_others(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place((PARIS[0] + 40, PARIS[1]), hours="Mo-Su 00:00-24:00; PH 00:00-24:00")
        rows.place(by_appointment=True, hours='"sur rendez-vous"')
        rows.commune("75056", "Paris", PARIS)
    page = read(made, "/?q=Paris&open=now")
    assert "Aucun lieu à moins de 100 km. Voici les moins éloignés." in page.text
    assert "À un autre moment : Ouvert ce soir" in page.text or "Ouvert ce week-end (1)" in page.text
    page = read(made, "/?q=Paris&open=now&radius_km=20")
    assert "Sur rendez-vous 1 lieu" in page.text
