"""Parameters of the page of organisations, as criteria of matches and as an address."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from app.directory.matching.criteria import BY_DISTANCE, Asked, Criteria, Need
from app.directory.understanding.service import read_text
from app.directory.understanding.typed_text import ALSO, DAY, KIND
from app.platform.services import database
from app.publishing.pages.finder.origin import Origin

Arguments = Mapping[str, Any]
"""Validated parameters (`OrganisationsQuery`)."""
MATCHES = 10


def needs_of(arguments: Arguments, declared: Sequence[Mapping[str, Any]]) -> tuple[Need, ...]:
    """Return the needs ticked in the form, or those that an organisation declared."""
    learners = arguments.get("learners")
    if is_chosen(arguments) or not declared:
        return tuple(Need(code, learners=learners) for code in dict.fromkeys(arguments["equipment"]))
    return tuple(Need(need["type"], need["quantity"], learners or need["learners"]) for need in declared)


def is_chosen(arguments: Arguments) -> bool:
    """Return whether somebody has chosen the equipment, even none of it."""
    return "needs" in arguments or bool(arguments["equipment"])


def criteria_of(arguments: Arguments, needs: tuple[Need, ...], origin: Origin) -> Criteria:
    """Return what is asked of matches."""
    return Criteria(
        latitude=origin.latitude,
        longitude=origin.longitude,
        asked=Asked(needs, arguments.get("learners"), arguments["partial"]),
        limit=MATCHES,
        max_km=arguments["max_km"],
        order=arguments["order"],
        origin_precision=origin.precision,
    )


def written(arguments: Arguments) -> dict[str, Any]:
    """Return what to look for, wherever one starts, as addresses and forms write it."""
    said = {
        "needs": "chosen" if is_chosen(arguments) else None,
        "equipment": list(arguments["equipment"]),
        "learners": arguments.get("learners"),
        "max_km": f"{arguments['max_km']:g}",
        "partial": "true" if arguments["partial"] else None,
        "order": None if arguments["order"] == BY_DISTANCE else arguments["order"],
    }
    return {name: value for name, value in said.items() if value not in (None, [])}


def understood(arguments: Arguments) -> dict[str, Any]:
    """Return the parameters with the equipment and the distance that the text of the start asks for."""
    text = arguments.get("near")
    reading = read_text(database(), text) if text is not None and "organisation" not in arguments else None
    if reading is None or not reading.has_filters or not reading.place_text:
        return dict(arguments)
    others = (part.text for part in reading.parts if part.family in {KIND, DAY, ALSO})
    ignored = " ".join((*others, *reading.unknown))
    asked = {**arguments, "near": reading.place_text}
    if reading.equipment:
        asked |= {"equipment": list(dict.fromkeys([*arguments["equipment"], *reading.equipment]))}
    if reading.radius_km is not None:
        asked["max_km"] = reading.radius_km
    return asked | ({"ignored": ignored} if ignored else {})


def page_url(start: Arguments, arguments: Arguments) -> str:
    """Return the page's address for a start (`organisation` or `near`) and what to look for."""
    return url_for("web.organisations", **start, **written(arguments))
