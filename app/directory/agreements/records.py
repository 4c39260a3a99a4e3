"""Agreements as they are stored, without their files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from app.directory.agreements import queries
from app.directory.agreements.content import Content


@dataclass(frozen=True, slots=True)
class Agreement:
    """A version of an agreement."""

    id: int
    response_id: int
    number: str
    version: int
    model: str
    language: str
    content: Content
    missing: Sequence[str]
    made_by: str
    made_at: datetime
    docx_sha256: str
    pdf_sha256: str

    @classmethod
    def read(cls, row: Sequence[Any]) -> Self:
        """Return the version of a row of `queries.COLUMNS`."""
        values = dict(zip(queries.COLUMNS, row, strict=True))
        return cls(**values | {"content": Content.read(values["content"])})
