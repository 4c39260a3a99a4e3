"""What the filters of organisations mean, as conditions on their listing."""

from app.db.conditions import codes_array, equals, is_any
from app.features.selection import Resource
from app.organisations.models import OrganisationListing as Listing

CONDITIONS = {
    "siret": lambda: equals(Listing.siret, "siret"),
    "nda": lambda: equals(Listing.nda, "nda"),
    "uai": lambda: equals(Listing.uai, "uai"),
    "region": lambda: equals(Listing.region_code, "region"),
    "department": lambda: equals(Listing.department_code, "department"),
    "epci": lambda: equals(Listing.epci_code, "epci"),
    "commune": lambda: equals(Listing.commune_code, "commune"),
    "licence": lambda: equals(Listing.licence, "licence"),
}
VOCABULARY_CONDITIONS = {
    "equipment": lambda codes: Listing.need_codes.contains(codes_array(codes)),
    "kind": lambda codes: is_any(Listing.kind, codes),
    "status": lambda codes: is_any(Listing.status, codes),
    "equipment_status": lambda codes: is_any(Listing.equipment_status, codes),
}

ORGANISATIONS = Resource(Listing, CONDITIONS, VOCABULARY_CONDITIONS)
