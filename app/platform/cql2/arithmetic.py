"""Numbers that PostgreSQL can compute with: bounds that no operation of a filter can overflow."""

import math
from typing import Any

from app.platform.cql2.errors import FilterError
from app.platform.cql2.nodes import Call, Node, Value

DECADES = 16
"""Literals are 0, or between 10^-16 and 10^16; properties are assumed to be, too."""
MAX_DECADES = 300
"""A double precision number holds 10^±307."""
PRECISION = 17
"""Decades by which the difference of two doubles may be smaller than they are."""
MAX_EXPONENT = 10


def check_range(value: float) -> float:
    """Return a literal as a float.

    Raises
    ------
    FilterError
        When it is too large or too small to be computed with.

    """
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if number and not 10.0**-DECADES <= abs(number) <= 10.0**DECADES:
        raise FilterError(f"A number is 0 or between 10^-{DECADES} and 10^{DECADES}.")
    return number


def check_exponent(call: Call, parameters: dict[str, Any]) -> None:
    """Refuse a computation whose result might leave what a double precision number can hold.

    Raises
    ------
    FilterError
        When it is too long, or raises to a power that is no literal of at most `MAX_EXPONENT`.

    """
    if _decades(call, parameters) > MAX_DECADES:
        raise FilterError("The computation is too long: it might leave the range of numbers.")


def _decades(node: Node, parameters: dict[str, Any]) -> float:
    """Return n such that the node's value is 0 or between 10^-n and 10^n."""
    if not isinstance(node, Call):
        return DECADES
    left, right = node.arguments
    if node.name == "^":
        exponent: float = parameters[right.parameter] if isinstance(right, Value) else math.inf
        if abs(exponent) > MAX_EXPONENT:
            raise FilterError(f"The exponent of ^ is a number from -{MAX_EXPONENT} to {MAX_EXPONENT}.")
        return _decades(left, parameters) * max(1.0, float(abs(exponent)))
    sizes = _decades(left, parameters), _decades(right, parameters)
    if node.name in {"*", "/", "div"}:
        return sum(sizes)
    return max(sizes) + PRECISION
