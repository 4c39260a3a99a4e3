"""Changing and making places in somebody's name. Every function works in the caller's transaction.

`values` are fields of `app.directory.contributions.values`: a field that is not named stays as it is, None
says that the place has none. `equipment` maps codes of types to `quantity`, `seats`, `shareable`,
`conditions` and `price`, or to None for equipment that the place does not have; types that are not
named stay.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from app.directory.contributions.author import Author
from app.directory.contributions.undoing import Undone, undo, undo_all_of, undo_import

Connection = psycopg.Connection[Any]

__all__ = [
    "Author",
    "Connection",
    "NewPlace",
    "PlaceNotFoundError",
    "Revision",
    "Undone",
    "change_place",
    "create_place",
    "shown_values",
    "undo",
    "undo_all_of",
    "undo_import",
]


@dataclass(frozen=True, slots=True)
class Revision:
    """A change as it was kept: the fields that differ, before and after, as the tables hold them."""

    id: int
    changeset_id: int
    third_place_id: int
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None


class PlaceNotFoundError(LookupError):
    """There is no place of this number."""


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place that was made."""

    id: int
    """Number of its row."""
    public_id: str


def shown_values(connection: Connection, place_id: int) -> dict[str, Any]:
    """Return all that is shown of a place, under the names that `change_place` takes.

    Raises
    ------
    PlaceNotFoundError
        When there is no such place.

    """
    raise NotImplementedError


def change_place(
    connection: Connection,
    place_id: int,
    values: Mapping[str, object],
    author: Author,
    reason: str | None,
    as_manager: bool,
) -> Revision | None:
    """Change a place, and return the revision; None where it is all shown already.

    What is said here lies over what the place's source says, whatever is imported afterwards: a manager's
    word for good; anybody else's until the source itself says something else than it did.

    Raises
    ------
    app.directory.contributions.values.InvalidValuesError
        With a code for each field that cannot be used; nothing is changed.
    PlaceNotFoundError
        When there is no such place; `place_id` may be the row of any record of a place that is shown.

    """
    raise NotImplementedError


def create_place(
    connection: Connection, values: Mapping[str, object], author: Author, reason: str | None
) -> NewPlace:
    """Make a place of the source `contributions`, under Licence Ouverte 2.0.

    Needs `name`, `kind`, and a commune: by `commune_code`, or by `postcode` and `city`. Without `latitude` and
    `longitude` it stands at the commune's centre.

    Raises
    ------
    app.directory.contributions.values.InvalidValuesError
        With a code for each field that cannot be used or is missing; nothing is made.

    """
    raise NotImplementedError
