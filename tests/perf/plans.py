"""The plans of matches by common and rare equipment, for docs/plans.md.

python -m tests.perf.plans 3500 35000       generates each directory in a private database
python -m tests.perf.plans 35000 --times 29 ... and its listing 29 times over, moved by up to 0.1 degrees
python -m tests.perf.plans --url URL        reads one that was generated before
"""

import argparse
import sys

import psycopg

from app.directory.matching.criteria import Criteria, Need, Requirements
from app.directory.matching.queries import matches_sql
from app.directory.matching.service import selection_of
from app.directory.third_places.models import ThirdPlaceListing
from app.platform.database.connection import libpq_url
from tests.perf.common import directory
from tests.support.plans import Plan, explain

LIMIT, MAX_KM = 5, 50.0
NEEDS = {
    "common (half of all places)": (Need("computer"),),
    "common, 12 seats": (Need("computer", learners=12),),
    "usual (one in ten)": (Need("printer_3d"),),
    "rare (one in 200)": (Need("vr_headset"),),
    "rare, 12 seats": (Need("vr_headset", learners=12),),
    "two rare ones": (Need("vr_headset"), Need("recording_studio")),
}
MULTIPLY = """
SET session_replication_role = replica;
ALTER TABLE third_place_listing DROP CONSTRAINT fk_third_place_listing_third_place_id;
INSERT INTO third_place_listing ({columns})
SELECT {values}
FROM third_place_listing AS place, generate_series(1, {times} - 1) AS copy
WHERE position IS NOT NULL;
"""
MOVED = {
    "third_place_id": "place.third_place_id + copy * 10000000",
    "public_id": "place.public_id || '-' || copy",
    "position": (
        "ST_SetSRID(ST_MakePoint(ST_X(position::geometry) + random() * 0.2 - 0.1,"
        " ST_Y(position::geometry) + random() * 0.2 - 0.1), 4326)::geography"
    ),
}
ORIGINS = {"Paris": (2.35, 48.85), "Creuse": (2.0, 46.0)}


def plan_of(url: str, needs: tuple[Need, ...], at: tuple[float, float]) -> Plan:
    """Return the plan of one match."""
    criteria = Criteria(
        latitude=at[1], longitude=at[0], requirements=Requirements(needs), limit=LIMIT, max_km=MAX_KM
    )
    shape, parameters = selection_of(criteria)
    return explain(url, matches_sql(shape, LIMIT), parameters, reuse_plan=shape.has_one_plan)


def table(url: str) -> str:
    """Return what every question reads."""
    lines = ["| need | from | index | rows read | blocks | ms |", "|---|---|---|---:|---:|---:|"]
    for name, needs in NEEDS.items():
        for town, at in ORIGINS.items():
            plan = plan_of(url, needs, at)
            index = ", ".join(one.removeprefix("ix_third_place_listing_") for one in plan.indexes)
            costs = f"{plan.rows_read:,} | {plan.blocks:,} | {plan.milliseconds:.1f}"
            lines.append(f"| {name} | {town} | {index} | {costs} |")
    return "\n".join(lines)


def multiply(url: str, times: int) -> None:
    """Fill the listing with moved copies of itself, behind the back of the tables that it is kept from."""
    written = [column for column in ThirdPlaceListing.__table__.columns if column.computed is None]
    columns = [column.name for column in written]
    values = [MOVED.get(name, f"place.{name}") for name in columns]
    sql = MULTIPLY.format(columns=", ".join(columns), values=", ".join(values), times=times)
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        connection.execute(sql)
        connection.execute("VACUUM ANALYZE third_place_listing")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("places", nargs="*", type=int)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--url")
    options = parser.parse_args()
    out = sys.stdout
    if options.url:
        out.write(table(options.url) + "\n")
    for count in options.places:
        with directory(count) as url:
            multiply(url, options.times)
            out.write(f"\n## {count * options.times:,} places\n\n{table(url)}\n")


if __name__ == "__main__":
    main()
