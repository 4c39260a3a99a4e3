"""`proxilieux generate`: fictional records in any number, spread like the population."""

import json
import math

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from support.clients import client_of, collection
from support.rows import Rows, execute

from app.cli import main
from app.platform.database.connection import make_engine
from seeds.fictional.scale.load import PublishedDataError, generate
from seeds.fictional.scale.rows import _siret
from seeds.reading.normalise.identifiers import siret

pytestmark = pytest.mark.slow


def fill(
    url: str, *, places: int = 300, organisations: int = 400, seed: int = 1, beside: bool = False
) -> None:
    engine = make_engine(url)
    generate(
        engine,
        places=places,
        organisations=organisations,
        seed=seed,
        beside_published=beside,
        notify=lambda _message: None,
    )
    engine.dispose()


def counts(url: str) -> tuple[int, int, int, int]:
    ((row),) = execute(
        url,
        "SELECT (SELECT count(*) FROM third_place), (SELECT count(*) FROM third_place_listing),"
        " (SELECT count(*) FROM organisation), (SELECT count(*) FROM organisation_listing)",
    )
    return row


def content(url: str) -> list[dict[str, object]]:
    """Everything but the times of writing."""
    rows = execute(url, "SELECT feature_head || feature_tail FROM third_place_listing ORDER BY public_id")
    rows += execute(url, "SELECT feature_head || feature_tail FROM organisation_listing ORDER BY public_id")
    found = []
    for (text,) in rows:
        feature = json.loads(text)
        for name in ("fetched_at", "updated_at"):
            del feature["properties"][name]
        feature["properties"].pop("sources", None)
        found.append(feature)
    return found


def test_a_second_call_takes_the_place_of_the_first(empty_url: str) -> None:
    fill(empty_url, seed=7)
    first = content(empty_url)
    fill(empty_url, seed=7)
    assert content(empty_url) == first
    fill(empty_url, places=20, organisations=10, seed=8)
    assert counts(empty_url) == (20, 20, 10, 10)


def test_all_of_it_is_fictional_and_says_so(empty_url: str) -> None:
    fill(empty_url)
    for feature in content(empty_url):
        assert feature["properties"]["fictional"] is True  # type: ignore[index]
        assert "fictif" in feature["properties"]["name"]  # type: ignore[index]


def test_many_people_many_places(empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.commune("18001", "Grande", (2.0, 47.0), population=90_000_000)
        rows.commune("18002", "Petite", (3.0, 46.0), population=10_000_000)
    fill(empty_url, places=2000, organisations=0)
    shares = dict(execute(empty_url, "SELECT commune_code, count(*) FROM third_place GROUP BY 1"))
    assert math.isclose(shares["18001"] / 2000, 0.9, abs_tol=0.05)
    ((farthest,),) = execute(
        empty_url,
        "SELECT max(ST_Distance(position, centroid)) FROM third_place JOIN commune ON code = commune_code",
    )
    assert 0 < farthest < 8100


def test_the_api_serves_it(empty_url: str) -> None:
    fill(empty_url)
    with client_of(empty_url) as client:
        client_sees(client)


def client_sees(client: FlaskClient) -> None:
    body = collection(client, "/third-places", lat=48.85, lon=2.35, equipment="computer", limit=5)
    assert body["numberReturned"] == 5
    needy = collection(client, "/organisations", equipment_status="unequipped", limit=1)["features"][0]
    assert needy["properties"]["needs"]


def test_published_data_get_no_company_unasked(empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.place()
        rows.mark("published")
    with pytest.raises(PublishedDataError):
        fill(empty_url)
    assert counts(empty_url)[0] == 1
    fill(empty_url, places=5, organisations=5, beside=True)
    assert counts(empty_url) == (6, 6, 5, 5)
    assert execute(empty_url, "SELECT content FROM directory_state") == [("published",)]


def test_the_command(empty_url: str) -> None:
    command = ["generate", "--places", "3", "--organisations", "4"]
    done = CliRunner(env={"DATABASE_URL": empty_url}).invoke(main, command)
    assert done.exit_code == 0, done.output
    assert counts(empty_url) == (3, 3, 4, 4)
    assert CliRunner().invoke(main, ["generate", "--places", "-1"]).exit_code == 2


@given(number=st.integers(0, 9_000_000))
def test_generated_identifiers_pass_their_checks(number: int) -> None:
    assert siret(_siret(number)) == _siret(number)
    assert _siret(number).startswith("0000")
    assert _siret(number) != _siret(number + 1)
