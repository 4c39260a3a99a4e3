"""Answers from memory are those that the application would give, whatever changed in between."""

import threading
from collections.abc import Iterable, Iterator
from itertools import count
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.clients import API, client_of
from support.rows import Rows, execute
from support.strength import scaled
from werkzeug.test import Client, TestResponse

from app.platform.cache.response_cache import MOST_BYTES_EACH, ResponseCache
from app.platform.http.patience import PatientWrites
from app.platform.services import KEY
from app.platform.throttle.quotas import Quotas

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

OGC = "/ogc/collections/third-places/items"
TILES = "/ogc/collections/third-places/tiles/WebMercatorQuad"
PATHS = (
    f"{API}/third-places?limit=2",
    f"{API}/third-places?limit=2&lat=48.85&lon=2.35",
    f"{API}/third-places?equipment=computer&lat=48.85&lon=2.35",
    f"{API}/third-places?open_during=now",
    f"{API}/organisations?limit=3",
    f"{API}/third-places?limit=0",
    f"{API}/third-places/unknown",
    OGC,
    f"{OGC}?limit=1",
    f"{OGC}?f=html",
    f"{OGC}?bbox=2,48,3,49&limit=1",
    f"{OGC}?filter=name%20LIKE%20%27Lieu%251%27",
    "/ogc/collections/organisations/items?crs=http://www.opengis.net/def/crs/EPSG/0/2154",
    f"{TILES}/0/0/0",
    f"{TILES}/10/0/0",
    f"{TILES}/0/0/0?open_during=evening",
)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Accept": st.sampled_from(["text/html", "application/json", "*/*"]),
        "Accept-Encoding": st.sampled_from(["gzip", "br", "identity"]),
        "Host": st.sampled_from(["localhost", "lieux.example"]),
    },
)
ASKS = st.tuples(st.sampled_from(PATHS), HEADERS)
CHANGES = st.sampled_from(["place", "organisation", "rename"])
NUMBERS = count(1)
MOVING = frozenset({"Date", "Content-Length", "ETag"})


class Counted:
    """An application that counts how often it is asked."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.asked = 0

    def __call__(self, environ: "WSGIEnvironment", begin: "StartResponse") -> Iterable[bytes]:
        self.asked += 1
        return self.app(environ, begin)


@pytest.fixture
def counted(empty_url: str) -> Iterator[tuple[Counted, Client]]:
    """The application without its memory, counted, and a client that asks it through one."""
    with client_of(empty_url) as client:
        app = client.application
        # The quota is counted before anything is remembered.
        patient = app.wsgi_app
        assert isinstance(patient, PatientWrites)
        quotas = patient._application
        assert isinstance(quotas, Quotas)
        memory = quotas._application
        assert isinstance(memory, ResponseCache)
        app.wsgi_app = memory._application  # type: ignore[method-assign]
        application = Counted(app)
        yield application, Client(ResponseCache(application, app.extensions[KEY].database))


def _change(url: str, what: str) -> None:
    number = next(NUMBERS)
    if what == "rename":
        execute(url, "UPDATE third_place SET name = %s", [f"Lieu nommé {number}"])
        return
    with Rows.into(url) as rows:
        if what == "place":
            rows.place(equipment=["computer"], public_id=f"tl-{number:06}", source_record_id=str(number))
        else:
            rows.organisation(public_id=f"of-{number:06}", source_record_id=str(number))


def _same(kept: TestResponse, fresh: TestResponse) -> None:
    assert kept.status == fresh.status
    if kept.content_encoding not in {"gzip", "br"}:
        assert kept.data == fresh.data
    headers = {name: value for name, value in kept.headers.items() if name not in MOVING}
    assert headers == {name: value for name, value in fresh.headers.items() if name not in MOVING}


@settings(max_examples=scaled(0.25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.one_of(ASKS, ASKS, ASKS, CHANGES), min_size=5, max_size=25))
def test_memory_answers_as_the_application_does(
    counted: tuple[Counted, Client], empty_url: str, steps: list[tuple[str, dict[str, str]] | str]
) -> None:
    application, client = counted
    fresh = Client(application.app)
    for step in steps:
        if isinstance(step, str):
            _change(empty_url, step)
            continue
        path, headers = step
        _same(client.get(path, headers=headers), fresh.get(path, headers=headers))


def test_an_answer_is_made_once_until_the_directory_changes(
    counted: tuple[Counted, Client], empty_url: str
) -> None:
    application, client = counted
    for path in (PATHS[0], OGC):
        _change(empty_url, "place")
        application.asked = 0
        first = client.get(path)
        assert client.get(path).data == first.data
        assert application.asked == 1
        _change(empty_url, "place")
        changed = client.get(path)
        assert (application.asked, changed.json["numberMatched"]) == (2, first.json["numberMatched"] + 1)
        assert client.get(path).data == changed.data
        assert application.asked == 2


@pytest.mark.parametrize(
    ("path", "status"),
    [(f"{TILES}/0/0/0", 200), (f"{TILES}/10/0/0", 204), (f"{API}/territories?level=region", 200)],
)
def test_tiles_and_territories_are_made_once_until_the_directory_changes(
    counted: tuple[Counted, Client], empty_url: str, path: str, status: int
) -> None:
    application, client = counted
    _change(empty_url, "place")
    for asked in (1, 2):
        first, again = client.get(path), client.get(path)
        assert (first.status_code, again.status_code, application.asked) == (status, status, asked)
        assert again.data == first.data
        assert again.headers["ETag"] == first.headers["ETag"]
        _change(empty_url, "place")


@pytest.mark.parametrize(
    "path",
    [
        PATHS[3],
        PATHS[5],
        PATHS[6],
        f"{OGC}?f=html",
        f"{TILES}/0/0/0?open_during=evening",
        "/api/v1/equipment-types",
        "/",
        "/health",
    ],
)
def test_what_depends_on_more_than_the_directory_is_asked_again(
    counted: tuple[Counted, Client], path: str
) -> None:
    application, client = counted
    client.get(path)
    client.get(path)
    assert application.asked == 2


def test_who_has_the_answer_is_told_so(counted: tuple[Counted, Client], empty_url: str) -> None:
    application, client = counted
    first = client.get(PATHS[0])
    tag = {"If-None-Match": first.headers["ETag"]}
    again = client.get(PATHS[0], headers=tag)
    assert (again.status_code, again.data, application.asked) == (304, b"", 1)
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert "Content-Type" not in again.headers
    assert client.get(PATHS[0], headers={"If-None-Match": '"other"'}).data == first.data
    _change(empty_url, "place")
    assert client.get(PATHS[0], headers=tag).status_code == 200


def test_links_name_the_host_that_was_asked(counted: tuple[Counted, Client]) -> None:
    _, client = counted
    for host in ("lieux.example", "autre.example", "lieux.example"):
        links = client.get(OGC, headers={"Host": host}).json["links"]
        assert all(link["href"].startswith(f"http://{host}/") for link in links)


def test_long_answers_and_questions_are_not_kept(counted: tuple[Counted, Client], empty_url: str) -> None:
    application, client = counted
    with Rows.into(empty_url) as rows:
        for number in range(4):
            rows.place(public_id=f"tl-long-{number}", source_record_id=f"long-{number}", address="é" * 60_000)
    assert len(client.get(PATHS[0].replace("2", "4")).data) > MOST_BYTES_EACH
    client.get(PATHS[0].replace("2", "4"))
    assert application.asked == 2
    long = f"{OGC}?filter=" + "%20OR%20".join(["name=%27a%27"] * 120)
    assert client.get(long).status_code == 200
    client.get(long)
    assert application.asked == 4


def test_what_is_asked_once_does_not_push_out_what_is_asked_again(counted: tuple[Counted, Client]) -> None:
    application, _ = counted
    client = Client(ResponseCache(application, application.app.extensions[KEY].database, most_bytes=40_000))
    for _ in range(2):
        client.get(OGC)
    for number in range(1, 40):
        client.get(f"{OGC}?limit={number}")
    application.asked = 0
    client.get(OGC)
    assert application.asked == 0
    client.get(f"{OGC}?limit=1")
    assert application.asked == 1


def test_headers_cannot_fill_the_memory(counted: tuple[Counted, Client]) -> None:
    application, client = counted
    for _ in range(2):
        assert client.get(OGC, headers={"Accept": "application/json," + "a/b," * 100}).status_code == 200
    assert application.asked == 2


def test_new_labels_are_a_new_state_of_the_directory(counted: tuple[Counted, Client], empty_url: str) -> None:
    _change(empty_url, "place")
    _, client = counted
    path = "/ogc/collections/equipment/items"
    assert "Ordinateur" in client.get(path).text
    execute(empty_url, "UPDATE equipment_type SET label_fr = 'Machine à écrire' WHERE code = 'computer'")
    assert "Machine à écrire" in client.get(path).text


def test_many_at_once_get_the_same(counted: tuple[Counted, Client], empty_url: str) -> None:
    application, _ = counted
    memory = ResponseCache(application, application.app.extensions[KEY].database)
    _change(empty_url, "place")
    found: list[bytes] = []

    def ask() -> None:
        client = Client(memory)
        found.extend(client.get(PATHS[0]).data for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 80
    assert len(set(found)) == 1
    assert application.asked <= 4
