"""Changing and making places in somebody's name. Every function works in the caller's transaction.

`values` are fields of `app.directory.contributions.values`: a field that is not named stays as it is, None
says that the place has none. `equipment` maps codes of types to `quantity`, `seats`, `shareable`,
`conditions` and `price` (those that are not named are unknown), or to None for equipment that the place does
not have; types that are not named stay.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from app.directory.common.public_ids import PLACES, public_id
from app.directory.contributions import queries
from app.directory.contributions.author import Author, speak_as
from app.directory.contributions.territory import located
from app.directory.contributions.undoing import Undone, undo, undo_all_of, undo_import
from app.directory.contributions.values import (
    EQUIPMENT_FIELDS,
    FIELDS,
    LOCATION,
    STANDARD,
    InvalidValuesError,
    checked,
)
from app.directory.contributions.vocabulary import CONTRIBUTIONS, MANAGER, STATED_LICENCE
from app.directory.contributions.writing import expand_hours, listed_once
from app.directory.equipment.vocabulary import EQUIPMENT_TYPES

Connection = psycopg.Connection[Any]

__all__ = [
    "Author",
    "Connection",
    "InvalidValuesError",
    "NewPlace",
    "PlaceNotFoundError",
    "Revision",
    "Undone",
    "change_place",
    "create_place",
    "shown_values",
    "undo",
    "undo_all_of",
    "undo_import",
]
SIMPLE = tuple(field for field in FIELDS if field in queries.COLUMNS and field not in LOCATION)
"""Fields that are a column each."""
GROUP_OF = {fact.code: fact.parent for fact in EQUIPMENT_TYPES}
EQUIPMENT, STANDARDS = "equipment.", "standard."


@dataclass(frozen=True, slots=True)
class Revision:
    """A change as it was kept: the fields that differ, before and after, as the tables hold them."""

    id: int
    changeset_id: int
    third_place_id: int
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None


class PlaceNotFoundError(LookupError):
    """There is no place of this number."""


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place that was made."""

    id: int
    """Number of its row."""
    public_id: str


def shown_values(connection: Connection, place_id: int) -> dict[str, Any]:
    """Return all that is shown of a place, under the names that `change_place` takes.

    Raises
    ------
    PlaceNotFoundError
        When there is no such place.

    """
    return _shown(connection, shown_id_of(connection, place_id))


def change_place(
    connection: Connection,
    place_id: int,
    values: Mapping[str, object],
    author: Author,
    reason: str | None,
    as_manager: bool,
) -> Revision | None:
    """Change a place, and return the revision; None where it is all shown already.

    What is said here lies over what the place's source says, whatever is imported afterwards: a manager's
    word for good; anybody else's until the source itself says something else than it did.

    Raises
    ------
    InvalidValuesError
        With a code for each field that cannot be used; nothing is changed.
    PlaceNotFoundError
        When there is no such place; `place_id` may be the row of any record of a place that is shown.

    """
    connection.execute(queries.SHARE_WITH_IMPORTS)
    shown_id = shown_id_of(connection, place_id)
    connection.execute(queries.LOCK, {"ids": [shown_id]})
    stated = _stated(connection, checked(values), _shown(connection, shown_id))
    if not stated:
        return None
    author = Author(MANAGER, author.person_id) if as_manager else author
    speak_as(connection, author, reason)
    with listed_once(connection) as touched:
        touched.add(shown_id)
        state(connection, shown_id, stated, MANAGER if as_manager else CONTRIBUTIONS, author.person_id)
    row = connection.execute(queries.REVISION, {"id": shown_id}).fetchone()
    return Revision(*row) if row else None


def create_place(
    connection: Connection, values: Mapping[str, object], author: Author, reason: str | None
) -> NewPlace:
    """Make a place of the source `contributions`, under Licence Ouverte 2.0.

    Needs `name`, `kind`, and a commune: by `commune_code`, or by `postcode` and `city`. Without `latitude`
    and `longitude` it stands at the commune's centre.

    Raises
    ------
    InvalidValuesError
        With a code for each field that cannot be used or is missing; nothing is made.

    """
    missing = {field: "required" for field in ("name", "kind") if not values.get(field)}
    if not any(values.get(field) for field in ("commune_code", "postcode", "city")):
        missing["city"] = "required"
    if missing:
        raise InvalidValuesError(missing)
    wanted = {"status": "open"} | checked(values)
    location = located(connection, wanted, {})
    patch = {"timezone": "Europe/Paris", "holiday_area": "FR", "assumed": [], "standard": {}}
    patch |= {"equipment_absent": []} | _columns({}, _new(wanted, location))
    record = secrets.token_hex(8)
    identifier = public_id(PLACES, CONTRIBUTIONS, record)
    speak_as(connection, author, reason)
    with listed_once(connection) as touched:
        connection.execute(queries.DESCRIBE_CONTRIBUTIONS)
        row = connection.execute(
            queries.MAKE,
            {
                "public_id": identifier,
                "record": record,
                "licence": STATED_LICENCE,
                "hash": hashlib.blake2b(identifier.encode(), digest_size=16).digest(),
                "patch": json.dumps(patch),
            },
        ).fetchone()
        assert row is not None  # noqa: S101 - the statement returns its row
        touched.add(row[0])
        _write_equipment(connection, row[0], wanted.get("equipment", {}))
        expand_hours(connection, [row[0]])
    return NewPlace(row[0], identifier)


