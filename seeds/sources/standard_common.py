"""Fields that the national standard and data·inclusion share: address, position, telephone."""

from app.directory.common.telephones import telephone
from seeds.reading.base import Fields
from seeds.reading.normalise.postal import commune_code, has_house_number, postcode, street_address
from seeds.reading.records import LocationRecord


def standard_location(fields: Fields) -> LocationRecord:
    """Return address and position; `address` is the precision where it has a house number, else `street`.

    Raises
    ------
    RowRefusedError
        When the coordinates cannot be used.

    """
    position = fields.position()
    code = fields.optional("code_postal", postcode, "postcode_unreadable")
    address = fields.text("adresse")
    precision = "address" if address and has_house_number(address) else "street"
    return LocationRecord(
        address=street_address(address, code) if address else None,
        postcode=code,
        city=fields.text("commune"),
        commune_code=fields.optional("code_insee", commune_code, "commune_code_unreadable"),
        latitude=position.latitude if position else None,
        longitude=position.longitude if position else None,
        position_precision=precision if position else None,
    )


def standard_telephone(fields: Fields, location: LocationRecord) -> str | None:
    """Return the telephone number, read as one dials where the place is."""
    return fields.optional(
        "telephone", lambda text: telephone(text, postcode=location.postcode), "telephone_unreadable"
    )
