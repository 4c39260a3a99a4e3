"""The town or the territory that words of a search name: exactly, by their beginning, or misspelt."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from app.directory.common.france import DEPARTMENTS
from app.directory.equipment.folding import fold
from app.directory.geocoding.finding import EXACT, POSTCODE, Finder, TownMatch
from app.directory.geocoding.gazetteer import BEGINNING, NAME, SHORT, TYPO, Town
from app.directory.geocoding.names import joined, spell_out
from app.directory.understanding.territories import Territories, Territory, says_level
from app.directory.understanding.typed_text import WORD, Text
from app.directory.understanding.words import JOINING, NO_NAMES

MOST_WORDS = 8
"""Words of the longest name of a place on the map."""
WELL_KNOWN = 4.0
"""Power of ten of inhabitants of a town that its name means before the département does: Vienne, Mayenne."""
FAR_LARGER = 100
"""Times the inhabitants."""
CUT_SHORT, MISSPELT = 5000, 2000
"""Fewest inhabitants of a town that is meant amid other words by the beginning of its name, or misspelt."""
SEATS = frozenset(fact.seat for fact in DEPARTMENTS)
"""Codes of towns that départements are governed from: Paris is the town."""
FEWEST_LETTERS = 4
MOST_MISSING = 2
"""Letters that may be missing at the end of a town's name."""
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014'\u2019"
_NEVER_BEFORE = frozenset({"st", "ste", "saint", "sainte", "sous", "sur", "lez"})
"""Words that a name goes on after: what follows them is the end of a name, and no town."""

T = TypeVar("T", bound=Town)


@dataclass(frozen=True, slots=True)
class Place(Generic[T]):
    """Towns or a territory that words name."""

    towns: tuple[TownMatch[T], ...] = ()
    territory: Territory | None = None
    is_guess: bool = False

    @property
    def rank(self) -> tuple[int, float]:
        """Certainty that the words are the place: by exactness, then by inhabitants."""
        if self.territory is not None:
            return 2, 9.0
        town = self.towns[0]
        return 2 if town.how in {NAME, POSTCODE} else 1, float(town.town.population or 0)


def place_of(words: str, finder: Finder[T], territories: Territories) -> Place[T] | None:
    """Return the place that words name exactly."""
    if fold(words).strip() in NO_NAMES:
        return None
    territory = territories.named(words)
    if territory is not None and words.strip().isdigit() and len(words.strip()) == 1:
        territory = None
    if territory is not None and says_level(words):
        return Place(territory=territory)
    if words.strip().isdigit() and len(words.strip()) < 5:  # noqa: PLR2004 - less than a postcode
        return Place(territory=territory) if territory is not None else None
    known = EXACT | {POSTCODE} if words.strip().isdigit() else EXACT
    exact = tuple(one for one in finder.find(words) if one.how in known)
    if territory is not None:
        is_town = bool(exact) and exact[0].how == NAME
        is_known = is_town and (
            exact[0].town.code in SEATS or (exact[0].town.population or 0) >= 10**WELL_KNOWN
        )
        return Place(exact) if is_known else Place(exact, territory)
    return Place(exact) if exact and not _is_rather_its_beginning(words, exact[0], finder) else None


def _is_rather_its_beginning(words: str, match: TownMatch[T], finder: Finder[T]) -> bool:
    """Return whether all words but the last name a far larger town: `Bordeaux centre` is Bordeaux."""
    beginning, _, last = words.strip().rpartition(" ")
    if not beginning or last.isdigit():
        return False
    larger = next((one for one in finder.find(beginning) if one.how == NAME), None)
    return (
        larger is not None
        and larger.town.code != match.town.code
        and joined(spell_out(match.town.name)) != joined(spell_out(words))
        and (larger.town.population or 0) > FAR_LARGER * (match.town.population or 0)
    )


def find_place(text: Text, finder: Finder[T], territories: Territories) -> tuple[int, int, Place[T]] | None:
    """Return the place in what remains, with the start and end of its words."""
    places: list[tuple[int, int, Place[T]]] = []
    for start, end, words in text.spans(MOST_WORDS):
        if _is_within(start, end, places) or not _may_be_a_name(text, start, end, words):
            continue
        place = place_of(_typed(text, start, end), finder, territories)
        if place is not None and _is_likely(place):
            places.append((start, end, place))
    if places:
        return max(places, key=lambda one: (one[2].rank, one[0]))
    return _misspelt(text, finder)


def _is_likely(place: Place[T]) -> bool:
    """Return whether a place is meant amid other words: a small town's name is hardly cut short there."""
    return (
        place.territory is not None
        or place.towns[0].how != SHORT
        or _inhabitants(place.towns[0]) >= CUT_SHORT
    )


def _inhabitants(match: TownMatch[T]) -> int:
    return match.town.population or 0


def _typed(text: Text, start: int, end: int) -> str:
    return text.typed[start:end]


def _is_within(start: int, end: int, places: list[tuple[int, int, Place[T]]]) -> bool:
    return any(one[0] <= start and end <= one[1] for one in places)


def _may_be_a_name(text: Text, start: int, end: int, words: str) -> bool:
    """Return whether words may be a whole name: no part of a hyphenated one, no number amid words."""
    before, after = text.typed[:start], text.typed[end:]
    if (before[-1:] in _HYPHENS and before[-1:] and len(before.rstrip(_HYPHENS).split(" ")[-1]) > 1) or (
        after[:1] and after[:1] in _HYPHENS
    ):
        return False
    last = spell_out(before).rpartition(" ")[2]
    if last in _NEVER_BEFORE and not before.endswith((" sur ", " Sur ")):
        return False
    if last == "sur" and len(spell_out(before).split()) > 1 and spell_out(before).split()[-2] not in JOINING:
        return False
    if words.isdigit() and len(words) < 5:  # noqa: PLR2004 - less than a postcode
        return last in {"le", "departement", "dans"} or len(text.words()) == 1
    tokens = words.split()
    return not all(word in JOINING for word in tokens) and tokens[-1] not in {"de", "du", "des", "a", "en"}


def _misspelt(text: Text, finder: Finder[T]) -> tuple[int, int, Place[T]] | None:
    """Return the town that some of what remains misspells, the longest run of words first."""
    for start, end, words in text.spans(MOST_WORDS):
        tokens = words.split()
        if len(words) < FEWEST_LETTERS or tokens[0] in JOINING or tokens[-1] in JOINING or words.isdigit():
            continue
        if not _may_be_a_name(text, start, end, words):
            continue
        towns = tuple(
            one for one in finder.find(_typed(text, start, end)) if _is_nearly(one, spell_out(words))
        )
        is_whole = len(text.words()) == len(tokens) == len(WORD.findall(text.typed))
        if towns and (is_whole or _inhabitants(towns[0]) >= MISSPELT):
            return start, end, Place(towns, is_guess=True)
    return None


def _is_nearly(match: TownMatch[T], spelled: str) -> bool:
    """Return whether a town's name is misspelt by a text, or is it but for its last letters."""
    if match.how == BEGINNING:
        missing = len(spell_out(match.town.name)) - len(spelled)
        return (
            len(spelled) > FEWEST_LETTERS
            and spell_out(match.town.name).startswith(spelled)
            and missing <= MOST_MISSING
        )
    return match.how == TYPO
