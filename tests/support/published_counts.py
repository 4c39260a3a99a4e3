"""Counts of what the published files make of a directory, as docs/published-files.md holds them.

proxilieux import all --data ../shared/data
python -m tests.support.published_counts        prints the table
"""

from collections.abc import Iterator

import click
from sqlalchemy import Connection, text

from app.commands.base import database_engine

COUNTS = {
    "records of places": "SELECT count(*) FROM third_place",
    "places listed": "SELECT count(*) FROM third_place WHERE merged_into IS NULL AND shown_with IS NULL",
    "records merged within a licence": "SELECT count(*) FROM third_place WHERE merged_into IS NOT NULL",
    "records shown with a place of another licence": (
        "SELECT count(*) FROM third_place WHERE shown_with IS NOT NULL"
    ),
    "pairs that are the same": "SELECT count(*) FROM duplicate_pair WHERE verdict = 'same'",
    "pairs for review": "SELECT count(*) FROM duplicate_pair WHERE verdict = 'review'",
    "records without a commune": "SELECT count(*) FROM third_place WHERE commune_code IS NULL",
    "records without a position": "SELECT count(*) FROM third_place WHERE position IS NULL",
    "records with known equipment": (
        "SELECT count(DISTINCT third_place_id) FROM equipment WHERE third_place_id IS NOT NULL"
    ),
    "records whose equipment is unknown": (
        "SELECT count(*) FROM third_place AS place WHERE NOT EXISTS"
        " (SELECT FROM equipment WHERE equipment.third_place_id = place.id)"
    ),
    "records of the kind town hall": "SELECT count(*) FROM third_place WHERE kind = 'town_hall'",
    "organisations": "SELECT count(*) FROM organisation",
    "rows refused": "SELECT sum(refused) FROM import_run WHERE id IN"
    " (SELECT max(id) FROM import_run WHERE status = 'succeeded' GROUP BY source)",
}
"""What is counted, and how."""
REMARKS = """
SELECT code, sum((found ->> 'count')::int) FROM import_run, jsonb_each(remarks) AS noted(code, found)
WHERE source <> 'communes'
  AND id IN (SELECT max(id) FROM import_run WHERE status = 'succeeded' GROUP BY source)
GROUP BY code ORDER BY 2 DESC, 1
"""


def counts(connection: Connection) -> Iterator[tuple[str, int]]:
    """Yield each name and its count."""
    for name, statement in COUNTS.items():
        yield name, int(connection.execute(text(statement)).scalar_one())
    for code, count in connection.execute(text(REMARKS)):
        yield f"remark `{code}`", int(count)


def main() -> None:
    """Print the counts as a table of Markdown."""
    with database_engine() as engine, engine.connect() as connection:
        click.echo("| what | count |\n|---|---:|")
        for name, count in counts(connection):
            click.echo(f"| {name} | {count:,} |")


if __name__ == "__main__":
    main()
