"""Hours are expanded anew by the server, once, whoever comes first, and never during an import."""

from collections.abc import Iterator
from datetime import date, timedelta
from threading import Thread
from time import monotonic, sleep

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from support.clients import collection, get, problem
from support.importing import rows, value
from support.rows import Rows, execute

from app.directory.third_places import renewal
from app.directory.third_places.expansions import window
from app.directory.third_places.renewal import IMPORT_LOCK, INTERVAL, SOON, Renewer, renew
from seeds.loading.runs import LOCK

TODAY = date(2026, 11, 28)
PATH = "/third-places"
WAIT_S = 30
WEEK = "Mo-Fr 09:00-18:00; PH off"


@pytest.fixture
def held(empty_url: str) -> Iterator[str]:
    """A directory as an earlier version left it: expanded over some days, which nobody wrote down."""
    with Rows.into(empty_url) as made:
        made.place(public_id="tl-nantes", hours=WEEK, department_code="44")
        made.place(public_id="tl-metz", hours=WEEK, department_code="57")
        made.place(public_id="tl-silent")
    execute(empty_url, "DELETE FROM opening_exception")
    execute(empty_url, "UPDATE third_place SET open_minutes = '{[0,60)}' WHERE public_id = 'tl-nantes'")
    return empty_url


def open_at(client: FlaskClient, moment: str) -> set[str]:
    return {feature["id"] for feature in collection(client, PATH, open_at=moment)["features"]}


@pytest.mark.parametrize(
    ("today", "first", "until"),
    [
        (date(2026, 11, 28), date(2025, 11, 1), date(2028, 1, 1)),
        (date(2026, 12, 1), date(2025, 12, 1), date(2028, 2, 1)),
        (date(2028, 2, 29), date(2027, 2, 1), date(2029, 4, 1)),
    ],
)
def test_the_window_is_of_whole_months(today: date, first: date, until: date) -> None:
    assert window(today) == (first, until)
    assert first <= today - timedelta(days=365)
    assert today + timedelta(days=395) <= until


def test_what_is_not_expanded_is_expanded(held: str, made: FlaskClient) -> None:
    assert renew(held, TODAY) == 2
    assert open_at(made, "2026-11-30T10:00") == {"tl-nantes", "tl-metz"}
    assert open_at(made, "2027-07-14T10:00") == set()
    assert open_at(made, "2027-03-26T10:00") == {"tl-nantes"}
    problem(get(made, PATH, open_at="2028-07-14T10:00"), 400)
    # Nothing is left to do for the rest of the month, and of the next one only the days are.
    version = execute(held, "SELECT version FROM directory_state")
    assert renew(held, TODAY + timedelta(days=2)) == 0
    assert renew(held, date(2027, 7, 1)) == 2
    assert open_at(made, "2028-07-14T10:00") == set()
    problem(get(made, PATH, open_at="2026-06-30T10:00"), 400)
    assert execute(held, "SELECT version FROM directory_state") == version


def test_what_changes_is_listed_anew(held: str) -> None:
    renew(held, TODAY)
    listing = (
        "SELECT open_minutes @> 600, by_appointment FROM third_place_listing WHERE public_id = 'tl-nantes'"
    )
    assert execute(held, listing) == [(True, False)]


def test_an_import_goes_first(engine: Engine, held: str) -> None:
    assert IMPORT_LOCK == LOCK
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
        assert renew(held, TODAY) is None
        assert Renewer(held).look() == SOON <= timedelta(minutes=1)
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK})
    assert Renewer(held).look() == INTERVAL
    assert renew(held) == 0


def test_a_failure_is_tried_again_soon(held: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_url: str) -> int:
        raise OSError("away")

    monkeypatch.setattr(renewal, "renew", fails)
    assert Renewer(held).look() == SOON


def test_several_at_once_do_it_once(engine: Engine, held: str) -> None:
    counts: list[int | None] = []
    threads = [Thread(target=lambda: counts.append(renew(held, TODAY))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts.count(2) == 1
    assert {*counts} <= {0, 2, None}
    exceptions = "SELECT count(*), count(DISTINCT (third_place_id, day)) FROM opening_exception"
    ((every, different),) = rows(engine, exceptions)
    assert every == different > 20


def test_hours_that_no_version_reads_any_more_are_unknown(engine: Engine, held: str) -> None:
    execute(held, "UPDATE third_place SET opening_hours = 'lundi 9h-12h' WHERE public_id = 'tl-metz'")
    assert renew(held, TODAY) == 2
    unknown = (
        "SELECT unknown_minutes = '{[0,10080)}' AND isempty(open_minutes) FROM third_place"
        " WHERE public_id = 'tl-metz'"
    )
    assert value(engine, unknown) is True


def test_a_server_goes_on_renewing(engine: Engine, held: str, monkeypatch: pytest.MonkeyPatch) -> None:
    failures = iter([OSError("away")])

    def fails_once(url: str) -> int | None:
        for failure in failures:
            raise failure
        return renew(url, TODAY)

    monkeypatch.setattr(renewal, "renew", fails_once)
    renewer = Renewer(held, timedelta(milliseconds=20))
    renewer.start()
    try:
        until = monotonic() + WAIT_S
        while value(engine, "SELECT count(expanded_until) FROM third_place") < 2:
            assert monotonic() < until, "it did not go on"
            sleep(0.02)
    finally:
        renewer.stop()
        renewer.join()
