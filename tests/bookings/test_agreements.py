"""Agreements on accepted requests: made, completed by both parties, downloaded, read by keys."""

import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from flask.testing import FlaskClient
from support.agreements import Accepted, add_accepted, docx_text, pdf_text, squeezed
from support.bookings import NOW, PLACE, add_place
from support.clocks import stand_still
from support.pages import HOSTILE, Document
from support.rows import execute

from app.directory.agreements.vocabulary import BLANK, MODELS
from app.directory.api_keys.keys import make
from app.platform.services import database

FIELDS = {"model": "loan", "base": "0", "holder_name": "Association des Halles", "capacity": "12",
          "item-1-name": "Découpeuse laser", "item-1-quantity": "2", "item-1-state": "good"}  # fmt: skip


@pytest.fixture
def url(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    stand_still(monkeypatch, NOW)
    add_place(empty_url, address="3 rue du Four", postcode="75001", city="Paris", wheelchair="yes",
              siret="13002526500013", telephone="+33145678901",
              standard={"courriels": "a@lieu.example"})  # fmt: skip
    return empty_url


@pytest.fixture
def client(made: FlaskClient, url: str) -> FlaskClient:  # noqa: ARG001 - it fills the database
    return made


@pytest.fixture
def accepted(url: str) -> Accepted:
    return add_accepted(url, PLACE, "Atelier des Halles", NOW)


def test_both_parties_complete_it_and_each_version_stays(
    client: FlaskClient, url: str, accepted: Accepted
) -> None:
    page = client.get(accepted.organisation)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert 'value="CFA des Halles"' in page.text
    assert 'value="3 rue du Four, 75001 Paris"' in page.text
    assert (
        client.post(accepted.organisation, data=FIELDS | {"organisation_name": "CFA des Halles"}).status_code
        == 303
    )
    first = client.get(accepted.organisation)
    assert "N° 2026-" in Document(first.text).text
    assert "Signataire pour le lieu" in Document(first.text).text
    theirs = client.get(accepted.place)
    assert 'value="Association des Halles"' in theirs.text
    more = FIELDS | {
        "base": "1",
        "model": "priced",
        "price": "20 € l’heure",
        "holder_signatory": "Inès, présidente",
    }
    assert client.post(accepted.place, data=more).status_code == 303
    for version in (1, 2):
        rows = execute(url, "SELECT docx_sha256, pdf_sha256 FROM agreement WHERE version = %s", [version])
        for suffix, digest in zip(("docx", "pdf"), rows[0], strict=True):
            for path in (accepted.organisation, accepted.place):
                file = client.get(f"{path}/{version}.{suffix}")
                assert hashlib.sha256(file.data).hexdigest() == digest
                assert file.headers["Content-Disposition"].endswith(f'-v{version}.{suffix}"')
            text = docx_text(file.data) if suffix == "docx" else pdf_text(file.data)
            assert squeezed("Association des Halles") in squeezed(text)
            assert (squeezed("20 € l’heure") in squeezed(text)) == (version == 2)
            assert BLANK in text
    for digest in rows[0]:
        assert digest in client.get(accepted.place).text
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
        execute(url, "UPDATE agreement SET model = 'public'")


def test_looking_changes_nothing_and_the_same_again_makes_no_version(
    client: FlaskClient, url: str, accepted: Accepted
) -> None:
    for _time in range(2):
        client.get(accepted.organisation)
        client.get(accepted.place)
    assert execute(url, "SELECT count(*) FROM agreement") == [(0,)]
    for base in ("0", "0", "1"):
        assert client.post(accepted.place, data=FIELDS | {"base": base}).status_code == 303
    assert execute(url, "SELECT version, made_by FROM agreement") == [(1, "place")]


def test_what_the_other_party_wrote_meanwhile_is_kept(client: FlaskClient, accepted: Accepted) -> None:
    client.post(accepted.place, data=FIELDS)
    theirs = FIELDS | {"base": "1", "capacity": "20", "erp_class": "Type R, 5e catégorie"}
    assert client.post(accepted.place, data=theirs).status_code == 303
    mine = FIELDS | {"base": "1", "capacity": "15", "organisation_insurance": "Maif 123"}
    reply = client.post(accepted.organisation, data=mine)
    assert reply.status_code == 409
    assert 'value="15"' in reply.text
    assert "L’autre partie a écrit ici : « 20 »." in Document(reply.text).text
    assert 'value="Type R, 5e catégorie"' in reply.text
    assert 'value="Maif 123"' in reply.text
    sent = dict(Document(reply.text).sent()) | {"organisation_insurance": "Maif 123"}
    assert sent["base"] == "2"
    assert client.post(accepted.organisation, data=sent).status_code == 303
    assert squeezed("Type R, 5e catégorie") in squeezed(
        docx_text(client.get(f"{accepted.place}/3.docx").data)
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [("model", "gift"), ("capacity", "many"), ("holder_name", "x" * 301), ("safety_instructions", "y" * 5001),
     ("item-1-quantity", "-1"), ("item-1-name", "")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_lost(
    client: FlaskClient, url: str, accepted: Accepted, field: str, value: str
) -> None:
    typed = FIELDS | {"organisation_insurance": "Maif 123", field: value}
    reply = client.post(accepted.organisation, data=typed)
    assert reply.status_code == 400
    assert f'id="f-{field}-error"' in reply.text
    assert "Maif 123" in reply.text
    assert field == "model" or value in reply.text
    assert execute(url, "SELECT count(*) FROM agreement") == [(0,)]


def test_only_the_parties_of_an_accepted_request_see_it(
    client: FlaskClient, url: str, accepted: Accepted
) -> None:
    client.post(accepted.place, data=FIELDS)
    other = add_accepted(url, PLACE, "Atelier des Halles", NOW)
    wrong = [
        f"/demandes/{other.organisation_secret}/convention/{accepted.response}",
        "/demandes/nobody/convention/1",
        "/demandes/lieu/nobody/convention",
        f"{other.place}/1.pdf",
        f"{accepted.place}/7.pdf",
    ]
    for path in wrong:
        assert client.get(path).status_code == 410
    execute(url, "UPDATE usage_response SET status = 'waiting', decided_at = NULL")
    for path in (accepted.organisation, accepted.place, f"{accepted.place}/1.pdf"):
        assert client.get(path).status_code == 410
    assert client.post(accepted.place, data=FIELDS | {"capacity": "3"}).status_code == 410


@pytest.mark.parametrize("model", MODELS)
def test_it_is_in_the_language_of_the_page(client: FlaskClient, accepted: Accepted, model: str) -> None:
    assert client.post(f"{accepted.organisation}?lang=en", data=FIELDS | {"model": model}).status_code == 303
    text = docx_text(client.get(f"{accepted.organisation}/1.docx").data)
    assert "To be completed" in text
    assert "SIRET of the place" in text
    assert "Monday 7 December 2026" in text
    assert "________" in text


def test_hostile_names_are_text_on_the_page_and_in_the_files(client: FlaskClient, accepted: Accepted) -> None:
    typed = FIELDS | {"holder_name": HOSTILE, "supervision": "{{ 7 * 7 }}\x00\n\u202eligne 2"}
    assert client.post(accepted.place, data=typed).status_code == 303
    assert HOSTILE not in client.get(accepted.organisation).text
    for suffix, read in (("docx", docx_text), ("pdf", pdf_text)):
        text = squeezed(read(client.get(f"{accepted.place}/1.{suffix}").data))
        assert squeezed(HOSTILE) in text
        assert "{{7*7}}ligne2" in text


def test_of_versions_at_the_same_moment_one_is_made(
    client: FlaskClient, url: str, accepted: Accepted
) -> None:
    app = client.application

    def send(number: int) -> int:
        return app.test_client().post(accepted.place, data=FIELDS | {"capacity": str(number)}).status_code

    with ThreadPoolExecutor(2) as pool:
        codes = sorted(pool.map(send, (5, 6)))
    assert codes == [303, 409]
    assert execute(url, "SELECT version FROM agreement") == [(1,)]


def test_keys_of_the_parties_read_it(client: FlaskClient, url: str, accepted: Accepted) -> None:
    client.post(accepted.place, data=FIELDS)
    execute(url, """
        INSERT INTO person (id, address, language) VALUES
          (1, 'cfa@organisme.example', 'fr'), (2, 'ines@lieu.example', 'fr'), (3, 'other@x.example', 'fr');
        INSERT INTO place_manager (third_place_id, person_id, status, proof)
        SELECT id, 2, 'active', 'moderator' FROM third_place""")  # fmt: skip
    with client.application.app_context():
        tokens = [make(database(), person, "x", ["book"]) for person in (1, 2, 3)]
        reading = make(database(), 1, "x", ["read"])
    path = f"/api/v1/requests/{accepted.request}/agreement"

    def ask(token: str | None, target: str = path):  # noqa: ANN202
        return client.get(target, headers={"Authorization": f"Bearer {token}"} if token else {})

    assert ask(None).status_code == 401
    assert ask(reading).status_code == 403
    assert ask(tokens[2]).status_code == 404
    assert ask(tokens[0], "/api/v1/requests/99999999999/agreement").status_code == 404
    for token in tokens[:2]:
        (item,) = ask(token).get_json()["agreements"]
        assert (item["place"], item["version"], item["model"], item["made_by"]) == (PLACE, 1, "loan", "place")
        assert "SIRET de l’organisme" in item["missing"]
        for suffix in ("docx", "pdf"):
            file = item["files"][suffix]
            target = re.sub(r"^https?://[^/]+", "", file["url"])
            assert hashlib.sha256(ask(token, target).data).hexdigest() == file["sha256"]
            assert ask(tokens[2], target).status_code == 404


def test_the_agreed_time_is_the_one_that_was_accepted(
    url: str, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = add_accepted(url, PLACE, "Atelier", NOW)
    execute(
        url,
        "UPDATE usage_response SET schedule = %s",
        ['{"first": "2026-12-09", "start": "14:00", "end": "15:30"}'],
    )
    stand_still(monkeypatch, NOW + timedelta(days=1))
    page = Document(client.get(taken.place).text).text
    assert "mercredi 9 décembre 2026" in page
    assert "1 h 30" in page
