"""What is asked of a match."""

from dataclasses import asdict, dataclass
from typing import Any

DEFAULT_LIMIT, MAX_LIMIT = 5, 100
DEFAULT_KM, MAX_KM = 50.0, 20_000.0


@dataclass(frozen=True, slots=True)
class Need:
    """Equipment asked for; learners use it at the same time. Null sizes ask for nothing."""

    type: str
    quantity: int | None = None
    learners: int | None = None


@dataclass(frozen=True, slots=True)
class Criteria:
    """Where from, what, and how far.

    Without needs any shareable equipment matches; `learners` then asks it of whatever there is.
    """

    latitude: float
    """Degrees, WGS 84."""
    longitude: float
    needs: tuple[Need, ...] = ()
    learners: int | None = None
    limit: int = DEFAULT_LIMIT
    max_km: float = DEFAULT_KM
    origin_precision: str | None = None
    """Precision of the origin: a commune's centroid makes every distance approximate."""

    def as_json(self) -> dict[str, Any]:
        """Return the criteria as the API prints them."""
        return {
            "lat": self.latitude,
            "lon": self.longitude,
            "origin_precision": self.origin_precision,
            "needs": [asdict(need) for need in self.needs],
            "any_equipment": not self.needs,
            "learners": self.learners,
            "limit": self.limit,
            "max_km": self.max_km,
            "distance": "geodesic",
        }
