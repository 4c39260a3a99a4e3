"""SQL conditions of the filters of offers of support, on their listing."""

from sqlalchemy import ColumnElement, Date, Text, bindparam, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from app.directory.changes.queries import UPDATED_SINCE, is_updated_since
from app.directory.changes.vocabulary import SUPPORT_OFFERS as CHANGES_OF_OFFERS
from app.directory.support_offers.fields import QUERYABLES
from app.directory.support_offers.models import SupportOfferListing as Listing
from app.directory.territories.models import Department
from app.platform.database.conditions import Condition, codes_array, equals, has, is_any
from app.platform.listings.selection import VALID_ON, Resource


def _departments(of: Condition) -> ColumnElement[list[str]]:
    codes = select(func.array_agg(Department.code)).where(of).scalar_subquery()
    return func.coalesce(codes, cast([], ARRAY(Text)))


def serves_region() -> Condition:
    """Return whether an offer serves the région `region`, or a département of it."""
    inside = _departments(equals(Department.region_code, "region"))
    return or_(
        Listing.is_national, has(Listing.region_codes, "region"), Listing.department_codes.overlap(inside)
    )


def serves_department() -> Condition:
    """Return whether an offer serves the département `department`, or the région that it lies in."""
    region = select(Department.region_code).where(equals(Department.code, "department")).scalar_subquery()
    return or_(
        Listing.is_national,
        has(Listing.department_codes, "department"),
        region == func.any(Listing.region_codes),
    )


def is_valid() -> Condition:
    """Return whether an offer holds on the day `valid_on`."""
    return or_(Listing.valid_until.is_(None), Listing.valid_until >= cast(bindparam(VALID_ON), Date))


CONDITIONS = {
    VALID_ON: is_valid,
    "region": serves_region,
    "department": serves_department,
    UPDATED_SINCE: lambda: is_updated_since(CHANGES_OF_OFFERS, Listing),
    "licence": lambda: equals(Listing.licence, "licence"),
}
VOCABULARY_CONDITIONS = {
    "need": lambda codes: Listing.needs.overlap(codes_array(codes)),
    "audience": lambda codes: or_(
        func.cardinality(Listing.audiences) == 0, Listing.audiences.overlap(codes_array(codes))
    ),
    "helper_kind": lambda codes: is_any(Listing.helper_kind, codes),
}

SUPPORT_OFFERS = Resource(Listing, CONDITIONS, VOCABULARY_CONDITIONS, QUERYABLES)

NAMED_NEEDS = """
SELECT DISTINCT ON (support.field) support.field, support.is_needed, listing.kind, listing.department_code,
  listing.region_code
FROM organisation_listing AS listing
JOIN organisation AS member ON listing.organisation_id = coalesce(member.merged_into, member.id)
JOIN organisation_support AS support ON support.organisation_id = member.id
WHERE listing.public_id = %(public_id)s AND member.vanished_at IS NULL
ORDER BY support.field, member.source_updated_on DESC NULLS LAST, member.id DESC
"""
"""The last answer of an organisation on each kind of support; its kind, département and région."""
