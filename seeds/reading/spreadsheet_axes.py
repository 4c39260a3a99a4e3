"""Territories, codes and identifiers in the spreadsheets of projects and of offers of support."""

import re
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from app.directory.common.france import DEPARTMENTS, REGIONS
from seeds.reading.base import RowRefusedError
from seeds.reading.lists import in_list
from seeds.reading.normalise.text import fold, one_line
from seeds.reading.spreadsheet import SheetFields, list_name

NATIONAL = frozenset({"national", "nationale", "france", "france entiere", "toute la france"})
_SEPARATORS = re.compile(r"[;|\n]")
_REGIONS = {fold(fact.name): fact.code for fact in REGIONS}
_DEPARTMENTS = {fold(name): fact.code for fact in DEPARTMENTS for name in (fact.name, fact.code)}
LONGEST_KEY, DIGEST = 120, 8
"""Characters of an identifier that is made of names, and bytes of the digest that stands for the rest."""


def parts(text: str | None) -> tuple[str, ...]:
    """Return what a cell lists behind semicolons, bars or line breaks, each once."""
    listed = (one_line(part) for part in _SEPARATORS.split(text or ""))
    return tuple(dict.fromkeys(part for part in listed if part))


def key_of(fields: SheetFields, *names: str | None) -> str | None:
    """Return the identifier of a row: its reference, else the names that it is known by.

    Raises
    ------
    RowRefusedError
        When it names no list, or nothing that it could be known by.

    """
    reference = fields.text("reference")
    key = reference or fold(" ".join(name for name in names if name))
    if not key:
        raise RowRefusedError("record_id_missing", "The row has no reference, title or name.")
    if len(key) > LONGEST_KEY:
        key = f"{key[:LONGEST_KEY]} {blake2b(key.encode(), digest_size=DIGEST).hexdigest()}"
    return in_list(list_name(fields), key)


def territories(fields: SheetFields, column: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes of the régions and of the départements that a cell names; neither: the whole country.

    A name that is a région's and a département's (La Réunion) is the région.

    Raises
    ------
    RowRefusedError
        When it names a territory that there is none of: it would be shown where it does not hold.

    """
    regions: list[str] = []
    departments: list[str] = []
    for part in parts(fields.lines(column)):
        name = fold(part)
        if name in NATIONAL:
            continue
        if name in _REGIONS:
            regions.append(_REGIONS[name])
        elif name in _DEPARTMENTS:
            departments.append(_DEPARTMENTS[name])
        else:
            raise RowRefusedError(
                "value_unknown",
                f"The column {fields.header(column)} names {part!r}: write national, or names of régions"
                " or départements.",
            )
    return tuple(dict.fromkeys(regions)), tuple(dict.fromkeys(departments))


def codes(fields: SheetFields, column: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Return the codes that a cell names; `known` has them by folded name.

    Raises
    ------
    RowRefusedError
        When it names something else.

    """
    named = parts(fields.text(column))
    wrong = [part for part in named if fold(part) not in known]
    if wrong:
        labels = ", ".join(dict.fromkeys(known.values()))
        raise RowRefusedError(
            "value_unknown", f"The column {fields.header(column)} holds {wrong[0]!r}: it is one of {labels}."
        )
    return tuple(dict.fromkeys(known[fold(part)] for part in named))


def by_name(facts: Iterable[object]) -> dict[str, str]:
    """Return codes by folded code and labels."""
    return {
        fold(str(getattr(fact, name))): str(getattr(fact, "code"))  # noqa: B009 - whatever the facts are of
        for fact in facts
        for name in ("code", "label_fr", "label_en")
    }
