"""Communes by what people call them: by their names, by names of former days, and by names misspelt."""

import csv
import math
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from itertools import accumulate
from typing import Generic, Protocol, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.directory.geocoding.names import (
    joined,
    sound,
    spell_out,
    with_article_in_front,
    without_article,
)
from app.directory.territories.former import all_former

NAME, FORMER, SHORT, BEGINNING, TYPO = "name", "former_name", "short_name", "beginning", "typo"
"""Agreements of a text with a commune's name, the strictest first."""
SHORT_PENALTY = 1.5
"""A town is called by the beginning of its name where it has thirty times (10^1.5) the inhabitants of the
commune of that very name: Aix is Aix-en-Provence, and Clermont is not Clermont-Ferrand."""
FORMER_PENALTY = 0.5
"""The same for a commune's name of before: Évry is Évry-Courcouronnes, and not Évry in the Yonne."""
MERGED_PENALTY = 3.0
"""And for a commune merged into another, of whose inhabitants nobody knows how many were its own."""
LATER_PENALTY = 1.5
"""And for a text that is the beginning of a later word only, beside a misspelling."""
ARTICLE_PENALTY = 1.0
"""And for an article that was written, and is none of the name's."""
PER_LETTER = 1.5
"""Penalty of each wrong letter, in powers of ten of inhabitants."""
BY_EAR, BY_EAR_PER_LETTER = 0.3, 0.25
"""The same for a name that sounds alike."""
FEWEST_LETTERS, TWO_OFF = 4, 8
"""Letters of a name that may have one letter off, and two."""
FURTHEST_BY_EAR = 3
"""Letters that may be off in a name that sounds the same."""
_ARRONDISSEMENT = re.compile(r" [0-9]{1,2}(?:er|e) arrondissement$")


class Town(Protocol):
    """Facts of a commune or municipal arrondissement for a gazetteer."""

    @property
    def code(self) -> str:
        """INSEE code."""

    @property
    def name(self) -> str:
        """Official name."""

    @property
    def type(self) -> str:
        """`commune` or `arrondissement`."""

    @property
    def population(self) -> int | None:
        """Inhabitants."""

    @property
    def postcodes(self) -> Collection[str]:
        """All of its postcodes."""


ARTICLES = frozenset({"l ", "le ", "la ", "les "})

T = TypeVar("T", bound=Town)
Test = Callable[[T], bool]


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """A town that a text may name."""

    town: T
    how: str
    """`name`, `former_name`, `short_name`, `beginning` or `typo`."""
    weight: float
    """The likeliest have the most: inhabitants as a power of ten, less what speaks against it."""


