"""Proposing, following, answering: what whoever proposes does. Deciding is in `decisions`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

import psycopg
from flask_babel import gettext as _
from psycopg.types.json import Jsonb

from app.directory.contributions import editable
from app.directory.contributions.inputs import Value
from app.directory.contributions.present import find_present
from app.directory.proposals import needs, queries
from app.directory.proposals.letters import tell_deciders
from app.directory.proposals.places import Where, locate_addition
from app.directory.proposals.vocabulary import (
    ADDITION,
    CLOSURE,
    LONGEST_NOTE,
    LONGEST_REASON,
    MOST_CHANGES,
    NEED,
    OPEN,
    WITHDRAWN,
)
from app.platform import clock
from app.platform.secret_links import digest_of, new_secret

Connection = psycopg.Connection[Any]
LASTS = timedelta(days=365)
"""Time for which a proposal can be followed without an account."""
CLOSED = {"status": "closed"}
OF_MANAGERS = "email"
"""The published address is for managers to state: whoever has it may manage the place at once."""


class UnknownSubjectError(LookupError):
    """A place or an organisation of that id is not in the directory."""


class NothingProposedError(ValueError):
    """Nothing differs from what is shown."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal before it is stored."""

    kind: str
    subject_id: str | None
    """Public id of the place, or of the organisation in need; None for an addition."""
    values: Mapping[str, Any]
    """New values by field, as JSON has them; of a closure nothing."""
    reason: str = ""
    address: str | None = None
    """E-mail address that is told of the decision."""
    language: str = "fr"
    person_id: int | None = None
    via: str = "page"
    where: Where | None = None
    """Position of an addition, which is looked up before the transaction (`located`)."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as it is stored."""

    number: int
    kind: str
    subject_id: str | None
    subject_name: str
    region_code: str | None
    department_code: str | None
    changes: Mapping[str, Mapping[str, Value]]
    accepted_fields: tuple[str, ...]
    reason: str
    talk: tuple[Mapping[str, str], ...]
    note: str
    status: str
    via: str
    person_id: int | None
    address: str | None
    language: str
    created_at: datetime
    decided_at: datetime | None

    @classmethod
    def read(cls, row: tuple[Any, ...]) -> Self:
        """Return the proposal of a row of `queries.COLUMNS`."""
        values = dict(zip(queries.COLUMNS, row, strict=True))
        values["number"] = values.pop("id")
        values["accepted_fields"], values["talk"] = tuple(values["accepted_fields"]), tuple(values["talk"])
        return cls(**values)

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.status in OPEN


@dataclass(frozen=True, slots=True)
class Proposed:
    """Outcome of a proposal that was sent."""

    number: int
    secret: str
    """Secret under which it is followed, 128 bits; only its digest is stored."""
    is_new: bool
    """Whether it is not the same form, or request, once more."""


def located(draft: Draft) -> Draft:
    """Return the draft of an addition with where it lies; call it before the transaction of `propose`.

    Raises
    ------
    app.directory.contributions.editable.ProblemsError
        As `propose`.

    """
    if draft.kind != ADDITION:
        return draft
    values = _accepted(draft.values)
    _check_addition(values)
    return replace(draft, where=locate_addition(values))


def propose(
    connection: Connection, draft: Draft, *, submission: bytes, secret: str | None = None
) -> Proposed:
    """Store a proposal, and tell those who decide, in the connection's transaction.

    `submission` is a digest of the form's token, or of the idempotency key of a request and its sender: what
    is sent twice is stored once. A page derives `secret` from its token; without it a new one is made.

    Raises
    ------
    UnknownSubjectError
        Where there is no such place or organisation.
    app.directory.contributions.editable.ProblemsError
        With a sentence by the name of each field that cannot be taken.
    NothingProposedError
        Where nothing differs from what is shown.

    """
    subject = _subject_of(connection, draft)
    secret = secret or new_secret()
    now = clock.now()
    parameters = {
        "kind": draft.kind,
        "subject_id": draft.subject_id,
        "subject_name": subject.name,
        "region_code": subject.region_code,
        "department_code": subject.department_code,
        "changes": Jsonb(subject.changes),
        "reason": draft.reason[:LONGEST_REASON],
        "via": draft.via,
        "person_id": draft.person_id,
        "address": draft.address,
        "language": draft.language,
        "submission": submission,
        "follow": digest_of(secret),
        "until": now + LASTS,
        "now": now,
    }
    row = connection.execute(queries.ADD, parameters).fetchone()
    if row is None:
        again = connection.execute(queries.OF_SUBMISSION, parameters).fetchone()
        assert again is not None  # noqa: S101 - it was in the way
        return Proposed(again[0], secret, is_new=False)
    tell_deciders(
        connection, row[0], subject.name, subject.region_code, subject.department_code, draft.reason
    )
    return Proposed(row[0], secret, is_new=True)


