"""People by squares of 200 metres, as INSEE publishes them (Filosofi 2019), in place of communes.

Files are read as they are: `carreaux_200m_met.csv` or `.gpkg`, `_mart`, `_reun`. A square is named after its
south-west corner (`CRS3035RES200mN2029800E4252400`: EPSG:3035, metres), `lcog_geo` holds the codes of its
communes one after the other, and `ind`, `ind_18_24`, `ind_25_39` count people. One batch at a time is in
memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyogrio
from pyproj import Transformer
from pyproj.exceptions import CRSError

from app.directory.planning.origins import NOWHERE, Origins, Territories
from app.directory.planning.selection import PEOPLE
from app.directory.territories.vocabulary import LEVELS
from app.platform.database.connection import Database
from geo.nearest import Floats, Integers

ALL, ADULTS = "all", "18-39"
AGES = {ALL: ("ind",), ADULTS: ("ind_18_24", "ind_25_39")}
"""Columns that are added up, by the ages that they count."""
SQUARE, COMMUNES = "idcar_200m", "lcog_geo"
CORNER = r"^CRS(?P<crs>\d{4,5})RES200mN(?P<north>-?\d+)E(?P<east>-?\d+)$"
HALF_M = 100.0
CODE_LENGTH = 5
BATCH_ROWS = 65_536
CSV_BLOCK_BYTES = 8 * 1024 * 1024
WGS84 = "OGC:CRS84"
TERRITORIES = """
SELECT commune.code, commune.region_code, commune.department_code, commune.epci_code,
       coalesce(commune.parent_code, commune.code)
FROM commune WHERE commune.code = ANY (%(codes)s)
"""


class GridError(ValueError):
    """A file that is no such grid; the text says what it lacks."""


@dataclass(frozen=True, slots=True)
class Squares:
    """Inhabited squares: centres in degrees, WGS 84, people, and the communes that they lie in."""

    longitude: Floats
    latitude: Floats
    people: Floats
    communes: list[str]
    commune: Integers
    """Of each square: position among `communes`."""


def read_grid(path: Path, ages: str) -> Squares:
    """Read the squares in which anybody of these ages (`AGES`) lives.

    Raises
    ------
    GridError
        For a file that cannot be read, lacks a column, or names a square otherwise.

    """
    numbers: dict[str, int] = {}
    parts: list[tuple[Floats, Floats, Floats, Integers]] = []
    for batch in _batches(path, AGES[ages]):
        people = sum((_numbers(batch, name, path) for name in AGES[ages]), start=np.zeros(batch.num_rows))
        inhabited = np.flatnonzero(people > 0)
        squares = batch.take(pa.array(inhabited))
        codes = pc.utf8_slice_codeunits(squares.column(COMMUNES).cast(pa.string()), 0, CODE_LENGTH)
        named = codes.fill_null("").dictionary_encode()
        known = [numbers.setdefault(code, len(numbers)) for code in named.dictionary.to_pylist()]
        commune = np.array(known, np.int64)[named.indices.to_numpy(zero_copy_only=False)]
        parts.append((*_centres(squares, path), people[inhabited], commune.astype(np.int32)))
    if not parts:
        raise GridError(f"{path} holds no square.")
    longitude, latitude, counted, commune = (np.concatenate(one) for one in zip(*parts, strict=True))
    return Squares(longitude, latitude, counted, list(numbers), commune)


def as_origins(squares: Squares, database: Database) -> Origins:
    """Return squares as origins, in the territories that the directory knows of their communes."""
    rows = {row[0]: row[1:] for row in database.fetch_all(TERRITORIES, {"codes": squares.communes})}
    codes = [rows.get(code, (None,) * len(LEVELS)) for code in squares.communes]
    return Origins(
        PEOPLE,
        np.arange(len(squares.people)),
        squares.longitude,
        squares.latitude,
        squares.people,
        np.zeros(len(squares.people), np.int8),
        {
            level: _territories([row[place] or "" for row in codes], squares.commune)
            for place, level in enumerate(LEVELS)
        },
    )


def _territories(codes: list[str], commune: Integers) -> Territories:
    of_communes = Territories.read(codes)
    return Territories(of_communes.codes, of_communes.number[commune] if len(codes) else commune + NOWHERE)


def _batches(path: Path, ages: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    columns = [SQUARE, COMMUNES, *ages]
    try:
        if path.suffix.lower() == ".csv":
            yield from pyarrow.csv.open_csv(
                path,
                pyarrow.csv.ReadOptions(block_size=CSV_BLOCK_BYTES),
                convert_options=pyarrow.csv.ConvertOptions(
                    include_columns=columns,
                    column_types={SQUARE: pa.string(), COMMUNES: pa.string()}
                    | dict.fromkeys(ages, pa.float64()),
                ),
            )
            return
        with pyogrio.open_arrow(
            path, columns=columns, read_geometry=False, batch_size=BATCH_ROWS, use_pyarrow=True
        ) as (_, reader):
            missing = sorted(set(columns) - set(reader.schema.names))
            if missing:
                raise GridError(f"{path} has no column {missing[0]}.")
            yield from reader
    except KeyError as error:  # pyarrow names the column
        raise GridError(f"{path} lacks a column: {error.args[0]}") from error
    except (pa.ArrowInvalid, OSError, pyogrio.errors.DataSourceError) as error:
        raise GridError(f"{path} cannot be read: {error}") from error


def _numbers(batch: pa.RecordBatch, name: str, path: Path) -> Floats:
    result: Floats = batch.column(name).cast(pa.float64()).fill_null(0.0).to_numpy(zero_copy_only=False)
    if not (np.isfinite(result).all() and (result >= 0).all()):
        raise GridError(f"{path} has a number in {name} that counts no people.")
    return result


def _centres(squares: pa.RecordBatch, path: Path) -> tuple[Floats, Floats]:
    names = squares.column(SQUARE).cast(pa.string())
    corners = pc.extract_regex(names, CORNER)
    wrong = np.flatnonzero(corners.is_null().to_numpy(zero_copy_only=False))
    if len(wrong):
        raise GridError(
            f"{path}: {names[int(wrong[0])].as_py()!r} names no square of 200 m, as"
            " CRS3035RES200mN2029800E4252400 does."
        )
    crs, north, east = (
        pc.struct_field(corners, name).cast(pa.int64()).to_numpy() for name in ("crs", "north", "east")
    )
    longitude, latitude = np.empty(len(crs)), np.empty(len(crs))
    for one in np.unique(crs).tolist():
        rows = crs == one
        across = _transformer(one, path).transform(east[rows] + HALF_M, north[rows] + HALF_M)
        longitude[rows], latitude[rows] = across
    return longitude, latitude


def _transformer(crs: int, path: Path) -> Any:  # noqa: ANN401 - pyproj has no types
    try:
        return Transformer.from_crs(crs, WGS84, always_xy=True)
    except CRSError as error:
        raise GridError(f"{path}: there is no system EPSG:{crs}.") from error
