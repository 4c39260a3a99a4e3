"""`make bench`: what things cost, side by side in one run, as ratios.

make bench                        prints the tables of all parts
make bench ARGS="batch"           those of one part: nearest, batch
make bench ARGS="batch --write"   and writes them to docs/benchmarks.md
"""

import argparse
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from sqlalchemy import text

from app.cluster import database_url
from app.db.database import libpq_url, make_engine
from app.features.queries import page_sql
from app.third_places.queries import THIRD_PLACES
from app.third_places.selection import selection_of
from seeds.scale.load import generate
from seeds.scale.spread import Spread
from tests.perf import batch as batch_work
from tests.perf import load
from tests.support.databases import migrate
from tests.support.servers import free_port, served, wait_for_port

SEED = 2026
PARTS = ("nearest", "batch")
REPOSITORY = Path(__file__).parent.parent.parent
REPORT = REPOSITORY / "docs" / "benchmarks.md"
EQUIPMENT = {"common": "computer", "usual": "printer_3d", "rare": "vr_headset"}
NEAREST = "/api/v1/third-places?lat=%.4f&lon=%.4f&equipment={code}&limit=10"


def say(message: str) -> None:
    """Tell how far the run is."""
    print(message, file=sys.stderr, flush=True)


@contextmanager
def empty_route() -> Iterator[str]:
    """Serve the empty route as the application is served: same server, workers and threads."""
    port = free_port()
    gunicorn = [
        sys.executable,
        "-m",
        "gunicorn",
        "--preload",
        "--workers=2",
        "--worker-class=gthread",
        "--threads=4",
    ]
    options = [
        "--keep-alive=15",
        "--log-level=warning",
        f"--bind=127.0.0.1:{port}",
        "tests.perf.empty_app:app",
    ]
    process = subprocess.Popen([*gunicorn, *options], cwd=REPOSITORY)
    try:
        wait_for_port(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def fill(url: str, count: int) -> None:
    """Generate so many places into a migrated database."""
    engine = make_engine(url)
    generate(engine, places=count, organisations=0, seed=SEED, beside_published=False, say=say)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()


def nearest_sql(code: str) -> str:
    """Return the SQL of one nearest request, with pgbench's variables."""
    arguments = {"lat": 0.0, "lon": 0.0, "equipment": [code], "status": ["open", "planned"]}
    sql = page_sql(THIRD_PLACES, selection_of(arguments).shape, 10)
    return re.sub(r"%\((lat|lon)\)s", r":\1", sql)


def measure(rounds: int, works: dict[str, Callable[[], float]]) -> dict[str, list[float]]:
    """Run every work once a round, in turn, so that noise falls on all of them alike."""
    rates: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds):
        for name, work in works.items():
            rates[name].append(work())
            say(f"round {number + 1}/{rounds}  {name:<32} {rates[name][-1]:>9.0f} /s")
    return rates


def table(rates: dict[str, list[float]], floor: str) -> str:
    """Return a Markdown table: median, spread, ratio to the floor."""
    base = statistics.median(rates[floor])
    lines = ["| work | median /s | lowest to highest | ratio to the empty route |", "|---|---:|---:|---:|"]
    for name, values in rates.items():
        median = statistics.median(values)
        lines.append(
            f"| {name} | {median:.0f} | {min(values):.0f} to {max(values):.0f} | {median / base:.2f} |"
        )
    return "\n".join(lines)


def nearest(rounds: int, seconds: int, count: int) -> str:
    """Measure nearest 10 over HTTP beside an empty route and pgbench of the same SQL."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pxl-bench-")))
        home.chmod(0o755)
        url = stack.enter_context(database_url(None, home, say=say, durable=False))
        say(f"{count} places ...")
        migrate(url)
        fill(url, count)
        base = stack.enter_context(served(url))
        empty = stack.enter_context(empty_route())
        scripts = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        works: dict[str, Callable[[], float]] = {
            "empty Flask route": lambda: load.http_rate(empty, seconds, scripts)
        }
        for word, code in EQUIPMENT.items():
            path = NEAREST.format(code=code)
            works[f"nearest 10 over HTTP, {word} equipment"] = lambda path=path: load.http_rate(
                base, seconds, scripts, path
            )
            works[f"the same SQL, pgbench, {word} equipment"] = lambda code=code: load.sql_rate(
                url, nearest_sql(code), seconds, scripts
            )
        for work in works.values():
            work()  # caches and plans are warm in every round that counts
        return table(measure(rounds, works), "empty Flask route")


def batch(rounds: int, largest: int) -> str:
    """Measure batch matching beside scipy, scikit-learn, PostGIS and geopandas, size by size."""
    with tempfile.TemporaryDirectory(prefix="pxl-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        with database_url(None, home, say=say, durable=False) as url:
            migrate(url)
            fill(url, 0)
            with psycopg.connect(libpq_url(url), autocommit=True) as connection:
                cursor = connection.cursor()
                spread = Spread.from_database(cursor)
                sections = [
                    f"### {sites:,} sites, {places:,} places\n\n"
                    + batch_work.measured(cursor, spread, rounds, sites, places, say)
                    for sites, places in batch_work.SIZES
                    if sites <= largest
                ]
    return "\n\n".join(sections)


def batch_report(body: str, rounds: int) -> str:
    """Return the section of docs/benchmarks.md."""
    return (
        f"## Batch matching, {batch_work.K} nearest places that have what each site needs\n\n{body}\n\n"
        f'`make bench ARGS="batch"`, {machine()}, medians of {rounds} rounds; one round from'
        f" {batch_work.SLOW_FROM:,} sites on. PostGIS is asked for some {batch_work.ASKED_OF_POSTGIS:,} of"
        " the sites, and its time multiplied.\n"
    )


def machine() -> str:
    """Return the day and the machine."""
    processor = platform.processor() or platform.machine()
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores ({processor}), Python"
        f" {platform.python_version()}"
    )


def report(body: str, count: int, rounds: int, seconds: int) -> str:
    """Return the section of docs/benchmarks.md."""
    return (
        f"## Nearest 10 with an equipment filter, {count} places\n\n{body}\n\n"
        f'`make bench ARGS="nearest"`, {machine()}, {rounds} rounds of {seconds} s each,'
        f" wrk with {load.CONNECTIONS} connections, load and servers on the same machine.\n"
    )


def main() -> None:
    """Measure, print, and write when asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="all without a name")
    parser.add_argument("--largest", type=int, default=10**9, help="batch: sites of the largest size")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--places", type=int, default=3500)
    parser.add_argument("--write", action="store_true", help="put the result into docs/benchmarks.md")
    options = parser.parse_args()
    for part in options.parts or PARTS:
        try:
            if part == "nearest":
                body = nearest(options.rounds, options.seconds, options.places)
                section = report(body, options.places, options.rounds, options.seconds)
            else:
                section = batch_report(batch(options.rounds, options.largest), options.rounds)
        except load.MissingToolError as error:
            sys.exit(str(error))
        print(section)
        if options.write:
            write(part, section)


def write(part: str, section: str) -> None:
    """Put a section between its marks in docs/benchmarks.md."""
    text_before = REPORT.read_text(encoding="utf-8")
    begin, end = f"<!-- {part} -->", f"<!-- /{part} -->"
    head, rest = text_before.split(begin)
    tail = rest.split(end)[1]
    REPORT.write_text(f"{head}{begin}\n\n{section}\n{end}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