@dataclass(frozen=True, slots=True)
class _Subject:
    name: str
    region_code: str | None
    department_code: str | None
    changes: Mapping[str, Mapping[str, Value]]


def _subject_of(connection: Connection, draft: Draft) -> _Subject:
    if draft.kind == ADDITION:
        values = _accepted(draft.values)
        _check_addition(values)
        place = draft.where or Where()
        changes = {name: {"old": None, "new": value} for name, value in values.items() if value is not None}
        return _Subject(str(values["name"]), place.region_code, place.department_code, changes)
    if draft.kind == NEED:
        organisation = needs.find(connection, draft.subject_id or "")
        if organisation is None:
            raise UnknownSubjectError(draft.subject_id)
        changes = _changes(needs.accept(draft.values), organisation.values)
        return _Subject(organisation.name, organisation.region_code, organisation.department_code, changes)
    present = find_present(connection, draft.subject_id or "")
    if present is None:
        raise UnknownSubjectError(draft.subject_id)
    values = CLOSED if draft.kind == CLOSURE else _accepted(draft.values)
    changes = _changes(values, present.values)
    return _Subject(present.name, present.region_code, present.department_code, changes)


def _accepted(values: Mapping[str, Any]) -> dict[str, Value]:
    if values.get(OF_MANAGERS) is not None:
        raise editable.ProblemsError(
            {OF_MANAGERS: _("Seule la personne qui gère le lieu peut donner cette adresse.")}
        )
    return editable.accept({name: value for name, value in values.items() if name != OF_MANAGERS})


def _check_addition(values: Mapping[str, Value]) -> None:
    missing = {
        one.name: editable.required(one)
        for one in editable.FIELDS
        if (one.is_required or one.name == "city") and not values.get(one.name)
    }
    if missing:
        raise editable.ProblemsError(missing)


def _changes(values: Mapping[str, Value], shown: Mapping[str, Value]) -> dict[str, dict[str, Value]]:
    changes = {
        name: {"old": shown.get(name), "new": value}
        for name, value in values.items()
        if value != shown.get(name)
    }
    if not changes or len(changes) > MOST_CHANGES:
        raise NothingProposedError
    return changes


def find(connection: Connection, number: int, *, lock: bool = False) -> Proposal | None:
    """Return a proposal by its number; locked until the transaction ends where it is about to change."""
    if number >= 2**31:
        return None
    row = connection.execute(queries.LOCK if lock else queries.ONE, {"number": number}).fetchone()
    return Proposal.read(row) if row else None


def find_followed(connection: Connection, secret: str, *, lock: bool = False) -> Proposal | None:
    """Return the proposal of a secret link, unless the link has expired."""
    statement = queries.LOCK_FOLLOWED if lock else queries.FOLLOWED
    row = connection.execute(statement, {"follow": digest_of(secret), "now": clock.now()}).fetchone()
    return Proposal.read(row) if row else None


def answer(connection: Connection, secret: str, text: str) -> Proposal | None:
    """Store the reply of who proposed it to a question; None where the link opens nothing.

    Where nobody has asked, or it was answered already, nothing changes.
    """
    proposal = find_followed(connection, secret, lock=True)
    if proposal is None:
        return None
    stated = Jsonb([{"by": "proposer", "text": text[:LONGEST_NOTE], "at": clock.now().isoformat()}])
    if connection.execute(queries.ANSWER, {"number": proposal.number, "said": stated}).rowcount:
        tell_deciders(
            connection,
            proposal.number,
            proposal.subject_name,
            proposal.region_code,
            proposal.department_code,
            text,
        )
    return proposal


def withdraw(connection: Connection, secret: str) -> Proposal | None:
    """Take a proposal back, where nobody has decided yet; None where the link opens nothing."""
    proposal = find_followed(connection, secret, lock=True)
    if proposal is not None and proposal.is_open:
        close(connection, proposal, WITHDRAWN, (), "", None)
    return proposal


def close(
    connection: Connection,
    proposal: Proposal,
    status: str,
    fields: tuple[str, ...],
    note: str,
    decided_by: int | None,
    *,
    subject_id: str | None = None,
    mailed_secret: str | None = None,
) -> bool:
    """Write what became of a proposal; return False where another was faster."""
    parameters = {
        "number": proposal.number,
        "status": status,
        "note": note[:LONGEST_NOTE],
        "fields": list(fields),
        "now": clock.now(),
        "decided_by": decided_by,
        "subject_id": subject_id,
        "follow": [digest_of(mailed_secret)] if mailed_secret else [],
    }
    return connection.execute(queries.DECIDE, parameters).rowcount == 1
