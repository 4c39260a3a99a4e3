"""Values of places that people may state: their fields and checks."""

from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

import phonenumbers

from app.directory.common.personal import without_contacts
from app.directory.equipment.terms import are_terms
from app.directory.equipment.vocabulary import TYPE_CODES
from app.directory.organisations.identifiers import siret
from app.directory.third_places.mediation_numerique import CHOICES
from app.directory.third_places.opening_hours import expand
from app.directory.third_places.vocabulary import KIND_CODES, MANAGER_KINDS, SHAREABLE, STATUSES, WHEELCHAIR
from app.platform import clock
from app.platform.mail.addresses import is_address, normalised

TEXTS = {"name": 200, "address": 300, "city": 100, "description": 5000}
"""Free texts, with the most characters that each takes."""
LINKS = ("website", "booking_page", "accessibility_page")
"""Addresses on the web; the second to book, the third of the place's description at acceslibre."""
CODES: Mapping[str, Collection[str]] = {
    "kind": KIND_CODES,
    "status": STATUSES,
    "wheelchair": WHEELCHAIR,
    "manager_kind": MANAGER_KINDS,
    "fees": CHOICES["frais_a_charge"],
}
NEEDED = frozenset({"name", "kind", "status"})
"""Fields that cannot be taken away."""
POINT = {"latitude": 90.0, "longitude": 180.0}
FIELDS = (
    *TEXTS, *LINKS, *CODES, *POINT, "postcode", "commune_code", "email", "telephone", "opening_hours",
    "siret", "equipment",
)  # fmt: skip
"""Fields that `change_place` and `create_place` take. `latitude` and `longitude`: degrees, WGS 84, both or
neither; `opening_hours`: OpenStreetMap syntax; `telephone`: as people type it; `fees`: words of the national
standard (`Gratuit`, ...); the other codes are those of `third_places.vocabulary`."""
STANDARD = {
    "email": "courriels",
    "booking_page": "prise_rdv",
    "accessibility_page": "fiche_acces_libre",
    "fees": "frais_a_charge",
}
"""Fields that stand in the national standard's, by its names."""
LOCATION = ("address", "postcode", "city", "commune_code", "latitude", "longitude")
"""Fields that are stated together: who says one has seen the others."""
EQUIPMENT_FIELDS = ("quantity", "seats", "shareable", "conditions", "price", "terms")
LONGEST_CONDITIONS = 1000
MOST = 100_000
"""Pieces of equipment, or seats."""
LONGEST_LINK = 500
LONGEST_HOURS = 1000
POSTCODE_DIGITS = 5

