"""`make bench ARGS="ogc"`: features, tiles and whole collections beside tipg and pygeoapi, in one run."""

import http.client
import math
import random
import statistics
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path

import psycopg
from sqlalchemy import text

from app.cluster import database_url
from app.db.database import libpq_url, make_engine
from app.tiles import queries
from app.tiles.collections import COLLECTIONS
from geo.tiles import Tile
from seeds.scale.load import generate
from tests.perf import load
from tests.perf import ogc_rivals as rivals
from tests.support.databases import migrate
from tests.support.servers import served

SEED = 2026
Work = Callable[[], float]
Say = Callable[[str], None]
OURS, TIPG, PYGEOAPI = "Proxilieux", "tipg", "pygeoapi"
TILES = {"of France": Tile(5, 11, 16), "of a region": Tile(8, 88, 129), "of a quarter": Tile(14, 5636, 8299)}
BARE_TILE = """
WITH frame AS (SELECT ST_TileEnvelope({tile.matrix}, {tile.column}, {tile.row}) AS tile), feature AS (
  SELECT ST_AsMVTGeom(ST_Transform(geom, 3857), frame.tile, 4096, 256) AS geometry, id, name, kind, status
  FROM rival.sites, frame
  WHERE geom && ST_Transform(
    ST_TileEnvelope({tile.matrix}, {tile.column}, {tile.row}, margin => 0.0625), 4326
  )
) SELECT ST_AsMVT(feature, 'sites', 4096, 'geometry') FROM feature
"""
"""Every point with four attributes, and nothing gathered: what a tile costs without a thought."""
SAME_TILE = """
WITH frame AS (SELECT ST_TileEnvelope({tile.matrix}, {tile.column}, {tile.row}) AS tile), feature AS (
  SELECT ST_AsMVTGeom(ST_Transform(position::geometry, 3857), frame.tile, 4096, 256) AS geometry,
         public_id AS id, name, kind, status, address, postcode, city, commune_code, department_code,
         position_precision, siret, equipment_status, qualiopi, needs, licence, fictional
  FROM collection_organisation, frame
  WHERE status = 'open' AND position::geometry && ST_Transform(
    ST_TileEnvelope({tile.matrix}, {tile.column}, {tile.row}, margin => 0.0625), 4326
  )
) SELECT ST_AsMVT(feature, 'organisations', 4096, 'geometry') FROM feature
"""
"""Every point with the attributes that ours have."""


