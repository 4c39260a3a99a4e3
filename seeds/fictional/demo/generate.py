"""The demonstration as a whole: a pure function of its seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from app.directory.common.france import DEPARTMENTS, REGIONS
from seeds.fictional.demo.geography import Town, towns
from seeds.fictional.demo.grants import make_grants
from seeds.fictional.demo.organisations import make_organisations
from seeds.fictional.demo.places import make_places
from seeds.fictional.demo.plan_axes import make_offers, make_projects
from seeds.reading.records import (
    CommuneRecord,
    GrantRecord,
    OrganisationRecord,
    Origin,
    PlaceRecord,
    ProjectRecord,
    SupportOfferRecord,
)

DEFAULT_SEED = 2026
CAPITAL = "75056"
SEATS = frozenset(fact.seat for fact in REGIONS)
THOUSANDS: Mapping[str, tuple[int, int]] = {
    "capital": (2000, 2000),
    "seat": (200, 500),
    "prefecture": (40, 150),
    "subprefecture": (20, 50),
}
"""Fewest and most thousands of people of a town, by its rank: invented, and so round that it shows.

Maps name the most populous towns first, and look wrong without those that everybody looks for.
"""


@dataclass(frozen=True, slots=True)
class Demonstration:
    """Real towns with invented numbers of people; fictional places, organisations and the rest."""

    communes: list[CommuneRecord]
    places: list[PlaceRecord]
    organisations: list[OrganisationRecord]
    projects: list[ProjectRecord]
    offers: list[SupportOfferRecord]
    grants: list[GrantRecord]


def demonstration(seed: int = DEFAULT_SEED) -> Demonstration:
    """Return the demonstration; the same seed gives the same records on every machine."""
    by_department = _towns_by_department()
    places = make_places(_stream(seed, "places"), by_department)
    managed, grants = make_grants(_stream(seed, "grants"), places)
    # A stream of its own for each collection: a change in one leaves the other as it was.
    return Demonstration(
        communes=[_commune(town) for town in towns()],
        places=managed,
        organisations=make_organisations(_stream(seed, "organisations"), by_department),
        projects=make_projects(_stream(seed, "projects"), by_department),
        offers=make_offers(_stream(seed, "offers"), by_department),
        grants=grants,
    )


def _stream(seed: int, name: str) -> Random:
    return Random(f"{seed}/{name}")  # noqa: S311 - nothing secret is drawn


def _towns_by_department() -> Mapping[str, Sequence[Town]]:
    by_department: dict[str, list[Town]] = {fact.code: [] for fact in DEPARTMENTS}
    for town in towns():
        by_department[town.department].append(town)
    return by_department


def _commune(town: Town) -> CommuneRecord:
    regions = {fact.code: fact.region_code for fact in DEPARTMENTS}
    return CommuneRecord(
        origin=Origin(line_number=None, row={}),
        code=town.insee,
        name=town.name,
        type="commune",
        postcodes=(town.postcode,),
        population=invented_population(town),
        department_code=town.department,
        region_code=regions[town.department],
        latitude=town.latitude,
        longitude=town.longitude,
    )


def invented_population(town: Town) -> int:
    """Return the number of people that a town has in every demonstration, whatever the seed."""
    fewest, most = THOUSANDS[_rank_by_people(town)]
    return 1000 * Random(f"people/{town.insee}").randint(fewest, most)  # noqa: S311 - nothing secret is drawn


def _rank_by_people(town: Town) -> str:
    if town.insee == CAPITAL:
        return "capital"
    return "seat" if town.insee in SEATS else town.rank
