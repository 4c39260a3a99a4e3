"""`make bench`: what things cost, side by side in one run, as ratios.

make bench                        prints the tables of all parts
make bench ARGS="ogc"             those of some parts: nearest, batch, import, ogc, exports, finder, light,
                                  planning, bookings, people
make bench ARGS="ogc --write"     and writes them to docs/benchmarks.md
"""

import argparse
import sys
from collections.abc import Callable

from tests.perf import batch, bookings, exports, finder, imports, light, load, nearest, ogc, people, planning
from tests.perf.common import REPOSITORY, empty_route, machine, say

REPORT = REPOSITORY / "docs" / "benchmarks.md"


def nearest_section(options: argparse.Namespace) -> str:
    """Return nearest 10 beside an empty route and pgbench."""
    body = nearest.run(options.rounds, options.seconds, options.places)
    title = f"Nearest 10 with an equipment filter, {options.places} places"
    return f"## {title}\n\n{body}\n\n{load_said('nearest', options)}"


def batch_section(options: argparse.Namespace) -> str:
    """Return batch matching beside scipy, scikit-learn, PostGIS and geopandas, size by size."""
    body = batch.run(options.rounds, options.largest, say)
    return (
        f"## Batch matching, {batch.K} nearest places that have what each site needs\n\n{body}\n\n"
        f'`make bench ARGS="batch"`, {machine()}, medians of {options.rounds} rounds; one round from'
        f" {batch.SLOW_FROM:,} sites on. PostGIS is asked for some {batch.ASKED_OF_POSTGIS:,} of the sites,"
        " and its time multiplied.\n"
    )


def import_section(options: argparse.Namespace) -> str:
    """Return an import of the public list of training organisations beside `COPY` of what it leaves."""
    body = imports.run(options.organisations)
    title = f"Import of {options.organisations:,} organisations"
    return f'## {title}\n\n{body}\n\n`make bench ARGS="import"`, {machine()}, once.\n'


def ogc_section(options: argparse.Namespace) -> str:
    """Return features, tiles and whole collections beside tipg and pygeoapi."""
    sizes = (options.places, options.organisations)
    body = ogc.run(options.rounds, options.seconds, *sizes, say, empty_route)
    title = "Features, tiles and collections beside tipg and pygeoapi"
    return f"## {title}\n\n{body}\n\n{load_said('ogc', options)}"


def exports_section(options: argparse.Namespace) -> str:
    """Return whole collections in every format beside COPY, and the memory that they need, in two sizes."""
    sizes = ((options.organisations, options.rounds), (options.many, 1))
    tables = [
        f"### {organisations:,} organisations, rounds: {rounds}\n\n"
        f"{exports.run(None, organisations, rounds, list(exports.FORMATS))}\n"
        for organisations, rounds in sizes
    ]
    body = "\n".join(tables)
    return (
        f'## Exports\n\n{body}\n`make bench ARGS="exports"`, {machine()}. Memory is what the only worker held'
        " at most beyond what it held idle, before the first export; what an export leaves behind counts for"
        " the next one too.\n"
    )


def finder_section(_options: argparse.Namespace) -> str:
    """Return what a visit of the finder costs in Chromium."""
    return f'{finder.run()}\n\n`make bench ARGS="finder"`, {machine()}, {finder.ROUNDS} visits.\n'


def light_section(_options: argparse.Namespace) -> str:
    """Return Lighthouse's scores, and what pages weigh beside folium's own."""
    said = (
        f"Lighthouse {light.version()} with its phone profile (slow 4G, processor slowed four times)"
        " and its desktop profile"
    )
    return (
        f'{light.run()}\n\n`make bench ARGS="light"`, {machine()}. {said},'
        f" medians of {light.ROUNDS} visits; the base map of our own.\n"
    )


def planning_section(options: argparse.Namespace) -> str:
    """Return siting, what if, coverage and catchments, beside spopt and access where they are installed."""
    body = planning.run(options.rounds, say)
    said = f'`make bench ARGS="planning"`, {machine()}, medians of {options.rounds} rounds.\n'
    return f"## Planning\n\n{body}\n{said}"


def bookings_section(options: argparse.Namespace) -> str:
    """Return bookings over HTTP beside the bare INSERT with the same constraint."""
    body = bookings.run(options.rounds, options.seconds)
    return f"## Bookings\n\n{body}\n\n{load_said('bookings', options)}"


def people_section(options: argparse.Namespace) -> str:
    """Return pages and API for visitors who are not signed in, counted and not."""
    body = people.run(options.rounds, options.seconds, options.places)
    return f"## Visitors who are not signed in\n\n{body}\n\n{load_said('people', options)}"


PARTS: dict[str, Callable[[argparse.Namespace], str]] = {
    "nearest": nearest_section,
    "batch": batch_section,
    "import": import_section,
    "ogc": ogc_section,
    "exports": exports_section,
    "finder": finder_section,
    "light": light_section,
    "planning": planning_section,
    "bookings": bookings_section,
    "people": people_section,
}


def load_said(part: str, options: argparse.Namespace) -> str:
    """Return how a part was measured that loads a server."""
    return (
        f'`make bench ARGS="{part}"`, {machine()}, {options.rounds} rounds of {options.seconds} s each,'
        f" wrk with {load.CONNECTIONS} connections, load and servers on the same machine.\n"
    )


def main() -> None:
    """Measure, print, and write when asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="all without a name")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--places", type=int, default=3500)
    parser.add_argument("--organisations", type=int, default=148_000, help="import, ogc, exports: how many")
    parser.add_argument("--many", type=int, default=1_000_000, help="exports: how many at a larger size")
    parser.add_argument("--largest", type=int, default=10**9, help="batch: sites of the largest size")
    parser.add_argument("--write", action="store_true", help="put the result into docs/benchmarks.md")
    options = parser.parse_args()
    for part in options.parts or PARTS:
        try:
            section = PARTS[part](options)
        except load.MissingToolError as error:
            sys.exit(str(error))
        print(section)
        if options.write:
            write(part, section)


def write(part: str, section: str) -> None:
    """Put a section between its marks in docs/benchmarks.md."""
    before = REPORT.read_text(encoding="utf-8")
    begin, end = f"<!-- {part} -->", f"<!-- /{part} -->"
    head, rest = before.split(begin)
    tail = rest.split(end)[1]
    REPORT.write_text(f"{head}{begin}\n\n{section}\n{end}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
