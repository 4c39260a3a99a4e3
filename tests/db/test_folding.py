"""The database folds text as the program does, and what was folded before is folded anew."""

from collections.abc import Callable, Iterator, Sequence

import psycopg
import pytest
from alembic import command
from alembic.script import ScriptDirectory
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql
from support.rows import Rows, execute
from support.strength import scaled

from app.directory.geocoding.names import spell_out
from app.directory.territories.former import all_former
from app.migrations.upgrade import alembic_config, upgrade
from app.platform.database.connection import libpq_url, make_engine

WRITTEN = (
    "ST DIDIER S/ CHALARONNE",
    "Ste. Foy",
    "Villefranche s/Saône",
    "Aulnay s/s Bois",
    "Fontenay ss Bois",
    "N-D de Bellecombe",
    "Mt St Aignan",
    "L’Haÿ-les-Roses",
    "Saint–Denis",
    "Saint\u2011Étienne",
    "N\u2013D de Bellecombe",
    "S\u2011/",
    "Œuilly",
    "Æbc",
)
FOLDED = "SELECT fold(one) FROM unnest(%s::text[]) WITH ORDINALITY AS t(one, place) ORDER BY place"
ADDRESS = sql("INSERT INTO geocoded_address (query, status) VALUES (:query, 'not-found')")
OUTLINE = sql(
    "UPDATE department SET outline = shape, drawing = shape"
    " FROM (SELECT 'SRID=4326;MULTIPOLYGON(((0 0,0 1,1 1,1 0,0 0)))'::geometry AS shape) AS drawn"
    " WHERE code = '44'"
)
TYPED = st.text("abcdeéèêœstmn SSTTMND//..--''’\u2018–\u2011,0123 ", max_size=40)


@pytest.fixture(scope="module")
def written(module_url: str) -> Iterator[Callable[[Sequence[str]], list[str]]]:
    """Fold texts in the database."""
    with psycopg.connect(libpq_url(module_url)) as connection:
        yield lambda texts: [row[0] for row in connection.execute(FOLDED, [list(texts)])]


def test_names_are_folded_alike(written: Callable[[Sequence[str]], list[str]]) -> None:
    names = [*WRITTEN, *(one.name for one in all_former())]
    assert written(names) == [spell_out(name) for name in names]


@settings(max_examples=scaled(2))
@given(text=TYPED)
def test_what_is_typed_is_folded_alike(written: Callable[[Sequence[str]], list[str]], text: str) -> None:
    assert written([text]) == [spell_out(text)]


def test_an_older_directory_is_folded_anew(empty_url: str) -> None:
    with Rows.into(empty_url) as rows:
        rows.commune("44184", "Saint-Nazaire")
        rows.place(name="Fablab de ST NAZAIRE", city="ST NAZAIRE")
        rows.organisation(name="École Ste Foy")
    engine, config = make_engine(empty_url), alembic_config()
    revisions = ScriptDirectory.from_config(config).walk_revisions()
    before = next(one.down_revision for one in revisions if one.path.endswith("_where.py"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, str(before))
    assert "st nazaire" in execute(empty_url, "SELECT search_text FROM third_place_listing")[0][0]
    with engine.begin() as connection:
        for key in (
            "12 rue st paul||44184",
            "12 rue saint paul||44184",
            "1 mt st|20000|2A004",
            "1 rue|1|st lo",
        ):
            connection.execute(ADDRESS, {"query": key})
        connection.execute(OUTLINE)
    upgrade(engine)
    engine.dispose()
    (place,), (organisation,) = execute(
        empty_url,
        "SELECT search_text FROM third_place_listing UNION ALL SELECT search_text FROM organisation_listing",
    )
    assert "saint nazaire saint nazaire" in place
    assert "sainte foy" in organisation
    assert execute(empty_url, "SELECT query FROM geocoded_address ORDER BY query") == [
        ("1 mont saint|20000|2A004",),
        ("1 rue|1|saint lo",),
        ("12 rue saint paul||44184",),
    ]
    for column in ("outline", "drawing"):
        counterclockwise = f"SELECT ST_IsPolygonCCW({column}) FROM department WHERE code = '44'"  # noqa: S608
        assert execute(empty_url, counterclockwise) == [(True,)]


def test_circles_run_counterclockwise(module_url: str) -> None:
    circle = "SELECT ST_IsPolygonCCW(circle_around('POINT(2 48)', 1000))"
    assert execute(module_url, circle) == [(True,)]
