"""« Mon lieu »: who manages a place edits all of it, and nobody overwrites another unseen."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support.clients import WorkerApp
from support.pages import Document, read
from support.people import secret_of, send, sign_in
from support.rows import Rows, execute
from werkzeug.test import TestResponse

from app.platform import clock

HER, HIM = "claire@hangar.example", "paul@hangar.example"
PAGE = "/lieux/tl-1/modifier"
API = "/api/v1/third-places/tl-1"


@pytest.fixture
def place(empty_url: str) -> str:
    """A place with a website, hours that no table shows, and equipment."""
    with Rows.into(empty_url) as rows:
        rows.commune("75056", "Paris", postcodes=["75011"])
        rows.place(
            public_id="tl-1",
            name="Le Hangar",
            website="https://www.hangar.example/",
            postcode="75011",
            city="Paris",
            department_code="75",
            commune_code="75056",
            hours="Mo-Fr 09:00-18:00; SH off",
            equipment=[
                {"type_code": "wifi", "price": "Selon l’humeur", "confidence": 0.6, "raw_text": "wi fi"}
            ],
        )
    return empty_url


@pytest.fixture
def app(worker_app: WorkerApp, place: str) -> Flask:
    """The application."""
    return worker_app.over(place)


@pytest.fixture
def her(app: Flask, place: str) -> FlaskClient:
    """Somebody who manages the place."""
    return manager(app, place, HER)


def manager(app: Flask, url: str, address: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, url, address)
    assert send(client, "/lieux/tl-1/gerer", how="sure").status_code == 303
    return client


def filled(client: FlaskClient, **fields: Any) -> dict[str, Any]:
    sent: dict[str, Any] = {}
    for name, value in read(client, PAGE).sent():
        sent.setdefault(name, []).append(value)
    return (
        sent | {"action": "", "add": ""} | {name.replace("__", "."): value for name, value in fields.items()}
    )


def save(client: FlaskClient, **fields: Any) -> TestResponse:
    return client.post(PAGE, data=filled(client, **fields))


def feature(client: FlaskClient) -> dict[str, Any]:
    properties: dict[str, Any] = client.get(API).get_json()["properties"]
    return properties


def revisions(url: str) -> list[tuple[Any, ...]]:
    return execute(url, "SELECT new FROM revision WHERE old IS NOT NULL ORDER BY id")


def test_saving_nothing_changes_nothing(her: FlaskClient, place: str) -> None:
    before = revisions(place)
    assert save(her).status_code == 303
    assert revisions(place) == before
    assert execute(place, "SELECT count(*) FROM stated_value") == [(0,)]


def test_only_what_was_changed_is_said(her: FlaskClient, place: str) -> None:
    saved = save(her, telephone="01 42 34 56 78", description="Un\r\nlieu", reason="Nouvelle ligne")
    assert saved.status_code == 303
    assert "Enregistré." in read(her, saved.location).text
    said = execute(place, "SELECT field FROM stated_value ORDER BY field")
    assert said == [("description",), ("telephone",)]
    found = feature(her)
    assert (found["telephone"], found["description"]) == ("+33142345678", "Un\nlieu")
    assert found["opening_hours"] == "Mo-Fr 09:00-18:00; SH off"


def test_hours_and_equipment_with_its_terms(her: FlaskClient, place: str) -> None:
    added = save(her, add="laser_cutter", action="add")
    assert added.status_code == 200
    assert "Découpe laser" in Document(added.text).text
    assert execute(place, "SELECT count(*) FROM stated_value") == [(0,)]
    form = filled(her) | {
        "equipment": ["wifi", "laser_cutter"],
        "equipment.laser_cutter.quantity": "2",
        "equipment.laser_cutter.shareable": "yes",
        "equipment.laser_cutter.qualification": "training",
        "equipment.laser_cutter.supervised": "yes",
        "equipment.laser_cutter.minimum_age": "16",
        "equipment.laser_cutter.price_hour": "12,50",
        "equipment.laser_cutter.price_day": "0",
        "equipment.laser_cutter.consumables": "charged",
        "hours-5-from": "10",
        "hours-5-to": "17h30",
    }
    assert her.post(PAGE, data=form).status_code == 303
    found = feature(her)
    assert found["opening_hours"] == "Sa 10:00-17:30"
    items = {item["type"]: item for item in found["equipment"]}
    assert items["laser_cutter"]["quantity"] == 2
    assert items["laser_cutter"]["terms"] == {
        "qualification": "training", "supervised": True, "minimum_age": 16, "price_hour": 12.5,
        "price_day": 0, "consumables": "charged",
    }  # fmt: skip
    assert items["wifi"]["price"] == "Selon l’humeur"
    page = read(her, "/lieux/tl-1").text
    assert "Formation sur place" in page
    assert "12,50 €" in page
    for query in ("equipment=laser_cutter", "equipment=laser_cutter&open_during=saturday", "free=true"):
        assert her.get(f"/api/v1/third-places?{query}").get_json()["numberMatched"] == 1, query


def test_equipment_is_taken_away(her: FlaskClient) -> None:
    assert save(her, equipment__wifi__remove="1").status_code == 303
    assert feature(her)["equipment"] == []


def test_what_is_out_of_order_is_told_until_that_day(her: FlaskClient) -> None:
    assert save(her, equipment__wifi__out_of_order_until="2020-01-01").status_code == 400
    year = clock.now_in_paris().year + 1
    assert save(her, equipment__wifi__out_of_order_until=f"{year}-03-02").status_code == 303
    assert f"En panne jusqu’au 2 mars {year}" in read(her, "/lieux/tl-1").text


def test_errors_stand_beside_the_field_and_nothing_typed_is_lost(her: FlaskClient, place: str) -> None:
    response = save(
        her, name="", telephone="12", website="javascript:x", latitude="52.5", longitude="13.4",
        city="Lutèce",
        equipment__wifi__quantity="beaucoup", **{"hours-2-from": "9", "hours-2-to": "cinq"},
    )  # fmt: skip
    assert response.status_code == 400
    page = Document(response.text)
    for name in ("telephone", "website", "equipment.wifi.quantity"):
        (field,) = page.all("input", name=name)
        assert field["aria-invalid"] == "true"
        assert f"{field['id']}-error" in (field["aria-describedby"] or "")
    for text in ("12", "javascript:x", "Lutèce", "beaucoup", "cinq"):
        assert f'value="{text}"' in response.text
    assert "Rien n’est encore enregistré" in page.text
    assert execute(place, "SELECT count(*) FROM stated_value") == [(0,)]


def test_two_people_at_once(app: Flask, her: FlaskClient, place: str) -> None:
    him = manager(app, place, HIM)
    hers, his = filled(her), filled(him)
    his_way = his | {"name": "La Cabane", "telephone": "0142345678"}
    assert him.post(PAGE, data=his_way | secret_of(him)).status_code == 303
    late = her.post(PAGE, data=hers | {"name": "L’Atelier", "description": "Grand"})
    assert late.status_code == 409
    page = Document(late.text)
    assert "Une autre personne a changé ces champs" in page.text
    assert "La Cabane" in page.text
    assert page.all("input", name="name")[0]["value"] == "L’Atelier"
    assert page.all("input", name="telephone")[0]["value"] == "+33142345678"
    assert feature(her)["name"] == "La Cabane"
    again: dict[str, Any] = {}
    for name, value in page.sent():
        again.setdefault(name, []).append(value)
    again["description"] = "Grand"
    assert her.post(PAGE, data=again | {"action": "", "add": ""}).status_code == 303
    found = feature(her)
    assert (found["name"], found["telephone"], found["description"]) == ("L’Atelier", "+33142345678", "Grand")


def test_what_two_people_change_apart_is_both_kept(app: Flask, her: FlaskClient, place: str) -> None:
    him = manager(app, place, HIM)
    hers, his = filled(her), filled(him)
    assert him.post(PAGE, data=his | {"telephone": "0142345678"}).status_code == 303
    assert her.post(PAGE, data=hers | {"description": "Grand"}).status_code == 303
    found = feature(her)
    assert (found["telephone"], found["description"]) == ("+33142345678", "Grand")


def test_who_does_not_manage_it_is_led_to_prove_it(app: Flask, place: str) -> None:
    visitor = app.test_client()
    assert visitor.get(PAGE).location.startswith("/connexion")
    sign_in(visitor, place, "autre@ailleurs.example")
    assert visitor.get(PAGE).location == "/lieux/tl-1/gerer"
    assert visitor.post(PAGE, data=secret_of(visitor)).status_code == 403


def test_the_page_in_english(her: FlaskClient) -> None:
    page = read(her, f"{PAGE}?lang=en").text
    assert "Opening hours" in page
    assert "by appointment" in page