def state(
    connection: Connection, place_id: int, stated: Mapping[str, Any], speaker: str, person_id: int | None
) -> None:
    """Lay values by field, as `StatedValue.field` names them, over a place's record."""
    own = _own(connection, place_id)
    for field, value in stated.items():
        connection.execute(
            queries.STATE,
            {
                "id": place_id,
                "field": field,
                "value": json.dumps(value),
                "speaker": speaker,
                "person_id": person_id,
                "source_value": json.dumps(own_value(own, field)),
            },
        )
    write(connection, place_id, stated, own)


def write(
    connection: Connection, place_id: int, values: Mapping[str, Any], own: Mapping[str, Any] | None = None
) -> None:
    """Write values by field into a place's own row and equipment."""
    own = own or _own(connection, place_id)
    patch = _columns(own["row"], values)
    if patch:
        connection.execute(queries.WRITE, {"id": place_id, "patch": json.dumps(patch)})
    _write_equipment(
        connection,
        place_id,
        {field.removeprefix(EQUIPMENT): value for field, value in values.items() if _is_equipment(field)},
    )
    if patch.keys() & {"opening_hours", "timezone", "holiday_area"}:
        expand_hours(connection, [place_id])


def own_value(own: Mapping[str, Any], field: str) -> Any:  # noqa: ANN401 - JSON
    """Return what a record says itself of a field."""
    if field == "location":
        return own["location"]
    if field.startswith(STANDARDS):
        return own["row"]["standard"].get(field.removeprefix(STANDARDS))
    if _is_equipment(field):
        return own["equipment"].get(field.removeprefix(EQUIPMENT))
    return own["row"][field]


def shown_id_of(connection: Connection, place_id: int) -> int:
    """Return the row of the place under which a record is shown.

    Raises
    ------
    PlaceNotFoundError
        When there is no such record.

    """
    row = connection.execute(queries.SHOWN_ID, {"id": place_id}).fetchone()
    if row is None:
        raise PlaceNotFoundError(place_id)
    return int(row[0])


def _shown(connection: Connection, shown_id: int) -> dict[str, Any]:
    row = connection.execute(queries.SHOWN, {"id": shown_id}).fetchone()
    if row is None:
        raise PlaceNotFoundError(shown_id)
    feature, standard = row
    properties, point = feature["properties"], feature["geometry"]
    longitude, latitude = point["coordinates"] if point else (None, None)
    equipment: dict[str, Any] = {code: None for code in properties["equipment_absent"] if GROUP_OF[code]}
    equipment |= {
        item["type"]: {field: item[field] for field in EQUIPMENT_FIELDS} for item in properties["equipment"]
    }
    return {
        **{field: properties[field] for field in (*SIMPLE, "address", "postcode", "city", "commune_code")},
        **{field: standard.get(name) for field, name in STANDARD.items()},
        "latitude": latitude,
        "longitude": longitude,
        "position_precision": properties["position_precision"],
        "equipment": equipment,
    }


def _own(connection: Connection, place_id: int) -> dict[str, Any]:
    row = connection.execute(queries.OWN, {"id": place_id}).fetchone()
    if row is None:
        raise PlaceNotFoundError(place_id)
    return dict(zip(("row", "location", "equipment"), row, strict=True))


def _stated(connection: Connection, wanted: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that differ from what is shown, as `StatedValue.field` names them."""
    different = {
        field: value for field, value in wanted.items() if field != "equipment" and value != shown.get(field)
    }
    location = located(connection, wanted, shown)
    equipment = {
        code: item
        for code, item in wanted.get("equipment", {}).items()
        if code not in shown["equipment"] or item != shown["equipment"][code]
    }
    return _new({**different, "equipment": equipment}, location)


def _new(wanted: Mapping[str, Any], location: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return values under the names of `StatedValue.field`."""
    stated: dict[str, Any] = {}
    for field, value in wanted.items():
        if field in STANDARD:
            stated[STANDARDS + STANDARD[field]] = value
        elif field == "equipment":
            stated |= {
                EQUIPMENT + code: item and {"raw_text": None, "confidence": 1, **item}
                for code, item in value.items()
            }
        elif field not in LOCATION:
            stated[field] = value
    return stated if location is None else {**stated, "location": dict(location)}


def _columns(row: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a place's row that values by field change."""
    patch: dict[str, Any] = {field: value for field, value in values.items() if field in SIMPLE}
    if patch.keys() & set(row.get("assumed", ())):
        patch["assumed"] = [column for column in row["assumed"] if column not in patch]
    location = dict(values.get("location") or {})
    if location:
        longitude, latitude = location.pop("longitude"), location.pop("latitude")
        point = None if latitude is None else f"SRID=4326;POINT({longitude!r} {latitude!r})"
        patch |= {**location, "position": point}
    standard = {
        name.removeprefix(STANDARDS): stated for name, stated in values.items() if name.startswith(STANDARDS)
    }
    if standard:
        merged = {**row.get("standard", {}), **standard}
        patch["standard"] = {name: stated for name, stated in merged.items() if stated is not None}
    equipment = {name.removeprefix(EQUIPMENT): item for name, item in values.items() if _is_equipment(name)}
    if equipment:
        absent = set(row.get("equipment_absent", ()))
        for code, item in equipment.items():
            absent = absent - {code, GROUP_OF[code]} if item else absent | {code}
        patch["equipment_absent"] = sorted(absent)
    return patch


def _write_equipment(connection: Connection, place_id: int, equipment: Mapping[str, Any]) -> None:
    for code, item in equipment.items():
        parameters = {"id": place_id, "type": code, "raw_text": None, "confidence": 1, **(item or {})}
        parameters["terms"] = Jsonb(parameters.get("terms") or {})
        connection.execute(queries.PUT_EQUIPMENT if item else queries.DROP_EQUIPMENT, parameters)


def _is_equipment(field: str) -> bool:
    return field.startswith(EQUIPMENT)
