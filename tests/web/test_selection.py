"""Places that somebody has kept in mind, side by side."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from support.pages import Document, read
from support.rows import PARIS, Rows

EAST, FAR_EAST = (PARIS[0] + 0.02, PARIS[1]), (PARIS[0] + 0.05, PARIS[1])


@pytest.fixture
def kept(made: FlaskClient, empty_url: str) -> FlaskClient:
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", PARIS, postcodes=["75001"])
        rows.place(
            FAR_EAST,
            public_id="tl-far",
            name="Le Loin",
            equipment=[{"type_code": "wifi"}],
            equipment_absent=["printer_3d"],
        )
        rows.place(
            EAST,
            public_id="tl-near",
            name="Le Proche",
            equipment=[{"type_code": "printer_3d", "quantity": 3}],
            hours="Mo-Fr 09:00-12:00",
        )
        rows.place(None, public_id="tl-nowhere", name="Nulle part", telephone="+33142345678")
        rows.place(source="z", public_id="tl-old", merged_into=rows.id_of("tl-near"))
    return made


def stops(page: Document) -> list[str]:
    return page.text.partition("Calculer ")[2].partition(" Dans l’ordre")[0].split(" Le ")


def test_places_stand_side_by_side_in_the_addresss_order(kept: FlaskClient) -> None:
    page = read(kept, "/selection?lieux=tl-far,tl-near,tl-nowhere")
    heads = [link["href"] for link in page.all("a") if (link["href"] or "").startswith("/lieux/tl-")]
    assert heads == ["/lieux/tl-far", "/lieux/tl-near", "/lieux/tl-nowhere"]
    assert "Wi-Fi oui" in page.text
    assert "Imprimante 3D absent, d’après la source oui 3 exemplaires" in page.text
    assert "Horaires — non précisé lun.-ven. 9 h – 12 h" in page.text
    assert [link["href"] for link in page.with_class("cell-act")].count("tel:+33142345678") == 1


def test_each_can_be_taken_out_without_scripts(kept: FlaskClient) -> None:
    page = read(kept, "/selection?lieux=tl-far,tl-near")
    drops = {link["data-drop"]: link["href"] for link in page.all("a") if "data-drop" in link}
    assert parse_qs(urlsplit(drops["tl-far"] or "").query) == {"lieux": ["tl-near"]}
    assert drops[""] == "/selection"
    assert "Aucun lieu retenu" in read(kept, "/selection").text


def test_a_merged_record_leads_to_its_place_and_what_is_gone_is_said(kept: FlaskClient) -> None:
    page = read(kept, "/selection?lieux=tl-old,tl-near,tl-gone,%20")
    assert page.text.count("Le Proche") >= 1
    assert [link["href"] for link in page.all("a") if (link["href"] or "").startswith("/lieux/tl-")] == [
        "/lieux/tl-near"
    ]
    assert "1 lieu de cette liste n’est plus dans l’annuaire." in page.text


def test_the_journey_goes_to_the_nearest_first(kept: FlaskClient) -> None:
    page = read(kept, "/selection?lieux=tl-far,tl-near,tl-nowhere&depuis=Paris")
    assert stops(page)[0].startswith("Paris")
    assert stops(page)[1:] == ["Proche", "Loin"]
    assert "Depuis Paris" in page.text
    links = [link["href"] or "" for link in page.all("a")]
    by_bike = next(link for link in links if "routing.openstreetmap.de" in link and "srv=1" in link)
    lons = [float(stop.split(",")[1]) for stop in parse_qs(urlsplit(by_bike).query)["loc"]]
    assert lons == sorted(lons)
    assert len(lons) == 3
    google = next(link for link in links if "google.com/maps/dir" in link)
    asked = parse_qs(urlsplit(google).query)
    assert asked["waypoints"] == [f"{EAST[1]},{EAST[0]}"]
    assert asked["destination"] == [f"{FAR_EAST[1]},{FAR_EAST[0]}"]
    # Without a start the first of the list is where it begins.
    assert "Le Loin Le Proche Dans l’ordre" in read(kept, "/selection?lieux=tl-far,tl-near").text


def test_a_place_leads_back_to_the_list(kept: FlaskClient) -> None:
    listed = "/selection?lieux=tl-far,tl-near&depuis=Paris"
    page = Document(kept.get("/lieux/tl-far", headers={"Referer": f"http://localhost{listed}"}).text)
    assert [link["href"] for link in page.all("a", id="back-to-search")] == [listed]
    assert "Retour : Ma sélection" in page.text
    assert "Depuis Paris" in page.text


def test_a_start_that_is_no_town_is_said_beside_its_field(kept: FlaskClient) -> None:
    page = read(kept, "/selection?lieux=tl-far&depuis=zzzzqq")
    assert "« zzzzqq » n’est pas une commune connue" in page.text
    (field,) = page.all("input", id="depuis")
    assert field["value"] == "zzzzqq"
    assert field["aria-invalid"] == "true"


@pytest.mark.parametrize("listed", ["%00", "x" * 601, "tl-far%00"])
def test_bad_lists_are_refused_in_words(kept: FlaskClient, listed: str) -> None:
    assert kept.get(f"/selection?lieux={listed}").status_code == 400


def test_no_more_than_a_dozen_are_compared(kept: FlaskClient) -> None:
    listed = ",".join(["tl-far", *(f"tl-{number}" for number in range(20))])
    assert (
        "11 lieux de cette liste ne sont plus dans l’annuaire."
        in read(kept, f"/selection?lieux={listed}").text
    )
