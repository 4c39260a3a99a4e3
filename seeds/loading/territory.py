"""The territory of an address: by its code, its town, its point or its postcode."""

import re
from dataclasses import dataclass
from typing import Literal

from app.directory.common.extent import in_france, on_earth
from app.directory.common.france import DEPARTMENTS
from app.directory.geocoding.finding import PART
from app.directory.geocoding.gazetteer import FORMER, TYPO
from app.directory.geocoding.stated import departments_of_postcode
from app.directory.territories.former import present_commune
from seeds.loading.communes_index import NEAR_KM, CommuneFacts, CommunesIndex, Named
from seeds.reading.records import LocationRecord

NEAR_KM_BY_DEPARTMENT = {"973": 100.0}
"""Communes of French Guiana are as large as départements."""
Remark = Literal[
    "commune_merged",
    "commune_found_by_name",
    "commune_unknown",
    "commune_of_former_name",
    "commune_misspelt",
    "commune_read_in_part",
    "commune_from_address",
    "commune_from_point",
    "commune_from_postcode",
    "territory_from_outline",
    "territory_from_postcode",
    "commune_missing",
    "position_swapped_back",
    "position_replaced_by_commune",
    "position_left_out",
    "position_from_commune",
    "position_missing",
]
"""Remarks on a location."""
_TOWN_OF_ADDRESS = re.compile(r"(?<![0-9])(?P<postcode>[0-9]{5})\s+(?P<city>[^\d,;]*[^\W\d_][^\d,;]*)$")
_HOW: dict[str, Remark] = {
    FORMER: "commune_of_former_name",
    TYPO: "commune_misspelt",
    PART: "commune_read_in_part",
}
_DEPARTMENTS = frozenset(fact.code for fact in DEPARTMENTS)


@dataclass(frozen=True, slots=True)
class Territory:
    """Territory of an address, as far as it is known."""

    commune: CommuneFacts | None = None
    department: str | None = None
    """Code; of use where the commune is not known."""
    remarks: tuple[Remark, ...] = ()


def find_territory(location: LocationRecord, communes: CommunesIndex) -> Territory:
    """Return the territory of an address, with a remark for all that was not stated as it is."""
    code = location.commune_code
    if code is not None:
        return _of_code(code, location, communes)
    return (
        _of_town(location, communes)
        or _of_address(location, communes)
        or _of_point(location, communes)
        or _of_postcode(location, communes)
        or Territory(remarks=("commune_missing",))
    )


def _of_code(code: str, location: LocationRecord, communes: CommunesIndex) -> Territory:
    if known := communes.get(code):
        return Territory(known)
    if merged := communes.get(present_commune(code)):
        return Territory(merged, remarks=("commune_merged",))
    named = _named(location.city, location.postcode, location, communes)
    return Territory(
        named.commune if named else None,
        remarks=("commune_found_by_name" if named else "commune_unknown",),
    )


def _of_town(location: LocationRecord, communes: CommunesIndex) -> Territory | None:
    named = _named(location.city, location.postcode, location, communes)
    return None if named is None else Territory(named.commune, remarks=_remarks(named))


def _of_address(location: LocationRecord, communes: CommunesIndex) -> Territory | None:
    """Read the town at the end of an address, where no column names one."""
    end = _TOWN_OF_ADDRESS.search(location.address or "") if location.city is None else None
    if end is None or location.postcode not in {None, end["postcode"]}:
        return None
    named = _named(end["city"].strip(), end["postcode"], location, communes)
    return None if named is None else Territory(named.commune, remarks=("commune_from_address",))


def _of_point(location: LocationRecord, communes: CommunesIndex) -> Territory | None:
    """Ask the outlines of the database for a point, then the nearest centroid of a commune."""
    latitude, longitude = location.latitude, location.longitude
    if latitude is None or longitude is None or location.position_doubtful:
        return None
    if not in_france(latitude, longitude) or _contradicts(location, communes):
        return None
    department = communes.department_at(latitude, longitude)
    nearest = communes.nearest(latitude, longitude, department)
    gap_km = nearest.distance_km(latitude, longitude) if nearest else None
    if nearest and gap_km is not None and gap_km <= NEAR_KM_BY_DEPARTMENT.get(department or "", NEAR_KM):
        return Territory(nearest, remarks=("commune_from_point",))
    return Territory(department=department, remarks=("territory_from_outline",)) if department else None


def _of_postcode(location: LocationRecord, communes: CommunesIndex) -> Territory | None:
    if location.postcode is None or _contradicts(location, communes):
        return None
    if location.latitude is None and (only := communes.with_postcode(location.postcode)):
        return Territory(only, remarks=("commune_from_postcode",))
    departments = departments_of_postcode(location.postcode) & _DEPARTMENTS
    if len(departments) != 1:
        return None
    return Territory(department=min(departments), remarks=("territory_from_postcode",))


def _contradicts(location: LocationRecord, communes: CommunesIndex) -> bool:
    """Whether a commune is named that lies elsewhere: who was right, nobody can tell."""
    return location.city is not None and communes.is_named(location.city)


def _named(
    city: str | None, postcode: str | None, location: LocationRecord, communes: CommunesIndex
) -> Named | None:
    """Return the commune of a name near the point, else with that postcode."""
    if not city:
        return None
    latitude, longitude = location.latitude, location.longitude
    if latitude is not None and longitude is not None:
        for north, east in ((latitude, longitude), (longitude, latitude)):
            if on_earth(north, east) and (commune := communes.named_near(city, north, east)):
                return commune
    return communes.named_in(city, postcode) if postcode else None


def _remarks(named: Named) -> tuple[Remark, ...]:
    return (_HOW[named.how],) if named.how in _HOW else ()
