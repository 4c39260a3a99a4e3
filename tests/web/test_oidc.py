"""Signing in at an OpenID Connect provider: a real one on this machine, and one that lies."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask, Response, jsonify
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import OctKey
from support.pages import Document, read
from support.people import is_signed_in, mails, send, sign_in
from support.provider import Provider, provider
from support.rows import Rows, execute

from app.factory import create_app
from app.platform.oidc.settings import OidcSettings, OidcSettingsError
from app.platform.settings import Settings
from app.publishing.pages.people.provider import PER_NETWORK_HOUR

HER, SIRET, ANOTHER = "claire@mairie.example", "35600000000048", "73282932000074"
PERSON = {"sub": "u-17", "email": "Claire@Mairie.example", "given_name": "Claire", "usual_name": "M.",
          "uid": "17", "siret": SIRET}  # fmt: skip
HOME = "https://annuaire.example"
BACK = "/connexion/fournisseur/retour"
LEFT = "/connexion/fournisseur/sortie"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    """A provider, served once for all tests."""
    with provider(dict(PERSON)) as made:
        made.client.redirect_uri = HOME + BACK
        made.client.post_logout_uri = HOME + LEFT
        yield made


@pytest.fixture
def at(running: Provider) -> Provider:
    """The provider, as it was before each test."""
    running.person = dict(PERSON)
    running.userinfo = running.id_token = None
    running.ends_sessions = True
    return running


@pytest.fixture
def app(empty_url: str, at: Provider) -> Iterator[Flask]:
    """An application that knows the provider."""
    made = create_app(Settings(oidc=at.settings, public_url=HOME), empty_url)
    yield made
    made.extensions["proxilieux"].database.close()


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    return app.test_client()


def led_back(client: FlaskClient, next_path: str = "") -> str:
    """Begin here, sign in at the provider; return the path that it leads back to."""
    begun = client.get("/connexion/fournisseur", query_string={"next": next_path} if next_path else {})
    assert begun.status_code == 303, begun.text
    answered = requests.get(begun.location, allow_redirects=False, timeout=10)
    assert answered.status_code == 302, answered.text
    assert answered.headers["Location"].startswith(HOME + BACK)
    return answered.headers["Location"].removeprefix(HOME)


def test_off_by_default(made: FlaskClient) -> None:
    assert "fournisseur" not in made.get("/connexion").text
    assert made.get("/connexion/fournisseur").status_code == 404
    assert made.get(BACK).status_code == 404


def test_signing_in_and_the_siret(visitor: FlaskClient) -> None:
    page = read(visitor, "/connexion?next=/mon-compte/cles")
    (link,) = (one["href"] for one in page.all("a") if "fournisseur" in (one["href"] or ""))
    assert "ProConnect" in page.text
    begun = visitor.get(link)
    asked = parse_qs(urlsplit(begun.location).query)
    assert set(asked["scope"][0].split()) == {"openid", "email", "given_name", "usual_name", "uid", "siret"}
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["state"][0] != asked["nonce"][0]
    response = visitor.get(led_back(visitor, "/mon-compte/cles"))
    assert (response.status_code, response.location) == (303, "/mon-compte/cles")
    account = read(visitor, "/mon-compte")
    assert HER in account.text
    assert account.all("input", name="siret")[0]["value"] == SIRET
    assert send(visitor, "/mon-compte/structure", siret="12").status_code == 400
    assert send(visitor, "/mon-compte/structure", siret=ANOTHER).status_code == 303
    visitor.get(led_back(visitor))
    assert read(visitor, "/mon-compte").all("input", name="siret")[0]["value"] == ANOTHER
    data = visitor.get("/mon-compte/donnees.json").get_json()
    assert data["siret"] == ANOTHER
    assert [one["subject"] for one in data["identities"]] == ["u-17"]
    assert "Claire" not in visitor.get("/mon-compte/donnees.json").text  # names are asked for, and not kept


def test_signing_out_here_signs_out_there(visitor: FlaskClient, at: Provider) -> None:
    arrived = visitor.get(led_back(visitor))
    kept = [one for one in arrived.headers.getlist("Set-Cookie") if one.startswith("proxilieux-provider=")][
        -1
    ]
    assert "HttpOnly" in kept
    assert "Path=/deconnexion" in kept
    page = send(visitor, "/deconnexion")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert not is_signed_in(visitor)
    (url,) = (one["href"] for one in Document(page.text).all("a") if "session/end" in (one["href"] or ""))
    refreshed = [one["content"] for one in Document(page.text).all("meta") if one.get("http-equiv")]
    assert refreshed == [f"0; url={url}"]
    answered = requests.get(url or "", allow_redirects=False, timeout=10)
    assert answered.status_code == 302
    assert answered.headers["Location"].startswith(f"{HOME}{LEFT}?state=")
    assert at.left[-1]["client_id"] == "proxilieux"
    assert visitor.get(answered.headers["Location"].removeprefix(HOME)).location == "/"
    assert not is_signed_in(visitor)


def test_who_came_by_mail_is_not_led_to_the_provider(
    visitor: FlaskClient, at: Provider, empty_url: str
) -> None:
    visitor.get(led_back(visitor))
    sign_in(visitor, empty_url, HER)
    assert send(visitor, "/deconnexion").location == "/"
    visitor.get(led_back(visitor))
    at.ends_sessions = False
    visitor.application.extensions["proxilieux"].provider._known = None
    assert send(visitor, "/deconnexion").location == "/"


def test_the_provider_knows_one_address_whatever_the_language(visitor: FlaskClient) -> None:
    begun = visitor.get("/connexion/fournisseur?lang=en&next=/mon-compte%3Flang%3Den")
    assert parse_qs(urlsplit(begun.location).query)["redirect_uri"] == [HOME + BACK]


def test_known_by_their_number_whatever_their_address(
    visitor: FlaskClient, at: Provider, empty_url: str
) -> None:
    visitor.get(led_back(visitor))
    at.person["email"] = "claire.m@departement.example"
    visitor.get(led_back(visitor))
    assert HER in read(visitor, "/mon-compte").text
    assert execute(empty_url, "SELECT count(*) FROM person") == [(1,)]


def test_who_had_an_account_is_told(app: Flask, visitor: FlaskClient, empty_url: str) -> None:
    sign_in(app.test_client(), empty_url, HER)
    before = len(mails(empty_url, HER))
    visitor.get(led_back(visitor))
    visitor.get(led_back(visitor))
    assert len(mails(empty_url, HER)) == before + 1
    assert execute(empty_url, "SELECT count(*) FROM person") == [(1,)]


def test_the_siret_is_in_the_form_of_a_place_and_can_be_changed(visitor: FlaskClient, empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-1", website="https://mairie.example")
    visitor.get(led_back(visitor))
    assert send(visitor, "/lieux/tl-1/gerer", how="sure").status_code == 303
    form = read(visitor, "/lieux/tl-1/modifier")
    assert form.all("input", name="siret")[0]["value"] == SIRET
    assert execute(empty_url, "SELECT siret FROM third_place") == [(None,)]


def test_an_answer_counts_in_the_browser_that_asked_and_once(app: Flask, visitor: FlaskClient) -> None:
    path = led_back(visitor)
    stranger = app.test_client()
    assert stranger.get(path).status_code == 502
    assert not is_signed_in(stranger)
    assert visitor.head(path).status_code == 405
    assert not is_signed_in(visitor)
    assert visitor.get(path).status_code == 303
    assert is_signed_in(visitor)
    another = app.test_client()
    led_back(another)
    assert another.get(path).status_code == 502  # an answer to another's attempt
    assert not is_signed_in(another)
    assert visitor.get(path).status_code == 502  # once


def test_never_led_elsewhere(visitor: FlaskClient) -> None:
    assert visitor.get(led_back(visitor, "//evil.example/")).location == "/mon-compte"


def unsigned(_provider: Provider, claims: dict[str, Any]) -> Response:
    return jsonify(claims)


def by_another_key(made: Provider, claims: dict[str, Any]) -> Response:
    return Response(made.sign(claims, made.others_keys), content_type="application/jwt")


def by_the_secret(made: Provider, claims: dict[str, Any]) -> Response:
    key = OctKey.import_key(made.settings.client_secret.encode().ljust(32, b"0"))
    return Response(jwt.encode({"alg": "HS256"}, claims, key), content_type="application/jwt")


def saying(**changed: Any) -> Callable[[Provider, dict[str, Any]], Response]:
    def answer(made: Provider, claims: dict[str, Any]) -> Response:
        return Response(made.sign({**claims, **changed}), content_type="application/jwt")

    return answer


@pytest.mark.parametrize(
    "lie",
    [
        unsigned,
        by_another_key,
        by_the_secret,
        saying(aud="another"),
        saying(iss="https://evil.example"),
        saying(sub="u-18"),
        saying(exp=1),
        saying(email="nothing"),
        saying(email_verified=False),
        lambda _made, _claims: Response(status=500),
    ],
)
def test_a_userinfo_that_proves_nothing(
    visitor: FlaskClient, at: Provider, lie: Callable[[Provider, dict[str, Any]], Response]
) -> None:
    at.userinfo = lie
    assert visitor.get(led_back(visitor)).status_code == 502
    assert not is_signed_in(visitor)


@pytest.mark.parametrize(
    "changed", [{"nonce": "x"}, {"aud": "another"}, {"exp": 1}, {"iss": "https://x.example"}]
)
def test_an_id_token_of_another_attempt(visitor: FlaskClient, at: Provider, changed: dict[str, Any]) -> None:
    at.id_token = lambda claims: claims.update(changed)
    assert visitor.get(led_back(visitor)).status_code == 502
    assert not is_signed_in(visitor)


def test_the_provider_changes_its_keys(visitor: FlaskClient, at: Provider) -> None:
    visitor.get(led_back(visitor))
    at.keys, at.others_keys = at.others_keys, at.keys
    at.keys.keys[0].ensure_kid()
    assert visitor.get(led_back(visitor)).status_code == 303


def test_a_provider_that_is_away_leaves_the_mail(empty_url: str) -> None:
    settings = OidcSettings("http://localhost:9", "a", "b", "Ailleurs")
    app = create_app(Settings(oidc=settings, public_url=HOME), empty_url)
    client = app.test_client()
    response = client.get("/connexion/fournisseur")
    assert response.status_code == 502
    assert "Ailleurs" in Document(response.text).text
    sign_in(client, empty_url, HER)
    assert is_signed_in(client)
    app.extensions["proxilieux"].database.close()


def test_attempts_of_one_network_are_counted(visitor: FlaskClient) -> None:
    codes = [visitor.get("/connexion/fournisseur").status_code for _ in range(PER_NETWORK_HOUR + 1)]
    assert codes == [303] * PER_NETWORK_HOUR + [429]


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"PROXILIEUX_OIDC_ISSUER": "http://proconnect.example"}, "https://"),
        ({"PROXILIEUX_OIDC_ISSUER": "https://proconnect.example"}, "CLIENT_ID"),
    ],
)
def test_settings_that_cannot_be_used(environ: dict[str, str], words: str) -> None:
    with pytest.raises(OidcSettingsError, match=words):
        OidcSettings.of(environ)


def test_the_secret_is_not_printed() -> None:
    assert "hidden" not in repr(Settings(oidc=OidcSettings("https://p.example", "a", "hidden")))
