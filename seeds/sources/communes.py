"""Communes and municipal arrondissements with their centroids; EPCI come with the communes.

Two forms: the file of 2026 with centroids (CSV), and the answer of geo.api.gouv.fr (a JSON list). The second
has neither the names of EPCI nor municipal arrondissements: an EPCI that the directory does not know yet is
named by its code until a file names it, and arrondissements stay as they are.

Département and région follow from the code, and are None outside the 101 départements. Arrondissements have
centres of their own, which the file does not have: it repeats their city's.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from app.directory.common.france import ARRONDISSEMENTS, DEPARTMENTS, department_of_commune
from seeds.reading.base import (
    LONGEST_NAME,
    CsvReader,
    Fields,
    Progress,
    Records,
    RowRefusedError,
)
from seeds.reading.files import SourceFile, SourceFileError
from seeds.reading.normalise.positions import Position, PositionError, position
from seeds.reading.normalise.postal import insee_code, postcode
from seeds.reading.normalise.text import one_line
from seeds.reading.records import CommuneRecord, Origin, Refusal
from seeds.reading.table import is_json, json_objects

COLUMNS = (
    "code_insee", "nom", "type", "codes_postaux", "population", "code_epci", "nom_epci", "latitude",
    "longitude",
)  # fmt: skip
TYPES = {"commune-actuelle": "commune", "arrondissement-municipal": "arrondissement"}
REGIONS_OF = {fact.code: fact.region_code for fact in DEPARTMENTS}
ASK_FOR = (
    "Ask geo.api.gouv.fr for"
    " fields=code,nom,codesPostaux,population,centre,codeEpci,codeDepartement,codeRegion&format=json."
)
NEEDED_KEYS = ("code", "nom", "centre")
"""Without these the address was asked for other fields."""


def read_communes(file: SourceFile, progress: Progress) -> Records:
    """Yield a record or a refusal for every commune of either form.

    Raises
    ------
    SourceFileError
        When the file is neither.

    """
    return _read_json(file, progress) if is_json(file) else READ_CSV(file, progress)


def _to_record(fields: Fields, record_id: str) -> CommuneRecord:
    code, type_ = _code(record_id), _type(fields)
    centre = fields.position()
    epci = fields.text("code_epci")
    return _commune(
        fields.origin,
        code,
        name=fields.name("nom"),
        type_=type_,
        postcodes=(fields.text("codes_postaux") or "").split("|"),
        population=fields.optional("population", int, "population_unreadable"),
        epci=(epci, fields.name("nom_epci")) if epci else None,
        centre=centre,
        fields=fields,
    )


def _commune(  # noqa: PLR0913 - what a commune consists of
    origin: Origin,
    code: str,
    *,
    name: str,
    type_: str,
    postcodes: list[str],
    population: int | None,
    epci: tuple[str, str | None] | None,
    centre: Position | None,
    fields: Fields | None = None,
) -> CommuneRecord:
    department = department_of_commune(code)
    centre = _own_centre(code, type_, centre)
    return CommuneRecord(
        origin=origin,
        code=code,
        name=name,
        type=type_,
        parent_code=_parent(code) if type_ == "arrondissement" else None,
        postcodes=_postcodes(postcodes),
        population=population,
        department_code=department,
        region_code=REGIONS_OF[department] if department else None,
        epci_code=epci[0] if epci else None,
        epci_name=epci[1] if epci else None,
        latitude=centre.latitude if centre else None,
        longitude=centre.longitude if centre else None,
        remarks=fields.remarks if fields else (),
    )


def _own_centre(code: str, type_: str, centre: Position | None) -> Position | None:
    """Return what is published, but for arrondissements: that is the centre of their city."""
    return approximate_points().get(code, centre) if centre is None or type_ == "arrondissement" else centre


@cache
def approximate_points() -> Mapping[str, Position]:
    """Return approximate centres of arrondissements, and of larger communes that have none, by INSEE code.

    Public knowledge, written down for this project, to half a hundredth of a degree (some 500 m).
    """
    table = files("seeds.sources").joinpath("approximate_points.csv").read_text(encoding="ascii")
    return {
        row["code"]: Position(float(row["latitude"]), float(row["longitude"]))
        for row in csv.DictReader(table.splitlines())
    }


def _code(text: str) -> str:
    try:
        return insee_code(text)
    except ValueError as error:
        raise RowRefusedError("commune_code_invalid", f"{error}.") from error


def _type(fields: Fields) -> str:
    text = fields.text("type")
    if text not in TYPES:
        raise RowRefusedError("type_unknown", f"{text!r} is none of {', '.join(TYPES)}.")
    return TYPES[text]


def _parent(code: str) -> str:
    if code not in ARRONDISSEMENTS:
        raise RowRefusedError(
            "arrondissement_unknown", f"{code} is no arrondissement of Paris, Lyon or Marseille."
        )
    return ARRONDISSEMENTS[code]


def _postcodes(parts: list[str]) -> tuple[str, ...]:
    try:
        codes = {postcode(part) for part in parts if part.strip()}
    except ValueError as error:
        raise RowRefusedError("postcode_invalid", f"{error}.") from error
    return tuple(sorted(codes))


def _read_json(file: SourceFile, progress: Progress) -> Records:
    for item in _objects(file):
        origin = Origin(None, {str(key): _as_text(value) for key, value in item.items()})
        code = None
        try:
            code = _code(_text(item, "code") or "")
            yield _from_json(origin, code, item)
        except RowRefusedError as error:
            yield Refusal(origin, error.code, error.reason, code)
    progress(file.size)


def _objects(file: SourceFile) -> Iterator[Mapping[str, Any]]:
    try:
        return json_objects(file, NEEDED_KEYS, "communes")
    except SourceFileError as error:
        raise SourceFileError(f"{error} {ASK_FOR}") from error


def _from_json(origin: Origin, code: str, item: Mapping[str, Any]) -> CommuneRecord:
    if code in ARRONDISSEMENTS:
        raise RowRefusedError(
            "type_unknown", f"{code} is an arrondissement: ask for communes only (type=commune-actuelle)."
        )
    population, postcodes = item.get("population"), item.get("codesPostaux")
    return _commune(
        origin,
        code,
        name=_name(item),
        type_="commune",
        postcodes=[str(part) for part in postcodes] if isinstance(postcodes, list) else [],
        population=population if isinstance(population, int) and population >= 0 else None,
        epci=_epci(item),
        centre=_centre(item.get("centre")),
    )


def _name(item: Mapping[str, Any]) -> str:
    name = _text(item, "nom")
    if name is None or len(name) > LONGEST_NAME:
        raise RowRefusedError("name_missing", "The commune has no name (nom).")
    return name


def _epci(item: Mapping[str, Any]) -> tuple[str, str | None] | None:
    """Return code and name; the name comes only where the field `epci` was asked for."""
    detail = item.get("epci")
    known = detail if isinstance(detail, dict) else {}
    code = _text(item, "codeEpci") or _text(known, "code")
    return (code, _text(known, "nom")) if code else None


def _centre(geometry: object) -> Position | None:
    """Return a GeoJSON point, longitude first."""
    if geometry is None:
        return None
    match geometry:
        case {
            "type": "Point",
            "coordinates": [float() | int() as longitude, float() | int() as latitude, *_],
        }:
            try:
                return position(repr(latitude), repr(longitude))
            except PositionError as error:
                raise RowRefusedError(error.code, str(error)) from error
    raise RowRefusedError("position_unreadable", "The centre is not a GeoJSON point.")


def _text(item: Mapping[str, Any], key: str) -> str | None:
    value = item.get(key)
    return one_line(value) if isinstance(value, str) else None


def _as_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


READ_CSV = CsvReader(COLUMNS, lambda fields: fields.text("code_insee"), _to_record)
