"""Addresses that people state: their commune, what follows from it, and their position."""

from collections.abc import Mapping
from typing import Any

import psycopg

from app.directory.common.france import DEPARTMENTS, department_of_commune, timezone_of
from app.directory.contributions.queries import COMMUNE
from app.directory.contributions.values import LOCATION, InvalidValuesError
from app.directory.third_places.holidays import holiday_area, territory_of
from geo.geodesic import point_distance_m

Connection = psycopg.Connection[Any]
REGION_OF = {fact.code: fact.region_code for fact in DEPARTMENTS}
FAR_M = 50_000.0
"""Metres: no commune reaches further from its centroid, but for those of French Guiana."""
FAR_M_BY_DEPARTMENT = {"973": 200_000.0}
OVERSEAS = ("97", "98")


def located(
    connection: Connection, stated: Mapping[str, Any], shown: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Return the columns of the address that a place has now, None where it is as shown.

    `longitude` and `latitude` (degrees, WGS 84) stand for the position.

    Raises
    ------
    InvalidValuesError
        When there is no such commune, or the position is not near it.

    """
    changed = {field for field in LOCATION if field in stated and stated[field] != shown.get(field)}
    if not changed:
        return None
    wanted = {field: stated.get(field, shown.get(field)) for field in LOCATION}
    by_code = "commune_code" in stated and stated["commune_code"] is not None
    if not by_code and changed & {"postcode", "city"}:
        wanted["commune_code"] = None
    commune = _commune(connection, wanted)
    precision = "address"
    if wanted["latitude"] is None or (
        commune["code"] != shown.get("commune_code") and not changed & {"latitude", "longitude"}
    ):
        wanted |= {"latitude": commune["latitude"], "longitude": commune["longitude"]}
        precision = "commune_centroid"
    elif not changed & {"latitude", "longitude"}:
        precision = shown.get("position_precision") or "address"
    _check_near(wanted, commune)
    code = commune["code"]
    department = department_of_commune(code)
    return wanted | {
        "position_precision": precision if wanted["latitude"] is not None else None,
        "commune_code": code,
        "department_code": department,
        "region_code": REGION_OF[department] if department else None,
        "epci_code": commune["epci_code"],
        "timezone": timezone_of(code[:3] if code.startswith(OVERSEAS) else department),
        "holiday_area": holiday_area(territory_of(department, code, wanted["postcode"])),
    }


def _commune(connection: Connection, wanted: Mapping[str, Any]) -> dict[str, Any]:
    parameters = {"code": wanted["commune_code"], "city": wanted["city"], "postcode": wanted["postcode"]}
    rows = connection.execute(COMMUNE, parameters).fetchall()
    if len({row[0] for row in rows}) != 1:
        raise InvalidValuesError({"city": "commune_unknown"})
    return dict(zip(("code", "epci_code", "latitude", "longitude"), rows[0], strict=True))


def _check_near(wanted: Mapping[str, Any], commune: Mapping[str, Any]) -> None:
    if wanted["latitude"] is None or commune["latitude"] is None:
        return
    apart = point_distance_m(
        wanted["longitude"], wanted["latitude"], commune["longitude"], commune["latitude"]
    )
    if apart > FAR_M_BY_DEPARTMENT.get(department_of_commune(commune["code"]) or "", FAR_M):
        raise InvalidValuesError({"latitude": "far_from_commune"})
