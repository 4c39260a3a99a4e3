"""What the filters of third places mean, as conditions on their listing."""

from sqlalchemy import Text, bindparam, cast, func, literal_column, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.types import Boolean

from app.db.conditions import Condition
from app.features.selection import Resource
from app.third_places.models import ThirdPlaceListing as Listing

NO_CODES = literal_column("'{}'::text[]")


def offers(codes: str = "equipment") -> Condition:
    """Return whether a place offers every type (or group) in the parameter `codes`.

    The one predicate of list, exports and matches: whatever is not marked as not shareable.
    """
    return Listing.equipment_codes.contains(cast(bindparam(codes), ARRAY(Text)))


def offers_anything() -> Condition:
    """Return whether a place offers any equipment at all."""
    return Listing.equipment_codes != NO_CODES


def is_open() -> Condition:
    """Return whether the place's known hours include `open_at`, in its own time zone.

    Unknown hours are not open. The parameter `open_at` is a time with an offset; `open_local` is a
    local time, the same on every clock. One of them is null.
    """
    local = func.coalesce(
        cast(bindparam("open_local"), TIMESTAMP(timezone=False)),
        func.timezone(Listing.timezone, cast(bindparam("open_at"), TIMESTAMP(timezone=True))),
    )
    return type_coerce(func.is_open_at(Listing.third_place_id, Listing.open_minutes, local), Boolean)


def _equals(column: object, name: str) -> Condition:
    return column == cast(bindparam(name), Text)  # type: ignore[return-value]


CONDITIONS = {
    "equipment": offers,
    "programme": lambda: Listing.programme_codes.contains(cast(bindparam("programme"), ARRAY(Text))),
    "funded": lambda: (Listing.programme_codes != NO_CODES) == cast(bindparam("funded"), Boolean),
    "kind": lambda: Listing.kind == func.any(cast(bindparam("kind"), ARRAY(Text))),
    "status": lambda: Listing.status == func.any(cast(bindparam("status"), ARRAY(Text))),
    "region": lambda: _equals(Listing.region_code, "region"),
    "department": lambda: _equals(Listing.department_code, "department"),
    "epci": lambda: _equals(Listing.epci_code, "epci"),
    "commune": lambda: _equals(Listing.commune_code, "commune"),
    "wheelchair": lambda: Listing.wheelchair == func.any(cast(bindparam("wheelchair"), ARRAY(Text))),
    "licence": lambda: _equals(Listing.licence, "licence"),
    "open_at": is_open,
}

THIRD_PLACES = Resource(Listing, CONDITIONS)
