"""Statements with named parameters, as PostgreSQL takes them: read once each.

psycopg reads a statement of more than 4,096 bytes anew at every execution to find its parameters, and those
of lists are longer.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

_PARAMETER = re.compile(r"%\((\w+)\)s|%%|%")


class Numbered(NamedTuple):
    """A statement whose parameters are `$1`, `$2`, ..."""

    sql: str
    names: tuple[str, ...]
    """Name of each parameter, in order."""

    def values(self, parameters: Mapping[str, Any]) -> list[Any]:
        """Return the values in the order of the numbers."""
        return [parameters[name] for name in self.names]


@lru_cache(maxsize=512)
def numbered(sql: str) -> Numbered | None:
    """Return a statement with numbers for its `%(name)s`; None where it has parameters of another form."""
    numbers: dict[str, int] = {}
    other = False

    def number(match: re.Match[str]) -> str:
        nonlocal other
        if match[1]:
            return f"${numbers.setdefault(match[1], len(numbers) + 1)}"
        other = other or match[0] == "%"
        return "%"

    text = _PARAMETER.sub(number, sql)
    return None if other else Numbered(text, tuple(numbers))
