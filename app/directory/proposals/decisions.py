"""Deciding a proposal: accepted, in whole or in part, refused, or asked back. One act, with its mail."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

import psycopg
from psycopg.types.json import Jsonb

from app.directory.contributions.changes import Author, change_place, create_place
from app.directory.contributions.columns import as_columns
from app.directory.contributions.present import find_present
from app.directory.proposals import grants, needs, queries
from app.directory.proposals.letters import tell_asked, tell_decided
from app.directory.proposals.service import Proposal, close, find
from app.directory.proposals.vocabulary import (
    ACCEPTED,
    ADDITION,
    ASKED,
    GRANT,
    LONGEST_NOTE,
    NEED,
    REFUSED,
)
from app.directory.third_places.queries import SHOWN_UNDER
from app.platform import clock
from app.platform.secret_links import digest_of, new_secret

Connection = psycopg.Connection[Any]
Verdict = Literal["accept", "refuse", "ask"]


class GoneError(LookupError):
    """The place or organisation is not shown any more."""


@dataclass(frozen=True, slots=True)
class Decider:
    """Somebody who decides."""

    person_id: int
    is_manager: bool
    """Whether they manage the place: then it is the manager's own word from now on."""

    @property
    def author(self) -> Author:
        """Return them as the author of a change."""
        return Author.person(self.person_id, "manager" if self.is_manager else "moderator")


def decide(
    connection: Connection,
    number: int,
    verdict: Verdict,
    decider: Decider,
    *,
    fields: Collection[str] = (),
    note: str = "",
) -> bool:
    """Decide, once: return False where somebody else has decided already, and nothing is done.

    All of it is the caller's transaction: the change, what became of the proposal, and the mail.

    Raises
    ------
    GoneError
        Where what it is about is not shown any more; it can only be refused.
    app.directory.contributions.values.InvalidValuesError
        Where a value cannot be used; nothing is changed.

    """
    proposal = find(connection, number, lock=True)
    if proposal is None or not proposal.is_open:
        return False
    if verdict == "ask":
        return _ask(connection, proposal, note)
    accepted = tuple(name for name in proposal.changes if name in fields) if verdict == "accept" else ()
    subject_id = _apply(connection, proposal, accepted, decider) if accepted else None
    secret = new_secret()
    status = ACCEPTED if accepted else REFUSED
    address = proposal.address
    done = close(
        connection,
        proposal,
        status,
        accepted,
        note,
        decider.person_id,
        subject_id=subject_id,
        mailed_secret=secret if address else None,
    )
    if done and address:
        tell_decided(
            connection,
            address,
            proposal.language,
            proposal.subject_name,
            note,
            secret,
            accepted=bool(accepted),
        )
    return done


def _ask(connection: Connection, proposal: Proposal, question: str) -> bool:
    secret = new_secret()
    stated = [{"by": "decider", "text": question[:LONGEST_NOTE], "at": clock.now().isoformat()}]
    parameters = {"number": proposal.number, "said": Jsonb(stated), "follow": digest_of(secret)}
    if proposal.status == ASKED or not connection.execute(queries.ASK, parameters).rowcount:
        return False
    if proposal.address:
        tell_asked(connection, proposal.address, proposal.language, proposal.subject_name, question, secret)
    return True


def _apply(
    connection: Connection, proposal: Proposal, accepted: tuple[str, ...], decider: Decider
) -> str | None:
    """Write what was accepted; return the public id of what it was about."""
    values = {name: proposal.changes[name]["new"] for name in accepted}
    if proposal.kind == ADDITION:
        return create_place(connection, as_columns(values), decider.author, proposal.reason or None).public_id
    subject_id = proposal.subject_id or ""
    if proposal.kind == NEED:
        organisation = needs.find(connection, subject_id)
        if organisation is None:
            raise GoneError(subject_id)
        needs.write(connection, organisation, values)
        return subject_id
    present = find_present(connection, subject_id)
    if present is None:
        shown = connection.execute(SHOWN_UNDER, {"public_id": subject_id}).fetchone()
        present = find_present(connection, shown[0]) if shown else None
    if present is None:
        raise GoneError(subject_id)
    if proposal.kind == GRANT:
        grants.confirm(connection, present.public_id, accepted)
        return present.public_id
    change_place(
        connection,
        present.row,
        as_columns(values),
        decider.author,
        proposal.reason or None,
        decider.is_manager,
    )
    return present.public_id
