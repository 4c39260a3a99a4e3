"""Addresses without a position, and the geocoder of the Base Adresse Nationale over real HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine
from support import stand_in
from support.clients import client_of, collection
from support.databases import environment
from support.geocoder import Entry, Geocoder, as_addok, geocoder, without_last_row
from support.importing import COMMUNE_75, NANTES, import_rows, outcome, rows, value
from support.published_rows import CGET, ORGANISATION
from support.standard import MINIMAL

from app.cli import main
from app.directory.geocoding.ban import Ban
from app.platform.outgoing.retry import Patience
from seeds.importing.geocode import geocode
from seeds.loading import geocoder_requests

PORT = Entry("9 Rue du Port", "housenumber", "Nantes", "44109", "44300", -1.51, 47.245, 0.96)
STREET = Entry("Rue Haute", "street", "Nantes", "44109", "44000", -1.552, 47.219, 0.8)
TOWN = Entry("Bâtiment", "municipality", "Nantes", "44109", "44000", -1.55, 47.22, 0.7)
UNSURE = Entry("Rue Basse", "street", "Nantes", "44109", "44000", -1.56, 47.21, 0.31)
ELSEWHERE = Entry("Rue Perdue", "street", "Rezé", "44143", "44400", -1.57, 47.18, 0.9)
RIVOLI = Entry("1 Rue de Rivoli", "housenumber", "Paris", "75104", "75004", 2.36, 48.8555, 0.97)
SIRETS = (
    "73282932000074",
    "35600000000048",
    "55208131766522",
    "44306184100047",
    "41816609600069",
    "78467169500087",
)


@pytest.fixture
def ban() -> Iterator[Geocoder]:
    """A geocoder that knows a few streets."""
    with geocoder(PORT, STREET, TOWN, UNSURE, ELSEWHERE, RIVOLI) as made:
        yield made


@pytest.fixture
def communes(engine: Engine, tmp_path: Path) -> Engine:
    import_rows(engine, tmp_path, "communes", NANTES, COMMUNE_75)
    return engine


def client(made: Geocoder, attempts: int = 3) -> Ban:
    patience = Patience(attempts=attempts, first_wait_seconds=0.01, longest_wait_seconds=5)
    return Ban(made.url, timeout=2.0, patience=patience, sleep=lambda _seconds: None)


def site(number: int, address: str, **more: str) -> dict[str, str]:
    """An organisation at the centroid of Nantes, with a postal address."""
    return ORGANISATION | {
        "siret": SIRETS[number],
        "siren": SIRETS[number][:9],
        "adresse": address,
        "code_postal": "44000",
        "commune": "Nantes",
        "code_insee": "44109",
        "latitude": NANTES["latitude"],
        "longitude": NANTES["longitude"],
        "precision_coord": "commune_centroid",
        **more,
    }


def positions(engine: Engine, table: str = "organisation") -> dict[str, tuple[Any, ...]]:
    query = f"""
    SELECT source_record_id, position_precision, round(ST_X(position::geometry)::numeric, 4)::float,
      round(ST_Y(position::geometry)::numeric, 4)::float
    FROM {table}
    """  # noqa: S608
    return {row[0]: row[1:] for row in rows(engine, query)}


CENTRE = ("commune_centroid", -1.5479, 47.2322)


def test_every_kind_of_answer(communes: Engine, ban: Geocoder, tmp_path: Path) -> None:
    places = (
        site(0, "9 rue du Port", code_postal="44300"),
        site(1, "RUE HAUTE"),
        site(2, "Bâtiment B"),
        site(3, "12 rue Basse"),
        site(4, "Zone sans nom"),
        site(5, ""),
    )
    import_rows(communes, tmp_path, "organisations-cfa", *places)
    assert set(positions(communes).values()) == {CENTRE}
    done = geocode(communes, client(ban))
    found = positions(communes)
    assert found[SIRETS[0]] == ("address", -1.51, 47.245)
    assert found[SIRETS[1]] == ("street", -1.552, 47.219)
    assert {found[one] for one in SIRETS[2:]} == {CENTRE}
    assert (done.addresses, done.results, done.error) == (5, 5, None)
    assert done.placed == {"address": 1, "street": 1}
    assert done.unplaced == {
        "found with too low a score": 1,
        "not found": 1,
        "only the commune found": 1,
    }
    kept = rows(communes, "SELECT score, result_type, label FROM geocoded_address WHERE score > 0.9")
    assert kept == [(0.96, "housenumber", "9 Rue du Port 44300 Nantes")]
    assert (
        value(communes, "SELECT attribution FROM data_source WHERE name = 'ban'") == "Base Adresse Nationale"
    )


def test_nothing_but_the_address_leaves_the_machine(communes: Engine, ban: Geocoder, tmp_path: Path) -> None:
    import_rows(communes, tmp_path, "organisations-cfa", site(0, "9  rue du Port"))
    geocode(communes, client(ban))
    ((row,),) = ban.batches
    assert row.keys() == {"id", "address", "city", "postcode", "citycode"}
    assert (row["address"], row["city"], row["postcode"], row["citycode"]) == (
        "9 rue du Port",
        "Nantes",
        "",
        "44109",
    )
    assert "organisme" not in str(row).lower()
    assert ban.forms == [{"columns": ["address", "city"], "postcode": ["postcode"], "citycode": ["citycode"]}]


def test_nobody_is_asked_twice_and_the_next_import_changes_nothing(
    communes: Engine, ban: Geocoder, tmp_path: Path
) -> None:
    sites = (site(0, "9 rue du Port"), site(1, "rue Haute"), site(4, "Zone sans nom"))
    import_rows(communes, tmp_path, "organisations-cfa", *sites)
    geocode(communes, client(ban))
    before = positions(communes)
    assert outcome(import_rows(communes, tmp_path, "organisations-cfa", *sites)) == (0, 0, 3, 0, 0)
    assert positions(communes) == before
    again = geocode(communes, client(ban))
    assert (again.addresses, again.results, again.placed) == (0, 0, {})
    assert len(ban.batches) == 1
    # A record that its source changes is placed again by what is known, and asks nobody.
    changed = (site(0, "9 rue du Port", enseigne="Autre"), *sites[1:])
    assert outcome(import_rows(communes, tmp_path, "organisations-cfa", *changed)) == (0, 1, 2, 0, 0)
    assert positions(communes) == before
    # One that moves is not.
    moved = (site(0, "5 place Neuve"), *sites[1:])
    import_rows(communes, tmp_path, "organisations-cfa", *moved)
    assert positions(communes)[SIRETS[0]] == CENTRE


def test_a_file_imported_after_its_addresses_were_found(
    communes: Engine, ban: Geocoder, tmp_path: Path
) -> None:
    import_rows(communes, tmp_path, "organisations-cfa", site(0, "9 rue du Port"))
    geocode(communes, client(ban))
    standard = MINIMAL | {"adresse": "9 Rue du Port", "code_postal": "44000", "code_insee": "44109"}
    import_rows(communes, tmp_path, "mediation-numerique", standard)
    assert positions(communes, "third_place") == {"un-territoire:lieu-2": ("address", -1.51, 47.245)}


def test_the_api_shows_the_new_position(
    communes: Engine, empty_url: str, ban: Geocoder, tmp_path: Path
) -> None:
    import_rows(communes, tmp_path, "mediation-numerique", MINIMAL | {"adresse": "9 rue du Port"})
    with client_of(empty_url) as api:
        geocode(communes, client(ban))
        (shown,) = collection(api, "/third-places")["features"]
    assert shown["geometry"]["coordinates"] == [-1.51, 47.245]
    assert shown["properties"]["position_precision"] == "address"


def test_an_answer_in_another_commune_is_not_believed(
    communes: Engine, ban: Geocoder, tmp_path: Path
) -> None:
    import_rows(communes, tmp_path, "organisations-cfa", site(0, "3 rue Perdue"))
    # A geocoder that does not keep to the condition.
    ban.find = lambda *_: ELSEWHERE  # type: ignore[method-assign]
    done = geocode(communes, client(ban))
    assert positions(communes)[SIRETS[0]] == CENTRE
    assert done.unplaced == {"found in another commune": 1}


def test_paris_is_asked_by_its_postcode_and_answers_by_its_arrondissement(
    communes: Engine, ban: Geocoder, tmp_path: Path
) -> None:
    paris = site(
        0,
        "1 rue de Rivoli",
        code_postal="75004",
        commune="PARIS CEDEX 04",
        code_insee="75056",
        latitude=COMMUNE_75["latitude"],
        longitude=COMMUNE_75["longitude"],
    )
    import_rows(communes, tmp_path, "organisations-cfa", paris)
    done = geocode(communes, client(ban))
    ((row,),) = ban.batches
    assert (row["city"], row["postcode"], row["citycode"]) == ("PARIS", "75004", "")
    assert done.placed == {"address": 1}


def test_a_position_that_the_source_gave_is_left_alone(
    communes: Engine, ban: Geocoder, tmp_path: Path
) -> None:
    import_rows(communes, tmp_path, "cget-2019", CGET)
    assert geocode(communes, client(ban)).addresses == 0
    assert ban.batches == []


def test_fictional_records_are_nobody_s_business(own_demonstration_url: str, ban: Geocoder) -> None:
    with environment(DATABASE_URL=own_demonstration_url, PROXILIEUX_BAN_URL=ban.url):
        done = CliRunner().invoke(main, ["geocode"], catch_exceptions=False)
    assert done.exit_code == 0
    assert ban.batches == []


@pytest.mark.parametrize(
    "behaves",
    [
        [stand_in.status(429, Retry_After="1")],
        [stand_in.status(500), stand_in.status(503, Retry_After="0")],
        [stand_in.cut_off],
    ],
    ids=["429", "500", "cut off"],
)
def test_what_passes_is_tried_again(
    communes: Engine, ban: Geocoder, tmp_path: Path, behaves: list[stand_in.Behaviour]
) -> None:
    import_rows(communes, tmp_path, "organisations-cfa", site(0, "9 rue du Port"))
    ban.behaves = [*behaves, stand_in.well]
    done = geocode(communes, client(ban))
    assert done.error is None
    assert done.placed == {"address": 1}
    assert len(ban.batches) == len(behaves) + 1


def test_an_answer_of_addok_s_own_plugin(communes: Engine, ban: Geocoder, tmp_path: Path) -> None:
    """With a byte order mark, and without the column of the status."""
    import_rows(communes, tmp_path, "organisations-cfa", site(0, "9 rue du Port"), site(4, "Zone sans nom"))
    ban.behaves = [as_addok]
    done = geocode(communes, client(ban))
    assert (done.error, done.placed) == (None, {"address": 1})
    assert done.unplaced == {"not found": 1}


@pytest.mark.parametrize(
    ("behaves", "said"),
    [
        (stand_in.status(429, Retry_After="3600"), "asks to wait 3600 s"),
        (stand_in.status(500), "the server answers 500 (after 3 attempts)"),
        (stand_in.instead("bad", 400), "the server answers 400"),
        (stand_in.instead("<!doctype html><p>Maintenance", Content_Type="text/html"), "no column id"),
        (without_last_row, "lacks 1 of 2 rows"),
        (stand_in.instead(""), "no column id"),
    ],
    ids=["429 for an hour", "500", "400", "a web page", "a row short", "nothing"],
)
def test_a_geocoder_that_fails_leaves_what_is_known(
    communes: Engine, ban: Geocoder, tmp_path: Path, behaves: stand_in.Behaviour, said: str
) -> None:
    import_rows(communes, tmp_path, "organisations-cfa", site(0, "9 rue du Port"), site(1, "rue Haute"))
    ban.behaves = [behaves]
    done = geocode(communes, client(ban))
    assert done.error
    assert said in done.error
    assert done.results == 0
    assert set(positions(communes).values()) == {CENTRE}
    assert value(communes, "SELECT count(*) FROM geocoded_address") == 0


def test_what_came_before_a_failure_is_kept(
    communes: Engine, ban: Geocoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geocoder_requests, "BATCH", 1)
    import_rows(communes, tmp_path, "organisations-cfa", site(0, "9 rue du Port"), site(1, "rue Haute"))
    ban.behaves = [stand_in.well, *[stand_in.status(500)] * 3, stand_in.well]
    done = geocode(communes, client(ban))
    assert (done.results, sum(done.placed.values())) == (1, 1)
    assert done.error
    assert done.unplaced == {"not asked yet": 1}
    assert sum(geocode(communes, client(ban)).placed.values()) == 1


def test_nobody_listens(communes: Engine, tmp_path: Path) -> None:
    import_rows(communes, tmp_path, "organisations-cfa", site(0, "9 rue du Port"))
    nobody = Ban("http://127.0.0.1:9", patience=Patience(attempts=2), sleep=lambda _: None)
    done = geocode(communes, nobody)
    assert done.error == "http://127.0.0.1:9: the geocoder does not answer (after 2 attempts)"


def run(url: str, ban_url: str, *arguments: str) -> Result:
    with environment(DATABASE_URL=url, PROXILIEUX_BAN_URL=ban_url):
        return CliRunner().invoke(main, ["geocode", *arguments], catch_exceptions=False)


def test_the_command(communes: Engine, empty_url: str, ban: Geocoder, tmp_path: Path) -> None:
    import_rows(communes, tmp_path, "organisations-cfa", site(0, "9 rue du Port"), site(1, "rue Haute"))
    offline = run(empty_url, ban.url, "--offline")
    assert offline.exit_code == 0
    assert "not asked yet: 2 records" in offline.stdout
    assert ban.batches == []
    first = run(empty_url, ban.url, "--limit", "1", "--source", "organisations-cfa")
    assert "Asked: 1 of 2 addresses." in first.stdout
    assert run(empty_url, ban.url, "--source", "cget-2019").stdout.startswith("Asked: 0 of 0")
    second = run(empty_url, ban.url)
    assert "Asked: 1 of 1 addresses." in second.stdout
    assert set(positions(communes).values()) == {("address", -1.51, 47.245), ("street", -1.552, 47.219)}


def test_the_command_says_when_nobody_answers(communes: Engine, empty_url: str, tmp_path: Path) -> None:
    import_rows(communes, tmp_path, "organisations-cfa", site(0, "9 rue du Port"))
    with geocoder() as ban:
        ban.behaves = [stand_in.status(400)]
        done = run(empty_url, ban.url)
    assert done.exit_code == 1
    assert "The geocoder was given up" in done.output
    assert "commune's centroid meanwhile" in done.output
