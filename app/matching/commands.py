"""`proxilieux match`: every open site with the nearest places that have what it needs."""

import csv
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import click

from app.commands import database_engine, say
from app.db.database import Database
from app.equipment.vocabulary import CODES
from app.exports.dump import replacing, text_of
from app.exports.formulas import escape_formula
from app.matching.batch import Match, Site, match_sites, open_sites
from app.matching.criteria import DEFAULT_KM, DEFAULT_LIMIT, MAX_KM, MAX_LIMIT
from app.matching.reach import KILOMETRES, Reach, reach_by_region

COLUMNS = (
    "id", "name", "siret", "status", "rank", "third_place_id", "third_place", "distance_m", "approximate",
)  # fmt: skip
MATCHED, NONE_WITHIN_REACH, POSITION_UNKNOWN = "matched", "none_within_reach", "position_unknown"


@click.command("match")
@click.option(
    "--equipment",
    multiple=True,
    type=click.Choice(sorted(CODES)),
    metavar="CODE",
    help="Type or group that is needed, instead of each site's declared needs. Repeat as needed.",
)
@click.option("--limit", type=click.IntRange(1, MAX_LIMIT), default=DEFAULT_LIMIT, show_default=True)
@click.option("--max-km", type=click.FloatRange(0, MAX_KM), default=DEFAULT_KM, show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the matches as CSV.")
def match(equipment: tuple[str, ...], limit: int, max_km: float, output: Path | None) -> None:
    """Find the nearest places for every open organisation, and say how many have one within reach.

    Distances are geodesic, as the crow flies. A site that declared no need matches any shared equipment.
    """
    with database_engine() as engine:
        url = engine.url.render_as_string(hide_password=False)
        with closing(Database(url)) as database:
            sites = open_sites(database, equipment or None)
            started = time.monotonic()
            found = match_sites(database, sites, limit=limit, max_km=max_km)
            say(f"{len(sites):,} sites matched in {time.monotonic() - started:.1f} s.")
    _print(*reach_by_region(sites, found))
    if output is not None:
        try:
            _write(output, sites, found)
        except OSError as error:
            raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from error
        say(f"Written: {output}")


def _print(whole: Reach, regions: dict[str, Reach]) -> None:
    width = max(len(name) for name in (*regions, "France"))
    heads = ("sites", "located", *(f"<= {kilometres} km" for kilometres in KILOMETRES))
    click.echo(f"{'':{width}}" + "".join(f"{head:>10}" for head in heads))
    for name, reach in (*regions.items(), ("France", whole)):
        counts = (reach.sites, reach.located, *reach.within.values())
        click.echo(f"{name:{width}}" + "".join(f"{count:>10,}" for count in counts))


def _write(path: Path, sites: Sequence[Site], found: Sequence[Sequence[Match]]) -> None:
    with replacing(path) as raw, text_of(raw) as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for site, matches in zip(sites, found, strict=True):
            known = (site.public_id, escape_formula(site.name), site.siret or "")
            if not matches:
                status = NONE_WITHIN_REACH if site.longitude is not None else POSITION_UNKNOWN
                writer.writerow((*known, status, "", "", "", "", ""))
            for rank, one in enumerate(matches, start=1):
                place = (one.place.public_id, escape_formula(one.place.name))
                distance = (f"{one.distance_m:.1f}", "yes" if one.approximate else "no")
                writer.writerow((*known, MATCHED, rank, *place, *distance))