ERRORS: Mapping[str, str] = {
    "unknown_field": "There is no such field.",
    "required": "Give a value.",
    "not_text": "Give a text.",
    "too_long": "The text is too long.",
    "not_a_choice": "Give one of the values of the vocabulary.",
    "not_a_number": "Give a number.",
    "not_terms": "Give an object of the terms of use, each in its form.",
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


class InvalidValuesError(ValueError):
    """Values that cannot be used; nothing was changed."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{field}: {code}" for field, code in errors.items()))
        self.errors = dict(errors)
        """Code by field, one of `ERRORS`; `equipment.TYPE.FIELD` for an item's."""


class _RefusedError(ValueError):
    """A value that cannot be used; its text is the code."""


def checked(values: Mapping[str, object]) -> dict[str, Any]:
    """Return values as the tables hold them.

    Raises
    ------
    InvalidValuesError
        When any cannot be used.

    """
    result: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for field, value in values.items():
        if field == "equipment":
            result[field] = _equipment(value, errors)
            continue
        try:
            result[field] = _checked(field, value)
        except _RefusedError as error:
            errors[field] = str(error)
    if (result.get("latitude") is None) != (result.get("longitude") is None) and not errors:
        errors["latitude"] = "position_incomplete"
    if errors:
        raise InvalidValuesError(errors)
    return result


def _checked(field: str, value: object) -> Any:  # noqa: ANN401 - as the column
    if field not in FIELDS:
        raise _RefusedError("unknown_field")
    if value is None or (isinstance(value, str) and not value.strip()):
        if field in NEEDED:
            raise _RefusedError("required")
        return None
    if field in POINT:
        return _number(value, POINT[field])
    if not isinstance(value, str):
        raise _RefusedError("not_text")
    text = value.replace("\x00", "").strip()
    if field in CODES:
        if text not in CODES[field]:
            raise _RefusedError("not_a_choice")
        return text
    if field in TEXTS:
        return _text(text, TEXTS[field])
    return _link(text) if field in LINKS else _FORMS[field](text)


def _text(text: str, longest: int) -> str:
    """Return a text without the contacts of people: those of the place have their own fields."""
    if len(text) > longest:
        raise _RefusedError("too_long")
    return without_contacts(text)


def _number(value: object, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _RefusedError("not_a_number")
    if not -most <= value <= most:
        raise _RefusedError("out_of_range")
    return float(value)


def _link(text: str) -> str:
    link = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(link)
    except ValueError:
        raise _RefusedError("not_a_link") from None
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or "." not in host or " " in link or "@" in parts.netloc:
        raise _RefusedError("not_a_link")
    if len(link) > LONGEST_LINK:
        raise _RefusedError("too_long")
    return link


def _telephone(text: str) -> str:
    try:
        number = phonenumbers.parse(text, "FR")
    except phonenumbers.NumberParseException:
        raise _RefusedError("not_a_telephone") from None
    if not phonenumbers.is_possible_number(number):
        raise _RefusedError("not_a_telephone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _email(text: str) -> str:
    if not is_address(text):
        raise _RefusedError("not_an_address")
    return normalised(text)


def _hours(text: str) -> str:
    if len(text) > LONGEST_HOURS:
        raise _RefusedError("too_long")
    try:
        expand(text, "Europe/Paris", clock.now().date(), 7)
    except ValueError:
        raise _RefusedError("not_hours") from None
    return text


def _siret(text: str) -> str:
    try:
        return siret(text)
    except ValueError:
        raise _RefusedError("not_a_siret") from None


def _postcode(text: str) -> str:
    if len(text) != POSTCODE_DIGITS or not (text.isascii() and text.isdigit()):
        raise _RefusedError("not_a_postcode")
    return text


_FORMS: Mapping[str, Callable[[str], str]] = {
    "telephone": _telephone,
    "email": _email,
    "opening_hours": _hours,
    "siret": _siret,
    "postcode": _postcode,
    "commune_code": str,
}


def _equipment(value: object, errors: dict[str, str]) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        errors["equipment"] = "not_a_choice"
        return {}
    result: dict[str, Any] = {}
    for code, item in value.items():
        if code not in TYPE_CODES:
            errors[f"equipment.{code}"] = "not_a_choice"
        elif item is None:
            result[code] = None
        elif isinstance(item, Mapping):
            result[code] = _item(str(code), item, errors)
        else:
            errors[f"equipment.{code}"] = "not_a_choice"
    return result


def _item(code: str, item: Mapping[str, object], errors: dict[str, str]) -> dict[str, Any]:
    result: dict[str, Any] = {"shareable": "unknown", "terms": {}}
    for field, value in item.items():
        try:
            result[field] = _terms(value) if field == "terms" else _of_item(field, value)
        except _RefusedError as error:
            errors[f"equipment.{code}.{field}"] = str(error)
    return {field: result.get(field) for field in EQUIPMENT_FIELDS}


def _terms(value: object) -> dict[str, Any]:
    if not are_terms(value):
        raise _RefusedError("not_terms")
    return dict(value) if isinstance(value, Mapping) else {}


def _of_item(field: str, value: object) -> Any:  # noqa: ANN401 - as the column
    if field not in EQUIPMENT_FIELDS:
        raise _RefusedError("unknown_field")
    if field == "shareable":
        if value not in SHAREABLE:
            raise _RefusedError("not_a_choice")
        return value
    if value is None or value == "":
        return None
    if field in {"quantity", "seats"}:
        if isinstance(value, bool) or not isinstance(value, int):
            raise _RefusedError("not_a_number")
        if not 0 < value <= MOST:
            raise _RefusedError("out_of_range")
        return value
    if not isinstance(value, str):
        raise _RefusedError("not_text")
    return _text(value.replace("\x00", "").strip(), LONGEST_CONDITIONS) or None
