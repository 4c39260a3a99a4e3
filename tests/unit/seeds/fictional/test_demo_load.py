from collections.abc import Iterator
from typing import Any

import pytest
from psycopg.errors import CheckViolation
from sqlalchemy import Engine, text
from support.kept import lent_engine

from app.platform.database.connection import make_engine
from seeds.fictional.demo.load import (
    PublishedDataError,
    load_demonstration,
    load_initial_demonstration,
)

pytestmark = pytest.mark.slow

PUBLISHED_ROWS = (
    """
    INSERT INTO import_run (source, file_name, file_hash, status)
    VALUES ('published', 'places.csv', 'digest', 'succeeded')
    """,
    """
    INSERT INTO third_place (
      public_id, name, kind, source, source_record_id, licence, content_hash, import_run_id
    )
    SELECT 'tl-published', 'A published place', 'library', 'published', '1', 'LO-2.0', 'hash', id
    FROM import_run
    """,
    """
    INSERT INTO organisation (public_id, name, kind, source, source_record_id, licence, content_hash)
    VALUES ('of-published', 'A published organisation', 'cfa', 'published', '1', 'LO-2.0', 'hash')
    """,
    "UPDATE directory_state SET content = 'published'",
)


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    with lent_engine(empty_url) as made:
        yield made


@pytest.fixture
def loaded(own_demonstration_url: str) -> Iterator[Engine]:
    """An engine on a directory into which the command has loaded the demonstration."""
    made = make_engine(own_demonstration_url)
    yield made
    made.dispose()


def load(engine: Engine, seed: int = 2026, *, replace: bool = False) -> list[str]:
    said: list[str] = []
    load_demonstration(engine, replace=replace, notify=said.append, seed=seed)
    return said


def rows(engine: Engine, query: str) -> list[Any]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def value(engine: Engine, query: str) -> Any:
    return rows(engine, query)[0][0]


def publish(engine: Engine) -> None:
    with engine.begin() as connection:
        for statement in PUBLISHED_ROWS:
            connection.execute(text(statement))


def everything(engine: Engine) -> list[Any]:
    tables = ("third_place", "equipment", "award", "organisation", "organisation_need", "commune")
    listings = ("third_place_listing", "organisation_listing", "directory_state")
    # xmin: the transaction that last wrote the row
    return [rows(engine, f"SELECT t.xmin::text, t::text FROM {t} AS t ORDER BY 2") for t in tables + listings]  # noqa: S608


def test_all_of_it_is_loaded_and_listed_as_fictional(engine: Engine) -> None:
    said: list[str] = []

    load_initial_demonstration(engine, said.append)

    assert "fictional" in said[0]
    assert value(engine, "SELECT content FROM directory_state") == "demonstration"
    assert value(engine, "SELECT count(*) FROM commune WHERE department_code IS NOT NULL") >= 320
    for listing, count in (("third_place_listing", 400), ("organisation_listing", 1500)):
        assert value(engine, f"SELECT count(*) FROM {listing} WHERE licence = 'CC0-1.0'") == count  # noqa: S608
        assert value(engine, f"SELECT count(DISTINCT department_code) FROM {listing}") == 101  # noqa: S608
        feature = "(feature_head || feature_tail)::json"
        query = f"SELECT DISTINCT {feature} -> 'properties' ->> 'fictional' FROM {listing}"  # noqa: S608
        assert rows(engine, query) == [("true",)]
    assert "places: 400 in the demonstration, 400 created, 0 updated, 0 unchanged" in said

    query = "SELECT count(*) FROM third_place WHERE (opening_hours IS NULL) <> (open_minutes IS NULL)"
    assert value(engine, query) == 0
    assert value(engine, "SELECT count(*) FROM opening_exception") > 0


def test_a_second_load_changes_nothing(loaded: Engine) -> None:
    before = everything(loaded)

    said = load(loaded)

    assert everything(loaded) == before
    assert "organisations: 1500 in the demonstration, 0 created, 0 updated, 1500 unchanged" in said


def test_another_seed_takes_the_place_of_the_first(loaded: Engine) -> None:
    identifiers = rows(loaded, "SELECT public_id FROM third_place ORDER BY 1")

    load(loaded, seed=7)

    assert rows(loaded, "SELECT public_id FROM third_place ORDER BY 1") == identifiers
    assert value(loaded, "SELECT count(*) FROM third_place WHERE vanished_at IS NOT NULL") == 0
    assert value(loaded, "SELECT count(*) FROM organisation") == 1500


def test_it_does_not_join_published_data(engine: Engine) -> None:
    publish(engine)
    before = everything(engine)

    with pytest.raises(PublishedDataError, match="2 published places and organisations"):
        load(engine)

    assert everything(engine) == before


def test_it_replaces_published_data_when_asked(engine: Engine) -> None:
    publish(engine)

    said = load(engine, replace=True)

    assert said[0] == "2 published places and organisations removed"
    assert value(engine, "SELECT content FROM directory_state") == "demonstration"
    for table in ("third_place", "organisation"):
        assert rows(engine, f"SELECT DISTINCT source FROM {table}") == [("demo",)]  # noqa: S608
    assert value(engine, "SELECT count(*) FROM third_place_listing WHERE public_id = 'tl-published'") == 0
    # The report stays; the file it speaks of would be loaded again.
    assert rows(engine, "SELECT source, file_hash FROM import_run") == [("published", b"")]


def test_what_a_publisher_said_of_a_commune_stays(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO commune (code, name, type, population) VALUES ('75056', 'Paris', 'commune', 7)")
        )

    load(engine)

    assert value(engine, "SELECT population FROM commune WHERE code = '75056'") == 7


def test_people_are_invented_and_added_up(loaded: Engine) -> None:
    assert value(loaded, "SELECT count(*) FROM commune WHERE population IS NULL") == 0
    query = """
    SELECT count(*) FROM region
    WHERE population IS DISTINCT FROM (SELECT sum(population) FROM commune WHERE region_code = region.code)
    """
    assert value(loaded, query) == 0


def test_a_load_that_fails_on_its_way_leaves_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE organisation ADD CONSTRAINT none CHECK (name = '')"))

    with pytest.raises(CheckViolation, match="none"):
        load(engine)

    assert value(engine, "SELECT count(*) FROM third_place") == 0
    assert value(engine, "SELECT count(*) FROM commune") == 0
    assert value(engine, "SELECT content FROM directory_state") == "empty"
