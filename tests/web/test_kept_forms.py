"""A session that ends while somebody edits: nothing that was typed is lost."""

from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support.clients import WorkerApp
from support.pages import Document, read
from support.people import code_in, mails, secret_of, send, sign_in
from support.rows import Rows, execute

from app.platform.sessions.kept_forms import LONGEST, PER_NETWORK_HOUR

HER, HIM = "claire@hangar.example", "paul@autre.example"
PAGE = "/lieux/tl-1/modifier"
DAY_BEFORE = "UPDATE kept_form SET created_at = created_at - interval '25 hours'"


@pytest.fixture
def app(worker_app: WorkerApp, empty_url: str) -> Flask:
    """An application with a place."""
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-1", name="Le Hangar", website="https://hangar.example")
    return worker_app.over(empty_url)


@pytest.fixture
def her(app: Flask, empty_url: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, empty_url, HER)
    send(client, "/lieux/tl-1/gerer", how="sure")
    return client


def typed(client: FlaskClient, **fields: str) -> dict[str, str]:
    form = Document(client.get(PAGE).text)
    base = form.all("input", name="base")[0]["value"] or ""
    return {"name": "Le Hangar", "base": base, "description": "Tout neuf", "telephone": "douze", **fields}


def test_signed_in_again_with_the_form_filled(her: FlaskClient, empty_url: str) -> None:
    form = {**typed(her), **secret_of(her)}
    execute(empty_url, "DELETE FROM session")
    response = her.post(PAGE, data=form)
    assert response.status_code == 303
    assert response.location.startswith("/connexion?next=")
    sign_in_page = read(her, response.location)
    next_path = sign_in_page.all("input", name="next")[0]["value"] or ""
    asked = her.post("/connexion", data={"address": HER, "next": next_path})
    back = her.post(asked.location, data={"code": code_in(mails(empty_url, HER)[-1])})
    assert back.location == next_path
    page = read(her, back.location)
    assert "Tout neuf" in her.get(back.location).text
    assert page.all("input", name="telephone")[0]["value"] == "douze"
    assert execute(empty_url, "SELECT description FROM third_place") == [(None,)]
    saved = send(her, PAGE, **{**form, **typed(her, telephone="01 42 34 56 78")})
    assert saved.status_code == 303
    assert execute(empty_url, "SELECT description, telephone FROM third_place") == [
        ("Tout neuf", "+33142345678")
    ]


def test_signed_in_again_in_another_window(her: FlaskClient, app: Flask, empty_url: str) -> None:
    form = {**typed(her), **secret_of(her)}
    sign_in(her, empty_url, HER)
    elsewhere = her.post(PAGE, data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403
    assert her.post(PAGE, data=form).status_code == 403  # nothing says that it is from here
    response = her.post(PAGE, data=form, headers={"Sec-Fetch-Site": "same-origin"})
    assert response.status_code == 303
    assert "Tout neuf" in her.get(response.location).text
    assert execute(empty_url, "SELECT description FROM third_place") == [(None,)]
    stranger = app.test_client()
    sign_in(stranger, empty_url, HIM)
    assert "Tout neuf" not in stranger.get(response.location, follow_redirects=True).text


def test_kept_for_a_day_for_its_page_and_within_bounds(her: FlaskClient, app: Flask, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(
            public_id="tl-2", source_record_id="two", name="Ailleurs", website="https://hangar.example"
        )
    send(her, "/lieux/tl-2/gerer", how="sure")
    form, visitor = typed(her), app.test_client()
    location = (
        read(visitor, visitor.post(PAGE, data=form).location).all("input", name="next")[0]["value"] or ""
    )
    assert "Tout neuf" in her.get(location).text
    assert "Tout neuf" not in her.get(location.replace("tl-1", "tl-2")).text
    execute(empty_url, DAY_BEFORE)
    assert "Tout neuf" not in her.get(location).text
    assert "brouillon" not in visitor.post(PAGE, data={"description": "x" * (LONGEST + 1)}).location
    for _ in range(PER_NETWORK_HOUR):
        visitor.post(PAGE, data=form)
    assert execute(empty_url, "SELECT count(*) FROM kept_form") == [(PER_NETWORK_HOUR,)]
    assert unquote(visitor.post(PAGE, data=form).location) == "/connexion?next=/lieux/tl-1/modifier"
