"""Offers where no place fits at the days and hours, or none has everything: other days, two places."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from app.directory.bookings.spans import Span
from app.directory.common.shown_names import shown_name
from app.directory.matching.criteria import Criteria, Requirements
from app.directory.matching.fitting import outcomes
from app.directory.matching.reasons import APPROXIMATE
from app.directory.matching.service import known_free
from app.directory.third_places.opening_periods import WEEKDAYS
from app.platform import clock
from app.platform.services import database
from app.publishing.pages.cards import distance_text
from app.publishing.pages.finder.links import Relaxation
from app.publishing.pages.finder.origin import Origin
from app.publishing.pages.hours import day_names
from app.publishing.pages.labels import equipment_label
from app.publishing.pages.matching.groups import TAKEN, Judged
from app.publishing.pages.matching.query import TIMES, Parameters, page_url
from app.publishing.pages.matching.times import State, Times, availabilities, open_days

DAYS_A_WEEK = 7
MOST_DAYS = 2
"""Other days that are offered."""
MOST_PAIRS = 3
CLOSED = "closed_then"


@dataclass(frozen=True, slots=True)
class Half:
    """One of two places that have everything together."""

    id: str
    name: str
    distance: str
    equipment: str
    """Labels of the needs that it meets."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places that meet all needs together."""

    halves: tuple[Half, Half]

    @property
    def ids(self) -> list[str]:
        """Return their public ids."""
        return [half.id for half in self.halves]


def other_times(
    parameters: Parameters, judged: Sequence[Judged], times: Times | None
) -> tuple[Relaxation, ...]:
    """Return links to the nearest days on which places that have everything are open, then to any time."""
    closed = [one.match["third_place"]["id"] for one in judged if _is_closed(one)]
    if times is None or not closed:
        return ()
    counts = open_days(closed, times)
    nearest_to = times.days[0]
    order = sorted(
        range(DAYS_A_WEEK), key=lambda day: (min((day - nearest_to) % 7, (nearest_to - day) % 7), day)
    )
    days = [day for day in order if counts[day] and day not in times.days][:MOST_DAYS]
    links = [
        Relaxation(
            _("Plutôt le %(day)s", day=day_names()[day]),
            page_url(parameters, day=[WEEKDAYS[day]]),
            counts[day],
        )
        for day in days
    ]
    anytime = {name: value for name, value in parameters.items() if name not in TIMES} | {"day": []}
    return (*links, Relaxation(_("À un autre moment"), page_url(anytime), len(closed)))


def other_days(
    parameters: Parameters, judged: Sequence[Judged], criteria: Criteria, times: Times | None
) -> tuple[Relaxation, ...]:
    """Return links to the nearest days on which places that are taken on the day asked for are not."""
    taken = {one.match["third_place"]["id"] for one in judged if TAKEN in dict(one.sentences)}
    if times is None or times.first is None or criteria.available is None or not taken:
        return ()
    links = []
    for offset in sorted(range(-DAYS_A_WEEK, DAYS_A_WEEK + 1), key=lambda days: (abs(days), -days)):
        day = times.first + timedelta(days=offset)
        if day <= clock.now_in_paris().date() or not offset:
            continue
        moved = replace(times, days=(day.weekday(),), first=day, last=day)
        span = Span(*(end + timedelta(days=offset) for end in criteria.available))
        known = known_free(database(), replace(criteria, available=span))
        opened = availabilities(sorted(taken), moved)
        free = [
            one
            for one in taken
            if known.get(one) is not False and one in opened and opened[one].state is not State.CLOSED
        ]
        if free:
            url = page_url(parameters, on=day)
            links.append(Relaxation(_("Plutôt le %(day)s", day=format_date(day, "full")), url, len(free)))
        if len(links) == MOST_DAYS:
            break
    return tuple(links)


def _is_closed(judged: Judged) -> bool:
    """Return whether a place has everything, and only its hours are in the way."""
    codes = {code for code, _reason in judged.sentences}
    return CLOSED in codes and all(need["met"] for need in judged.match["needs"])


def pairs(judged: Sequence[Judged], requirements: Requirements, origin: Origin) -> tuple[Pair, ...]:
    """Return two places each that meet all needs together, the least distance of both first."""
    everything = (1 << len(requirements.needs)) - 1
    if len(requirements.needs) < 2 or requirements.partial:  # noqa: PLR2004 - one need is not shared out
        return ()
    useful = [(_met(one, requirements), one) for one in judged if not _codes(one) & {CLOSED}]
    useful = [(met, one) for met, one in useful if met]
    both = [
        (one.match["distance_m"] + other.match["distance_m"], one, other)
        for (met, one), (too, other) in combinations(useful, 2)
        if met | too == everything and everything not in {met, too}
    ]
    both.sort(key=lambda pair: pair[0])
    return tuple(
        Pair((_half(one, requirements, origin), _half(other, requirements, origin)))
        for _metres, one, other in both[:MOST_PAIRS]
    )


def _codes(judged: Judged) -> set[str]:
    return {code for code, _reason in judged.sentences}


def _met(judged: Judged, requirements: Requirements) -> int:
    """Return the needs that a place meets, a bit each."""
    items = judged.match["third_place"]["properties"]["equipment"]
    return sum(one.is_met << number for number, one in enumerate(outcomes(items, requirements)))


def _half(judged: Judged, requirements: Requirements, origin: Origin) -> Half:
    place: dict[str, Any] = judged.match["third_place"]
    precisions = {place["properties"]["position_precision"], origin.precision}
    met = (one for one in outcomes(place["properties"]["equipment"], requirements) if one.is_met)
    return Half(
        place["id"],
        shown_name(place["properties"]["name"], place["properties"]["commune"]),
        distance_text(judged.match["distance_m"], APPROXIMATE if APPROXIMATE in precisions else None),
        ", ".join(equipment_label(one.need.type) for one in met),
    )
