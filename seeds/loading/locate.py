"""From an address as read to a place in the directory: commune, territory, checked position."""

import math
from dataclasses import dataclass, replace

from app.directory.common.columns import POSITION_PRECISIONS
from app.directory.common.extent import in_france, in_territory_of, on_earth
from app.directory.common.france import DEPARTMENTS, department_of_commune, timezone_of
from seeds.loading.communes_index import NEAR_KM, CommuneFacts, CommunesIndex
from seeds.loading.feed import FarPosition
from seeds.loading.territory import Remark, find_territory
from seeds.reading.base import RowRefusedError
from seeds.reading.normalise.positions import PositionError, check_in_france
from seeds.reading.records import LocationRecord

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
    commune. A code of former days leads to the commune of today. Without a code that is known, the commune is
    looked for by name, by the point and by the postcode (`seeds.loading.territory`).

    Coordinates that stand in each other's column are repaired where that is certain: exchanged, the point
    lies at the stated commune.

    Raises
    ------
    RowRefusedError
        `position_invalid`, or, when wrong positions are to be refused: `position_far_from_commune`,
        `position_swapped`, `position_out_of_range` or `position_outside_france`.

    """
    _check(location)
    where = find_territory(location, communes)
    commune = where.commune
    position, position_remarks = _checked_position(location, commune, communes, far_position)
    code = commune.code if commune else location.commune_code
    department = department_of_commune(code) if code else where.department
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
        timezone=timezone_of(
            _overseas_prefix(code) or _overseas_prefix(department) or _overseas_prefix(location.postcode)
        ),
        remarks=(*position_remarks, *where.remarks),
    )


def _check(location: LocationRecord) -> None:
    numbers = (location.latitude, location.longitude)
    if all(number is None for number in numbers):
        valid = location.position_precision is None
    else:
        valid = location.position_precision in POSITION_PRECISIONS and all(
            number is not None and math.isfinite(number) for number in numbers
        )
    if not valid:
        raise RowRefusedError("position_invalid", "The position is incomplete or has no precision.")


def _checked_position(
    location: LocationRecord, commune: CommuneFacts | None, communes: CommunesIndex, far_position: FarPosition
) -> tuple[LocationRecord, tuple[Remark, ...]]:
    latitude, longitude = location.latitude, location.longitude
    centre = communes.centre(commune, location.postcode) if commune else None
    if latitude is None or longitude is None:
        return _stood_in_for(location, centre)
    if not location.position_doubtful and _lies_right(latitude, longitude, commune):
        return location, ()
    if _surely_swapped(location, commune):
        return replace(location, latitude=longitude, longitude=latitude), ("position_swapped_back",)
    if far_position == "refuse" and not location.position_doubtful:
        raise _misplaced(latitude, longitude, commune)
    return _moved_to_centroid(location, centre)


def _surely_swapped(location: LocationRecord, commune: CommuneFacts | None) -> bool:
    """Whether the commune confirms that the coordinates stand in each other's column."""
    if commune is None or location.latitude is None or location.longitude is None:
        return False
    if location.position_doubtful:
        # The source knows that the point is wrong, and not why: the other one has to be beyond doubt.
        gap_km = _gap_km(commune, location.longitude, location.latitude)
        return gap_km is not None and gap_km <= NEAR_KM
    return _lies_right(location.longitude, location.latitude, commune)


def _lies_right(latitude: float, longitude: float, commune: CommuneFacts | None) -> bool:
    """Whether a point is near its commune; where that cannot be told, in its part of France."""
    if commune is None:
        return in_france(latitude, longitude)
    gap_km = _gap_km(commune, latitude, longitude)
    if gap_km is None:
        return in_territory_of(commune.code, latitude, longitude)
    return gap_km <= _limit_km(commune.code)


def _gap_km(commune: CommuneFacts | None, latitude: float, longitude: float) -> float | None:
    return commune.distance_km(latitude, longitude) if commune and on_earth(latitude, longitude) else None


def _misplaced(latitude: float, longitude: float, commune: CommuneFacts | None) -> RowRefusedError:
    try:
        check_in_france(latitude, longitude)
    except PositionError as error:
        return RowRefusedError(error.code, str(error))
    gap_km = _gap_km(commune, latitude, longitude)
    if commune is None:
        raise RuntimeError("a point in France can be misplaced only beside its commune")
    far = "far" if gap_km is None else f"{gap_km:.0f} km"
    return RowRefusedError(
        "position_far_from_commune",
        f"The point lies {far} from {commune.name} ({commune.code}): mend one of the two.",
    )


def _limit_km(code: str) -> float:
    return FAR_KM_BY_DEPARTMENT.get(department_of_commune(code) or "", FAR_KM)


def _stood_in_for(
    location: LocationRecord, commune: CommuneFacts | None
) -> tuple[LocationRecord, tuple[Remark, ...]]:
    """Return the commune's centroid for an address without a point, where it is known."""
    if commune is None or commune.latitude is None:
        return location, ("position_missing",)
    centroid, _remarks = _moved_to_centroid(location, commune)
    return centroid, ("position_from_commune",)


def _moved_to_centroid(
    location: LocationRecord, commune: CommuneFacts | None
) -> tuple[LocationRecord, tuple[Remark, ...]]:
    """Return the commune's centroid as position, or no position: better none than a wrong one."""
    known = commune is not None and commune.latitude is not None
    moved = replace(
        location,
        latitude=commune.latitude if commune else None,
        longitude=commune.longitude if commune else None,
        position_precision="commune_centroid" if known else None,
    )
    return moved, ("position_replaced_by_commune" if known else "position_left_out",)


def _overseas_prefix(code: str | None) -> str | None:
    return code[:_PREFIX] if code and code.startswith(OVERSEAS) else None
