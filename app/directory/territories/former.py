"""Communes that are no more, and names that communes no longer have."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class FormerCommune:
    """A commune of former days, a part of one today (commune déléguée or associée), or a former name."""

    former_code: str
    code: str
    """INSEE code of the commune that its territory belongs to today; may be the former one."""
    name: str
    """Empty where only the code is known."""

    @property
    def is_the_same(self) -> bool:
        """Whether the commune of today is this one under another name, perhaps grown."""
        return self.former_code == self.code


@cache
def all_former() -> tuple[FormerCommune, ...]:
    """Return what is known of former communes.

    Facts of INSEE's Code officiel géographique of 2026 and 2019, by way of versions 6.0.0 and 0.3.0 of
    `@etalab/decoupage-administratif`, Licence Ouverte 2.0.
    """
    table = files("app.directory.territories").joinpath("former_communes.csv").read_text(encoding="utf-8")
    return tuple(FormerCommune(**row) for row in csv.DictReader(table.splitlines()))


@cache
def former_communes() -> Mapping[str, str]:
    """Return the codes of communes that are no more, each with the one that its territory belongs to.

    Merged into a commune nouvelle, or the same commune under another code because its seat moved (49069 is
    49126 now).
    """
    return {one.former_code: one.code for one in all_former() if not one.is_the_same}


def present_commune(code: str) -> str:
    """Return the code of the commune that a commune of former days belongs to, or `code` itself."""
    return former_communes().get(code, code)
