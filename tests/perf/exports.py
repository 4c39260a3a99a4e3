"""The whole of a collection as files: time beside `COPY` of the same bytes, and memory.

python -m tests.perf.exports                                       as many sites as the public list has
python -m tests.perf.exports --organisations 1000000 --rounds 1    what memory a million needs
python -m tests.perf.exports --database-url URL                    over a directory that is there already
"""

import argparse
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from sqlalchemy import text

from app.platform.database.connection import libpq_url, make_engine
from app.platform.private_postgres import database_url
from app.publishing.exports.catalogue import RESOURCES
from app.publishing.exports.formats import FORMATS, Filed
from app.publishing.exports.queries import features_copy_sql
from seeds.fictional.scale.load import generate
from tests.perf.common import SEED, say
from tests.support.databases import migrate
from tests.support.memory import resident_bytes, worker_of
from tests.support.servers import served

EXPORTED = RESOURCES["organisations"]
PATH = "/api/v1/exports/organisations"
FLOOR = "`COPY` of the Features, psql"
READ_BYTES = 1 << 20
MEGABYTE = 1_000_000
GENERATED = 20_000
COLUMNS = """
SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
WHERE attrelid = 'organisation_listing'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""
"""What can be written; PostgreSQL generates the others."""
NEXT_PART = """
UPDATE part SET
  organisation_id = organisation_id + :step,
  public_id = new.id,
  feature_head = replace(feature_head, to_json(public_id)::text, to_json(new.id)::text)
FROM (
  SELECT organisation_id AS of, left(public_id, 15) || '-' || organisation_id + :step AS id FROM part
) AS new
WHERE new.of = organisation_id
"""
UNNEEDED = """
SELECT index.relname FROM pg_index JOIN pg_class AS index ON index.oid = indexrelid
WHERE indrelid = 'organisation_listing'::regclass AND NOT indisunique
"""
Work = Callable[[], int]


@dataclass
class Measured:
    """What a work took, once a round."""

    seconds: list[float] = field(default_factory=list)
    size: int = 0
    """Bytes."""
    growth: int = 0
    """Bytes of memory that the worker held at most, beyond what it held idle, before the first export."""


def copied(url: str) -> Work:
    """Return the floor: what PostgreSQL needs to hand the Features over."""
    sql = features_copy_sql(
        EXPORTED.resource, EXPORTED.resource.selection({"status": ["open"]}).filters, end=","
    )
    command = ["psql", "--no-psqlrc", "--quiet", "--dbname", libpq_url(url), "--command", sql]
    return lambda: _bytes_of(command)


def ogr2ogr(url: str) -> Work:
    """Return GDAL's way: the columns of the listing, read from PostGIS and written as GeoJSON."""
    sql = "SELECT position::geometry AS geometry, * FROM organisation_listing WHERE status = 'open'"
    source = f"PG:{libpq_url(url)}"
    return lambda: _bytes_of(["ogr2ogr", "-f", "GeoJSON", "/vsistdout/", source, "-sql", sql])


def _bytes_of(command: list[str]) -> int:
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        size = sum(len(part) for part in iter(lambda: process.stdout.read(READ_BYTES), b""))  # type: ignore[union-attr]
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command[0])
    return size


def downloaded(base: str, suffix: str, **headers: str) -> Work:
    """Return a download, read to its end."""
    turns = count(1)

    def work() -> int:
        # What is kept of an earlier round answers another question: every file is written anew.
        query = f"?filter=name%20%3C%3E%20'{next(turns)}'" if isinstance(FORMATS[suffix], Filed) else ""
        request = urllib.request.Request(f"{base}{PATH}.{suffix}{query}", headers=headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=3600) as answer:  # noqa: S310 - our own server
            return sum(len(part) for part in iter(lambda: answer.read(READ_BYTES), b""))

    return work


