"""Checks of literals and types for the parser."""

from typing import Any

from app.platform.cql2.errors import FilterError
from app.platform.cql2.operators import (
    ARITHMETIC,
    ARRAYS,
    COMPARISONS,
    FOLDS,
    INTERVAL_ONLY,
    SPATIAL,
    TEMPORAL,
    WITHIN_DISTANCE,
)
from app.platform.cql2.queryables import Kind

MAX_NODES = 5_000
MAX_TEXT = 1_000
"""Longest text literal."""
NUMBERS = frozenset({Kind.NUMBER, Kind.INTEGER})
INSTANTS = frozenset({Kind.DATE, Kind.TIMESTAMP})
Json = Any


def checked_text(value: str) -> str:
    """Return a text literal that PostgreSQL can hold."""
    if len(value) > MAX_TEXT:
        raise FilterError(f"A text has at most {MAX_TEXT:,} characters.")
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise FilterError("A text must not contain the NUL character or half a surrogate pair.")
    return value


def are_comparable(one: Kind, other: Kind) -> bool:
    """Return whether two types may stand beside each other."""
    return one is other or {one, other} <= NUMBERS or {one, other} <= INSTANTS


def are_of_one_type(literals: list[Json]) -> bool:
    """Return whether all are texts, or all are numbers."""
    return all(isinstance(literal, str) for literal in literals) or all(
        isinstance(literal, int | float) and not isinstance(literal, bool) for literal in literals
    )


def flattened(name: str, trees: list[Json]) -> list[Json]:
    """Return the operands of a chain: the parser nests `a OR b OR c` to the left, one level an operator."""
    parts: list[Json] = []
    pending = list(trees)
    while pending:
        tree = pending.pop(0)
        is_chain = isinstance(tree, dict) and tree.get("op") == name and isinstance(tree.get("args"), list)
        if is_chain and len(tree["args"]) > 1:
            pending = [*tree["args"], *pending]
        else:
            parts.append(tree)
        if len(parts) + len(pending) > MAX_NODES:
            raise FilterError("The filter is too long.")
    return parts


KNOWN = (
    "It must be one of: "
    + ", ".join(
        sorted(
            name.upper()
            for name in {"and", "or", "not", "is null", "like", "in", "between", WITHIN_DISTANCE}
            | COMPARISONS
            | ARITHMETIC
            | FOLDS
            | SPATIAL
            | TEMPORAL
            | INTERVAL_ONLY
            | ARRAYS
        )
    )
    + "."
)
