"""SQL conditions of the filters of organisations, on their listing."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from app.directory.changes.queries import UPDATED_SINCE, is_updated_since
from app.directory.changes.schemas import as_utc_text
from app.directory.changes.vocabulary import ORGANISATIONS as CHANGES_OF_ORGANISATIONS
from app.directory.common.conditions import located
from app.directory.organisations.fields import QUERYABLES
from app.directory.organisations.models import Organisation
from app.directory.organisations.models import OrganisationListing as Listing
from app.platform.database.conditions import Column, Condition, codes_array, equals, is_any
from app.platform.listings.selection import Resource


def any_record_has(column: Column, name: str) -> Condition:
    """Return whether one of the records that a site is shown from has the identifier."""
    shown = func.coalesce(Organisation.merged_into, Organisation.id)
    return Listing.organisation_id.in_(select(shown).where(equals(column, name)))


CONDITIONS = {
    "siret": lambda: equals(Listing.siret, "siret"),
    "nda": lambda: any_record_has(Organisation.nda, "nda"),
    "uai": lambda: any_record_has(Organisation.uai, "uai"),
    UPDATED_SINCE: lambda: is_updated_since(CHANGES_OF_ORGANISATIONS, Listing),
    **located(Listing),
}
VOCABULARY_CONDITIONS = {
    "equipment": lambda codes: Listing.need_codes.contains(codes_array(codes)),
    "kind": lambda codes: is_any(Listing.kind, codes),
    "status": lambda codes: is_any(Listing.status, codes),
    "equipment_status": lambda codes: is_any(Listing.equipment_status, codes),
}

SHOWN_UNDER = """
SELECT shown.public_id FROM organisation AS member JOIN organisation AS shown ON shown.id = member.merged_into
WHERE member.public_id = %(public_id)s
"""
"""The public id of the site under which a record is shown, by the record's own."""


def add_moment(validated: Mapping[str, Any], values: dict[str, Any]) -> None:
    """Write the moment since when changes are asked for as a parameter."""
    if UPDATED_SINCE in validated:
        values[UPDATED_SINCE] = as_utc_text(validated[UPDATED_SINCE])


ORGANISATIONS = Resource(
    Listing, CONDITIONS, VOCABULARY_CONDITIONS, QUERYABLES, complete=add_moment, shown_under=SHOWN_UNDER
)
