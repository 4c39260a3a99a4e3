"""The page of organisations: the same matches as the API's."""

import csv
import io
import json

import pytest
from flask.testing import FlaskClient
from support.clients import collection, get
from support.pages import read
from support.rows import PARIS, Rows


@pytest.fixture(scope="module")
def needy(client: FlaskClient) -> dict[str, object]:
    """An organisation with identifiers that declares needs, which places near it meet."""
    found = collection(client, "/organisations", equipment_status="unequipped", limit=1000)["features"]
    return next(
        feature
        for feature in found
        if all(feature["properties"][name] for name in ("needs", "siret", "nda"))
        and feature["geometry"]
        and get(client, f"/organisations/{feature['id']}/matches", limit=1).get_json()["matches"]
        and len(collection(client, "/organisations", nda=feature["properties"]["nda"])["features"]) == 1
    )


def test_an_organisation_is_found_by_its_name(client: FlaskClient) -> None:
    page = read(client, "/organismes?q=fictif")
    assert "Choisissez votre organisme" in page.text
    assert len(page.with_class("card")) == 10


@pytest.mark.parametrize("identifier", ["siret", "nda"])
def test_an_identifier_leads_straight_to_its_matches(
    client: FlaskClient, needy: dict[str, object], identifier: str
) -> None:
    properties = needy["properties"]
    assert isinstance(properties, dict)
    page = read(client, f"/organismes?q={properties[identifier]}")
    assert properties["name"] in page.text or properties["trade_name"] in page.text
    assert "Lieux qui correspondent" in page.text


def test_matches_are_those_of_the_api(client: FlaskClient, needy: dict[str, object]) -> None:
    page = read(client, f"/organismes?organisation={needy['id']}")
    answer = get(client, f"/organisations/{needy['id']}/matches", limit=10).get_json()
    listed = [card["data-id"] for card in page.with_class("card") if "data-id" in card]
    assert listed == [match["third_place"]["id"] for match in answer["matches"]]
    assert {box["value"] for box in page.all("input", name="equipment") if "checked" in box} == {
        need["type"] for need in answer["criteria"]["needs"]
    }


def test_boxes_replace_the_declared_needs(client: FlaskClient, needy: dict[str, object]) -> None:
    page = read(client, f"/organismes?organisation={needy['id']}&needs=chosen&max_km=200")
    answer = client.post(
        "/api/v1/matches",
        json={
            "lat": needy["geometry"]["coordinates"][1],  # type: ignore[index]
            "lon": needy["geometry"]["coordinates"][0],  # type: ignore[index]
            "equipment": [],
            "limit": 10,
            "max_km": 200,
        },
    ).get_json()
    listed = [card["data-id"] for card in page.with_class("card") if "data-id" in card]
    assert listed == [match["third_place"]["id"] for match in answer["matches"]]
    assert not [box for box in page.all("input", name="equipment") if "checked" in box]


def test_a_town_and_needs_are_enough(client: FlaskClient) -> None:
    page = read(client, "/organismes?near=Lyon&equipment=printer_3d&learners=4&max_km=100")
    assert "Lieux qui correspondent" in page.text
    assert "Sur place : Imprimante 3D" in page.text
    assert page.all("input", name="learners", value="4")


def test_reasons_and_doubts_are_told_apart(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(equipment=[{"type_code": "wifi", "shareable": "unknown"}])
        rows.organisation(public_id="of-one")
    page = read(made, "/organismes?organisation=of-one")
    assert page.with_class("reason")
    assert page.with_class("reason-doubt")
    assert "Sur place : Wi-Fi" in page.text
    assert "Horaires inconnus." in page.text


def test_an_approximate_start_makes_distances_approximate(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place((PARIS[0], PARIS[1] + 0.1), equipment=["wifi"])
        rows.organisation(position_precision="commune_centroid", public_id="of-centre")
    assert "à environ 11 km" in read(made, "/organismes?organisation=of-centre").text


def test_no_position_and_no_match_say_what_to_do(made: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.organisation(None, public_id="of-nowhere")
        rows.organisation(public_id="of-alone")
    assert (
        "La position de cet organisme est inconnue" in read(made, "/organismes?organisation=of-nowhere").text
    )
    assert "Aucun lieu ne correspond à moins de 50 km" in read(made, "/organismes?organisation=of-alone").text


def test_files_of_matches_say_what_the_api_says(client: FlaskClient, needy: dict[str, object]) -> None:
    path = f"/organisations/{needy['id']}/matches"
    expected = get(client, path, limit=10, max_km=1000).get_json()["matches"]
    assert expected[0]["distance_m"] > 100
    address = f"/organismes/lieux.{{}}?organisation={needy['id']}&max_km=1000"
    written = list(csv.DictReader(io.StringIO(client.get(address.format("csv")).text)))
    features = json.loads(client.get(address.format("geojson")).data)["features"]
    for match, row, feature in zip(expected, written, features, strict=True):
        kilometres = pytest.approx(match["distance_m"] / 1000, abs=0.0051)
        assert row["identifiant"] == feature["id"] == match["third_place"]["id"]
        assert float(row["distance (km)"]) == feature["properties"]["distance_km"] == kilometres
        assert float(row["score"]) == feature["properties"]["score"] == match["score"]
        assert [float(row["longitude"]), float(row["latitude"])] == feature["geometry"]["coordinates"]
        assert feature["geometry"] == match["third_place"]["geometry"]


def test_what_is_not_found_is_said(client: FlaskClient) -> None:
    assert "Aucun organisme ne correspond" in read(client, "/organismes?q=zzzzqqqq").text
    assert "Aucune commune ne correspond" in read(client, "/organismes?near=zzzzqqqq").text
    assert "Aucun organisme ne correspond" in read(client, "/organismes?q=%21%21").text
