"""The collections follow the directory, whatever changes it."""

import json

import psycopg
import pytest
from sqlalchemy import select
from support.databases import migrate
from support.rows import Rows, execute
from support.schema import restore_0015

from app.directory.common.listed import CollectedOrganisation, CollectedThirdPlace, Flat
from app.migrations.reference_rows import sync_reference_rows
from app.platform.database.base import Base
from app.platform.database.connection import libpq_url, make_engine, to_sql
from app.publishing.ogc.features.catalogue.organisations import FLAT_ORGANISATION
from app.publishing.ogc.features.catalogue.third_places import FLAT_THIRD_PLACE

pytestmark = pytest.mark.slow

ROWS = {
    "third_place": "SELECT * FROM collection_third_place ORDER BY public_id",
    "equipment": "SELECT * FROM collection_equipment ORDER BY public_id",
    "organisation": "SELECT * FROM collection_organisation ORDER BY public_id",
}
CHANGES = (
    "UPDATE third_place SET name = upper(name)",
    "UPDATE equipment SET quantity = 41",
    "UPDATE equipment SET confidence = 0.456",
    "DELETE FROM equipment WHERE type_code = 'printer_3d'",
    "UPDATE award SET amount = 12345.5",
    "DELETE FROM award",
    "UPDATE third_place SET position = NULL, position_precision = NULL",
    "UPDATE third_place SET merged_into = 1 WHERE id BETWEEN 2 AND 5",
    "UPDATE third_place SET merged_into = NULL WHERE id BETWEEN 2 AND 3",
    "DELETE FROM third_place WHERE id % 3 = 0",
    "UPDATE organisation SET equipment_status = 'unequipped'",
    "DELETE FROM organisation_need",
    "DELETE FROM organisation WHERE id % 3 = 0",
    "UPDATE region SET name = name || '!'",
    "UPDATE equipment_type SET label_en = label_en || '!'",
)
REWRITE = """
TRUNCATE third_place_listing, third_place_licence_listing, organisation_listing CASCADE;
SELECT refresh_third_place_listing(), refresh_organisation_listing()
"""
FEATURES = """
SELECT public_id, feature_head || feature_tail FROM collection_{0} ORDER BY 1
"""


LISTED = """
SELECT public_id, feature_head || feature_tail, search_text FROM third_place_under_licence
UNION ALL SELECT public_id, feature_head || feature_tail, search_text FROM third_place_listing
UNION ALL SELECT public_id, feature_head || feature_tail, search_text FROM organisation_listing ORDER BY 1, 2
"""


def fill(rows: Rows) -> None:
    """Write three places, one of two records, two of them shown as one, and two organisations."""
    rows.commune("75056", "Paris")
    rows.place(
        public_id="tl-1",
        equipment=[
            {"type_code": "wifi", "quantity": 3, "confidence": 0.456},
            {"type_code": "cnc", "shareable": "no"},
        ],
        awards=["deffinov", {"programme_code": "deffinov", "year": 2021, "amount": "1234.10"}],
        hours="Mo 09:00-10:00",
        commune_code="75056",
        description='"Là" ; ici',
        telephone="+33123456789",
        equipment_absent=["laser_cutter"],
    )
    rows.place(merged_into=rows.id_of("tl-1"), source="other", equipment=["printer_3d", "wifi"])
    rows.place(public_id="tl-2", licence="ODbL-1.0", equipment=["wifi"])
    rows.place(public_id="tl-3", shown_with=rows.id_of("tl-2"), source="third", equipment=["cnc"])
    rows.place(None, public_id="tl-4", status="closed")
    rows.organisation(
        needs=["wifi", {"type_code": "cnc", "learners": 4}], networks=["un", "deux"], qualiopi=True
    )
    rows.organisation(None, plans_to_invest=False)


def rows(url: str) -> dict[str, list[tuple[object, ...]]]:
    return {name: execute(url, statement) for name, statement in ROWS.items()}


def features(url: str) -> dict[str, list[tuple[object, ...]]]:
    return {name: execute(url, FEATURES.format(name)) for name in ROWS}


def test_every_change_reaches_them(own_demonstration_url: str) -> None:
    """What they are after all changes is what they are when the listings are written anew."""
    before = rows(own_demonstration_url)
    for change in CHANGES:
        execute(own_demonstration_url, change)
        followed = rows(own_demonstration_url)
        assert followed != before, change
        before = followed
    execute(own_demonstration_url, REWRITE)
    assert rows(own_demonstration_url) == before


