"""Common and rare equipment are both found without walking the whole directory. Plans, not times."""

import pytest
from sqlalchemy import text
from support.databases import Databases
from support.plans import Plan, explain

from app.directory.matching.criteria import Criteria, Need, Requirements
from app.directory.matching.queries import matches_sql
from app.directory.matching.service import selection_of
from app.directory.third_places.queries import THIRD_PLACES
from app.platform.database.connection import make_engine
from app.platform.listings.queries import page_sql
from seeds.fictional.scale.load import generate

pytestmark = pytest.mark.slow

PLACES = 20_000
ORIGINS = {"Paris": (2.35, 48.85), "the Creuse": (2.0, 46.0), "Mayotte": (45.2, -12.8)}
NEEDS = {
    "common": (Need("computer"),),
    "common, sized": (Need("computer", learners=12),),
    "rare": (Need("vr_headset"),),
    "rare, sized": (Need("vr_headset", learners=12),),
    "rare and common": (Need("computer"), Need("vr_headset")),
    "a group": (Need("immersive"),),
    "two rare": (Need("vr_headset"), Need("recording_studio")),
}


@pytest.fixture(scope="module")
def generated_url(all_databases: Databases, empty_template: str) -> str:
    """A directory of generated places, spread like the population."""

    def fill(url: str) -> None:
        engine = make_engine(url)
        generate(
            engine, places=PLACES, organisations=0, seed=2026, beside_published=False, notify=lambda _: None
        )
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE third_place_listing"))
        engine.dispose()

    return all_databases.shared(all_databases.template("tpl_generated", fill, based_on=empty_template))


def plan_of(url: str, needs: tuple[Need, ...], at: tuple[float, float], max_km: float = 50.0) -> Plan:
    criteria = Criteria(
        latitude=at[1], longitude=at[0], requirements=Requirements(needs), limit=5, max_km=max_km
    )
    shape, parameters = selection_of(criteria)
    return explain(url, matches_sql(shape, criteria.limit), parameters, reuse_plan=shape.has_one_plan)


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("name", NEEDS)
def test_few_rows_are_looked_at(generated_url: str, name: str, origin: str) -> None:
    plan = plan_of(generated_url, NEEDS[name], ORIGINS[origin])
    assert plan.indexes, "an index is used"
    assert plan.rows_read <= PLACES / 10, (plan.rows_read, plan.indexes)


NEARBY = "ix_third_place_listing_position_equipment"
# They fetch the places found, and their equipment, by their ids; the last has only what is out of order.
BESIDE = {"uq_third_place_listing_public_id", "pk_equipment", "ix_equipment_out_of_order"}
MOST_TAKEN = 30
"""What is looked at to be sure of the first few, and those fetched again by their ids."""


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("name", ["common", "rare", "a group", "rare and common", "two rare"])
def test_only_places_that_have_it_are_read(generated_url: str, name: str, origin: str) -> None:
    plan = plan_of(generated_url, NEEDS[name], ORIGINS[origin])
    assert set(plan.indexes) - BESIDE == {NEARBY}
    assert plan.rows_read <= MOST_TAKEN


def page_plan(url: str, at: tuple[float, float], limit: int, **others: object) -> Plan:
    asked = {"lat": at[1], "lon": at[0], "status": ["open", "planned"], **others}
    selection = THIRD_PLACES.selection(asked)
    sql = page_sql(THIRD_PLACES, selection.filters, limit)
    return explain(url, sql, selection.parameters, reuse_plan=selection.filters.has_one_plan)


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("equipment", [[], ["computer"], ["vr_headset"]], ids=str)
def test_planned_places_are_not_looked_for_while_open_ones_fill_the_page(
    generated_url: str, origin: str, equipment: list[str]
) -> None:
    others = {"equipment": equipment} if equipment else {}
    plan = page_plan(generated_url, ORIGINS[origin], 10, **others)
    # Where many stand at one point, what lies within the radius is read as well.
    assert set(plan.indexes) <= {NEARBY, "ix_third_place_listing_position"}
    assert plan.rows_read <= PLACES / 100


def test_planned_places_alone_are_not_looked_for_everywhere(generated_url: str) -> None:
    plan = page_plan(generated_url, ORIGINS["Paris"], 10, radius_km=0.001)
    assert plan.rows_read <= PLACES / 10
