"""Selection of coverage: who, what, within which reach."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, literal_column

from app.directory.matching.criteria import requirements_of
from app.directory.matching.queries import CONDITIONS
from app.directory.matching.service import filters_of
from app.directory.planning.coverage import NEAR_KM
from app.directory.third_places.models import ThirdPlaceListing
from app.directory.third_places.queries import NO_CODES, offers
from app.platform.database.conditions import Condition, is_any
from app.platform.listings.selection import Filters, Resource

ORGANISATIONS, LEARNERS, PEOPLE = "organisations", "learners", "people"
WEIGHTS = (ORGANISATIONS, LEARNERS, PEOPLE)
NO_ITEMS: ColumnElement[list[int]] = literal_column("'{}'::int[]")


def _is_silent() -> Condition:
    listing = ThirdPlaceListing
    return (listing.equipment_ids == NO_ITEMS) & (listing.equipment_absent == NO_CODES)


PLACES = Resource(
    ThirdPlaceListing,
    {**CONDITIONS, "silent": _is_silent},
    {"equipment": offers, "kind": lambda codes: is_any(ThirdPlaceListing.kind, codes)},
)
"""Places as coverage selects them: the predicate of matching, kinds, and those that say nothing."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Offer of the places that match."""

    equipment: tuple[str, ...] = ()
    """Types or groups, all of them; any equipment where there are none."""
    kinds: tuple[str, ...] = ()
    any_place: bool = False
    """Whether every open place matches, whatever is known of its equipment."""
    learners: int | None = None
    """Seats that the equipment must have, where their number is known."""

    def matching(self) -> tuple[Filters, dict[str, Any]]:
        """Return the filters of the places that match, and its values."""
        if self.any_place:
            return Filters(frozenset({"operating"}), constants=self._kinds()), {}
        filters, parameters = filters_of(requirements_of(self.equipment, self.learners))
        return filters._replace(constants=filters.constants | self._kinds()), parameters

    def silent(self) -> Filters:
        """Return the filters of the places that may match, as they say nothing of their equipment."""
        return Filters(frozenset({"operating", "silent"}), constants=self._kinds())

    def _kinds(self) -> frozenset[tuple[str, tuple[str, ...]]]:
        return frozenset({("kind", tuple(sorted(self.kinds)))} if self.kinds else ())


@dataclass(frozen=True, slots=True)
class CoverageSelection:
    """Selection of origins, places and reach."""

    offer: Offer = Offer()
    within_km: float | None = NEAR_KM
    """Geodesic kilometres; None where `within_minutes` says how far."""
    within_minutes: float | None = None
    """Minutes by the router."""
    weight: str = ORGANISATIONS
    """One of `WEIGHTS`."""
    statuses: tuple[str, ...] = ()
    """Of their own equipment: only organisations in one of these states; all where there are none."""

    @property
    def reach_m(self) -> float:
        """Return the reach in metres.

        Raises
        ------
        TypeError
            Where it is one in minutes.

        """
        if self.within_km is None:
            raise TypeError("a reach in minutes has no metres")
        return self.within_km * 1000.0

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> "CoverageSelection":
        """Return the selection of validated parameters; others are ignored."""
        minutes = parameters.get("within_minutes")
        return cls(
            Offer(
                tuple(sorted(set(parameters.get("equipment", ())))),
                tuple(sorted(set(parameters.get("kind", ())))),
                parameters.get("any_place", False),
                parameters.get("learners"),
            ),
            within_km=None if minutes else parameters.get("within_km", NEAR_KM),
            within_minutes=minutes,
            weight=parameters.get("weight", ORGANISATIONS),
            statuses=tuple(sorted(set(parameters.get("status", ())))),
        )

    def with_statuses(self, *statuses: str) -> "CoverageSelection":
        """Return the same of organisations in these states of equipment."""
        return replace(self, statuses=statuses)

    def as_json(self) -> dict[str, Any]:
        """Return it as the API prints it."""
        values = asdict(self)
        offer = values.pop("offer")
        return {
            "weight": self.weight,
            "within_km": self.within_km,
            "within_minutes": self.within_minutes,
            "equipment": list(offer["equipment"]),
            "kind": list(offer["kinds"]),
            "any_place": offer["any_place"],
            "learners": offer["learners"],
            "status": list(self.statuses),
        }
