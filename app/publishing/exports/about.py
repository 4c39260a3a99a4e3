"""Metadata of an export: inside the file where the format has room for it, else beside it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from app.platform import clock
from app.publishing.exports.licences import licence_statement

MAX_SLUG = 60
"""Characters of a file's name that tell the filters."""


@dataclass(frozen=True, slots=True)
class About:
    """The head of an export."""

    name: str
    """Name of the resource."""
    query: str
    """The filters, as they were asked."""
    fictional: bool
    sources: str | None = None
    """Whom to credit beside ourselves."""
    licence: str | None = None
    """The one that was asked for."""
    left_out: dict[str, int] | None = None
    """Counts of what the other filters select, by licence, where one licence was asked for."""
    generated_at: datetime = field(default_factory=lambda: clock.now().replace(microsecond=0))

    def as_json(self) -> dict[str, Any]:
        """Return it as the head of a JSON document."""
        head = {
            "name": self.name,
            "generated_at": self.generated_at.isoformat(),
            "query": self.query,
            "fictional": self.fictional,
            "licence": licence_statement(self.licence),
            "attribution": self.attribution,
        }
        return head if self.left_out is None else head | {"left_out": self.left_out}

    def as_texts(self) -> dict[str, str]:
        """Return it as names and texts, for formats that hold no more."""
        return {name: _text(value) for name, value in self.as_json().items()}

    def written_at(self, moment: datetime) -> "About":
        """Return the same of an export that was written then."""
        return replace(self, generated_at=moment)

    @property
    def attribution(self) -> str:
        """Whom to name."""
        sources = f" Sources: {self.sources}." if self.sources else ""
        return "Proxilieux; each feature names its `source`." + sources

    def file_name(self, suffix: str) -> str:
        """Return what a browser calls the file: its date and its filters, in safe characters only."""
        parts = [
            f"proxilieux-{self.name}-{clock.paris_time(self.generated_at):%Y-%m-%d}",
            *filter(None, [slug(self.query)]),
        ]
        return f"{'-'.join(parts)}.{suffix}"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "; ".join(f"{name}: {count}" for name, count in value.items()) or "none"
    return str(value)


def slug(query: str) -> str:
    """Return a query as part of a file's name: small letters of ASCII, digits and dashes."""
    words: Sequence[str] = [f"{name}-{text}" for name, text in parse_qsl(query)]
    dashed = re.sub(r"[^a-z0-9]+", "-", "-".join(words).lower())
    return dashed[:MAX_SLUG].strip("-")
