"""Time of `proxilieux check` on a large file of the national standard, its rows spread like the population.

    python -m tests.perf.checked --rows 200000 [--profile]

The database of `DATABASE_URL`, or the private one, is only read: import the communes into it first. Rows are
made up, and checked as new ones. `--profile` prints what takes the time; everything is slower with it.
"""

import argparse
import cProfile
import csv
import pstats
import resource
import tempfile
import time
from pathlib import Path
from typing import cast

import numpy as np
import psycopg
from sqlalchemy import Engine

from app.commands.base import database_engine
from seeds.fictional.scale.spread import Spread
from seeds.importing.check import check
from seeds.sources.registry import BY_NAME
from tests.perf.common import say

HOURS = ("Mo-Fr 09:00-12:00,14:00-18:00; PH off", "Tu-Sa 10:00-18:00", "", "We 14:00-18:00")
KINDS = ("TIERS_LIEUX", "BIB", "RFS", "ASSO", "MUNI", "")
COLUMNS = (
    "id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse", "latitude", "longitude",
    "typologie", "telephone", "site_web", "horaires", "presentation_detail", "source", "date_maj",
)  # fmt: skip
MARKED = 50
"""Of so many rows one has something that leaves a remark."""


def write_rows(engine: Engine, path: Path, count: int) -> None:
    """Write a file of the national standard; every fiftieth telephone is no number."""
    chance = np.random.default_rng(16)
    with engine.connect() as connection, path.open("w", encoding="utf-8", newline="") as file:
        driver = cast("psycopg.Connection", connection.connection.driver_connection)
        sites = Spread.from_database(driver.cursor()).draw(chance, count)
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number, site in enumerate(sites):
            postcode = site.postcode or f"{site.commune_code[:2]}000"
            telephone = "sur place" if number % MARKED == 0 else f"+331{number % 10**8:08}"
            writer.writerow((
                f"l-{number}", "00000000000000", f"Lieu inventé {number}", site.city, postcode,
                site.commune_code, f"{number % 97 + 1} rue de l'Essai", site.latitude, site.longitude,
                KINDS[number % len(KINDS)], telephone, f"https://lieu-{number}.example/",
                HOURS[number % len(HOURS)], f"Un lieu inventé, le numéro {number}, pour mesurer.", "essai",
                "2026-05-01",
            ))  # fmt: skip


def run(engine: Engine, path: Path) -> str:
    """Check the file once, and return what it took."""
    started, begun = time.monotonic(), time.process_time()
    with check(engine, path, BY_NAME["mediation-numerique"]) as report:
        tally = report.outcome.tally
    seconds, working = time.monotonic() - started, time.process_time() - begun
    remarks = sum(one.count for one in tally.remarks.values())
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"{tally.read} rows ({path.stat().st_size >> 20} MB) in {seconds:.0f} s,"
        f" of which Python worked {working:.0f} s,"
        f" {tally.read / seconds:.0f} a second; {tally.refused} refused, {remarks} remarks;"
        f" {peak_mb} MB at the peak"
    )


def main() -> None:
    """Make the file, check it, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, database_engine() as engine:
        path = Path(folder) / "places.csv"
        write_rows(engine, path, options.rows)
        profile = cProfile.Profile()
        if options.profile:
            profile.enable()
        say(run(engine, path))
        if options.profile:
            profile.disable()
            pstats.Stats(profile).sort_stats("cumulative").print_stats(60)


if __name__ == "__main__":
    main()
