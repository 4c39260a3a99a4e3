"""Proposals as people read them: field by field, old and new."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from app.directory.contributions import editable
from app.directory.contributions.inputs import Value
from app.directory.contributions.present import find_present
from app.directory.proposals import grants, needs
from app.directory.proposals.service import Proposal
from app.directory.proposals.vocabulary import GRANT, NEED
from app.publishing.pages.hours import short_hours

HOURS = "opening_hours"
ROOMS: Mapping[str, Any] = {NEED: needs, GRANT: grants}
"""Modules that name and show the fields of a proposal, by its kind; of the others `editable` does."""
Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a proposal."""

    name: str
    label: str
    old: str
    new: str
    present: str
    """Value that is shown today."""
    has_changed_since: bool
    is_accepted: bool


def differences(proposal: Proposal, present: Mapping[str, Value] | None = None) -> list[Difference]:
    """Return the fields of a proposal, in the order of the form; `present` is what is shown today."""
    room = ROOMS.get(proposal.kind, editable)
    order = [*needs.BY_NAME, *editable.BY_NAME]
    names = sorted(proposal.changes, key=lambda name: order.index(name) if name in order else len(order))
    return [_difference(proposal, name, room, present) for name in names]


def _difference(
    proposal: Proposal,
    name: str,
    room: Any,  # noqa: ANN401 - a module, `editable` or one of `ROOMS`
    present: Mapping[str, Value] | None,
) -> Difference:
    change = proposal.changes[name]
    today = change["old"] if present is None else present.get(name)
    return Difference(
        name,
        room.label_of(name),
        _text(room, name, change["old"]),
        _text(room, name, change["new"]),
        _text(room, name, today),
        today != change["old"],
        name in proposal.accepted_fields,
    )


def _text(room: Any, name: str, value: Value) -> str:  # noqa: ANN401 - as above
    if name == HOURS:
        return short_hours(value) if value else ""
    if name.startswith((editable.EQUIPMENT, needs.NEED)) and value is not None:
        return room.show(name, value) or "✓"
    return str(room.show(name, value))


def present_values(connection: Connection, proposal: Proposal) -> Mapping[str, Value] | None:
    """Return what is shown today of what a proposal is about; None where nothing is, or it is new."""
    if proposal.subject_id is None:
        return None
    if proposal.kind == NEED:
        organisation = needs.find(connection, proposal.subject_id)
        return organisation.values if organisation else None
    place = find_present(connection, proposal.subject_id)
    if proposal.kind == GRANT:
        return {} if place else None
    return place.values if place else None
