"""Cells of CSV that a spreadsheet would run as a formula."""

import re

ALWAYS_FORMULA = ("=", "@", "\t", "\r")
SIGNS = ("+", "-")
FORMULA_STARTS = (*ALWAYS_FORMULA, *SIGNS)
SIGNED_NUMBER = r"[+-][0-9][0-9 .,()/-]*"
"""Numbers with a sign, and telephone numbers; a regular expression of Python and of PostgreSQL."""
_NUMBER = re.compile(SIGNED_NUMBER)


def escape_formula(value: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula; numbers stay numbers."""
    runs = value[:1] in ALWAYS_FORMULA or (value[:1] in SIGNS and not _NUMBER.fullmatch(value))
    return f"'{value}" if value and runs else value


def unescape_formula(value: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet from running a cell as a formula."""
    if len(value) > 1 and value[0] == "'" and value[1] in FORMULA_STARTS:
        return value[1:]
    return value
