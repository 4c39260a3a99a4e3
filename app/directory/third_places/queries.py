"""SQL conditions of the filters of third places, on their listing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, cast, exists, func, literal_column, or_, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.orm import aliased
from sqlalchemy.types import Boolean

from app.directory.changes.queries import UPDATED_SINCE, is_updated_since
from app.directory.changes.schemas import as_utc_text
from app.directory.changes.vocabulary import THIRD_PLACES as CHANGES_OF_PLACES
from app.directory.common.conditions import located
from app.directory.equipment.models import Equipment
from app.directory.equipment.terms import PRICES
from app.directory.third_places.expanded_days import refuse_unexpanded
from app.directory.third_places.fields import QUERYABLES
from app.directory.third_places.models import ThirdPlace
from app.directory.third_places.models import ThirdPlaceListing as Listing
from app.directory.third_places.opening_periods import NOW, is_open_during
from app.platform import clock
from app.platform.database.conditions import Condition, codes_array, has, is_any
from app.platform.listings.selection import OPEN_AT, OPEN_DURING, OPEN_LOCAL, Filters, Resource, Selection

FREE_FEES, FREE_PRICE = """'(^|[|"[])Gratuit([|"]|$)'""", "'^ *([Gg]ratuit|[Ff]ree)'"
"""Regular expressions of SQL: of the national standard's `frais_a_charge`, and of a price."""
CONFIRMED_SINCE = "confirmed_since"
NO_CODES: ColumnElement[list[str]] = literal_column("'{}'::text[]")


def offers(codes: tuple[str, ...]) -> Condition:
    """Return whether a place offers every one of the types or groups.

    The one predicate of list, exports and matches. Offered is whatever is not marked as not shareable:
    `compose_third_places` (SQL, in `app/migrations/sql/current/functions/`) fills `equipment_codes` by it.
    """
    return Listing.equipment_codes.contains(codes_array(codes))


def offers_any(codes: tuple[str, ...]) -> Condition:
    """Return whether a place offers one of the types or groups."""
    return type_coerce(Listing.equipment_codes.overlap(codes_array(codes)), Boolean)


def is_free() -> Condition:
    """Return whether a place, or some of its equipment, is stated to cost nothing; reads no parameter."""
    # Aliases: the statement around it may read these tables too.
    place, item = aliased(ThirdPlace), aliased(Equipment)
    is_free_place = exists().where(
        place.id == Listing.third_place_id,
        place.standard["frais_a_charge"].astext.regexp_match(literal_column(FREE_FEES)),
    )
    has_free_item = exists().where(
        item.id == func.any(Listing.equipment_ids),
        or_(
            item.price.regexp_match(literal_column(FREE_PRICE)),
            *(item.terms.contains(literal_column(f"'{{\"{name}\": 0}}'::jsonb")) for name in PRICES),
        ),
    )
    return or_(is_free_place, has_free_item)


def offers_nearby(codes: tuple[str, ...]) -> Condition:
    """Return what `offers` does, for the index of positions that holds the equipment beside them."""
    return Listing.equipment_numbers.contains(numbers_of(codes))


def numbers_of(codes: tuple[str, ...]) -> ColumnElement[list[int]]:
    """Return what stands for the codes in `equipment_numbers`."""
    return func.equipment_numbers(codes_array(codes), type_=ARRAY(Integer))


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
    return type_coerce(func.is_open_at(Listing.hours_from_id, Listing.open_minutes, local), Boolean)


def planned_last(filters: Filters) -> Condition | None:
    """Return which places come after all the others: what is not there yet.

    None where the statuses that are asked for leave planned ones alone, or none of them.
    """
    statuses = dict(filters.constants).get("status", ())
    if "planned" not in statuses or len(statuses) == 1:
        return None
    return Listing.status == literal_column("'planned'")


def planned_of(selection: Selection) -> Selection:
    """Return the planned places of a selection."""
    constants = {constant for constant in selection.filters.constants if constant[0] != "status"}
    planned = frozenset({*constants, ("status", ("planned",))})
    return Selection(selection.filters._replace(constants=planned), selection.parameters)


def _day_of_paris(name: str) -> ColumnElement[datetime]:
    """Return the first moment of a day in Paris, which a parameter names."""
    day = cast(bindparam(name), TIMESTAMP(timezone=False))
    return func.timezone("Europe/Paris", day, type_=TIMESTAMP(timezone=True))


CONDITIONS = {
    "funded": lambda: (Listing.programme_codes != NO_CODES) == cast(bindparam("funded"), Boolean),
    "free": is_free,
    CONFIRMED_SINCE: lambda: Listing.confirmed_at >= _day_of_paris(CONFIRMED_SINCE),
    UPDATED_SINCE: lambda: is_updated_since(CHANGES_OF_PLACES, Listing),
    "by_appointment": lambda: Listing.by_appointment == cast(bindparam("by_appointment"), Boolean),
    **located(Listing),
    "publisher": lambda: has(Listing.publishers, "publisher"),
    "open_at": is_open,
}
VOCABULARY_CONDITIONS = {
    "equipment": offers,
    "equipment_any": offers_any,
    "programme": lambda codes: Listing.programme_codes.contains(codes_array(codes)),
    "kind": lambda codes: is_any(Listing.kind, codes),
    "status": lambda codes: is_any(Listing.status, codes),
    "wheelchair": lambda codes: is_any(Listing.wheelchair, codes),
    OPEN_DURING: is_open_during,
}

SHOWN_UNDER = """
SELECT shown.public_id FROM third_place AS member
JOIN third_place AS head ON head.id = coalesce(member.merged_into, member.id)
JOIN third_place AS shown ON shown.id = coalesce(head.shown_with, head.id)
WHERE member.public_id = %(public_id)s AND shown.id <> member.id
"""
"""The public id of the place that a record was merged into or is shown with, by the record's own."""


def add_times(validated: Mapping[str, Any], values: dict[str, Any]) -> None:
    """Add the present, and tell a local time from one that is the same everywhere."""
    if OPEN_AT in validated:
        moment = validated[OPEN_AT]
        is_local = moment.tzinfo is None
        values[OPEN_AT] = None if is_local else moment
        values[OPEN_LOCAL] = moment if is_local else None
    if OPEN_DURING in validated:
        values[NOW] = clock.now()
    if CONFIRMED_SINCE in validated:
        values[CONFIRMED_SINCE] = validated[CONFIRMED_SINCE].isoformat()
    if UPDATED_SINCE in validated:
        values[UPDATED_SINCE] = as_utc_text(validated[UPDATED_SINCE])


THIRD_PLACES = Resource(
    Listing,
    CONDITIONS,
    VOCABULARY_CONDITIONS,
    QUERYABLES,
    nearby_conditions={"equipment": offers_nearby},
    under_licence="third_place_under_licence",
    last=planned_last,
    complete=add_times,
    check=refuse_unexpanded,
    shown_under=SHOWN_UNDER,
)
