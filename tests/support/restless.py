"""A process that changes a directory until it is killed: `python -m support.restless URL SEED`."""

import random
import sys
import time
from typing import Any

import psycopg

from app.platform.database.connection import libpq_url

MERGE = """
UPDATE third_place AS place SET merged_into = %(other)s WHERE id = %(one)s AND id <> %(other)s
  AND NOT EXISTS (SELECT FROM third_place WHERE merged_into = place.id)
  AND EXISTS (SELECT FROM third_place WHERE id = %(other)s AND merged_into IS NULL)
"""
DELETE = """
DELETE FROM third_place AS place WHERE id = %(one)s AND random() < 0.2
  AND NOT EXISTS (SELECT FROM third_place WHERE place.id IN (merged_into, shown_with))
"""
ACTS = (
    "UPDATE third_place SET name = name || '.', updated_at = now() WHERE id = %(one)s",
    "UPDATE third_place SET status = 'closed' WHERE id = %(one)s",
    "UPDATE third_place SET status = 'open' WHERE id = %(one)s",
    MERGE,
    "UPDATE third_place SET merged_into = NULL WHERE id = %(one)s",
    DELETE,
    "UPDATE organisation SET name = name || '.' WHERE id = %(one)s",
)
IDS = "SELECT array_agg(id) FROM third_place"


def main() -> None:
    """Change without rest; where two wait for each other, begin again; a lost server is asked again."""
    chance = random.Random(sys.argv[2])  # noqa: S311 - no secret
    while True:
        try:
            with psycopg.connect(libpq_url(sys.argv[1])) as connection:
                write(connection, chance)
        except psycopg.Error:
            time.sleep(0.1)


def write(connection: psycopg.Connection[Any], chance: random.Random) -> None:
    """Change until the server is lost."""
    row = connection.execute(IDS).fetchone()
    assert row is not None
    connection.commit()
    while True:
        try:
            for _ in range(chance.randint(1, 4)):
                one, other = chance.choices(row[0], k=2)
                connection.execute(chance.choice(ACTS), {"one": one, "other": other})
            if chance.random() < 0.8:
                connection.commit()
            else:
                connection.rollback()
        except psycopg.errors.Error:
            connection.rollback()


if __name__ == "__main__":
    main()
