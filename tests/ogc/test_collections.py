"""The tables of the collections follow the directory, whatever changes it."""

import psycopg
import pytest
from support.rows import execute

from app.platform.database.connection import libpq_url

pytestmark = pytest.mark.slow

ROWS = {
    "third_place": "SELECT * FROM collection_third_place ORDER BY public_id",
    "equipment": "SELECT * FROM collection_equipment ORDER BY public_id",
    "organisation": "SELECT * FROM collection_organisation ORDER BY public_id",
}
CHANGES = (
    "UPDATE third_place SET name = upper(name)",
    "UPDATE equipment SET quantity = 41",
    "DELETE FROM equipment WHERE type_code = 'printer_3d'",
    "UPDATE award SET amount = 12345.5",
    "DELETE FROM award",
    "UPDATE third_place SET position = NULL, position_precision = NULL",
    "DELETE FROM third_place WHERE id % 3 = 0",
    "UPDATE organisation SET equipment_status = 'unequipped'",
    "DELETE FROM organisation_need",
    "DELETE FROM organisation WHERE id % 3 = 0",
    "UPDATE region SET name = name || '!'",
    "UPDATE equipment_type SET label_en = label_en || '!'",
)


def rows(url: str) -> dict[str, list[tuple[object, ...]]]:
    return {name: execute(url, statement) for name, statement in ROWS.items()}


def test_every_change_reaches_them(own_demonstration_url: str) -> None:
    before = rows(own_demonstration_url)
    for change in CHANGES:
        execute(own_demonstration_url, change)
        followed = rows(own_demonstration_url)
        execute(own_demonstration_url, "SELECT collect_third_places(), collect_organisations()")
        assert followed == rows(own_demonstration_url), change
        assert followed != before, change
        before = followed


def test_they_hold_what_the_listings_hold(demonstration_url: str) -> None:
    for listing, collection in (
        ("third_place_listing", "collection_third_place"),
        ("organisation_listing", "collection_organisation"),
    ):
        ((missing,),) = execute(
            demonstration_url,
            f"SELECT count(*) FROM {listing} FULL JOIN {collection} USING (public_id)"  # noqa: S608 - our names
            f" WHERE {listing}.public_id IS NULL OR {collection}.public_id IS NULL",
        )
        assert missing == 0
    ((items,),) = execute(
        demonstration_url, "SELECT sum(cardinality(equipment_ids)) FROM third_place_listing"
    )
    ((features,),) = execute(demonstration_url, "SELECT count(*) FROM collection_equipment")
    assert items == features > 0


@pytest.mark.parametrize("table", ["commune", "epci", "department", "region"])
def test_a_change_of_territories_is_a_new_version(own_demonstration_url: str, table: str) -> None:
    version = "SELECT version FROM directory_state"
    (before,) = execute(own_demonstration_url, version)
    with psycopg.connect(libpq_url(own_demonstration_url)) as connection:
        connection.execute(f"INSERT INTO epci (code, name) VALUES ('200000001', 'CC') ON CONFLICT DO NOTHING")  # noqa: F541
        connection.execute(f"UPDATE {table} SET population = coalesce(population, 0) + 1")  # noqa: S608 - our names
    (after,) = execute(own_demonstration_url, version)
    assert after > before
