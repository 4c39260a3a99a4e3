"""Régions, départements and intercommunal bodies by the names that people give them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.directory.common.france import DEPARTMENTS, REGIONS
from app.directory.geocoding.names import fold, joined, spell_out, without_article
from app.directory.geocoding.stated import FORMER_REGIONS

PARIS_DEPARTMENT = "75"
"""The same as the town, which is meant."""
REGION, DEPARTMENT, DEPARTMENTS_OF, EPCI = "region", "department", "departments", "epci"
_ALSO = {
    "paca": (REGION, "93"),
    "sud": (REGION, "93"),
    "idf": (REGION, "11"),
    "ile de france": (REGION, "11"),
    "aura": (REGION, "84"),
    "bfc": (REGION, "27"),
    "hdf": (REGION, "32"),
    "reunion": (REGION, "04"),
    "ile de la reunion": (REGION, "04"),
    "guyane francaise": (REGION, "03"),
}
_OF = r"(?:(?:du|des|de la|de l|de|d|la|le|les|l) )?"
_BODY = re.compile(
    r"^(?:cc|ca|cu|metropole|(?:communaute (?:de communes|d agglomeration|urbaine))|agglo(?:meration)?"
    rf"|interco(?:mmunalite)?) {_OF}"
)
_LEVELS = re.compile(rf"^(?:(?P<level>departement|dpt|dept|region) )?{_OF}")
_ACRONYM = re.compile(r"\s*\([^)]*\)")
_PARTS = re.compile(r" [-/\u2013] ")
"""Between two names of one body."""
_WRITTEN = {"cc": "communaute de communes", "ca": "communaute d agglomeration", "cu": "communaute urbaine"}


@dataclass(frozen=True, slots=True)
class Territory:
    """A région, a département or an intercommunal body."""

    level: str
    """`region`, `department`, `departments` (a région of before 2016) or `epci`."""
    code: str
    """Of départements, with a comma between them."""
    name: str


class Territories:
    """Territories by name."""

    def __init__(self, bodies: Sequence[tuple[str, str]], towns: Iterable[str] = ()) -> None:
        """Index France's régions and départements, and intercommunal bodies given by code and name.

        A body whose name is that of a town, given spelled out in `towns`, is known by its whole name only.
        """
        self._by_name: dict[str, Territory] = {}
        known = {joined(without_article(name)) for name in towns}
        for code, name in bodies:
            for key in _keys(name):
                if key not in known:
                    self._by_name.setdefault(key, Territory(EPCI, code, name))
        for name, codes in FORMER_REGIONS.items():
            these = codes.split()
            level, code = (DEPARTMENTS_OF, ",".join(these)) if len(these) > 1 else (DEPARTMENT, these[0])
            self._by_name.setdefault(joined(fold(name)), Territory(level, code, name))
        for fact in DEPARTMENTS:
            if fact.code == PARIS_DEPARTMENT:
                continue
            self._by_name[joined(without_article(fold(fact.name)))] = Territory(
                DEPARTMENT, fact.code, fact.name
            )
        for region in REGIONS:
            self._by_name[joined(without_article(fold(region.name)))] = Territory(
                REGION, region.code, region.name
            )
        names = {region.code: region.name for region in REGIONS}
        for spelled, (level, code) in _ALSO.items():
            self._by_name[joined(spelled)] = Territory(level, code, names[code])
        self._names = {(one.level, one.code): one.name for one in self._by_name.values()}
        self._names |= {(EPCI, code): name for code, name in bodies}
        self._names |= {(DEPARTMENT, fact.code): fact.name for fact in DEPARTMENTS}
        self._by_number: Mapping[str, Territory] = {
            fold(fact.code): Territory(DEPARTMENT, fact.code, fact.name) for fact in DEPARTMENTS
        }

    def name_of(self, level: str, code: str) -> str | None:
        """Return the name of a territory by its level and code; None where there is none."""
        return self._names.get((level, code))

    def named(self, text: str) -> Territory | None:
        """Return the territory that a text names, with or without the word for its level."""
        spelled = spell_out(text)
        plain = _LEVELS.sub("", spelled)
        body = _BODY.sub("agglo ", spelled)
        for one in dict.fromkeys((spelled, without_article(spelled), plain, body)):
            if territory := self._by_name.get(joined(one)):
                return territory
        return self._by_number.get(plain)

    def beginning(self, text: str, limit: int) -> list[Territory]:
        """Return the régions and départements whose name begins with a text."""
        key = joined(without_article(spell_out(text)))
        territories = (
            one for name, one in self._by_name.items() if name.startswith(key) and one.level != EPCI
        )
        return list(dict.fromkeys(territories))[:limit] if key else []


def says_level(text: str) -> bool:
    """Return whether a text begins with the word for a level: `département de la Vienne`."""
    match = _LEVELS.match(spell_out(text))
    return match is not None and match["level"] is not None


def _keys(name: str) -> set[str]:
    return set().union(*(_keys_of(part) for part in (name, *_PARTS.split(name))))


def _keys_of(name: str) -> set[str]:
    spelled = spell_out(_ACRONYM.sub("", name))
    first, _, rest = spelled.partition(" ")
    whole = f"{_WRITTEN[first]} {rest}" if first in _WRITTEN else spelled
    bare = _BODY.sub("", spelled)
    return {joined(one) for one in (spelled, whole, f"agglo {bare}", bare, without_article(bare)) if one}
