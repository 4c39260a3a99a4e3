"""Changes after a cursor: replayed they give the directory, whatever was made, merged, parted or deleted."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from support.clients import API, WorkerApp, collection, ids
from support.rows import Rows, execute

from app.directory.contributions.author import Author
from app.directory.contributions.changes import change_place
from app.platform.database.connection import make_engine

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
STATUSES = ["open", "planned", "closed"]
TELEPHONE = """
UPDATE third_place SET telephone = '+33123456789', updated_at = clock_timestamp() WHERE public_id = 'tl-2'
"""
MERGE = """
UPDATE third_place SET merged_into = (SELECT id FROM third_place WHERE public_id = 'tl-1')
WHERE public_id = 'tl-2'
"""


@pytest.fixture
def url(empty_url: str) -> str:
    """Three places and an organisation."""
    with Rows.into(empty_url) as rows:
        for number in (1, 2, 3):
            rows.place(
                public_id=f"tl-{number}", name=f"Lieu {number}", licence="ODbL-1.0", source="fabriques"
            )
        rows.organisation(public_id="of-1")
    return empty_url


@pytest.fixture
def client(url: str, worker_app: WorkerApp) -> FlaskClient:
    """A client over them."""
    return worker_app.client(url)


def lines(client: FlaskClient, **parameters: Any) -> list[dict[str, Any]]:
    response = client.get(f"{API}/changes", query_string=parameters)
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/x-ndjson"
    return [json.loads(line) for line in response.text.splitlines()]


def replayed(client: FlaskClient, limit: int = 1000) -> dict[str, dict[str, Any]]:
    """The directory as a reader has it who began with nothing."""
    features: dict[str, dict[str, Any]] = {}
    cursor = "0"
    while changes := lines(client, since=cursor, limit=limit):
        for change in changes:
            thing = change["object"]
            if isinstance(thing, dict):
                features.pop(change["public_id"], None)
                if thing["type"] == "Feature":
                    features[change["public_id"]] = thing
        cursor = changes[-1]["cursor"]
    return features


def listed(client: FlaskClient) -> dict[str, dict[str, Any]]:
    """The directory as the lists have it."""
    features = collection(client, "/third-places", status=STATUSES, limit=1000)["features"]
    features += collection(client, "/organisations", status=["open", "closed"], limit=1000)["features"]
    return {feature["id"]: feature for feature in features}


def newest(client: FlaskClient) -> str:
    return str(lines(client)[-1]["cursor"])


def test_from_nothing(client: FlaskClient) -> None:
    changes = lines(client)
    assert {change["type"] for change in changes} == {"Create"}
    assert {change["public_id"] for change in changes} == {"tl-1", "tl-2", "tl-3", "of-1"}
    place = next(change for change in changes if change["public_id"] == "tl-1")
    assert (place["source"], place["licence"], place["role"]) == ("fabriques", "ODbL-1.0", "system")
    assert place["object"] == listed(client)["tl-1"]
    assert replayed(client) == listed(client)
    assert [change["resource"] for change in lines(client, resource="organisations")] == ["organisations"]


def test_an_update_names_the_fields(client: FlaskClient, url: str) -> None:
    before = newest(client)
    execute(url, "UPDATE third_place SET name = 'Le Hangar', updated_at = now() WHERE public_id = 'tl-1'")
    (change,) = lines(client, since=before)
    assert (change["type"], change["public_id"]) == ("Update", "tl-1")
    assert set(change["changed"]) == {"name", "updated_at"}
    assert change["object"]["properties"]["name"] == "Le Hangar"
    # The first line of the same place has its address alone.
    first = next(line for line in lines(client) if line["public_id"] == "tl-1")
    assert first["object"] == f"http://localhost{API}/third-places/tl-1"
    execute(url, "UPDATE third_place SET import_run_id = NULL WHERE public_id = 'tl-1'")
    assert lines(client, since=change["cursor"]) == []
    moved = "UPDATE third_place SET position = ST_SetSRID(ST_MakePoint(2, 48), 4326) WHERE public_id = 'tl-1'"
    execute(url, moved)
    assert lines(client, since=change["cursor"])[0]["changed"] == ["geometry"]


def test_a_merge_leads_to_the_place_and_parting_makes_it_anew(client: FlaskClient, url: str) -> None:
    before = newest(client)
    execute(url, MERGE)
    gone = next(change for change in lines(client, since=before) if change["public_id"] == "tl-2")
    assert gone["type"] == "Delete"
    assert gone["object"]["type"] == "Tombstone"
    assert gone["object"]["isReplacedBy"] == f"http://localhost{API}/third-places/tl-1"
    assert replayed(client) == listed(client)
    assert "tl-2" not in replayed(client)
    execute(url, "UPDATE third_place SET merged_into = NULL WHERE public_id = 'tl-2'")
    kinds = [change["type"] for change in lines(client) if change["public_id"] == "tl-2"]
    assert kinds == ["Create", "Delete", "Create"]
    assert replayed(client) == listed(client)


def test_what_is_deleted_leaves_a_tombstone(client: FlaskClient, url: str) -> None:
    execute(url, "DELETE FROM third_place WHERE public_id = 'tl-3'")
    stone = lines(client)[-1]["object"]
    assert (stone["type"], stone["formerType"]) == ("Tombstone", "Feature")
    assert "isReplacedBy" not in stone
    assert replayed(client) == listed(client)


@pytest.mark.parametrize("limit", [1, 2, 3, 1000])
def test_every_line_once_in_pages_of_any_size(client: FlaskClient, url: str, limit: int) -> None:
    execute(url, MERGE)
    execute(url, "UPDATE organisation SET name = 'Autre' WHERE public_id = 'of-1'")
    whole = [change["cursor"] for change in lines(client)]
    read: list[str] = []
    while page := lines(client, since=read[-1] if read else 0, limit=limit):
        read += [change["cursor"] for change in page]
    assert read == whole == sorted(set(whole), key=int)
    assert replayed(client, limit) == listed(client)


def test_next_is_named(client: FlaskClient) -> None:
    response = client.get(f"{API}/changes?limit=2")
    last = json.loads(response.text.splitlines()[-1])["cursor"]
    assert f"since={last}" in response.headers["Link"]
    assert 'rel="next"' in response.headers["Link"]
    assert response.headers["Cache-Control"] == "no-store"


def test_from_a_time(client: FlaskClient, url: str) -> None:
    (moment,) = execute(url, "SELECT clock_timestamp()")[0]
    execute(url, "UPDATE third_place SET name = 'Neuf' WHERE public_id = 'tl-3'")
    assert [change["public_id"] for change in lines(client, since=moment.isoformat())] == ["tl-3"]
    assert len(lines(client, since="1990-01-01")) == 5
    assert lines(client, since="2100-01-01T00:00:00Z") == []


@pytest.mark.parametrize("since", ["hier", "-1", "1.5", "9" * 30, "1969-01-01", "", "²"])
def test_a_wrong_cursor_is_told_what_to_be(client: FlaskClient, since: str) -> None:
    response = client.get(f"{API}/changes", query_string={"since": since})
    assert response.status_code == 400
    assert "since" in response.get_json()["errors"]["query"]


@pytest.mark.parametrize("query", ["limit=0", "resource=communes", "since=1&since=2", "unknown=1"])
def test_wrong_parameters(client: FlaskClient, query: str) -> None:
    assert client.get(f"{API}/changes?{query}").status_code == 400


def test_nobody_is_named(client: FlaskClient, url: str) -> None:
    """A person changes a place, then takes the text back: no line holds them, nor what they wrote."""
    address = "ines@personne.example"
    person = "INSERT INTO person (address, language) VALUES (%s, 'fr') RETURNING id"
    engine = make_engine(url)
    with engine.begin() as connection:
        driver: Any = connection.connection.driver_connection
        (number,) = driver.execute(person, [address]).fetchone()
        author = Author.person(number, "manager")
        for text in ("Ancien atelier de Zoé Quelconque", "Un atelier"):
            change_place(driver, 1, {"description": text}, author, f"Dit par {address}", as_manager=True)
    engine.dispose()
    told = client.get(f"{API}/changes").text
    assert lines(client)[-1]["role"] == "manager"
    assert "Un atelier" in told
    for secret in (address, "Zoé", "Dit par"):
        assert secret not in told
    assert "person" not in "".join(key for change in lines(client) for key in change)


def test_what_is_rolled_back_is_no_change(client: FlaskClient, url: str) -> None:
    before = newest(client)
    engine = make_engine(url)
    with engine.connect() as connection:
        connection.exec_driver_sql("UPDATE third_place SET name = 'Nul'")
        connection.rollback()
    engine.dispose()
    assert lines(client, since=before) == []
    assert replayed(client) == listed(client)


def test_lists_since_a_time(client: FlaskClient, url: str) -> None:
    (moment,) = execute(url, "SELECT clock_timestamp()")[0]
    since = moment.isoformat()
    for path in ("/third-places", "/organisations"):
        assert ids(collection(client, path, updated_since=since)) == []
    execute(url, "UPDATE third_place SET name = 'Neuf' WHERE public_id = 'tl-3'")
    execute(url, "UPDATE organisation SET name = 'Neuf' WHERE public_id = 'of-1'")
    assert ids(collection(client, "/third-places", updated_since=since)) == ["tl-3"]
    assert ids(collection(client, "/organisations", updated_since=since)) == ["of-1"]
    assert ids(collection(client, "/third-places", updated_since=since, licence="ODbL-1.0")) == ["tl-3"]
    near = collection(client, "/third-places", updated_since=since, lat="48.8", lon="2.3")
    assert ids(near) == ["tl-3"]
    exported = client.get(f"{API}/exports/third-places.ndjson", query_string={"updated_since": since})
    assert [json.loads(line)["id"] for line in exported.text.splitlines()] == ["tl-3"]
    assert client.get(f"{API}/third-places?updated_since=hier").status_code == 400


def test_rows_of_one_licence_change_with_their_place(empty_url: str, worker_app: WorkerApp) -> None:
    with Rows.into(empty_url) as rows:
        rows.place(public_id="tl-1", licence="LO-2.0", source="cget-2019", updated_at=LONG_AGO)
        shown_with = rows.id_of("tl-1")
        rows.place(
            public_id="tl-2",
            licence="ODbL-1.0",
            source="fabriques",
            shown_with=shown_with,
            updated_at=LONG_AGO,
        )
    client = worker_app.client(empty_url)
    (moment,) = execute(empty_url, "SELECT clock_timestamp()")[0]
    asked = {"updated_since": moment.isoformat(), "licence": "ODbL-1.0"}
    assert ids(collection(client, "/third-places", **asked)) == []
    execute(empty_url, TELEPHONE)
    assert len(ids(collection(client, "/third-places", **asked))) == 1
