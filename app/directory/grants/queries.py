"""SQL conditions of the filters of grants, on their listing; sums by year, funder and territory."""

from sqlalchemy import Integer, bindparam, cast

from app.directory.changes.queries import UPDATED_SINCE, is_updated_since
from app.directory.changes.vocabulary import GRANTS as CHANGES_OF_GRANTS
from app.directory.grants.fields import QUERYABLES
from app.directory.grants.models import GrantListing as Listing
from app.directory.grants.vocabulary import DEPARTMENT, FUNDER, REGION, YEAR
from app.platform.database.conditions import equals, has
from app.platform.listings.selection import Resource

CONFIRMED = "confirmed_place"

CONDITIONS = {
    "year": lambda: Listing.year == cast(bindparam("year"), Integer),
    "funder": lambda: equals(Listing.funder_siret, "funder"),
    "siret": lambda: equals(Listing.siret, "siret"),
    "third_place": lambda: has(Listing.third_places, "third_place"),
    CONFIRMED: lambda: equals(Listing.confirmed_place, CONFIRMED),
    UPDATED_SINCE: lambda: is_updated_since(CHANGES_OF_GRANTS, Listing),
    "region": lambda: has(Listing.region_codes, "region"),
    "department": lambda: has(Listing.department_codes, "department"),
    "licence": lambda: equals(Listing.licence, "licence"),
}

GRANTS = Resource(Listing, CONDITIONS, {}, QUERYABLES)


_GROUPS = {
    YEAR: ("listing.year::text", "listing.year::text", ""),
    FUNDER: ("coalesce(listing.funder_siret, listing.funder)", "listing.funder", ""),
    REGION: ("region.code", "region.name", "LEFT JOIN region ON region.code = ANY (listing.region_codes)"),
    DEPARTMENT: (
        "department.code",
        "department.name",
        "LEFT JOIN department ON department.code = ANY (listing.department_codes)",
    ),
}
"""Code, name and join by what sums are grouped by."""


def sums_sql(by: str) -> str:
    """Return the SQL of code, name, grants, those with an amount, and euros of each group.

    Parameters `region`, `department`, `year` and `funder`, each null for all. A grant counts in each
    territory that it reaches, so that they do not add up; code and name are null for what is not known.
    """
    code, name, join = _GROUPS[by]
    return f"""
    SELECT {code}, max({name}), count(*), count(listing.amount), coalesce(sum(listing.amount), 0)
    FROM grant_listing AS listing {join}
    WHERE (%(region)s::text IS NULL OR %(region)s = ANY (listing.region_codes))
      AND (%(department)s::text IS NULL OR %(department)s = ANY (listing.department_codes))
      AND (%(year)s::integer IS NULL OR %(year)s = listing.year)
      AND (%(funder)s::text IS NULL OR %(funder)s = listing.funder_siret)
    GROUP BY 1 ORDER BY 1 NULLS LAST
    """  # noqa: S608 - our own text
