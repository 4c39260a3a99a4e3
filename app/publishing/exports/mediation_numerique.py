"""A third place as a record of the national standard "lieux de médiation numérique".

The standard holds less than the directory, and demands more: a place without address, postcode or commune
cannot be expressed, and one that is planned or closed would be taken for open. Such places are left out, and
counted by what is missing.
"""

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.directory.third_places.mediation_numerique import (
    CHOICES,
    FABRIQUES,
    FIELDS,
    LONGEST_SUMMARY,
    SEPARATOR,
    TYPOLOGIES_BY_KIND,
    UNKNOWN_PIVOT,
)

SOURCE = "mediation-numerique"
"""Records of this source keep the identifier that they came with."""
FABRIQUE_PROGRAMME = "fabrique-de-territoire"
TELEPHONE = re.compile(r"\+(?:33|590|594|262|596|269|687|689|508|681)\d{6,9}")
POSTCODE = re.compile(r"\d{5}")
INSEE_CODE = re.compile(r"(?:[013-9]\d|2[AB1-9])\d{3}")
REASONS = {
    "status": "planned or closed",
    "vanished": "no longer published by their source",
    "code_postal": "without a postcode, which the standard requires",
    "commune": "without a commune, which the standard requires",
    "adresse": "without an address, which the standard requires",
}
"""Why a place cannot be expressed, in the plural."""

Record = dict[str, str | float | None]


class InexpressibleError(Exception):
    """A place that the standard cannot hold; `reason` is one of `REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(REASONS[reason])
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """Facts of one place."""

    public_id: str
    properties: Mapping[str, Any]
    """Properties of its Feature."""
    longitude: float | None
    """Degrees, WGS 84."""
    latitude: float | None
    standard: Mapping[str, str]
    """Values of its records in the standard's own fields."""
    source_title: str | None
    commune_postcodes: Sequence[str]


def to_standard(facts: PlaceFacts) -> Record:
    """Return a place's record, every field of the standard in it.

    What a source said in the standard's own words stands before what our columns hold. Coordinates are
    left out where they are the commune's centroid: the standard cannot say that.

    Raises
    ------
    InexpressibleError
        When the standard cannot hold the place.

    """
    properties, standard = facts.properties, facts.standard
    _check_is_open(properties)
    exact = properties["position_precision"] in {"address", "street"}
    record: Record = dict.fromkeys(FIELDS)
    record |= {name: value for name, value in standard.items() if name in record}
    record |= {
        "id": _identifier(facts),
        "nom": properties["name"],
        "latitude": facts.latitude if exact else None,
        "longitude": facts.longitude if exact else None,
        "telephone": _fitting(TELEPHONE, properties["telephone"]),
        "date_maj": _updated_on(properties),
        **_required_address(facts),
        **_descriptions(facts),
    }
    _set_where_missing(
        record,
        pivot=properties["siret"] or UNKNOWN_PIVOT,
        code_insee=_fitting(INSEE_CODE, properties["commune_code"]),
        # What is assumed of a kind is not handed on as if it had been stated.
        typologie=None if "kind" in properties["assumed"] else TYPOLOGIES_BY_KIND.get(properties["kind"]),
        site_web=properties["website"],
        horaires=properties["opening_hours"],
        source=facts.source_title,
    )
    if properties["siret"]:
        record["pivot"] = properties["siret"]
    record["formations_labels"] = _labels(standard, properties["programmes"])
    return record


def _identifier(facts: PlaceFacts) -> str:
    """Return what the publisher calls a place that came in by the standard, else our public id."""
    properties = facts.properties
    if properties["source"] != SOURCE:
        return facts.public_id
    return str(properties["source_record_id"]).removeprefix(f"{properties['list']}:")


def _check_is_open(properties: Mapping[str, Any]) -> None:
    if properties["vanished_at"] is not None:
        raise InexpressibleError("vanished")
    if properties["status"] != "open":
        raise InexpressibleError("status")


def _required_address(facts: PlaceFacts) -> dict[str, str]:
    """Return commune, postcode and street; a commune that has one postcode gives it."""
    properties = facts.properties
    only = facts.commune_postcodes[0] if len(facts.commune_postcodes) == 1 else None
    address = {
        "commune": properties["city"] or properties["commune"],
        "code_postal": _fitting(POSTCODE, properties["postcode"] or only),
        "adresse": properties["address"],
    }
    for name, value in address.items():
        if value is None:
            raise InexpressibleError(name)
    return address


def _descriptions(facts: PlaceFacts) -> dict[str, str | None]:
    """Return summary and detail as a source of the standard wrote them, else from our description."""
    names = ("presentation_resume", "presentation_detail")
    summary, detail = (facts.standard.get(name) for name in names)
    if summary is None and detail is None:
        text = facts.properties["description"]
        short = text is not None and len(text) <= LONGEST_SUMMARY
        summary, detail = (text, None) if short else (None, text)
    if summary is not None and len(summary) > LONGEST_SUMMARY:
        # Too long for its field: nothing is cut off, it stands before the detail.
        summary, detail = None, "\n".join(part for part in (summary, detail) if part)
    return {"presentation_resume": summary, "presentation_detail": detail}


def _labels(standard: Mapping[str, str], programmes: Sequence[str]) -> str | None:
    named = (standard.get("formations_labels") or "").split(SEPARATOR)
    ours = [FABRIQUES] if FABRIQUE_PROGRAMME in programmes else []
    chosen = [label for label in dict.fromkeys([*named, *ours]) if label in CHOICES["formations_labels"]]
    return SEPARATOR.join(chosen) or None


def _set_where_missing(record: Record, **values: str | None) -> None:
    for name, value in values.items():
        if record[name] is None:
            record[name] = value


def _fitting(pattern: re.Pattern[str], text: str | None) -> str | None:
    return text if text is not None and pattern.fullmatch(text) else None


def _updated_on(properties: Mapping[str, Any]) -> str:
    """Return when the source touched the record, else the last day that its content can be of.

    The day of the import says nothing of that; it stands only where nothing else is known.
    """
    if properties["source_updated_on"]:
        return str(properties["source_updated_on"])
    dated = next((record["dated"] for record in properties.get("sources", ()) if record["dated"]), None)
    if dated is None:
        return str(properties["fetched_at"][:10])
    year, month = map(int, dated.split("-")) if "-" in dated else (int(dated), 12)
    return date(year, month, monthrange(year, month)[1]).isoformat()
