"""The plans of matches by common and rare equipment, for docs/plans.md.

python -m tests.perf.plans 3500 35000       generates each directory in a private database
python -m tests.perf.plans --url URL        reads one that was generated before
"""

import argparse
import sys

from app.matching.criteria import Asked, Criteria, Need
from app.matching.queries import matches_sql
from app.matching.service import question
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
ORIGINS = {"Paris": (2.35, 48.85), "Creuse": (2.0, 46.0)}


def plan_of(url: str, needs: tuple[Need, ...], at: tuple[float, float]) -> Plan:
    """Return the plan of one match."""
    criteria = Criteria(latitude=at[1], longitude=at[0], asked=Asked(needs), limit=LIMIT, max_km=MAX_KM)
    shape, parameters = question(criteria)
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


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("places", nargs="*", type=int)
    parser.add_argument("--url")
    options = parser.parse_args()
    out = sys.stdout
    if options.url:
        out.write(table(options.url) + "\n")
    for count in options.places:
        with directory(count) as url:
            out.write(f"\n## {count:,} places\n\n{table(url)}\n")


if __name__ == "__main__":
    main()