CANCEL = """
SELECT pg_cancel_backend(pid) FROM pg_stat_activity
WHERE state = 'active' AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
PATIENCE_SECONDS = 60
LOOKS_AT_REST = 3
NOTES = """Neither of the others answers the nearest by geodesic distance: that line stands alone. 0 a second:
nothing was finished in the time. Who is not in the last table gave the whole collection up."""


def run(
    rounds: int,
    seconds: int,
    places: int,
    organisations: int,
    say: Say,
    empty: Callable[[], AbstractContextManager[str]],
) -> str:
    """Measure everything; return the section of docs/benchmarks.md."""
    rivals.prepare()
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pxl-bench-")))
        home.chmod(0o755)
        url = stack.enter_context(database_url(None, home, say=say, durable=False))
        _fill(url, places, organisations, say)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bases = {
            OURS: stack.enter_context(served(url, WEB_CONCURRENCY=str(rivals.WORKERS))),
            TIPG: stack.enter_context(rivals.tipg(url)),
            PYGEOAPI: stack.enter_context(rivals.pygeoapi(url, folder)),
        }
        floor = stack.enter_context(empty())
        rates: dict[str, Work] = {"empty Flask route": lambda: load.http_rate(floor, seconds, folder)}
        rates |= _pages(bases, seconds, folder) | _tiles(bases, url, seconds, folder)
        times = _collections(bases, url, folder)
        quiet = partial(_quiet, url)
        _measure(1, rates, quiet, lambda _: None)  # caches and plans are warm in every round that counts
        measured = _measure(rounds, rates, quiet, say)
        lasted = _measure(rounds, times, quiet, say)
    return "\n\n".join(
        (
            (
                f"{places:,} places, {organisations:,} organisations; tipg {rivals.version('tipg')},"
                f" pygeoapi {rivals.version('pygeoapi')}, {rivals.WORKERS} workers each."
            ),
            _rates_table(measured),
            _times_table(lasted),
            NOTES,
        )
    )


def _fill(url: str, places: int, organisations: int, say: Say) -> None:
    migrate(url)
    engine = make_engine(url)
    generate(engine, places=places, organisations=organisations, seed=SEED, beside_published=False, say=say)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in (*rivals.tables_sql(), "VACUUM ANALYZE"):
            connection.execute(text(statement))
    engine.dispose()


def _pages(bases: Mapping[str, str], seconds: int, folder: Path) -> dict[str, Work]:
    """Return requests for pages of 10: the first, one of a random box, and the nearest."""
    chance = random.Random(SEED)  # noqa: S311 - not a secret
    corners = [(chance.uniform(-1, 6), chance.uniform(43, 49)) for _ in range(200)]
    boxes = [f"{west:.3f},{south:.3f},{west + 1:.3f},{south + 1:.3f}" for west, south in corners]
    items = {
        OURS: "/ogc/collections/third-places/items?limit=10",
        TIPG: "/collections/rival.places/items?limit=10",
        PYGEOAPI: "/collections/places/items?limit=10",
    }
    works: dict[str, Work] = {}
    for name, path in items.items():
        works[f"page of 10, {name}"] = _requests(bases[name], [path], seconds, folder, rivals.GEOJSON)
    for name, path in items.items():
        paths = [f"{path}&bbox={box}" for box in boxes]
        works[f"page of 10 in a box, {name}"] = _requests(bases[name], paths, seconds, folder, rivals.GEOJSON)
    nearest = [
        f"/api/v1/third-places?lat={y:.4f}&lon={x:.4f}&equipment=printer_3d&limit=10" for x, y in corners
    ]
    works[f"nearest 10, {OURS}"] = _requests(bases[OURS], nearest, seconds, folder)
    return works


def _tiles(bases: Mapping[str, str], url: str, seconds: int, folder: Path) -> dict[str, Work]:
    """Return requests for tiles of organisations, and the statements alone."""
    collection = COLLECTIONS["organisations"]
    selection = collection.selection({"status": ["open"]})
    works: dict[str, Work] = {}
    for word, tile in TILES.items():
        address = f"{tile.matrix}/{tile.row}/{tile.column}"
        paths = {
            OURS: f"/ogc/collections/organisations/tiles/WebMercatorQuad/{address}",
            TIPG: f"/collections/rival.sites/tiles/WebMercatorQuad/{tile.matrix}/{tile.column}/{tile.row}",
            PYGEOAPI: f"/collections/sites/tiles/WebMercatorQuad/{address}?f=mvt",
        }
        for name, path in paths.items():
            works[f"tile {word}, {name}"] = _requests(bases[name], [path], seconds, folder)
        gathers = tile.matrix < collection.each_from
        sql = queries.tile_sql(collection, selection.shape, gathers=gathers, at_the_edge=tile.is_at_the_edge)
        bound = _bound(url, sql, {**selection.parameters, **queries.parameters_of(tile)})
        works[f"tile {word}, our statement alone"] = _statement(url, bound, seconds, folder)
        bare = BARE_TILE.format(tile=tile)
        works[f"tile {word}, bare ST_AsMVT, 4 attributes"] = _statement(url, bare, seconds, folder)
        same = SAME_TILE.format(tile=tile)
        works[f"tile {word}, bare ST_AsMVT, our attributes"] = _statement(url, same, seconds, folder)
    return works


def _collections(bases: Mapping[str, str], url: str, folder: Path) -> dict[str, Work]:
    """Return works that read every organisation as GeoJSON, in seconds."""
    addresses = {
        OURS: f"{bases[OURS]}/api/v1/exports/organisations.geojson",
        TIPG: f"{bases[TIPG]}/collections/rival.sites/items?limit={rivals.MOST}",
        PYGEOAPI: f"{bases[PYGEOAPI]}/collections/sites/items?limit={rivals.MOST}",
    }
    works: dict[str, Work] = {"COPY of the same bytes by psql": lambda: _copy(url, folder / "copy")}
    for name, address in addresses.items():
        works[name] = lambda address=address: _download(address, folder / "download")  # type: ignore[misc]
    return works


def _requests(
    base: str, paths: list[str], seconds: int, folder: Path, headers: Mapping[str, str] | None = None
) -> Work:
    return lambda: load.paths_rate(base, paths, seconds, folder, headers or {})


def _statement(url: str, sql: str, seconds: int, folder: Path) -> Work:
    return lambda: load.statement_rate(url, sql, seconds, folder)


def _bound(url: str, sql: str, parameters: Mapping[str, object]) -> str:
    with psycopg.connect(libpq_url(url)) as connection:
        return str(psycopg.ClientCursor(connection).mogrify(sql, parameters))


def _copy(url: str, file: Path) -> float:
    copy = (
        "COPY (SELECT feature_head || feature_tail || ',' FROM organisation_listing WHERE status = 'open'"
        " ORDER BY public_id) TO STDOUT"
    )
    begin = time.perf_counter()
    with file.open("wb") as out:
        subprocess.run([load.tool("psql"), libpq_url(url), "-qc", copy], stdout=out, check=True)
    return time.perf_counter() - begin


def _download(address: str, file: Path) -> float:
    """Return the seconds of a download; NaN where the server gives up."""
    request = urllib.request.Request(address, headers=dict(rivals.GEOJSON))  # noqa: S310 - our own servers
    begin = time.perf_counter()
    try:
        with urllib.request.urlopen(request, timeout=600) as answer, file.open("wb") as out:  # noqa: S310
            while piece := answer.read(1 << 20):
                out.write(piece)
    except (OSError, http.client.HTTPException):
        return math.nan
    return time.perf_counter() - begin


def _quiet(url: str) -> None:
    """Wait until PostgreSQL is at rest: servers go on with what nobody waits for any more."""
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        at_rest, deadline = 0, time.monotonic() + PATIENCE_SECONDS
        while at_rest < LOOKS_AT_REST and time.monotonic() < deadline:
            busy = connection.execute(CANCEL).fetchall()
            at_rest = 0 if busy else at_rest + 1
            time.sleep(0.1)


def _measure(
    rounds: int, works: Mapping[str, Work], quiet: Callable[[], None], say: Say
) -> dict[str, list[float]]:
    """Run every work once a round, in turn, so that noise falls on all of them alike."""
    found: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds):
        for name, work in works.items():
            found[name].append(work())
            quiet()
            say(f"round {number + 1}/{rounds}  {name:<44} {found[name][-1]:>10.2f}")
    return found


def _rates_table(rates: Mapping[str, list[float]]) -> str:
    """Return requests a second; each line with the ratio of ours to it."""
    lines = ["| work | median /s | lowest to highest | ours to it |", "|---|---:|---:|---:|"]
    medians = {name: statistics.median(values) for name, values in rates.items()}
    for name, values in rates.items():
        ours = f"{name.partition(', ')[0]}, {OURS}"
        ratio = "–"  # ours to itself, or to what finished nothing in the time
        if ours in medians and ours != name and medians[name] > 0:
            ratio = f"{medians[ours] / medians[name]:.1f}"
        lines.append(f"| {name} | {medians[name]:.0f} | {min(values):.0f} to {max(values):.0f} | {ratio} |")
    return "\n".join(lines)


def _times_table(times: Mapping[str, list[float]]) -> str:
    """Return seconds for the whole collection; each line as a multiple of COPY."""
    floor = statistics.median(next(iter(times.values())))
    times = {name: values for name, values in times.items() if not any(map(math.isnan, values))}
    lines = [
        "| every organisation as GeoJSON | median s | lowest to highest | times COPY |",
        "|---|---:|---:|---:|",
    ]
    for name, values in times.items():
        median = statistics.median(values)
        lines.append(
            f"| {name} | {median:.2f} | {min(values):.2f} to {max(values):.2f} | {median / floor:.1f} |"
        )
    return "\n".join(lines)
