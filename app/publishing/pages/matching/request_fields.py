"""Fields of the form that asks places, as far as a search for matches has said them already."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from app.directory.equipment.vocabulary import TYPE_CODES
from app.directory.matching.criteria import Need
from app.publishing.pages.labels import equipment_label
from app.publishing.pages.matching.query import Parameters
from app.publishing.pages.matching.times import Times, clock_text


def request_fields(
    parameters: Parameters, needs: Sequence[Need], times: Times | None, organisation: str | None
) -> dict[str, Any]:
    """Return the fields that `asking_link.FIELDS` names, filled in from a search."""
    first = next((need for need in needs if need.type in TYPE_CODES), None)
    learners = parameters.get("learners") or next((need.learners for need in needs if need.learners), None)
    values: dict[str, Any] = {
        "equipment": first.type if first else None,
        "quantity": first.quantity if first else None,
        "learners": learners,
        "organisation": organisation,
        "message": _message(needs, times),
    }
    if times is not None:
        values["first"] = times.first_date().isoformat()
        if dates := times.dates():
            values["until"] = dates[-1].isoformat()
        if times.begin is not None and times.end is not None:
            values |= {"start": clock_text(times.begin), "end": clock_text(times.end)}
    return {name: value for name, value in values.items() if value}


def need_words(need: Need) -> str:
    """Return a need as people say it: `Ordinateur × 12`."""
    label = equipment_label(need.type)
    return f"{label} × {need.quantity}" if need.quantity else label


def _message(needs: Sequence[Need], times: Times | None) -> str | None:
    """Return what the fields of the form cannot hold: more equipment than one, more days than one."""
    parts = []
    if len(needs) > 1:
        parts.append(_("Équipement : %(needs)s.", needs=", ".join(map(need_words, needs))))
    if times is not None and len(times.days) > 1:
        parts.append(_("Jours : %(days)s.", days=times.words()))
    return " ".join(map(str, parts)) or None