@contextmanager
def watched(worker: int, idle: int, measured: Measured) -> Iterator[None]:
    """Note the most memory that the worker holds meanwhile, beyond the bytes that it held idle."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            measured.growth = max(measured.growth, resident_bytes(worker) - idle)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def measure(works: dict[str, Work], rounds: int, worker: int) -> dict[str, Measured]:
    """Run every work once a round, in turn."""
    found = {name: Measured() for name in works}
    idle = resident_bytes(worker)
    for number in range(rounds):
        for name, work in works.items():
            with watched(worker, idle, found[name]):
                started = time.perf_counter()
                found[name].size = work()
                found[name].seconds.append(time.perf_counter() - started)
            took, held = found[name].seconds[-1], found[name].growth / MEGABYTE
            say(f"round {number + 1}/{rounds}  {name:<44} {took:>8.2f} s {held:>6.0f} MB")
    return found


def table(found: dict[str, Measured]) -> str:
    """Return a Markdown table: median, ratio to the floor, size, memory."""
    base = statistics.median(found[FLOOR].seconds)
    lines = [
        "| work | median s | ratio to `COPY` | MB | memory of the worker, MB more |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, measured in found.items():
        median = statistics.median(measured.seconds)
        memory = f"{measured.growth / MEGABYTE:.0f}" if "HTTP" in name else "–"
        lines.append(
            f"| {name} | {median:.2f} | {median / base:.2f} | {measured.size / MEGABYTE:.0f} | {memory} |"
        )
    return "\n".join(lines)


def fill(url: str, organisations: int) -> None:
    """Generate organisations into an empty database, and copy their listing until it has so many."""
    migrate(url)
    engine = make_engine(url)
    first = min(organisations, GENERATED)
    generate(engine, places=0, organisations=first, seed=SEED, beside_published=False, notify=say)
    with engine.begin() as connection:
        # The copies are of the listing alone, which is all that an export reads.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for (name,) in connection.execute(text(UNNEEDED)).all():
            connection.execute(text(f'DROP INDEX "{name}"'))
        columns = connection.execute(text(COLUMNS)).scalar_one()
        part = f"CREATE TEMP TABLE part ON COMMIT DROP AS SELECT {columns} FROM organisation_listing"  # noqa: S608 - names of ours
        connection.execute(text(part))
        for held in range(first, organisations, first):
            connection.execute(text(NEXT_PART), {"step": first})
            rest = {"rest": min(first, organisations - held)}
            copy = f"INSERT INTO organisation_listing ({columns}) SELECT * FROM part LIMIT :rest"  # noqa: S608 - as above
            connection.execute(text(copy), rest)
            say(f"{held + rest['rest']:,} organisations")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE organisation_listing"))
    engine.dispose()


def run(url: str | None, organisations: int, rounds: int, suffixes: list[str]) -> str:
    """Measure, over a directory that is there or one that is generated."""
    with ExitStack() as stack:
        if url is None:
            home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pxl-bench-")))
            home.chmod(0o755)
            url = stack.enter_context(database_url(None, home, notify=say, durable=False))
            fill(url, organisations)
        base = stack.enter_context(served(url, WEB_CONCURRENCY="1"))
        works: dict[str, Work] = {FLOOR: copied(url)}
        for suffix in suffixes:
            works[f"{FORMATS[suffix].title} over HTTP"] = downloaded(base, suffix)
        if "geojson" in suffixes:
            works["GeoJSON over HTTP, gzip"] = downloaded(base, "geojson", **{"Accept-Encoding": "gzip"})
        if shutil.which("ogr2ogr"):
            works["GeoJSON by ogr2ogr, of the listing's columns"] = ogr2ogr(url)
        urllib.request.urlopen(f"{base}{PATH}.csv?siret=00000000000000").close()  # noqa: S310 - it is warm
        return table(measure(works, rounds, worker_of(base)))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--organisations", type=int, default=148_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database-url", help="of a directory that is there already")
    parser.add_argument("--formats", nargs="+", choices=list(FORMATS), default=list(FORMATS))
    options = parser.parse_args()
    print(run(options.database_url, options.organisations, options.rounds, options.formats))


if __name__ == "__main__":
    main()
