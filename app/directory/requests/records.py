"""A request to use places, before and after it is stored, and the answer of each place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from app.directory.bookings.series import Series
from app.directory.requests import queries
from app.directory.requests.vocabulary import OPEN


@dataclass(frozen=True, slots=True)
class Draft:
    """A request before it is stored."""

    places: Sequence[tuple[str, str]]
    """Public ids and names."""
    organisation: str
    contact: str
    address: str
    telephone: str | None
    schedule: Series
    equipment_type: str | None
    quantity: int
    learners: int
    level: str
    supervision: str
    message: str
    language: str


@dataclass(frozen=True, slots=True)
class Response:
    """The answer of one place."""

    id: int
    request_id: int
    place_id: str
    place_name: str
    status: str
    reached: str | None
    talk: Sequence[Mapping[str, str]]
    schedule: Series | None
    reservation_id: int | None
    reminders: int
    answered_at: datetime | None
    decided_at: datetime | None

    @classmethod
    def read(cls, row: Sequence[Any]) -> Self:
        """Return the answer of a row of `queries.RESPONSE_COLUMNS`."""
        values = dict(zip(queries.RESPONSE_COLUMNS, row, strict=True))
        values["schedule"] = Series.read(values["schedule"]) if values["schedule"] else None
        return cls(**values)

    @property
    def is_open(self) -> bool:
        """Whether it may still change."""
        return self.status in OPEN


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it is stored."""

    id: int
    organisation: str
    contact: str
    address: str
    telephone: str | None
    language: str
    schedule: Series
    equipment_type: str | None
    quantity: int
    learners: int
    level: str
    supervision: str
    message: str
    status: str
    created_at: datetime
    sent_at: datetime | None
    expires_at: datetime

    @classmethod
    def read(cls, row: Sequence[Any]) -> Self:
        """Return the request of a row of `queries.REQUEST_COLUMNS`."""
        values = dict(zip(queries.REQUEST_COLUMNS, row, strict=True))
        return cls(**values | {"schedule": Series.read(values["schedule"])})
