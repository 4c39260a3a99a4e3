"""CQL2 Text to CQL2 JSON, by the parser `cql2`, within what its recursion and backtracking can bear."""

import re
from typing import Any

import cql2

from app.platform.cql2.errors import FilterError

MAX_CHARACTERS = 64 * 1024
"""Longest filter, in either language."""
MAX_VERTICES = 5_000
"""Most positions of all geometries of a filter together."""
MAX_OPERATORS = 1_000
"""Most operators. Each may be one level of the parser's recursion, which a thread's stack must hold."""
MAX_NESTING = 30
"""Deepest nesting of parentheses and of function calls."""
MAX_WORK = 20_000
"""Most steps of the parser. It reads a parenthesis that fails twice: every level doubles its content."""

_GEOMETRIES = "POINT|LINESTRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON"
_NUMBER = r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?"
_TOKEN = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<text>'(?:[^'\\]|\\.|'')*' | "(?:[^"]|"")*")
    # A geometry whose first position is two numbers can be nothing else: it is read in one go or not at all.
    | (?P<geometry>\b(?:{_GEOMETRIES})\s*(?:ZM|Z|M)?\s*\([\s(]*{_NUMBER}\s+{_NUMBER}[-+\d.eE,\s()]*)
    | (?P<word>[^\W\d][\w.:]*)
    | (?P<number>\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)
    | (?P<open>\()
    | (?P<close>\))
    | (?P<comma>,)
    | (?P<operator>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
# About as many characters are read in the time that a short token takes.
_CHARACTERS_A_STEP = {"geometry": 8}
_WORDS_THAT_OPERATE = frozenset({"and", "or", "not", "in", "like", "between", "is", "div"})
_LITERAL = re.compile(r"""'(?:[^'\\]|\\.|'')*'|"(?:[^"]|"")*\"""", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\'abtnvfr])")
_MEANT = {"\\": "\\", "'": "''", **dict(zip("abtnvfr", "\a\b\t\n\v\f\r", strict=True))}
_POSITION = re.compile(r"--> (\d+):(\d+)")


def to_json(text: str) -> Any:  # noqa: ANN401 - CQL2 JSON
    """Return a filter in CQL2 Text as CQL2 JSON; numbers are floats.

    Raises
    ------
    FilterError
        When it is no CQL2 Text, or exceeds the bounds.

    """
    _check_bounds(text)
    text = _without_escapes(text)
    try:
        return cql2.parse_text(text).to_json()
    except (cql2.ParseError, UnicodeEncodeError, ValueError) as error:
        raise FilterError(_explain(text, str(error))) from error
    except Exception as error:
        # What the parser reads and cannot write, `POINT EMPTY`, it raises as an Exception of no class.
        if type(error) is not Exception:
            raise
        raise FilterError(f"Not a filter in CQL2 Text: {error}.") from error


def _without_escapes(text: str) -> str:
    r"""Return the filter with what a backslash escapes in its literals: a quote, a control character, itself.

    The parser knows the doubled quote alone. Before any other character the backslash stays: LIKE reads it.
    """
    if "\\" not in text:
        return text
    return _LITERAL.sub(
        lambda literal: (
            literal[0] if literal[0][0] == '"' else _ESCAPED.sub(lambda match: _MEANT[match[1]], literal[0])
        ),
        text,
    )


def _check_bounds(text: str) -> None:
    """Refuse what would take the parser too deep or too long, by one pass over the text."""
    opened: list[bool] = []  # of each open parenthesis, whether it begins a function's arguments
    groups = operators = vertices = work = 0
    before = ""
    for token in _TOKEN.finditer(text):
        kind, content = str(token.lastgroup), token.group()
        work += (1 + len(content) // _CHARACTERS_A_STEP.get(kind, 50)) << min(groups, MAX_NESTING)
        if kind == "space":
            continue
        if kind == "open":
            opened.append(before == "function")
            groups += not opened[-1]
        elif kind == "close" and opened:
            groups -= not opened.pop()
        elif kind == "geometry":
            vertices += content.count(",") + 1
            # What follows the geometry belongs to those that opened it.
            surplus = content.count(")") - content.count("(")
            for _ in range(min(max(surplus, 0), len(opened))):
                groups -= not opened.pop()
        is_operator = kind == "operator" or (kind == "word" and content.lower() in _WORDS_THAT_OPERATE)
        operators += is_operator
        before = "operator" if is_operator else "function" if kind == "word" else kind
        if work > MAX_WORK or operators > MAX_OPERATORS or len(opened) > MAX_NESTING:
            raise FilterError(
                "The filter is too long or nested too deeply. Use fewer parentheses and operators."
            )
        if vertices > MAX_VERTICES:
            raise FilterError(f"The geometries of a filter may have {MAX_VERTICES:,} positions together.")


def _explain(text: str, message: str) -> str:
    """Return what the parser found wrong, and where."""
    position = _POSITION.search(message)
    if position is None:
        return f"The filter cannot be read as CQL2 Text: {message.strip()[:200]}"
    line, column = int(position[1]), int(position[2])
    lines = text.split("\n")
    rest = lines[line - 1][column - 1 :] if line <= len(lines) else ""
    place = f"at {rest[:20]!r}" if rest.strip() else "at its end"
    expected = (
        "an operator such as AND or =, or the end"
        if "EOI" in message or "And" in message
        else "a property or a value"
    )
    where = f"{place} (line {line}, character {column})"
    return f"The filter cannot be read as CQL2 Text {where}: {expected} was expected."
