"""Reading of a search: equipment, kinds, a territory, a time, and the words that say nothing to us."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Generic

from app.directory.equipment.folding import fold
from app.directory.equipment.patterns import AMBIGUOUS, PATTERNS
from app.directory.geocoding.finding import Finder, TownMatch
from app.directory.third_places.place_kinds import PUBLIC_BODY, RULES
from app.directory.understanding.fuzzy import exact_phrase, nearest_phrase
from app.directory.understanding.places import Place, T, find_place, place_of
from app.directory.understanding.territories import Territories, Territory
from app.directory.understanding.times import When, find_when, together
from app.directory.understanding.typed_text import (
    ALSO,
    DAY,
    EITHER_OF,
    EQUIPMENT,
    HERE_WORD,
    KIND,
    PLACE,
    RADIUS_KM,
    TAKEN,
    Part,
    Text,
)
from app.directory.understanding.words import (
    APPOINTMENT,
    EITHER,
    FREE,
    HERE,
    JOINING,
    RADIUS,
    WHEELCHAIR,
)

MOST_CHARACTERS = 200
_UNHEARD = frozenset({PUBLIC_BODY, "public_service"})


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A text, understood."""

    text: str
    parts: tuple[Part, ...] = ()
    town: TownMatch[T] | None = None
    towns: tuple[TownMatch[T], ...] = ()
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


def understand(text: str, finder: Finder[T], territories: Territories) -> Reading[T]:
    """Return what a text asks for.

    A text that is a town's or a territory's whole name is that and nothing else. Else what names a time,
    access, a kind of place or equipment is taken first, in this order; the place is looked for in what
    remains, the longest exact name before misspelt ones.
    """
    typed = unicodedata.normalize("NFC", text[:MOST_CHARACTERS])
    reading = Text(typed, fold(typed))
    whole = place_of(typed, finder, territories)
    if whole is not None and any(character.isalpha() for character in typed):
        return _as_place(typed, whole, 0, len(typed), ())
    return _read(reading, finder, territories)


def _as_place(typed: str, place: Place[T], start: int, end: int, parts: tuple[Part, ...]) -> Reading[T]:
    part = Part(start, end, PLACE, (), typed[start:end], place.is_guess)
    return Reading(
        typed,
        (*parts, part),
        town=place.towns[0] if place.towns and place.territory is None else None,
        towns=tuple(place.towns),
        territory=place.territory,
        place_text=typed[start:end],
        rest=typed[start:end],
    )


def _read(text: Text, finder: Finder[T], territories: Territories) -> Reading[T]:
    when = _take_times(text)
    for pattern, family, code in (
        (WHEELCHAIR, ALSO, "wheelchair"),
        (FREE, ALSO, "free"),
        (APPOINTMENT, ALSO, "appointment"),
        (HERE, HERE_WORD, ""),
    ):
        for match in list(pattern.finditer(text.folded)):
            text.take(match.start(), match.end(), family, (code,) if code else ())
    radius = None
    if found_radius := RADIUS.search(text.folded):
        radius = float(found_radius["km"]) or None
        text.take(found_radius.start(), found_radius.end(), RADIUS_KM)
    _take_phrases_of_words(text)
    _take_kinds(text)
    _take_equipment(text)
    _take_phrases(text, finder, territories)
    guessed = next((part.codes[0] for part in text.parts if part.family == DAY and part.codes), None)
    when = when or (When(guessed) if guessed else None)
    place = find_place(text, finder, territories)
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


def _take_times(text: Text) -> When | None:
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


def _take_phrases_of_words(text: Text) -> None:
    """Take what is a phrase of several words, before patterns know one of them alone: `caméra vidéo`."""
    for start, end, words in list(text.spans(4)):
        phrase = exact_phrase(words) if " " in words and TAKEN not in text.folded[start:end] else None
        if phrase is not None:
            family = DAY if phrase.family == "day" else phrase.family
            text.take(start, end, family, phrase.codes)


def _take_kinds(text: Text) -> None:
    for kind, pattern in RULES:
        if kind in _UNHEARD:
            continue
        while match := pattern.search(text.folded):
            start, end = _whole_words(text.folded, match.start(), match.end())
            text.take(start, end, KIND, (kind,))


def _whole_words(folded: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and folded[start - 1].isalnum():
        start -= 1
    while end < len(folded) and folded[end].isalnum():
        end += 1
    return start, end


def _take_equipment(text: Text) -> None:
    hidden: list[tuple[int, int]] = []
    masked = text.folded
    for pattern in PATTERNS:
        if pattern.types and pattern.confidence < AMBIGUOUS:
            continue
        for match in list(pattern.regex.finditer(masked)):
            if TAKEN in match[0]:
                continue
            masked = masked[: match.start()] + TAKEN * len(match[0]) + masked[match.end() :]
            if pattern.types:
                text.take(match.start(), match.end(), EQUIPMENT, pattern.types)
            else:
                hidden.append((match.start(), match.end()))


def _take_phrases(text: Text, finder: Finder[T], territories: Territories) -> None:
    """Take what is a phrase of the vocabularies in either language, or nearly one: the longest first."""
    is_taken = True
    while is_taken:
        is_taken = False
        for start, end, words in text.spans(5):
            phrase = nearest_phrase(words)
            if phrase is None or (
                phrase.off and place_of(text.typed[start:end], finder, territories) is not None
            ):
                continue
            family = DAY if phrase.family == "day" else phrase.family
            text.take(start, end, family, phrase.codes, is_guess=phrase.off > 0)
            is_taken = True
            break


def _leaves_words(text: Text, start: int, end: int) -> bool:
    others = (word[0] for word in text.words() if word.end() <= start or word.start() >= end)
    return any(word not in JOINING for word in others)


def _unknown(text: Text) -> Iterator[str]:
    """Yield the runs of words that nothing has understood, without the joining words at their ends."""
    run: list[re.Match[str]] = []
    for word in [*text.words(), None]:
        if word is not None and (not run or TAKEN not in text.folded[run[-1].end() : word.start()]):
            run.append(word)
            continue
        yield from _said(text, run)
        run = [word] if word is not None else []


def _said(text: Text, run: list[re.Match[str]]) -> Iterator[str]:
    for word in run:
        if word[0] not in JOINING:
            yield text.typed[word.start() : word.end()]


def _rest(text: Text) -> str:
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
