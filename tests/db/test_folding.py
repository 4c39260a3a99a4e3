"""The database folds text as the program does."""

from collections.abc import Callable, Iterator, Sequence

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.rows import execute
from support.strength import scaled

from app.directory.geocoding.names import spell_out
from app.directory.territories.former import all_former
from app.platform.database.connection import libpq_url

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


def test_circles_run_counterclockwise(module_url: str) -> None:
    circle = "SELECT ST_IsPolygonCCW(circle_around('POINT(2 48)', 1000))"
    assert execute(module_url, circle) == [(True,)]
