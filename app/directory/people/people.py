"""The person who speaks in this request."""

from dataclasses import dataclass
from datetime import datetime

from flask import g, request

from app.directory.api_keys.keys import current_key
from app.directory.people.queries import FIND
from app.platform.services import database, services
from app.platform.sessions.sessions import current

API = "/api/"


@dataclass(frozen=True, slots=True)
class CurrentPerson:
    """Person who is signed in."""

    id: int
    address: str
    language: str
    created_at: datetime
    signed_in_at: datetime

    @property
    def is_operator(self) -> bool:
        """Whether the settings name them as an operator."""
        return self.address in services().settings.operators


def current_person() -> CurrentPerson | None:
    """Return who is signed in, or whose key a request of the API has; None for visitors."""
    # The API reads no cookie, and pages take no key.
    speaker = current_key() if request.path.startswith(API) else current()
    if speaker is None:
        return None
    if "person" not in g:
        row = database().fetch_one(FIND, {"id": speaker.person_id}, reuse_plan=True)
        g.person = CurrentPerson(*row) if row else None
    person: CurrentPerson | None = g.person
    return person
