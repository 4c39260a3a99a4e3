"""What one box was asked: equipment, kinds, a territory, a time, and the words that say nothing to us."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from app.directory.common.france import DEPARTMENTS
from app.directory.equipment.folding import fold
from app.directory.equipment.patterns import AMBIGUOUS, PATTERNS
from app.directory.geocoding.finding import EXACT, POSTCODE, Finder, Found
from app.directory.geocoding.gazetteer import BEGINNING, NAME, SHORT, TYPO, Town
from app.directory.geocoding.names import joined, spell_out
from app.directory.third_places.place_kinds import PUBLIC_BODY, RULES
from app.directory.understanding.fuzzy import nearest_phrase
from app.directory.understanding.territories import Territories, Territory, says_level
from app.directory.understanding.times import When, find_when, together
from app.directory.understanding.words import (
    APPOINTMENT,
    EITHER,
    FREE,
    HERE,
    JOINING,
    NO_NAMES,
    RADIUS,
    WHEELCHAIR,
)

MOST_CHARACTERS = 200
MOST_WORDS = 8
"""Words of the longest name of a place on the map."""
TAKEN = "\0"
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
EQUIPMENT, KIND, DAY, ALSO, RADIUS_KM, PLACE, EITHER_OF, HERE_WORD = (
    "equipment",
    "kind",
    "when",
    "also",
    "radius",
    "place",
    "either",
    "here",
)
FAMILIES = (EQUIPMENT, KIND, DAY, ALSO, RADIUS_KM, PLACE, EITHER_OF, HERE_WORD)
"""Families of what is understood."""
_WORD = re.compile(r"[^\W_]+")
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014'\u2019"
_NEVER_BEFORE = frozenset({"st", "ste", "saint", "sainte", "sous", "sur", "lez"})
"""Words that a name goes on after: what follows them is the end of a name, and no town."""
_UNHEARD = frozenset({PUBLIC_BODY, "public_service"})

T = TypeVar("T", bound=Town)


@dataclass(frozen=True, slots=True)
class Part:
    """Words that were understood, as they were typed."""

    start: int
    end: int
    family: str
    codes: tuple[str, ...] = ()
    text: str = ""
    is_guess: bool = False
    """Whether the words are a misspelling, as we believe."""


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A text, understood."""

    text: str
    parts: tuple[Part, ...] = ()
    town: Found[T] | None = None
    towns: tuple[Found[T], ...] = ()
    """All the towns that the words of the place may mean, the likeliest first."""
    territory: Territory | None = None
    equipment: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    when: When | None = None
    also: frozenset[str] = frozenset()
    """`wheelchair`, `free`, `appointment`."""
    radius_km: float | None = None
    is_either: bool = False
    """Whether one of several types of equipment is enough."""
    is_here: bool = False
    """Whether it is about where somebody is."""
    unknown: tuple[str, ...] = ()
    """Words that say nothing to us, without joining words."""
    place_text: str = ""
    """The words that name the place."""
    rest: str = ""
    """The text without what became a filter: the place's words and the unknown ones."""

    @property
    def has_filters(self) -> bool:
        """Whether something of the text is a filter."""
        return any(part.family not in {PLACE, EITHER_OF, HERE_WORD} for part in self.parts)


@dataclass(slots=True)
class _Text:
    """A text while it is read: what was taken is hidden from what comes after."""

    typed: str
    folded: str
    parts: list[Part] = field(default_factory=list)

    def take(
        self, start: int, end: int, family: str, codes: Iterable[str] = (), *, is_guess: bool = False
    ) -> None:
        while start < end and not self.typed[start].isalnum():
            start += 1
        while end > start and not self.typed[end - 1].isalnum():
            end -= 1
        self.parts.append(Part(start, end, family, tuple(codes), self.typed[start:end], is_guess))
        self.folded = self.folded[:start] + TAKEN * (end - start) + self.folded[end:]

    def words(self) -> list[re.Match[str]]:
        return list(_WORD.finditer(self.folded.replace(TAKEN, " ")))


