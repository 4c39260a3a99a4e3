"""An import of the public list of training organisations beside `COPY` of the rows that it leaves.

    python -m tests.perf.imports --rows 148000

A private, durable PostgreSQL; the published communes (nothing without them), and made-up organisations spread
like the population, in the list's flat form. `COPY` writes what the first import has left in the tables of
organisations, into tables of the same shape, with their indexes and checks, without triggers.
"""

import argparse
import csv
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import psycopg
from sqlalchemy import Engine

from app.platform.database.connection import make_engine
from app.platform.private_postgres import database_url
from seeds.fictional.demo.identifiers import luhn_digit
from seeds.fictional.scale.spread import Spread
from seeds.importing.import_file import import_
from seeds.sources.registry import BY_NAME
from seeds.sources.training_organisations import FLAT
from tests.perf.common import say
from tests.support.databases import SHARED_DATA, migrate

SOURCE = "training-organisations"
TABLES = ("organisation", "organisation_listing")


@dataclass(frozen=True, slots=True)
class Taken:
    """Time of one work: wall, and of it the processor time of this process, seconds."""

    wall: float
    python: float


def write_list(engine: Engine, path: Path, count: int, *, suffix: str = "") -> None:
    """Write `count` made-up organisations in the flat form of the list, a point in every row."""
    chance = np.random.default_rng(17)
    with engine.connect() as connection, path.open("w", encoding="utf-8", newline="") as file:
        driver = cast("psycopg.Connection", connection.connection.driver_connection)
        sites = Spread.from_database(driver.cursor()).draw(chance, count)
        writer = csv.DictWriter(file, [*FLAT.columns, FLAT.point, FLAT.commune[0]], restval="", delimiter=";")
        writer.writeheader()
        for number, site in enumerate(sites):
            body = f"{10_000_000 + number:08}"
            siren = body + luhn_digit(body)
            site_body = f"{siren}0001"
            writer.writerow({
                FLAT.nda: f"{11_000_000_000 + number}",
                FLAT.name: f"Organisme inventé {number}{suffix}",
                FLAT.siren: siren,
                FLAT.siret: site_body + luhn_digit(site_body),
                FLAT.street: f"{number % 97 + 1} rue de l'Essai",
                FLAT.postcode: site.postcode or f"{site.commune_code[:2]}000",
                FLAT.city: site.city,
                FLAT.certifications[0]: "true",
                FLAT.apprenticeship: "true" if number % 50 == 0 else "false",
                FLAT.declared_on: "2026-05-01",
                FLAT.point: f"{site.latitude}, {site.longitude}",
                FLAT.commune[0]: site.commune_code,
            })  # fmt: skip


def timed(work: Callable[[], object]) -> Taken:
    """Return what a work takes."""
    begun, working = time.monotonic(), time.process_time()
    work()
    return Taken(time.monotonic() - begun, time.process_time() - working)


def imported(engine: Engine, source: str, path: Path) -> Callable[[], None]:
    """Return the import of one file, which has to succeed."""

    def work() -> None:
        report = import_(engine, BY_NAME[source], path)
        if report.status != "loaded" or report.tally.refused:
            message = f"{report.status}: {report.error}, {report.tally.refused} rows refused"
            raise RuntimeError(message)

    return work


def copied(engine: Engine, folder: Path) -> Callable[[], None]:
    """Return `COPY` of the tables' rows, kept in files, into new tables of their shape."""
    with engine.begin() as connection:
        driver = cast("psycopg.Connection", connection.connection.driver_connection)
        cursor = driver.cursor()
        columns = {}
        for table in TABLES:
            cursor.execute(
                "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns"
                " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'",
                (table,),
            )
            (columns[table],) = cursor.fetchone() or ("",)
            with (
                (folder / table).open("wb") as file,
                cursor.copy(f"COPY {table} ({columns[table]}) TO STDOUT") as rows,
            ):
                file.writelines(rows)
            cursor.execute(f"DROP TABLE IF EXISTS bare_{table}")
            cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")

    def work() -> None:
        with engine.begin() as connection:
            driver = cast("psycopg.Connection", connection.connection.driver_connection)
            for table in TABLES:
                with (
                    (folder / table).open("rb") as file,
                    driver.cursor().copy(f"COPY bare_{table} ({columns[table]}) FROM STDIN") as rows,
                ):
                    while chunk := file.read(1 << 20):
                        rows.write(chunk)

    return work


def run(count: int) -> str:
    """Measure once, and return the table of docs/benchmarks.md."""
    if not SHARED_DATA.is_dir():
        return f"Not measured: the published communes are not in {SHARED_DATA}."
    with tempfile.TemporaryDirectory(prefix="pxl-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with database_url(None, folder, notify=say, durable=True) as url:
            migrate(url)
            engine = make_engine(url)
            imported(engine, "communes", SHARED_DATA / "communes_2026_centroides.csv")()
            first, changed = folder / "list.csv", folder / "changed.csv"
            write_list(engine, first, count)
            write_list(engine, changed, count, suffix=" bis")
            taken = {"first import, flat form (a point in every row)": timed(imported(engine, SOURCE, first))}
            say("first import done")
            bare = timed(copied(engine, folder))
            say("COPY done")
            taken["import in which nothing has changed"] = timed(imported(engine, SOURCE, first))
            taken["import in which every row has changed"] = timed(imported(engine, SOURCE, changed))
            engine.dispose()
    return table(bare, taken)


def table(bare: Taken, taken: dict[str, Taken]) -> str:
    """Return the works as a table in Markdown."""
    lines = ["| work | seconds | of them Python | ratio to COPY with indexes |", "|---|---:|---:|---:|"]
    rows = {"`COPY` of the same rows with the tables' indexes and checks": bare, **taken}
    lines += [
        f"| {name} | {one.wall:.1f} | {one.python:.1f} | {one.wall / bare.wall:.1f} |"
        for name, one in rows.items()
    ]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return "\n".join([*lines, "", f"Python held {peak} MB at its peak."])


def main() -> None:
    """Print what the imports of a made-up list take."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=148_000)
    sys.stdout.write(run(parser.parse_args().rows))


if __name__ == "__main__":
    main()
