"""Criteria of a match."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from app.directory.bookings.spans import Span

DEFAULT_LIMIT, MAX_LIMIT = 5, 100
DEFAULT_KM, MAX_KM = 50.0, 20_000.0
MAX_LEARNERS = MAX_QUANTITY = 100_000
BY_DISTANCE, BY_SCORE = "distance", "score"
ORDERS = (BY_DISTANCE, BY_SCORE)


@dataclass(frozen=True, slots=True)
class Need:
    """Equipment asked for; learners use it at the same time. Null sizes ask for nothing."""

    type: str
    quantity: int | None = None
    learners: int | None = None


@dataclass(frozen=True, slots=True)
class Requirements:
    """Needs that a place must meet, wherever it is.

    Without needs any shareable equipment matches; `learners` then asks it of whatever there is.
    """

    needs: tuple[Need, ...] = ()
    learners: int | None = None
    partial: bool = False
    """Whether one need met is enough; else all of them must be."""

    @property
    def tested(self) -> tuple[Need, ...]:
        """Needs that the equipment of a place is tested for, or any equipment where there are none."""
        return self.needs or (Need("", learners=self.learners),)


def requirements_of(equipment: Iterable[str], learners: int | None, *, partial: bool = False) -> Requirements:
    """Return what is asked by equipment codes and a number of learners who need each of them at once."""
    needs = tuple(Need(code, learners=learners) for code in dict.fromkeys(equipment))
    return Requirements(needs, learners, partial)


@dataclass(frozen=True, slots=True)
class Criteria:
    """Origin, needs and reach of a search."""

    latitude: float
    """Degrees, WGS 84."""
    longitude: float
    requirements: Requirements = Requirements()
    limit: int = DEFAULT_LIMIT
    max_km: float = DEFAULT_KM
    order: str = BY_DISTANCE
    """One of `ORDERS`."""
    origin_precision: str | None = None
    """Precision of the origin: a commune's centroid makes every distance approximate."""

    available: Span | None = None
    """Stretch of time throughout which what is needed must not be known to be taken."""

    def as_json(self) -> dict[str, Any]:
        """Return the criteria as the API prints them."""
        return {
            "lat": self.latitude,
            "lon": self.longitude,
            "origin_precision": self.origin_precision,
            "needs": [asdict(need) for need in self.requirements.needs],
            "any_equipment": not self.requirements.needs,
            "learners": self.requirements.learners,
            "partial": self.requirements.partial,
            "order": self.order,
            "limit": self.limit,
            "max_km": self.max_km,
            "distance": "geodesic",
            "available_from": self.available.start.isoformat() if self.available else None,
            "available_to": self.available.end.isoformat() if self.available else None,
        }
