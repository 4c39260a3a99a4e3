"""A proposal that is wrong or hostile: told beside what was typed, and shown as it is written."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support.pages import HOSTILE, Document
from support.proposals import ADD, CLOSE, CORRECT, LEA, as_, filled, number_of, proposals, propose


@pytest.mark.parametrize("path", [CORRECT, CLOSE, ADD, "/besoins/of-1"])
def test_what_is_wrong_is_told_beside_what_was_typed(place: str, visitor: FlaskClient, path: str) -> None:
    response = propose(visitor, path, mail="claire@", reason="Une raison assez longue.")
    assert response.status_code == 400
    page = Document(response.text)
    assert "claire@" in response.text
    assert "Une raison assez longue." in response.text
    assert page.all("input", name="mail", **{"aria-invalid": "true"})
    assert "pas encore partie" in page.text
    assert proposals(place) == []


HOSTILE_FIELDS = {
    "name": HOSTILE,
    "description": f"{HOSTILE}\x00 <script>alert(1)</script>",
    "reason": HOSTILE,
    "city": HOSTILE,
}


def test_hostile_words_are_shown_as_they_are_written(app: Flask, place: str, visitor: FlaskClient) -> None:
    sent = propose(visitor, **HOSTILE_FIELDS)
    assert sent.status_code == 303, Document(sent.text).text
    lea = as_(app, place, LEA)
    for client, path in (
        (visitor, sent.location),
        (lea, "/moderation"),
        (lea, f"/propositions/{number_of(place)}"),
    ):
        page = client.get(path)
        assert HOSTILE not in page.text
        assert "<script>alert" not in page.text
        assert HOSTILE in Document(page.text).text


@pytest.mark.parametrize(
    ("fields", "told_of"),
    [
        ({"description": "x" * 400_000}, "au plus"),
        ({"latitude": "52.52", "longitude": "13.405"}, "pas en France"),
        ({"latitude": "2.35", "longitude": "48.85"}, "échangées"),
        ({"latitude": "nan", "longitude": "inf"}, "degrés"),
        ({"kind": "castle"}, "liste"),
        ({"name": " \x00 "}, "nom"),
        ({"hours-0-from": "25:00", "hours-0-to": "9"}, "n’est pas une heure"),
        ({"hours-date-0-first": "2027-02-30"}, "date qui existe"),
        ({"equipment.printer_3d.quantity": "-3"}, "nombre entier"),
        ({"equipment.printer_3d.out_of_order_until": "2020-01-01"}, "Cette date est"),
        ({"equipment.printer_3d.price_hour": "gratis"}, "euros"),
    ],
)
def test_hostile_values_are_told(
    place: str, visitor: FlaskClient, fields: dict[str, str], told_of: str
) -> None:
    form = filled(visitor, CORRECT) | fields
    response = visitor.post(CORRECT, data=form)
    assert response.status_code == 400
    assert told_of in Document(response.text).text
    assert proposals(place) == []


@pytest.mark.parametrize(
    "base",
    ["", "{", "[]", "null", '{"name": 5}', '{"x": 1}', '{"equipment.wifi": {"terms": 3}}', "[" * 50_000,
     '{"position": {"latitude": NaN, "longitude": 2}}', '{"equipment.wifi": {"quantity": "x", "terms": {}}}'],
)  # fmt: skip
def test_a_base_that_is_not_ours_is_what_is_shown(place: str, visitor: FlaskClient, base: str) -> None:
    form = filled(visitor, CORRECT, telephone="0142345678") | {"base": base}
    assert visitor.post(CORRECT, data=form).status_code == 303
    assert list(proposals(place)[0][3]) == ["telephone"]


def test_the_published_address_is_for_managers_to_state(place: str, visitor: FlaskClient) -> None:
    form = filled(visitor, CORRECT) | {"email": "mallory@mail.example"}
    assert "email" not in filled(visitor, CORRECT)
    response = visitor.post(CORRECT, data=form)
    assert response.status_code == 400
    assert "Seule la personne qui gère le lieu" in Document(response.text).text
    assert proposals(place) == []


def test_a_megabyte_is_refused(visitor: FlaskClient) -> None:
    assert visitor.post(CORRECT, data={"description": "x" * 1_100_000}).status_code == 413


def test_nothing_changed_is_told(place: str, visitor: FlaskClient) -> None:
    response = propose(visitor)
    assert response.status_code == 400
    assert "Rien n’a changé" in Document(response.text).text
    assert proposals(place) == []
