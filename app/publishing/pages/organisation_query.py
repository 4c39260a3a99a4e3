"""Parameters of the page of organisations, as criteria of matches and as an address."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from app.directory.matching.criteria import BY_DISTANCE, Criteria, Need, Requirements
from app.directory.understanding.service import read_text
from app.directory.understanding.typed_text import ALSO, DAY, KIND
from app.platform.services import database
from app.publishing.pages.finder.origin import Origin

Parameters = Mapping[str, Any]
"""Validated parameters (`OrganisationsQuery`)."""
MATCHES = 10


def needs_of(parameters: Parameters, declared: Sequence[Mapping[str, Any]]) -> tuple[Need, ...]:
    """Return the needs ticked in the form, or those that an organisation declared."""
    learners = parameters.get("learners")
    if is_chosen(parameters) or not declared:
        return tuple(Need(code, learners=learners) for code in dict.fromkeys(parameters["equipment"]))
    return tuple(Need(need["type"], need["quantity"], learners or need["learners"]) for need in declared)


def is_chosen(parameters: Parameters) -> bool:
    """Return whether somebody has chosen the equipment, even none of it."""
    return "needs" in parameters or bool(parameters["equipment"])


def criteria_of(parameters: Parameters, needs: tuple[Need, ...], origin: Origin) -> Criteria:
    """Return what is asked of matches."""
    return Criteria(
        latitude=origin.latitude,
        longitude=origin.longitude,
        requirements=Requirements(needs, parameters.get("learners"), parameters["partial"]),
        limit=MATCHES,
        max_km=parameters["max_km"],
        order=parameters["order"],
        origin_precision=origin.precision,
    )


def written(parameters: Parameters) -> dict[str, Any]:
    """Return what to look for, wherever one starts, as addresses and forms write it."""
    values = {
        "needs": "chosen" if is_chosen(parameters) else None,
        "equipment": list(parameters["equipment"]),
        "learners": parameters.get("learners"),
        "max_km": f"{parameters['max_km']:g}",
        "partial": "true" if parameters["partial"] else None,
        "order": None if parameters["order"] == BY_DISTANCE else parameters["order"],
    }
    return {name: value for name, value in values.items() if value not in (None, [])}


def understood(parameters: Parameters) -> dict[str, Any]:
    """Return the parameters with the equipment and the distance that the text of the start asks for."""
    text = parameters.get("near")
    reading = read_text(database(), text) if text is not None and "organisation" not in parameters else None
    if reading is None or not reading.has_filters or not reading.place_text:
        return dict(parameters)
    others = (part.text for part in reading.parts if part.family in {KIND, DAY, ALSO})
    ignored = " ".join((*others, *reading.unknown))
    understood_parameters = {**parameters, "near": reading.place_text}
    if reading.equipment:
        understood_parameters |= {
            "equipment": list(dict.fromkeys([*parameters["equipment"], *reading.equipment]))
        }
    if reading.radius_km is not None:
        understood_parameters["max_km"] = reading.radius_km
    return understood_parameters | ({"ignored": ignored} if ignored else {})


def page_url(start: Parameters, parameters: Parameters) -> str:
    """Return the page's address for a start (`organisation` or `near`) and what to look for."""
    return url_for("web.organisations", **start, **written(parameters))
