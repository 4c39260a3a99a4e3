"""`/geocode` and the finder with a geocoder for addresses, over real HTTP."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from support import stand_in
from support.clients import get
from support.geocoder import Entry, Geocoder, collection, feature, geocoder
from support.pages import read
from support.rows import Rows

from app.directory.geocoding.ban import Ban
from app.directory.geocoding.online import OnlineGeocoder
from app.factory import create_app
from app.platform.outgoing.breaker import FAILURES, PAUSE_SECONDS, Breaker
from app.platform.outgoing.retry import Patience
from app.platform.settings import Settings

HOUSE = Entry("9 Rue du Port", "housenumber", "Nantes", "44109", "44300", -1.51, 47.245, 0.96)
UNSURE = Entry("Rue Basse", "street", "Nantes", "44109", "44000", -1.56, 47.21, 0.31)


@pytest.fixture
def ban() -> Iterator[Geocoder]:
    with geocoder(HOUSE, UNSURE) as made:
        yield made


@pytest.fixture
def visitor(empty_url: str, ban: Geocoder) -> Iterator[FlaskClient]:
    """A client of an application that knows three communes and has a geocoder."""
    with Rows.into(empty_url) as rows:
        rows.commune("44109", "Nantes", at=(-1.55, 47.22), postcodes=["44000", "44300"])
        rows.commune("26362", "Saint-Vallier", at=(4.81, 45.17), postcodes=["26240"])
        rows.place((-1.512, 47.245), name="Le Hangar")
    app = create_app(Settings(ban_url=ban.url, ban_timeout=0.5), empty_url)
    yield app.test_client()
    app.extensions["proxilieux"].database.close()


def found(client: FlaskClient, q: str) -> list[tuple[str, str]]:
    """Return type and label of what a text may mean."""
    response = get(client, "/geocode", q=q)
    assert response.status_code == 200
    body: dict[str, Any] = json.loads(response.data)
    return [(one["properties"]["type"], one["properties"]["label"]) for one in body["features"]]


COMMUNE = [("municipality", "Nantes")]


def test_an_address_is_found_at_its_house(visitor: FlaskClient, ban: Geocoder) -> None:
    assert found(visitor, "9 rue du port, Nantes") == [("housenumber", "9 Rue du Port 44300 Nantes")]
    assert ban.searches == ["9 rue du port, Nantes"]


@pytest.mark.parametrize("q", ["Nantes", "nant", "44300", "443", "Nantes 44000", "Saint-Vall"])
def test_a_commune_is_nobody_else_s_business(visitor: FlaskClient, ban: Geocoder, q: str) -> None:
    assert found(visitor, q)[0][0] == "municipality"
    assert ban.searches == []


@pytest.mark.parametrize("q", ["12 rue basse Nantes", "12 avenue inconnue Nantes"])
def test_an_address_that_is_not_found_finds_its_commune(visitor: FlaskClient, ban: Geocoder, q: str) -> None:
    assert found(visitor, q) == COMMUNE
    assert ban.searches == [q]


@pytest.mark.parametrize(
    "behaves",
    [
        stand_in.status(429, Retry_After="1"),
        stand_in.status(500),
        stand_in.instead("<html>"),
        stand_in.instead("[1]"),
        stand_in.instead('{"features": [1, {}, {"geometry": null}]}'),
        stand_in.cut_off,
        stand_in.slow(2.0),
    ],
    ids=["429", "500", "html", "a list", "odd features", "cut off", "slow"],
)
def test_a_geocoder_that_fails_is_not_noticed(
    visitor: FlaskClient, ban: Geocoder, behaves: stand_in.Behaviour
) -> None:
    ban.behaves = [behaves]
    assert found(visitor, "9 rue du port, Nantes") == COMMUNE


def test_one_that_is_away_is_left_alone(visitor: FlaskClient, ban: Geocoder) -> None:
    ban.behaves = [*[stand_in.status(500)] * FAILURES, stand_in.well]
    for _ in range(FAILURES + 3):
        assert found(visitor, "9 rue du port, Nantes") == COMMUNE
    assert len(ban.searches) == FAILURES


def test_after_a_pause_one_request_tries_again(ban: Geocoder) -> None:
    now = [0.0]
    online = OnlineGeocoder(
        Ban(ban.url, patience=Patience(attempts=1)), breaker=Breaker(clock=lambda: now[0])
    )
    ban.behaves = [*[stand_in.status(500)] * (FAILURES + 1), stand_in.well]
    for _ in range(FAILURES + 1):
        assert online.search("9 rue du port", 5) == []
    now[0] = PAUSE_SECONDS + 1
    assert online.search("9 rue du port", 5) == []  # it tried, and failed once more
    assert len(ban.searches) == FAILURES + 1
    now[0] = 2 * PAUSE_SECONDS + 2
    assert online.search("9 rue du port", 5)
    assert online.search("9 rue du port", 5)
    assert len(ban.searches) == FAILURES + 3


def test_the_finder_starts_from_the_house(visitor: FlaskClient) -> None:
    page = read(visitor, "/?q=9+rue+du+port,+Nantes")
    assert "9 Rue du Port 44300 Nantes" in page.text
    assert "Le Hangar" in page.text


def test_text_of_the_geocoder_is_text(visitor: FlaskClient, ban: Geocoder) -> None:
    hostile: dict[str, Any] = feature(HOUSE)
    hostile["properties"] |= {"label": "<script>alert(1)</script>", "citycode": 44109, "city": None}
    ban.behaves = [stand_in.instead(collection(hostile))]
    ((type_, label),) = found(visitor, "9 rue du port")
    assert (type_, label) == ("housenumber", "<script>alert(1)</script>")
    assert b"<script>alert(1)" not in visitor.get("/?q=9+rue+du+port").data


def test_without_a_geocoder_an_address_finds_its_commune(empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.commune("44109", "Nantes", at=(-1.55, 47.22), postcodes=["44000"])
    app = create_app(Settings(), empty_url)
    assert found(app.test_client(), "9 rue du port, Nantes") == COMMUNE
    app.extensions["proxilieux"].database.close()
