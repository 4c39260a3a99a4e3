"""A place as an entry of a list."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.directory.common.shown_names import shown_name, shown_town
from app.directory.equipment.vocabulary import children
from app.directory.matching.reasons import APPROXIMATE, format_distance
from app.directory.third_places.closed_names import says_closed
from app.platform.site.i18n import language
from app.publishing.pages.hours import short_hours
from app.publishing.pages.labels import WHEELCHAIR, equipment_label, kind_label, programme_label
from app.publishing.pages.openings import Opening
from geo.crow_flies import (
    CYCLABLE_M,
    DRIVABLE_M,
    WALKABLE_M,
    cycling_minutes,
    driving_minutes,
    rounded_minutes,
    walking_minutes,
)

FINEST_APPROXIMATE = 1000
"""Metres below which a commune's centre says nothing about a distance."""
MINUTES_AN_HOUR = 60
MOST_CHIPS = 5
"""Equipment named in a list's entry; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a place matches, or what is not known for sure."""

    text: str
    is_doubt: bool
    quote: str = ""
    """The place's own words at the end of the text, in French wherever the page is read."""


@dataclass(frozen=True, slots=True)
class Travel:
    """Travel time, as an estimate."""

    mode: str
    """`walk`, `bike` or `car`, the name of its icon."""
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """Texts of a place in a list."""

    id: str
    name: str
    kind: str
    kind_code: str
    address: str
    distance: str | None
    equipment: tuple[tuple[str, str], ...]
    """Code and label of each type."""
    equipment_more: int
    hours: str | None
    wheelchair: str | None
    programmes: tuple[str, ...]
    is_planned: bool
    is_closed_by_name: bool
    """Whether its own name says that it is closed, and nothing else does."""
    is_approximate: bool
    """Whether its position is the centre of its commune."""
    latitude: float | None
    longitude: float | None
    number: int | None = None
    travel: Travel | None = None
    opening: Opening | None = None
    reasons: tuple[Reason, ...] = field(default=())


def distance_text(distance_m: float, precision: str | None, accuracy_m: float = 0.0) -> str:
    """Return a distance as people say it, with "environ" where a position is a commune's, or rough.

    `accuracy_m` are the metres within which the start is known, 0 where that is near enough.
    """
    distance = format_distance(distance_m, language())
    if precision != APPROXIMATE and not accuracy_m:
        return str(_("à %(distance)s", distance=distance))
    if distance_m < max(FINEST_APPROXIMATE, accuracy_m):
        return str(_("dans les environs"))
    return str(_("à environ %(distance)s", distance=distance))


def travel(distance_m: float, precision: str | None) -> Travel | None:
    """Return how long the way takes, called an estimate; None where that says nothing.

    On foot, by bicycle, then by car, as people go so far. A commune's centre says nothing about the first
    two, and nobody drives over an ocean.
    """
    if distance_m > CYCLABLE_M:
        if distance_m > DRIVABLE_M:
            return None
        time = _duration(driving_minutes(distance_m))
        return Travel("car", _("%(time)s en voiture (estimation)", time=time))
    if precision == APPROXIMATE:
        return None
    if distance_m > WALKABLE_M:
        time = _duration(cycling_minutes(distance_m))
        return Travel("bike", _("%(time)s à vélo (estimation)", time=time))
    return Travel("walk", _("%(time)s à pied (estimation)", time=_duration(walking_minutes(distance_m))))


def _duration(minutes: float) -> str:
    rounded = rounded_minutes(minutes)
    if rounded < MINUTES_AN_HOUR:
        return str(_("environ %(minutes)s min", minutes=rounded))
    hours, rest = divmod(rounded, MINUTES_AN_HOUR)
    return str(_("environ %(hours)s h %(minutes)s", hours=hours, minutes=f"{rest:02d}"))


def address_line(properties: dict[str, Any]) -> str:
    """Return address, postcode and town in one line, without saying the town twice, capitals as words."""
    commune = properties["commune"]
    town = " ".join(
        part for part in (properties["postcode"], shown_town(properties["city"], commune)) if part
    )
    street = shown_name((properties["address"] or "").strip(), commune)
    return ", ".join(part for part in (street, town) if part)


def offered(properties: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the equipment that may be shared."""
    return [item for item in properties["equipment"] if item["shareable"] != "no"]


def card(
    feature: dict[str, Any],
    number: int | None = None,
    opening: Opening | None = None,
    equipment: Sequence[str] = (),
    accuracy_m: float = 0.0,
    start_precision: str | None = None,
) -> Card:
    """Return the entry of a place; its distance is the Feature's, where it has one.

    From a start that is known within `accuracy_m` only, distances are rough, and nothing is said of the way.
    They are rough too where the place or the start (`start_precision`) stands at the centre of its commune.

    Equipment that was `equipment` for, by codes of types or groups, is named first.
    """
    properties = feature["properties"]
    longitude, latitude = feature["geometry"]["coordinates"] if feature["geometry"] else (None, None)
    metres = properties.get("distance_m")
    is_planned = properties["status"] == "planned"
    precision = APPROXIMATE if APPROXIMATE in {properties["position_precision"], start_precision} else None
    codes = {code for one in equipment for code in (one, *children(one))}
    items = sorted(offered(properties), key=lambda item: item["type"] not in codes)
    labels = tuple((item["type"], equipment_label(item["type"])) for item in items)
    return Card(
        id=feature["id"],
        name=shown_name(properties["name"], properties["commune"]),
        kind=kind_label(properties["kind"]),
        kind_code=properties["kind"],
        address=address_line(properties),
        distance=None if metres is None else distance_text(metres, precision, accuracy_m),
        equipment=labels[:MOST_CHIPS],
        equipment_more=max(0, len(labels) - MOST_CHIPS),
        hours=short_hours(properties["opening_hours"]) if properties["opening_hours"] else None,
        wheelchair=str(WHEELCHAIR[properties["wheelchair"]]) if properties["wheelchair"] else None,
        programmes=tuple(
            dict.fromkeys(
                programme_label(one["programme"], one["programme_name"]) for one in properties["awards"]
            )
        ),
        is_planned=is_planned,
        is_closed_by_name=says_closed(properties["name"]),
        is_approximate=properties["position_precision"] == APPROXIMATE,
        latitude=latitude,
        longitude=longitude,
        number=number,
        # Nobody is sent to a place that is not there yet.
        travel=None if metres is None or accuracy_m or is_planned else travel(metres, precision),
        opening=opening,
    )
