"""From an address as read to a place in the directory: commune, territory, checked position."""

import math
from dataclasses import dataclass, replace

from app.territories.reference import DEPARTMENTS, department_of_commune, timezone_of
from app.third_places.vocabulary import POSITION_PRECISIONS
from seeds.loading.communes_index import CommuneFacts, CommunesIndex
from seeds.loading.feed import FarPosition
from seeds.readers.base import RowRefusedError
from seeds.records import LocationRecord

FAR_KM = 50.0
"""No commune reaches further from its centroid, but for the ones of French Guiana."""
FAR_KM_BY_DEPARTMENT = {"973": 200.0}
REGION_OF = {fact.code: fact.region_code for fact in DEPARTMENTS}
OVERSEAS = ("97", "98")
_PREFIX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """An address with its territory, as the tables hold it. Degrees, WGS 84."""

    address: str | None
    postcode: str | None
    city: str | None
    longitude: float | None
    latitude: float | None
    position_precision: str | None
    commune_code: str | None
    department_code: str | None
    region_code: str | None
    epci_code: str | None
    timezone: str
    remarks: tuple[str, ...] = ()


def locate(location: LocationRecord, communes: CommunesIndex, far_position: FarPosition) -> Located:
    """Find the territory of an address and check its position against its commune.

    Département and région follow from the commune's code even when the database does not know the
    commune. Without a code, the commune is the one of that name near the point.

    Raises
    ------
    RowRefusedError
        `position_far_from_commune` (when such positions are to be refused), or `position_invalid`.

    """
    _check(location)
    commune = communes.get(location.commune_code) or _commune_by_name(location, communes)
    position, remarks = _checked_position(location, commune, far_position)
    code = commune.code if commune else location.commune_code
    department = department_of_commune(code) if code else None
    if location.commune_code and commune is None:
        remarks = (*remarks, "commune_unknown")
    return Located(
        address=location.address,
        postcode=location.postcode,
        city=location.city,
        longitude=position.longitude,
        latitude=position.latitude,
        position_precision=position.position_precision,
        commune_code=commune.code if commune else None,
        department_code=department,
        region_code=REGION_OF[department] if department else None,
        epci_code=commune.epci_code if commune else None,
        timezone=timezone_of(_overseas_prefix(code) or _overseas_prefix(location.postcode)),
        remarks=remarks,
    )


def _check(location: LocationRecord) -> None:
    numbers = (location.latitude, location.longitude)
    if all(number is None for number in numbers):
        valid = location.position_precision is None
    else:
        valid = (
            location.position_precision in POSITION_PRECISIONS
            and all(number is not None and math.isfinite(number) for number in numbers)
            and abs(location.latitude or 0) <= 90  # noqa: PLR2004 - degrees
            and abs(location.longitude or 0) <= 180  # noqa: PLR2004 - degrees
        )
    if not valid:
        raise RowRefusedError(
            "position_invalid", "The position is incomplete, not on earth or has no precision."
        )


def _commune_by_name(location: LocationRecord, communes: CommunesIndex) -> CommuneFacts | None:
    if location.commune_code or not location.city or location.latitude is None or location.longitude is None:
        return None
    return communes.named_near(location.city, location.latitude, location.longitude)


def _checked_position(
    location: LocationRecord, commune: CommuneFacts | None, far_position: FarPosition
) -> tuple[LocationRecord, tuple[str, ...]]:
    if location.latitude is None or location.longitude is None:
        return location, ()
    if location.position_doubtful:
        return _moved_to_centroid(location, commune), ("position_replaced_by_commune",)
    gap_km = commune.distance_km(location.latitude, location.longitude) if commune else None
    if commune is None or gap_km is None or gap_km <= _limit_km(commune.code):
        return location, ()
    if far_position == "refuse":
        raise RowRefusedError(
            "position_far_from_commune",
            f"The point lies {gap_km:.0f} km from {commune.name} ({commune.code}): mend one of the two.",
        )
    return _moved_to_centroid(location, commune), ("position_replaced_by_commune",)


def _limit_km(code: str) -> float:
    return FAR_KM_BY_DEPARTMENT.get(department_of_commune(code) or "", FAR_KM)


def _moved_to_centroid(location: LocationRecord, commune: CommuneFacts | None) -> LocationRecord:
    """Return the commune's centroid as position, or no position: better none than a wrong one."""
    known = commune is not None and commune.latitude is not None
    return replace(
        location,
        latitude=commune.latitude if commune else None,
        longitude=commune.longitude if commune else None,
        position_precision="commune_centroid" if known else None,
    )


def _overseas_prefix(code: str | None) -> str | None:
    return code[:_PREFIX] if code and code.startswith(OVERSEAS) else None