def understand(text: str, finder: Finder[T], territories: Territories) -> Reading[T]:
    """Return what a text asks for.

    A text that is a town's or a territory's whole name is that and nothing else. Else what names a time,
    access, a kind of place or equipment is taken first, in this order; the place is looked for in what
    remains, the longest exact name before misspelt ones.
    """
    typed = unicodedata.normalize("NFC", text[:MOST_CHARACTERS])
    reading = _Text(typed, fold(typed))
    whole = _place_of(typed, finder, territories)
    if whole is not None and any(character.isalpha() for character in typed):
        return _as_place(typed, whole, 0, len(typed), ())
    return _read(reading, finder, territories)


def _as_place(typed: str, place: "_Place[T]", start: int, end: int, parts: tuple[Part, ...]) -> Reading[T]:
    said = Part(start, end, PLACE, (), typed[start:end], place.is_guess)
    return Reading(
        typed,
        (*parts, said),
        town=place.towns[0] if place.towns and place.territory is None else None,
        towns=tuple(place.towns),
        territory=place.territory,
        place_text=typed[start:end],
        rest=typed[start:end],
    )


def _read(text: _Text, finder: Finder[T], territories: Territories) -> Reading[T]:
    when = _take_times(text)
    for pattern, family, code in (
        (WHEELCHAIR, ALSO, "wheelchair"),
        (FREE, ALSO, "free"),
        (APPOINTMENT, ALSO, "appointment"),
        (HERE, HERE_WORD, ""),
    ):
        for found in list(pattern.finditer(text.folded)):
            text.take(found.start(), found.end(), family, (code,) if code else ())
    radius = None
    if found_radius := RADIUS.search(text.folded):
        radius = float(found_radius["km"]) or None
        text.take(found_radius.start(), found_radius.end(), RADIUS_KM)
    _take_kinds(text)
    _take_equipment(text)
    _take_phrases(text, finder, territories)
    guessed = next((part.codes[0] for part in text.parts if part.family == DAY and part.codes), None)
    when = when or (When(guessed) if guessed else None)
    place = _find_place(text, finder, territories)
    equipment = _codes(text.parts, EQUIPMENT)
    is_either = len(equipment) > 1 and EITHER.search(text.folded) is not None
    reading: Reading[T] = Reading(text.typed)
    if place is not None and place[2].is_guess and not text.parts and _leaves_words(text, place[0], place[1]):
        place = None  # a place's name, of which one word resembles a town
    if place is not None:
        start, end, found_place = place
        text.take(start, end, PLACE, is_guess=found_place.is_guess)
        reading = _as_place(text.typed, found_place, text.parts[-1].start, text.parts[-1].end, ())
    parts = tuple(sorted(text.parts, key=lambda part: part.start))
    return replace(
        reading,
        parts=parts,
        equipment=equipment,
        kinds=_codes(parts, KIND),
        when=when,
        also=frozenset(_codes(parts, ALSO)),
        radius_km=radius,
        is_either=is_either,
        is_here=any(part.family == HERE_WORD for part in parts),
        unknown=tuple(_unknown(text)),
        rest=_rest(text),
    )


def _codes(parts: Iterable[Part], family: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for part in parts if part.family == family for code in part.codes))


def _take_times(text: _Text) -> When | None:
    """Take the first time, and the second where the two are one; others are words not understood."""
    first = find_when(text.folded)
    if first is None:
        return None
    start, end, when = first
    text.take(start, end, DAY)
    second = find_when(text.folded)
    if second is not None and (both := together(when, second[2])) is not None:
        text.take(second[0], second[1], DAY)
        return both
    return when


def _take_kinds(text: _Text) -> None:
    for kind, pattern in RULES:
        if kind in _UNHEARD:
            continue
        while found := pattern.search(text.folded):
            start, end = _whole_words(text.folded, found.start(), found.end())
            text.take(start, end, KIND, (kind,))


