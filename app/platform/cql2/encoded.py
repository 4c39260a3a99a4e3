"""CQL2 JSON as Python's own lists and dictionaries, refused where JSON is not enough to be sure of."""

import json
from typing import Any, NoReturn

from app.platform.cql2.errors import FilterError


def _constant(name: str) -> NoReturn:
    raise FilterError(f"{name} is no number of JSON.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise FilterError("A member stands twice in one object.")
    return members


def from_json(text: str) -> Any:  # noqa: ANN401 - CQL2 JSON
    """Return a filter in CQL2 JSON.

    Raises
    ------
    FilterError
        When it is no JSON.

    """
    try:
        return json.loads(text, parse_constant=_constant, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        message = (
            f"The filter cannot be read as JSON at line {error.lineno}, character {error.colno}: {error.msg}."
        )
        raise FilterError(message) from error
    except FilterError:
        raise
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, 100,000 brackets
        raise FilterError("The filter is nested too deeply, or holds a number that is too long.") from error
