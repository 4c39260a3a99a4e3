"""What the filters of organisations mean, as conditions on their listing."""

from sqlalchemy import Text, bindparam, cast, func
from sqlalchemy.dialects.postgresql import ARRAY

from app.db.conditions import Condition
from app.features.selection import Resource
from app.organisations.models import OrganisationListing as Listing


def _equals(column: object, name: str) -> Condition:
    return column == cast(bindparam(name), Text)  # type: ignore[return-value]


def _any(column: object, name: str) -> Condition:
    return column == func.any(cast(bindparam(name), ARRAY(Text)))  # type: ignore[return-value]


CONDITIONS = {
    "equipment": lambda: Listing.need_codes.contains(cast(bindparam("equipment"), ARRAY(Text))),
    "kind": lambda: _any(Listing.kind, "kind"),
    "status": lambda: _any(Listing.status, "status"),
    "equipment_status": lambda: _any(Listing.equipment_status, "equipment_status"),
    "siret": lambda: _equals(Listing.siret, "siret"),
    "nda": lambda: _equals(Listing.nda, "nda"),
    "uai": lambda: _equals(Listing.uai, "uai"),
    "region": lambda: _equals(Listing.region_code, "region"),
    "department": lambda: _equals(Listing.department_code, "department"),
    "epci": lambda: _equals(Listing.epci_code, "epci"),
    "commune": lambda: _equals(Listing.commune_code, "commune"),
    "licence": lambda: _equals(Listing.licence, "licence"),
}

ORGANISATIONS = Resource(Listing, CONDITIONS)