def _whole_words(folded: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and folded[start - 1].isalnum():
        start -= 1
    while end < len(folded) and folded[end].isalnum():
        end += 1
    return start, end


def _take_equipment(text: _Text) -> None:
    hidden: list[tuple[int, int]] = []
    masked = text.folded
    for pattern in PATTERNS:
        if pattern.types and pattern.confidence < AMBIGUOUS:
            continue
        for found in list(pattern.regex.finditer(masked)):
            if TAKEN in found[0]:
                continue
            masked = masked[: found.start()] + TAKEN * len(found[0]) + masked[found.end() :]
            if pattern.types:
                text.take(found.start(), found.end(), EQUIPMENT, pattern.types)
            else:
                hidden.append((found.start(), found.end()))


def _take_phrases(text: _Text, finder: Finder[T], territories: Territories) -> None:
    """Take what is a phrase of the vocabularies in either language, or nearly one: the longest first."""
    is_taken = True
    while is_taken:
        is_taken = False
        for start, end, words in _spans(text, 5):
            found = nearest_phrase(words)
            if found is None or (
                found.off and _place_of(text.typed[start:end], finder, territories) is not None
            ):
                continue
            family = DAY if found.family == "day" else found.family
            text.take(start, end, family, found.codes, is_guess=found.off > 0)
            is_taken = True
            break


def _spans(text: _Text, most: int) -> Iterator[tuple[int, int, str]]:
    """Yield the runs of words that nothing has taken, the longest first: start, end, the folded words."""
    words = text.words()
    for count in range(min(most, len(words)), 0, -1):
        for first in range(len(words) - count + 1):
            start, end = words[first].start(), words[first + count - 1].end()
            if TAKEN not in text.folded[start:end]:
                yield start, end, " ".join(word[0] for word in words[first : first + count])


@dataclass(frozen=True, slots=True)
class _Place(Generic[T]):
    """Towns or a territory that words name."""

    towns: tuple[Found[T], ...] = ()
    territory: Territory | None = None
    is_guess: bool = False

    @property
    def rank(self) -> tuple[int, float]:
        """How surely the words are meant as the place: by exactness, then by inhabitants."""
        if self.territory is not None:
            return 2, 9.0
        town = self.towns[0]
        return 2 if town.how in {NAME, POSTCODE} else 1, float(town.town.population or 0)


def _place_of(words: str, finder: Finder[T], territories: Territories) -> _Place[T] | None:
    """Return the place that words name exactly."""
    if fold(words).strip() in NO_NAMES:
        return None
    territory = territories.named(words)
    if territory is not None and words.strip().isdigit() and len(words.strip()) == 1:
        territory = None
    if territory is not None and says_level(words):
        return _Place(territory=territory)
    if words.strip().isdigit() and len(words.strip()) < 5:  # noqa: PLR2004 - less than a postcode
        return _Place(territory=territory) if territory is not None else None
    known = EXACT | {POSTCODE} if words.strip().isdigit() else EXACT
    exact = tuple(one for one in finder.find(words) if one.how in known)
    if territory is not None:
        is_town = bool(exact) and exact[0].how == NAME
        is_known = is_town and (
            exact[0].town.code in SEATS or (exact[0].town.population or 0) >= 10**WELL_KNOWN
        )
        return _Place(exact) if is_known else _Place(exact, territory)
    return _Place(exact) if exact and not _is_rather_its_beginning(words, exact[0], finder) else None


def _is_rather_its_beginning(words: str, found: Found[T], finder: Finder[T]) -> bool:
    """Return whether all words but the last name a far larger town: `Bordeaux centre` is Bordeaux."""
    beginning, _, last = words.strip().rpartition(" ")
    if not beginning or last.isdigit():
        return False
    larger = next((one for one in finder.find(beginning) if one.how == NAME), None)
    return (
        larger is not None
        and larger.town.code != found.town.code
        and joined(spell_out(found.town.name)) != joined(spell_out(words))
        and (larger.town.population or 0) > FAR_LARGER * (found.town.population or 0)
    )


def _find_place(
    text: _Text, finder: Finder[T], territories: Territories
) -> tuple[int, int, _Place[T]] | None:
    """Return the place in what remains, with the start and end of its words."""
    found: list[tuple[int, int, _Place[T]]] = []
    for start, end, words in _spans(text, MOST_WORDS):
        if _is_within(start, end, found) or not _may_be_a_name(text, start, end, words):
            continue
        place = _place_of(_typed(text, start, end), finder, territories)
        if place is not None and _is_likely(place):
            found.append((start, end, place))
    if found:
        return max(found, key=lambda one: (one[2].rank, one[0]))
    return _misspelt(text, finder)


def _is_likely(place: _Place[T]) -> bool:
    """Return whether a place is meant amid other words: a small town's name is hardly cut short there."""
    return (
        place.territory is not None
        or place.towns[0].how != SHORT
        or _inhabitants(place.towns[0]) >= CUT_SHORT
    )


def _inhabitants(found: Found[T]) -> int:
    return found.town.population or 0


def _typed(text: _Text, start: int, end: int) -> str:
    return text.typed[start:end]


def _is_within(start: int, end: int, found: list[tuple[int, int, _Place[T]]]) -> bool:
    return any(one[0] <= start and end <= one[1] for one in found)


def _may_be_a_name(text: _Text, start: int, end: int, words: str) -> bool:
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


def _misspelt(text: _Text, finder: Finder[T]) -> tuple[int, int, _Place[T]] | None:
    """Return the town that some of what remains misspells, the longest run of words first."""
    for start, end, words in _spans(text, MOST_WORDS):
        tokens = words.split()
        if len(words) < FEWEST_LETTERS or tokens[0] in JOINING or tokens[-1] in JOINING or words.isdigit():
            continue
        if not _may_be_a_name(text, start, end, words):
            continue
        towns = tuple(
            one for one in finder.find(_typed(text, start, end)) if _is_nearly(one, spell_out(words))
        )
        is_whole = len(text.words()) == len(tokens) == len(_WORD.findall(text.typed))
        if towns and (is_whole or _inhabitants(towns[0]) >= MISSPELT):
            return start, end, _Place(towns, is_guess=True)
    return None


def _is_nearly(found: Found[T], spelled: str) -> bool:
    """Return whether a town's name is misspelt by a text, or is it but for its last letters."""
    if found.how == BEGINNING:
        missing = len(spell_out(found.town.name)) - len(spelled)
        return (
            len(spelled) > FEWEST_LETTERS
            and spell_out(found.town.name).startswith(spelled)
            and missing <= MOST_MISSING
        )
    return found.how == TYPO


def _leaves_words(text: _Text, start: int, end: int) -> bool:
    others = (word[0] for word in text.words() if word.end() <= start or word.start() >= end)
    return any(word not in JOINING for word in others)


def _unknown(text: _Text) -> Iterator[str]:
    """Yield the runs of words that nothing has understood, without the joining words at their ends."""
    run: list[re.Match[str]] = []
    for word in [*text.words(), None]:
        if word is not None and (not run or TAKEN not in text.folded[run[-1].end() : word.start()]):
            run.append(word)
            continue
        yield from _said(text, run)
        run = [word] if word is not None else []


def _said(text: _Text, run: list[re.Match[str]]) -> Iterator[str]:
    for word in run:
        if word[0] not in JOINING:
            yield text.typed[word.start() : word.end()]


def _rest(text: _Text) -> str:
    """Return the text without what became a filter and without the joining words that it leaves behind."""
    kept = [(part.start, part.end) for part in text.parts if part.family == PLACE]
    kept += [
        (word.start(), word.end()) for word in text.words() if word[0] not in JOINING or word[0].isdigit()
    ]
    kept.sort()
    written = ""
    last = 0
    for start, end in kept:
        between = text.typed[last:start] if written else ""
        glue = between if between and not re.search(r"\w", between) and len(between) == 1 else " "
        written += (glue if written else "") + text.typed[start:end]
        last = end
    return written
