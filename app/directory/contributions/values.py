"""Values of places that people may state: their fields and checks."""

from collections.abc import Mapping
from typing import Any

TEXTS = {"name": 200, "address": 300, "city": 100, "description": 5000}
"""Free texts, with the most characters that each takes. A name cannot be taken away."""
LINKS = ("website", "booking_page", "accessibility_page")
"""Addresses on the web; the second to book, the third of the place's description at acceslibre."""
FIELDS = (
    *TEXTS, *LINKS, "kind", "status", "postcode", "commune_code", "latitude", "longitude", "email", "telephone",
    "opening_hours", "wheelchair", "manager_kind", "siret", "fees", "equipment",
)  # fmt: skip
"""Fields that `change_place` and `create_place` take. `latitude` and `longitude`: degrees, WGS 84, both or
neither; `opening_hours`: OpenStreetMap syntax; `telephone`: as people type it; `fees`: words of the national
standard (`Gratuit`, ...); the other codes are those of `third_places.vocabulary`."""
EQUIPMENT_FIELDS = ("quantity", "seats", "shareable", "conditions", "price")


class InvalidValuesError(ValueError):
    """Values that cannot be used; nothing was changed."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{field}: {code}" for field, code in errors.items()))
        self.errors = dict(errors)
        """Code by field, one of `ERRORS`; `equipment.TYPE.FIELD` for an item's."""


ERRORS: Mapping[str, str] = {
    "unknown_field": "There is no such field.",
    "required": "Give a value.",
    "not_text": "Give a text.",
    "too_long": "The text is too long.",
    "not_a_choice": "Give one of the values of the vocabulary.",
    "not_a_number": "Give a number.",
    "out_of_range": "The number is out of range.",
    "not_a_link": "Give an address of the web, such as https://example.fr.",
    "not_an_address": "Give an e-mail address, such as contact@example.fr.",
    "not_a_telephone": "Give a telephone number, such as 01 23 45 67 89.",
    "not_hours": "Give the hours in OpenStreetMap's syntax, such as Mo-Fr 09:00-18:00.",
    "not_a_siret": "Give the fourteen digits of a SIRET.",
    "not_a_postcode": "Give the five digits of a postcode.",
    "commune_unknown": "No commune of this name has this postcode.",
    "far_from_commune": "The position lies far from the commune: mend one of the two.",
    "position_incomplete": "Give latitude and longitude, both or neither.",
}
"""Sentence of each code, for the API; pages have their own."""


def checked(values: Mapping[str, object]) -> dict[str, Any]:
    """Return values as the tables hold them.

    Raises
    ------
    InvalidValuesError
        When any cannot be used.

    """
    raise NotImplementedError