class Gazetteer(Generic[T]):
    """The communes of the directory by name."""

    def __init__(self, towns: Iterable[T]) -> None:
        self.towns = tuple(towns)
        self.by_code: Mapping[str, T] = {town.code: town for town in self.towns}

    def named(self, text: str, within: Test[T] | None = None) -> list[Candidate[T]]:
        """Return the towns that bear a name, today or in former days, the likeliest first.

        An article may be missing, or stand behind the name; apostrophes and spaces do not matter. The
        beginning of a large town's name counts as its name (Brive, Chamonix).
        """
        spelled = spell_out(with_article_in_front(text))
        if not spelled:
            return []
        bare = without_article(spelled)
        candidates = [*self._official(spelled, bare), *self._former(spelled, bare), *self._short(spelled)]
        return _best(candidates, within)

    def beginning(self, text: str, within: Test[T] | None = None) -> list[Candidate[T]]:
        """Return the towns whose name, or a later word of it, begins with a text, in this order."""
        spelled = spell_out(text)
        if not spelled:
            return []
        text, starts = self._lines
        first: list[Candidate[T]] = []
        later: list[Candidate[T]] = []
        for position in _positions(text, spelled):
            line = bisect_right(starts, position) - 1
            before, town = text[starts[line] : position], self._spelled[line][1]
            if before and before not in ARTICLES:
                later.append(Candidate(town, BEGINNING, _weight(town) - LATER_PENALTY))
            else:
                first.append(Candidate(town, BEGINNING, _weight(town)))
        leading = _best(first, within)
        known = {one.town.code for one in leading}
        return [*leading, *(one for one in _best(later, within) if one.town.code not in known)]

    def misspelt(self, text: str, within: Test[T] | None = None) -> list[Candidate[T]]:
        """Return the towns whose name was perhaps meant by a misspelt one, the likeliest first.

        One letter off (missing, too many, another, or two changed), two in long names, or written by ear.
        """
        whole = spell_out(with_article_in_front(text))
        spelled = without_article(whole)
        wanted, article = joined(spelled), whole.removesuffix(spelled)
        if len(wanted) < FEWEST_LETTERS or any(character.isdigit() for character in wanted):
            return []
        most = 2 if len(wanted) >= TWO_OFF else 1
        names, bearers = self._bare_names
        near = process.extract(wanted, names, scorer=OSA.distance, score_cutoff=most, limit=None)
        costs = [(PER_LETTER * off, bearer) for _, off, index in near for bearer in bearers[index]]
        for bearer in self._by_sound.get(joined(sound(spelled)), ()):
            off = OSA.distance(wanted, joined(without_article(bearer[0])))
            if off <= FURTHEST_BY_EAR:
                costs.append((BY_EAR + BY_EAR_PER_LETTER * off, bearer))
        candidates = [
            Candidate(town, TYPO, _weight(town) - cost - (0 if name.startswith(article) else ARTICLE_PENALTY))
            for cost, (name, town) in costs
        ]
        return _best(candidates, within)

    def with_postcode(self, postcode: str) -> list[T]:
        """Return the towns that have a postcode: arrondissements first, then by inhabitants."""
        return self._by_postcode.get(postcode, [])

    def _official(self, spelled: str, bare: str) -> Iterator[Candidate[T]]:
        whole = joined(spelled)
        for name, town in self._by_name.get(joined(bare)) or self._by_name.get(whole) or ():
            # Who writes an article means the name that has it; who leaves it out may mean either.
            others = spelled != bare and whole != name
            yield Candidate(town, NAME, _weight(town) - (ARTICLE_PENALTY if others else 0.0))

    def _former(self, spelled: str, bare: str) -> Iterator[Candidate[T]]:
        whole = joined(spelled)
        for name, town, penalty in self._by_former_name.get(joined(bare), ()):
            others = spelled != bare and whole != name
            yield Candidate(town, FORMER, _weight(town) - penalty - (ARTICLE_PENALTY if others else 0.0))

    def _short(self, spelled: str) -> Iterator[Candidate[T]]:
        """Yield the towns whose name begins with all these words, with the article as it stands."""
        names = self._sorted
        start = f"{spelled} "
        if start in ARTICLES:
            return
        for index in range(bisect_left(names, (start,)), len(names)):
            name, town = names[index]
            if not name.startswith(start):
                break
            yield Candidate(town, SHORT, _weight(town) - SHORT_PENALTY)

    @cached_property
    def _lines(self) -> tuple[str, list[int]]:
        """All names, one a line, and where each starts: all are looked through in a millisecond."""
        names = [name for name, _ in self._spelled]
        starts = accumulate((len(name) + 1 for name in names[:-1]), initial=1)
        return "\n" + "\n".join(names), list(starts)

    @cached_property
    def _spelled(self) -> list[tuple[str, T]]:
        return [(spell_out(town.name), town) for town in self.towns]

    @cached_property
    def _sorted(self) -> list[tuple[str, T]]:
        """Names in order, with their article and without."""
        communes = [(name, town) for name, town in self._spelled if not _ARRONDISSEMENT.search(name)]
        both = communes + [(without_article(name), town) for name, town in communes if _has_article(name)]
        return sorted(both, key=lambda one: (one[0], one[1].code))

    @cached_property
    def _by_name(self) -> Mapping[str, list[tuple[str, T]]]:
        by_name: dict[str, list[tuple[str, T]]] = defaultdict(list)
        for name, town in self._spelled:
            for key in {joined(without_article(name)), joined(name)}:  # LHAY, lemans
                by_name[key].append((joined(name), town))
        return by_name

    @cached_property
    def _by_former_name(self) -> Mapping[str, list[tuple[str, T, float]]]:
        by_name: dict[str, list[tuple[str, T, float]]] = defaultdict(list)
        for name, code, penalty in _former_names():
            if (town := self.by_code.get(code)) is not None:
                by_name[joined(without_article(name))].append((joined(name), town, penalty))
        return by_name

    @cached_property
    def _by_postcode(self) -> Mapping[str, list[T]]:
        by_postcode: dict[str, list[T]] = defaultdict(list)
        for town in self.towns:
            for postcode in town.postcodes:
                by_postcode[postcode].append(town)
        for towns in by_postcode.values():
            towns.sort(key=lambda town: (town.type != "arrondissement", -(town.population or 0), town.code))
        return by_postcode

    @cached_property
    def _bare_names(self) -> tuple[list[str], list[list[tuple[str, T]]]]:
        """Every name without article and spaces, and who bears it today or bore it once, under which name."""
        known: dict[str, list[tuple[str, T]]] = defaultdict(list)
        for name, town in self._spelled:
            if town.type != "arrondissement":
                known[joined(without_article(name))].append((name, town))
        for name, code, _ in _former_names():
            bare, present = joined(without_article(name)), self.by_code.get(code)
            if present is not None and bare not in self._by_name:
                known[bare].append((name, present))
        return list(known), list(known.values())

    @cached_property
    def _by_sound(self) -> Mapping[str, list[tuple[str, T]]]:
        by_sound: dict[str, list[tuple[str, T]]] = defaultdict(list)
        for name, town in self._spelled:
            by_sound[joined(sound(without_article(name)))].append((name, town))
        return by_sound


def _positions(text: str, start: str) -> Iterator[int]:
    """Yield where words of a text begin with `start`."""
    position = text.find(start)
    while position >= 0:
        if text[position - 1] in "\n ":
            yield position
        position = text.find(start, position + 1)


def _weight(town: Town) -> float:
    return math.log10((town.population or 0) + 1)


def _has_article(spelled: str) -> bool:
    return without_article(spelled) != spelled


def _best(candidates: Iterable[Candidate[T]], within: Test[T] | None) -> list[Candidate[T]]:
    """Return each town once, under what it is likeliest, the likeliest first."""
    by_code: dict[str, Candidate[T]] = {}
    for one in candidates:
        if within is not None and not within(one.town):
            continue
        known = by_code.get(one.town.code)
        if known is None or known.weight < one.weight:
            by_code[one.town.code] = one
    return sorted(by_code.values(), key=lambda one: (-one.weight, one.town.code))


def _former_names() -> Iterator[tuple[str, str, float]]:
    """Yield spelled-out names that are no more, or not official, with the code of today and the penalty."""
    for one in all_former():
        if one.name:
            yield (
                spell_out(one.name),
                one.code,
                FORMER_PENALTY if one.is_the_same else MERGED_PENALTY,
            )
    table = files("app.directory.geocoding").joinpath("names_in_use.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(table.splitlines()):
        yield spell_out(row["name"]), row["code"], FORMER_PENALTY
