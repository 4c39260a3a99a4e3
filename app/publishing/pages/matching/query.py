"""Parameters of the page of organisations, as criteria of matches and as an address."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from app.directory.matching.criteria import DEFAULT_KM, MAX_LIMIT, Criteria, Need, Requirements
from app.publishing.pages.finder.origin import Origin
from app.publishing.pages.schemas import SHOWN_FIRST

Parameters = Mapping[str, Any]
"""Validated parameters (`OrganisationsQuery`)."""
TIMES = ("day", "start", "end", "first_month", "last_month", "on")
DISTANCES_KM = (5, 10, 20, 50, 100, 200)
"""The distances that the form offers."""


def needs_of(parameters: Parameters, declared: Sequence[Mapping[str, Any]]) -> tuple[Need, ...]:
    """Return the needs ticked in the form, or those that an organisation declared."""
    learners = parameters.get("learners")
    if is_chosen(parameters) or not declared:
        quantity = parameters.get("quantity", {})
        return tuple(
            Need(code, quantity.get(code), learners) for code in dict.fromkeys(parameters["equipment"])
        )
    return tuple(Need(need["type"], need["quantity"], learners or need["learners"]) for need in declared)


def is_chosen(parameters: Parameters) -> bool:
    """Return whether somebody has chosen the equipment, even none of it."""
    return "needs" in parameters or bool(parameters["equipment"])


def with_needs(parameters: Parameters, needs: Sequence[Need]) -> dict[str, Any]:
    """Return the parameters with needs as somebody would have chosen them."""
    return {
        **parameters,
        "needs": "chosen",
        "equipment": [need.type for need in needs],
        "quantity": {need.type: need.quantity for need in needs if need.quantity},
    }


def written_needs(equipment: Sequence[str], quantity: Mapping[str, int]) -> str:
    """Return needs as one word, to see later whether somebody has changed them."""
    return ".".join(f"{code}*{quantity.get(code, '')}" for code in sorted(equipment)) or "none"


def criteria_of(parameters: Parameters, needs: tuple[Need, ...], origin: Origin) -> Criteria:
    """Return what is asked of matches: as many of the nearest as the API would give."""
    return Criteria(
        latitude=origin.latitude,
        longitude=origin.longitude,
        requirements=Requirements(needs, parameters.get("learners"), parameters["partial"]),
        limit=MAX_LIMIT,
        max_km=parameters["max_km"],
        origin_precision=origin.precision,
    )


def written(parameters: Parameters) -> dict[str, Any]:
    """Return what to look for, wherever one starts, as addresses and forms write it."""
    values = {
        "needs": "chosen" if is_chosen(parameters) else None,
        "equipment": list(parameters["equipment"]),
        **{f"quantity.{code}": count for code, count in parameters.get("quantity", {}).items()},
        "learners": parameters.get("learners"),
        **{name: parameters.get(name) for name in TIMES},
        "on": parameters["on"].isoformat() if "on" in parameters else None,
        "max_km": None if parameters["max_km"] == DEFAULT_KM else f"{parameters['max_km']:g}",
        "partial": "true" if parameters["partial"] else None,
        "shown": None if parameters["shown"] == SHOWN_FIRST else parameters["shown"],
        "lieux": parameters.get("lieux"),
    }
    return {name: value for name, value in values.items() if value not in (None, [])}


def start_written(parameters: Parameters) -> dict[str, Any]:
    """Return where to start from, as addresses write it."""
    names = ("q", "among", "organisation", "near", "ignored")
    return {name: parameters[name] for name in names if name in parameters}


def page_url(parameters: Parameters, **changes: Any) -> str:  # noqa: ANN401 - values of addresses
    """Return the page's address for the parameters, with changes to them."""
    changed = {**parameters, **changes}
    return url_for("web.organisations", **start_written(changed), **written(changed))
