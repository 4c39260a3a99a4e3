"""`make bench ARGS="ogc"`: features, tiles and whole collections beside tipg and pygeoapi, in one run."""

import http.client
import math
import random
import statistics
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path

import psycopg
from sqlalchemy import text

from app.platform.database.connection import libpq_url, make_engine
from app.platform.private_postgres import database_url
from app.publishing.ogc.tiles import queries
from app.publishing.ogc.tiles.collections import COLLECTIONS
from geo.tiles import Tile
from seeds.fictional.scale.load import generate
from tests.perf import load
from tests.perf import ogc_rivals as rivals
from tests.support.databases import migrate
from tests.support.servers import served

SEED = 2026
Work = Callable[[], float]
Say = Callable[[str], None]
OURS, TIPG, PYGEOAPI, FLOOR = "Proxilieux", "tipg", "pygeoapi", "empty Flask route"
PAGES = {
    OURS: "/ogc/collections/third-places/items?limit=10",
    TIPG: "/collections/rival.places/items?limit=10",
    PYGEOAPI: "/collections/places/items?limit=10",
}
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
NOTES = """Neither of the others answers the nearest by geodesic distance: those lines stand alone. What is
asked again while the directory is the same comes from memory, after one look at its version; "each
another" is what it costs otherwise. 0 a second: nothing was finished in the time, and it was not asked again.
Who is not in the last table gave the whole collection up."""


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
        url = stack.enter_context(database_url(None, home, notify=say, durable=False))
        _fill(url, places, organisations, say)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        quiet = partial(_quiet, url)
        with _servers(url, folder, empty) as bases:
            hopeless = _hopeless(_requested(bases, url, seconds, folder), quiet, say)
        with _servers(url, folder, empty) as bases:
            works = _requested(bases, url, seconds, folder)
            rates = {name: work for name, work in works.items() if name not in hopeless}
            _measure(1, rates, quiet, lambda _: None)  # caches and plans are warm in every round that counts
            found = _measure(rounds, rates, quiet, say)
            measured = {name: found.get(name, [0.0]) for name in works}
            lasted = _measure(rounds, _collections(bases, url, folder), quiet, say)
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


@contextmanager
def _servers(
    url: str, folder: Path, empty: Callable[[], AbstractContextManager[str]]
) -> Iterator[Mapping[str, str]]:
    """Serve the same rows by everybody; yield the base URLs."""
    with ExitStack() as stack:
        yield {
            OURS: stack.enter_context(served(url, WEB_CONCURRENCY=str(rivals.WORKERS))),
            TIPG: stack.enter_context(rivals.tipg(url)),
            PYGEOAPI: stack.enter_context(rivals.pygeoapi(url, folder)),
            FLOOR: stack.enter_context(empty()),
        }


def _hopeless(works: Mapping[str, Work], quiet: Callable[[], None], say: Say) -> set[str]:
    """Return the works that finish nothing in the time, not even when asked for the second time.

    Who was asked goes on with it long after, to the cost of what is measured next: it must start anew, and is
    not asked again.
    """
    for _ in range(2):
        tried = _measure(1, works, quiet, say)
        works = {name: work for name, work in works.items() if max(tried[name]) == 0}
    return set(works)


def _requested(bases: Mapping[str, str], url: str, seconds: int, folder: Path) -> dict[str, Work]:
    """Return the works that are measured in requests a second."""
    floor: dict[str, Work] = {FLOOR: _requests(bases[FLOOR], ["/"], seconds, folder)}
    return floor | _pages(bases, seconds, folder) | _tiles(bases, url, seconds, folder)


def _fill(url: str, places: int, organisations: int, say: Say) -> None:
    migrate(url)
    engine = make_engine(url)
    generate(
        engine, places=places, organisations=organisations, seed=SEED, beside_published=False, notify=say
    )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in (*rivals.tables_sql(), "VACUUM ANALYZE"):
            connection.execute(text(statement))
    engine.dispose()


def _pages(bases: Mapping[str, str], seconds: int, folder: Path) -> dict[str, Work]:
    """Return requests for pages of 10: the first, one of a box, and the nearest.

    Boxes and points are some hundreds that come again and again, or of each request alone.
    """
    chance = random.Random(SEED)  # noqa: S311 - not a secret
    corners = [(chance.uniform(-1, 6), chance.uniform(43, 49)) for _ in range(200)]
    boxes = [f"{west:.3f},{south:.3f},{west + 1:.3f},{south + 1:.3f}" for west, south in corners]
    points = [f"lat={south:.4f}&lon={west:.4f}" for west, south in corners]
    nearest = "/api/v1/third-places?{point}&equipment=printer_3d&limit=10"
    works: dict[str, Work] = {}
    for word, asked in (
        ("page of 10", None),
        ("page of 10 in a box", boxes),
        ("page of 10 in a box (each another)", ["{west},{south},{east},{north}"]),
    ):
        for name, path in PAGES.items():
            paths = [path] if asked is None else [f"{path}&bbox={box}" for box in asked]
            works[f"{word}, {name}"] = _requests(bases[name], paths, seconds, folder, rivals.GEOJSON)
    for word, asked in (("nearest 10", points), ("nearest 10 (each another)", ["lat={lat}&lon={lon}"])):
        paths = [nearest.format(point=point) for point in asked]
        works[f"{word}, {OURS}"] = _requests(bases[OURS], paths, seconds, folder)
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
        sql = queries.tile_sql(
            collection, selection.filters, gathers=gathers, at_the_edge=tile.is_at_the_edge
        )
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
    return lambda: load.http_rate(base, paths, seconds, folder, headers or {})


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
