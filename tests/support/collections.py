"""What the collections of `/ogc` must hold, read from the database, to compare with what a client holds."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select

from app.platform.database.connection import make_engine
from app.publishing.ogc.collections import COLLECTIONS

Row = dict[str, Any]
GEOMETRY = "geometry"
MILLISECONDS = timedelta(milliseconds=2)
"""GDAL and Qt keep a time to a thousandth of a second."""


def count(url: str, collection_id: str) -> int:
    """Return how many features the database has."""
    engine = make_engine(url)
    with engine.connect() as connection:
        found = connection.scalar(select(func.count()).select_from(COLLECTIONS[collection_id].source))
    engine.dispose()
    assert found is not None
    return found


@cache
def expected(url: str, collection_id: str) -> Mapping[str, Row]:
    """Return every feature by its id: a value a property, and the geometry as shapely has it.

    Of a database that nothing changes: it is read once, however many clients are compared with it.
    """
    collection = COLLECTIONS[collection_id]
    names = list(collection.properties)
    source = collection.source
    statement = select(
        source.public_id,
        func.ST_AsText(source.position),
        *(getattr(source, name) for name in names),
    )
    engine = make_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(statement).all()
    engine.dispose()
    return {
        row[0]: {**dict(zip(names, row[2:], strict=True)), GEOMETRY: row[1] and shapely.from_wkt(row[1])}
        for row in rows
    }


def assert_features(
    found: Mapping[str, Row], wanted: Mapping[str, Row], *, with_geometry: bool = True
) -> None:
    """Fail at the first feature or property that differs, is missing or is too much."""
    assert len(found) == len(wanted)
    assert found.keys() == wanted.keys()
    for feature_id, row in wanted.items():
        other = found[feature_id]
        different = (set(other) ^ set(row)) - {"id", GEOMETRY}
        assert not different, different
        for name, value in row.items():
            if name == GEOMETRY:
                assert not with_geometry or same_place(other[name], value), (feature_id, other[name], value)
            else:
                assert same(other[name], value), (feature_id, name, other[name], value)


def same(found: Any, wanted: Any) -> bool:
    """Return whether a client's value is the database's, whatever type the client gave it."""
    if wanted in (None, ""):
        return found in (None, "") or bool(pd.isna(found))
    if isinstance(wanted, str) or found is None or pd.isna(found):
        return bool(found == wanted)
    if isinstance(wanted, bool):
        return str(found).lower() in ({"true", "1", "1.0"} if wanted else {"false", "0", "0.0"})
    if isinstance(wanted, int | float | Decimal):
        return abs(float(found) - float(wanted)) <= 1e-9 * max(1, abs(float(wanted)))
    if isinstance(wanted, datetime):
        return abs(_moment(found) - wanted) < MILLISECONDS
    return bool(pd.Timestamp(found).date() == wanted if isinstance(wanted, date) else found == wanted)


@lru_cache(maxsize=10_000)
def _moment(found: Any) -> datetime:
    """Return a time in whatever form as Python's, in UTC where it names no zone; many features share one."""
    moment = pd.Timestamp(found).to_pydatetime(warn=False)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def same_place(found: BaseGeometry | None, wanted: BaseGeometry | None) -> bool:
    """Return whether two geometries have the same positions, to a millionth of a degree."""
    if found is None or wanted is None:
        return found is wanted
    return bool(shapely.equals_exact(found, wanted, tolerance=1.1e-6))