@pytest.mark.parametrize("name", ROWS)
def test_a_feature_says_what_its_columns_say(demonstration_url: str, name: str) -> None:
    statement = (
        f"SELECT feature_tail, to_jsonb(one) - '{{public_id,position}}'::text[] FROM collection_{name} AS one"  # noqa: S608 - our names
    )
    for tail, columns in execute(demonstration_url, statement):
        properties = json.loads("{" + tail[:-1])
        assert properties == {key: columns[key] for key in properties}
        assert set(columns) - set(properties) <= {
            "third_place_id",
            "equipment_id",
            "organisation_id",
            "feature_head",
            "feature_tail",
        }


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
    ((equipment,),) = execute(demonstration_url, "SELECT count(*) FROM collection_equipment")
    assert items == equipment > 0


def as_said_at_0015(url: str) -> list[tuple[object, ...]]:
    """Return the listings' Features without what later revisions say besides, each with its words."""
    said = []
    for public_id, text, words in execute(url, LISTED):
        properties = json.loads(str(text))["properties"]
        for later in ("confirmed_at", "support"):
            properties.pop(later, None)
        for item in properties.get("equipment") or ():
            item.pop("terms", None)
        said.append((public_id, json.dumps(properties, sort_keys=True), words))
    return sorted(said, key=str)


def test_a_directory_of_before_answers_the_same_after_the_upgrade(bare_url: str) -> None:
    """Of revision 0015, in which collections were tables of their own, kept by triggers."""
    restore_0015(bare_url)
    engine = make_engine(bare_url)
    with engine.begin() as connection:
        sync_reference_rows(connection)
    with Rows.into(bare_url) as made:
        fill(made)
    kept = features(bare_url)
    listed = as_said_at_0015(bare_url)
    assert [len(of_one) for of_one in kept.values()] == [3, 5, 2]
    migrate(bare_url)
    engine.dispose()
    # Places say since when they are confirmed, which nobody has done here.
    kept["third_place"] = [(key, f'{text[:-2]},"confirmed_at":null}}}}') for key, text in kept["third_place"]]
    # Equipment says its terms of use, of which nobody has stated any here.
    terms = (
        "qualification", "supervised", "minimum_age", "price_hour", "price_half_day", "price_day",
        "consumables", "out_of_order_until",
    )  # fmt: skip
    added = "".join(f'"{name}":null,' for name in terms)
    kept["equipment"] = [
        (key, text.replace('"raw_text"', f'{added}"raw_text"')) for key, text in kept["equipment"]
    ]
    assert features(bare_url) == kept
    assert as_said_at_0015(bare_url) == listed
    execute(bare_url, "UPDATE third_place SET name = 'Autre' WHERE public_id = 'tl-4'")
    named = "SELECT name FROM collection_third_place WHERE public_id = 'tl-4'"
    assert execute(bare_url, named) == [("Autre",)]


@pytest.mark.parametrize("table", ["commune", "epci", "department", "region"])
def test_a_change_of_territories_is_a_new_version(own_demonstration_url: str, table: str) -> None:
    version = "SELECT version FROM directory_state"
    (before,) = execute(own_demonstration_url, version)
    with psycopg.connect(libpq_url(own_demonstration_url)) as connection:
        connection.execute(f"INSERT INTO epci (code, name) VALUES ('200000001', 'CC') ON CONFLICT DO NOTHING")  # noqa: F541
        connection.execute(f"UPDATE {table} SET population = coalesce(population, 0) + 1")  # noqa: S608 - our names
    (after,) = execute(own_demonstration_url, version)
    assert after > before


@pytest.mark.parametrize(
    ("flat", "view", "key"),
    [
        (FLAT_THIRD_PLACE, CollectedThirdPlace, "third_place_id"),
        (FLAT_ORGANISATION, CollectedOrganisation, "organisation_id"),
    ],
)
def test_a_view_and_its_columns_from_the_listing_are_the_same(
    demonstration_url: str, flat: Flat, view: type[Base], key: str
) -> None:
    names = [name for name in view.__table__.columns.keys() if name != "position"]  # noqa: SIM118 - the keys
    read = to_sql(select(*(getattr(flat, name).label(name) for name in names)).order_by(getattr(flat, key)))
    assert "collection_" not in read.split("FROM")[1]
    written = to_sql(select(*(getattr(view, name) for name in names)).order_by(getattr(view, key)))
    rows = execute(demonstration_url, read)
    assert rows == execute(demonstration_url, written)
    assert len(rows) > 100
