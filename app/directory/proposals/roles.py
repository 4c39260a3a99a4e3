"""Roles of who sends a request, for a proposal."""

from app.directory.people.people import current_person
from app.directory.people.permissions import Role, roles
from app.directory.proposals.queries import MODERATES_TERRITORY
from app.directory.proposals.service import Proposal, find
from app.directory.proposals.vocabulary import GRANT, NEED
from app.platform.services import database


def roles_for(proposal: Proposal) -> frozenset[Role]:
    """Return the roles: for the place that it is about, and for its territory."""
    result = roles(None if proposal.kind in {NEED, GRANT} else proposal.subject_id)
    person = current_person()
    if person is None:
        return result
    parameters = {
        "person_id": person.id,
        "region_code": proposal.region_code,
        "department_code": proposal.department_code,
    }
    row = database().fetch_one(MODERATES_TERRITORY, parameters)
    return result | {Role.MODERATOR} if row and row[0] else result


def roles_for_number(number: int) -> frozenset[Role]:
    """Return the roles for the proposal of a number."""
    with database().connection() as connection:
        proposal = find(connection, number)
    return roles_for(proposal) if proposal else roles(None)
