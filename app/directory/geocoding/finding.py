"""From what people type into one box to the commune that they mean, or to none."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from app.directory.common.france import ARRONDISSEMENTS, LYON, MARSEILLE, PARIS
from app.directory.geocoding.gazetteer import (
    BEGINNING,
    FORMER,
    NAME,
    SHORT,
    TYPO,
    Candidate,
    Gazetteer,
    Test,
    Town,
)
from app.directory.geocoding.names import fold, spell_out
from app.directory.geocoding.stated import (
    FRANCE,
    department_of,
    departments_of_postcode,
    foreign_names,
    readings,
    seat_of,
)

POSTCODE, PART, TERRITORY = "postcode", "part", "territory"
"""Beside the gazetteer's: found by the postcode alone; only the town at the end was understood; the seat of a
département, a région or a collectivity that is named."""
EXACT = frozenset({NAME, FORMER, SHORT})
MOST_STATED = 2
"""Territories behind a town: its département and its région."""
MOST_CHARACTERS = 200
"""Longest text that is read, characters; the longest name of a commune has 45."""
MOST_ENDINGS = 8
"""Words of an address that are tried as a commune's name; the longest names have fewer."""
WELL_KNOWN = 4.0
"""Power of ten of inhabitants of a town that its name means, and not the département: Vienne, Mayenne."""
CLEARLY = 1.0
"""Power of ten of inhabitants."""
FEWEST_TO_GUESS = 5
"""Letters of a text of which a misspelling is looked for although longer names begin with it."""
_POSTCODE = re.compile(r"(?<!\d)\d{5}(?!\d)")
_DIGITS = re.compile(r"\d{1,5}")
_CEDEX = re.compile(r"\bcedex\b(\s*\d{1,2}\b)?", re.IGNORECASE)
_COUNTRY_CODE = re.compile(r"\bF(?:R)?\s?-\s?(?=\d{5}\b)", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_PARTS = re.compile(r"[,;()\[\]]")
_STREET = re.compile(
    r"(?:[0-9].*|allees?|av|avenue|batiment|bd|bld|boulevard|bvd|campus|cc|centre|ch|chemin|cite|clos|college|cours?"
    r"|domaine|eglise|espace|esplanade|faubourg|gare|hameau|hotel|immeuble|impasse|lieu|lieudit|lot|lotissement"
    r"|lycee|mairie|mas|montee|parc|passage|pl|place|promenade|quai|quartier|r|residence|rond|route|rte|rue|ruelle"
    r"|sentier|square|traverse|universite|villa|voie|za|zac|zi|zone)\b"
)
"""First words of streets and addresses, folded."""
_JOINING = re.compile(r"aux?|en|l|la|les?|lez|st|ste|saint|sainte|sous|sur")
"""Words that a name goes on after: what follows one is the end of a name, and no town. (`Médiathèque de
Guéret` is in Guéret.)"""
_CITIES = {"paris": (PARIS, "751"), "lyon": (LYON, "6938"), "marseille": (MARSEILLE, "132")}
_NUMBER = r"(?P<number>[0-9]{1,2}|[ivx]+?) ?(?:er|ere|e|eme|o)?"
_ARRONDISSEMENT = re.compile(
    rf"(?P<city>paris|lyon|marseille) {_NUMBER}(?: (?:arr\w*|ard\w*))?"
    rf"|{_NUMBER.replace('number', 'first')}(?: (?:arr\w*|ard\w*))?(?: d[eu])? (?P<of>paris|lyon|marseille)"
)
_ROMAN = {"i": 1, "v": 5, "x": 10}

T = TypeVar("T", bound=Town)


class TownMatch(NamedTuple, Generic[T]):
    """A town that a text may mean."""

    town: T
    how: str
    """As `Candidate.how`; also `postcode` and `part`."""


class Finder(Generic[T]):
    """Reads texts over a gazetteer."""

    def __init__(self, gazetteer: Gazetteer[T]) -> None:
        self._gazetteer = gazetteer

    @property
    def towns(self) -> Sequence[T]:
        """All towns that can be found."""
        return self._gazetteer.towns

    def town(self, code: str) -> T | None:
        """Return the town of an INSEE code."""
        return self._gazetteer.by_code.get(code)

    def find(self, text: str) -> list[TownMatch[T]]:
        """Return the towns that a text may mean, the likeliest first; none where it means none.

        A département, a région or a postcode that is stated decides: where it contradicts the town, nothing
        is found.
        """
        text = _COUNTRY_CODE.sub("", _CEDEX.sub(" ", unicodedata.normalize("NFC", text[:MOST_CHARACTERS])))
        text = FRANCE.sub("", text.strip()).strip(" ,;")
        if _DIGITS.fullmatch(text):
            return self._of_number(text)
        if not fold(text) or self._is_abroad(text):
            return []
        postcodes = list(_POSTCODE.finditer(text))
        if not postcodes:
            matches = self._territory(text) or self._read(text, None)
            longer = matches and matches[0].how in EXACT
            return _once([*matches, *_founds(self._gazetteer.beginning(text))]) if longer else matches
        last = postcodes[-1]
        before, after = text[: last.start()].strip(" ,;(["), text[last.end() :].strip(" ,;)]")
        if not (fold(before) and fold(after)):
            return self._at_postcode(last[0], before if fold(before) else after)
        if matches := self._at_postcode(last[0], after):
            # A street, or what else stands before the postcode, is not understood here.
            return [one._replace(how=PART) if one.how in EXACT else one for one in matches]
        return self._at_postcode(last[0], before)

    def find_in(self, city: str, postcode: str) -> list[TownMatch[T]]:
        """Return the towns that a name and a postcode may mean together, the likeliest first.

        A misspelt name is believed at the very postcode only.
        """
        departments = departments_of_postcode(postcode)
        return [
            one
            for one in self._at_postcode(postcode, _CEDEX.sub(" ", city[:MOST_CHARACTERS]).strip())
            if postcode in one.town.postcodes
            or (one.how not in {TYPO, BEGINNING} and department_of(one.town.code) in departments)
        ]

    @cached_property
    def _departments(self) -> frozenset[str]:
        return frozenset(department_of(town.code) for town in self._gazetteer.towns)

    def _territory(self, text: str) -> list[TownMatch[T]]:
        """Return the seat of the territory that a text names, where no town of the name is well known."""
        seat = self._gazetteer.by_code.get(seat_of(text) or "")
        if seat is None:
            return []
        towns = self._gazetteer.named(text)
        if any(one.how == NAME and (one.weight >= WELL_KNOWN or one.town is seat) for one in towns):
            return []
        return _once([TownMatch(seat, TERRITORY), *_founds(towns)])

    def _of_number(self, digits: str) -> list[TownMatch[T]]:
        """Return the towns of a postcode, or of those that begin with the digits."""
        if len(digits) == 5:  # noqa: PLR2004 - a whole postcode
            return [TownMatch(town, POSTCODE) for town in self._of_postcode(digits)]
        towns = [
            town
            for town in self._gazetteer.towns
            if any(postcode.startswith(digits) for postcode in town.postcodes)
        ]
        towns.sort(key=lambda town: (-(town.population or 0), town.code))
        return [TownMatch(town, POSTCODE) for town in towns]

    def _of_postcode(self, postcode: str) -> Sequence[T]:
        towns = self._gazetteer.with_postcode(postcode)
        if not towns and postcode.endswith("000"):  # 75000, which is written although nothing has it
            city = next((code for code, _ in _CITIES.values() if code.startswith(postcode[:2])), None)
            towns = [town] if city and (town := self._gazetteer.by_code.get(city)) else []
        return towns

    def _at_postcode(self, postcode: str, place: str) -> list[TownMatch[T]]:
        towns = self._of_postcode(postcode)
        by_postcode = [TownMatch(town, POSTCODE) for town in towns]
        if not fold(place):
            return by_postcode
        if matches := self._read(place, lambda town: town in towns or postcode in town.postcodes):
            return _arrondissements_first(matches, towns)
        departments = departments_of_postcode(postcode)
        # The postcode of a CEDEX is no commune's: then the town counts, in the postcode's département.
        if matches := self._read(place, lambda town: department_of(town.code) in departments):
            return matches
        if departments & self._departments:
            return [] if self._gazetteer.named(place) else by_postcode
        return self._read(place, None)

    def _read(self, text: str, within: Test[T] | None, stated_before: int = 0) -> list[TownMatch[T]]:
        """Return the towns that a text without a postcode may mean, of those that lie within."""
        if exact := self._exact(text, within):
            if all(one.how == SHORT for one in exact) and self._is_rather_misspelt(text, within):
                return _once([*_founds(self._gazetteer.misspelt(text, within)), *exact])
            return exact
        for stated in readings(text) if stated_before < MOST_STATED else ():
            matches = self._read(stated.town, _both(within, stated.departments), stated_before + 1)
            if matches or (stated.is_sure and not is_address(stated.town)):
                return matches
        if (is_address(text) or _PARTS.search(text)) and (matches := self._end_of_address(text, within)):
            return matches
        return self._guess(text, within) or self._end(text, within)

    def _exact(self, text: str, within: Test[T] | None) -> list[TownMatch[T]]:
        if (arrondissement := self._arrondissement(text)) is not None:
            return [one for one in arrondissement if within is None or within(one.town)]
        candidates = self._gazetteer.named(text, within)
        # The likeliest leads; then come all who bear the very name, then the others.
        return _founds([*candidates[:1], *sorted(candidates[1:], key=lambda one: one.how != NAME)])

    def _arrondissement(self, text: str) -> list[TownMatch[T]] | None:
        """Return the arrondissement that a text names; None where it names none."""
        match = _ARRONDISSEMENT.fullmatch(spell_out(text))
        if match is None:
            return None
        number = _number(match["number"] or match["first"])
        code, prefix = _CITIES[match["city"] or match["of"]]
        digits = 5 - len(prefix)
        town = self._gazetteer.by_code.get(f"{prefix}{number:0{digits}}") if number else None
        city = self._gazetteer.by_code.get(code)
        if town is None:
            is_numbered = f"{number:02}" == code[:2] or f"{prefix}{number:0{digits}}" in ARRONDISSEMENTS
            how = NAME if f"{number:02}" == code[:2] else PART
            return [TownMatch(city, how)] if city and is_numbered else None
        # "Marseille 13" is the arrondissement, or the city with its département.
        others = [TownMatch(city, NAME)] if city and f"{number:02}" == code[:2] else []
        return [TownMatch(town, NAME), *others]

    def _end_of_address(self, text: str, within: Test[T] | None) -> list[TownMatch[T]]:
        """Return the town at the end of an address: what follows the last comma, or the longest name."""
        parts = [part.strip() for part in _PARTS.split(text) if fold(part)]
        if len(parts) > 1:
            last = [one for one in self._read(parts[-1], within, MOST_STATED) if one.how != BEGINNING]
            if last:
                return [TownMatch(one.town, one.how if one.how == TYPO else PART) for one in last]
        for ending, _before in _endings(text):
            if matches := self._exact(ending, within):
                return [TownMatch(one.town, PART) for one in matches]
        return []

    def _guess(self, text: str, within: Test[T] | None) -> list[TownMatch[T]]:
        """Return the names that begin with a text, and those that were perhaps misspelt in it."""
        beginnings = self._gazetteer.beginning(text, within)
        if beginnings and len(fold(text)) < FEWEST_TO_GUESS:
            return _founds(beginnings)
        if self._gazetteer.named(text):  # rightly spelt, and elsewhere
            return _founds(beginnings)
        misspelt = self._gazetteer.misspelt(text, within)
        if beginnings and misspelt and misspelt[0].weight <= beginnings[0].weight:
            return _once([*_founds(beginnings), *_founds(misspelt)])
        return _once([*_founds(misspelt), *_founds(beginnings)])

    def _is_rather_misspelt(self, text: str, within: Test[T] | None) -> bool:
        """Whether the beginning of a small town's name is rather a large one's, misspelt."""
        meant = self._gazetteer.misspelt(text, within)
        return bool(meant) and meant[0].weight > self._gazetteer.named(text, within)[0].weight + CLEARLY

    def _end(self, text: str, within: Test[T] | None) -> list[TownMatch[T]]:
        """Return the town that a text ends with, where that is not the end of a longer name."""
        for ending, before in _endings(text):
            if _JOINING.fullmatch(fold(before)) or self._goes_on(text, ending):
                continue
            if matches := self._exact(ending, within):
                return [TownMatch(one.town, PART) for one in matches]
        return []

    def _goes_on(self, text: str, ending: str) -> bool:
        """Whether an ending with an article goes on a name: `les-Bains` of `Nantes-les-Bains` is no town."""
        first = _WORD.match(ending)
        if first is None or not _JOINING.fullmatch(fold(first[0])):
            return False
        rest = text.removesuffix(ending)
        return unicodedata.category(rest[-1]) == "Pd" or any(
            one.how == NAME for one in self._gazetteer.named(rest)
        )

    def _is_abroad(self, text: str) -> bool:
        """Whether a text names a country or a town abroad, and no commune of that name."""
        last = [part for part in _PARTS.split(text) if fold(part)][-1]
        for part in (text, last):
            if fold(part) in foreign_names():
                return not any(one.how == NAME for one in self._gazetteer.named(part))
        return False


def _founds(candidates: Iterable[Candidate[T]]) -> list[TownMatch[T]]:
    return [TownMatch(one.town, one.how) for one in candidates]


def _once(matches: Iterable[TownMatch[T]]) -> list[TownMatch[T]]:
    by_code: dict[str, TownMatch[T]] = {}
    for one in matches:
        by_code.setdefault(one.town.code, one)
    return list(by_code.values())


def _both(within: Test[T] | None, departments: frozenset[str]) -> Test[T]:
    return lambda town: department_of(town.code) in departments and (within is None or within(town))


def _arrondissements_first(matches: list[TownMatch[T]], towns: Sequence[T]) -> list[TownMatch[T]]:
    """Return what was found with the arrondissements of a postcode before their city."""
    cities = {one.town.code: one.how for one in matches}
    parts = [
        TownMatch(town, cities[ARRONDISSEMENTS[town.code]])
        for town in towns
        if ARRONDISSEMENTS.get(town.code) in cities
    ]
    return _once([*parts, *matches])


def is_address(text: str) -> bool:
    """Return whether a text begins as an address does: with a number, or with the word for a street."""
    return _STREET.match(fold(text)) is not None


def _endings(text: str) -> Iterator[tuple[str, str]]:
    """Yield the ends of a text, the longest first, each with the word before it."""
    words = list(_WORD.finditer(text))
    for index in range(max(1, len(words) - MOST_ENDINGS), len(words)):
        yield text[words[index].start() :], words[index - 1][0]


def _number(text: str) -> int:
    """Return a number below 40, of digits or of Roman ones, where a lesser before a greater counts less."""
    if text.isdigit():
        return int(text)
    values = [_ROMAN[letter] for letter in text]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
