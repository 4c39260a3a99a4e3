"""A server in another zone than UTC, whose sessions of ours are in UTC all the same."""

from datetime import UTC, date, datetime

import psycopg
import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from support.clients import client_of, collection
from support.rows import Rows, execute

from app.platform.database.connection import Database, libpq_url, make_engine

NOUMEA = """
DO $$ BEGIN
  EXECUTE format('ALTER DATABASE %I SET timezone = %L', current_database(), 'Pacific/Noumea');
END $$
"""
ZONE = "SELECT current_setting('TimeZone')"


@pytest.fixture
def abroad_url(empty_url: str) -> str:
    """A database whose sessions are eleven hours ahead of UTC, unless they say otherwise."""
    execute(empty_url, NOUMEA)
    return empty_url


def test_sessions_are_in_utc(abroad_url: str) -> None:
    with psycopg.connect(libpq_url(abroad_url)) as session:
        assert session.execute(ZONE).fetchone() == ("Pacific/Noumea",)
    database = Database(abroad_url)
    assert database.fetch_one(ZONE) == ("UTC",)
    database.close()
    engine = make_engine(abroad_url)
    with engine.connect() as connection:
        assert connection.execute(text(ZONE)).scalar_one() == "UTC"


def features(client: FlaskClient, **asked: str) -> list[dict[str, object]]:
    return list(collection(client, "/third-places", **asked)["features"])


def test_times_are_said_in_utc_and_days_are_days_of_utc(abroad_url: str) -> None:
    with Rows.into(abroad_url) as rows:
        rows.place(updated_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC), source_updated_on=date(2026, 3, 1))
    with client_of(abroad_url) as client:
        (feature,) = features(client)
        assert feature["properties"]["updated_at"] == "2026-03-01T23:30:00+00:00"  # type: ignore[index]
        asked = {"filter-lang": "cql2-text"}
        assert features(client, filter="updated_at = DATE('2026-03-01')", **asked) == [feature]
        assert features(client, filter="updated_at = DATE('2026-03-02')", **asked) == []
