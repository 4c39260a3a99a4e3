"""Equipment read from what people typed.

Rule-based and readable on purpose: every reading can be traced to a pattern and a clause. What is not
understood yields nothing; text typed into the wrong box (opening hours, a kind of place) names no
equipment and so yields nothing either.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.directory.equipment.folding import TAKEN, fold, legible, sentences
from app.directory.equipment.patterns import AMBIGUOUS, BESIDE, LISTED, PATTERNS, ROOM_TYPES, Pattern
from seeds.reading.equipment_text import context, numbers
from seeds.reading.equipment_text.subjects import Subjects

MAX_RAW_CHARACTERS = 500
"""Longer texts are kept by the lines that name the equipment, and those up to here."""


_OFFERED, _ABSENT, _DENIED = "offered", "absent", "denied"
"""Senses of words about equipment; denied is what is planned, taught, broken or brought along."""


@dataclass(frozen=True, slots=True)
class EquipmentReading:
    """Reading of one type of equipment from a text."""

    type_code: str
    quantity: int | None
    """All that the text counts of it; there may be more than it counts."""
    seats: int | None
    """People that the largest such room seats; only rooms have it."""
    shareable: str
    """`yes` where the text says that it is open to the public, `no` where it says that it is not.

    What is only expected is shared with nobody: below `AMBIGUOUS` it is never `yes`.
    """
    confidence: float
    """`patterns.LISTED`, `AMBIGUOUS`, `BESIDE` or `INDIRECT`: the surest of the words that name it."""
    conditions: str | None
    raw_text: str


@dataclass(frozen=True, slots=True)
class _Hit:
    """Hit of a pattern that reads equipment; positions are those of the sentence."""

    start: int
    end: int
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class _Named:
    """Last naming of a type of equipment: its position and quantity."""

    end: int
    count: int | None


@dataclass(frozen=True, slots=True)
class _Context:
    """Reading of the words around equipment."""

    count: int | None
    is_counted_before: bool
    sharing: str
    conditions: str | None


@dataclass(frozen=True, slots=True)
class _Mention:
    """One type of equipment in one place of the text."""

    type_code: str
    confidence: float
    context: _Context
    seats: int | None
    sentence: str


def read_equipment(text: str) -> list[EquipmentReading]:
    """Return what the text offers, one reading a type, in the order of their first mention.

    Never raises; takes time proportional to the text, of which the first `folding.MAX_CHARACTERS` are read.
    """
    original = legible(text)
    folded = fold(original)
    is_table = numbers.TABLE_HEADING.search(folded) is not None
    by_type: dict[str, list[_Mention]] = {}
    for start, end in sentences(folded):
        for mention in _Sentence(folded[start:end], original[start:end], is_table=is_table).mentions():
            by_type.setdefault(mention.type_code, []).append(mention)
    return [_reading(code, mentions, original) for code, mentions in by_type.items()]


def read_absences(text: str) -> list[str]:
    """Return the types that the text says are not there, and does not offer elsewhere.

    What is planned, taught or brought along is not there either, but nobody says that it is absent.
    """
    original = legible(text)
    folded = fold(original)
    absences: dict[str, None] = {}
    for start, end in sentences(folded):
        absences |= dict.fromkeys(
            _Sentence(folded[start:end], original[start:end], is_table=False).absences()
        )
    offered = {reading.type_code for reading in read_equipment(text)}
    return [code for code in absences if code not in offered]


class _Sentence:
    """A sentence or line, folded and as typed, with the same positions."""

    def __init__(self, folded: str, original: str, *, is_table: bool) -> None:
        self.folded = folded
        self.original = original
        self.is_table = is_table
        self.hits, self.rest = _search(folded)
        self.subjects = Subjects.of(self.rest, original)

    def mentions(self) -> Iterator[_Mention]:
        """Yield what the sentence offers, in reading order."""
        clauses = context.read_clauses(self.folded, self.original, [hit.start for hit in self.hits])
        named: dict[str, _Named] = {}
        for hit in self._offered():
            count = self._count(hit)
            clause = next(clause for clause in clauses if hit.start < clause.end)
            is_shared = clause.sharing == "yes" or (count is not None and count > 1)
            if count == 0 or not self.subjects.offers(hit.start, is_shared=is_shared):
                continue
            head = named.get(hit.pattern.types[0])
            if head is not None and head.count is None and self._is_part(head, hit):
                count = None  # "des PC (dont un adapté)" says nothing of all of them
            is_counted_before = head is not None and head.count is not None and self._breaks_down(head, hit)
            is_repeated = is_counted_before or self._is_named_already(hit)
            counted = _Context(count, is_repeated, clause.sharing, clause.conditions)
            yield from self._of(hit, counted, is_doubtful=self.subjects.are_there and not is_shared)
            if not is_repeated and (head is None or head.count is None or count is not None):
                named[hit.pattern.types[0]] = _Named(hit.end, count)

    def absences(self) -> Iterator[str]:
        """Yield the types of which the sentence says that there is none."""
        for hit, verdict in self._judged():
            if verdict == _ABSENT or (verdict == _OFFERED and self._count(hit) == 0):
                yield from hit.pattern.types

    def _offered(self) -> Iterator[_Hit]:
        """Yield the hits that the words around them do not deny."""
        return (hit for hit, verdict in self._judged() if verdict == _OFFERED)

    def _judged(self) -> Iterator[tuple[_Hit, str]]:
        """Yield the hits with what the words around them say; a denial goes on along a list."""
        denial, end_of_denied = _DENIED, -1
        previous_end = 0
        for hit in self.hits:
            before = self.rest[max(0, hit.start - context.WINDOW) : hit.start]
            after = self.rest[hit.end : hit.end + context.WINDOW]
            is_chained = end_of_denied == previous_end and context.CHAINED.match(
                self.rest[previous_end : hit.start]
            )
            previous_end = hit.end
            if context.is_denied(before, after):
                denial = _ABSENT if context.is_absent(before, after) else _DENIED
            elif not is_chained:
                yield hit, _OFFERED
                continue
            end_of_denied = hit.end
            yield hit, denial

    def _count(self, hit: _Hit) -> int | None:
        if not hit.pattern.is_counted:
            return None
        before = numbers.count_before(self.rest[max(0, hit.start - numbers.WINDOW) : hit.start])
        if before is not None:
            return before
        after = numbers.count_after(self.rest[hit.end : hit.end + numbers.WINDOW])
        if after is not None:
            return after
        if self.is_table:
            return numbers.count_in_row(self.folded)
        is_single = numbers.is_the_only_one(self.rest[: hit.start], self.folded[hit.start : hit.end])
        return 1 if is_single else None

    def _breaks_down(self, head: _Named, hit: _Hit) -> bool:
        return numbers.BREAKDOWN.search(self.folded[head.end : hit.start]) is not None

    def _is_part(self, head: _Named, hit: _Hit) -> bool:
        return numbers.PART.search(self.folded[head.end : hit.start]) is not None

    def _is_named_already(self, hit: _Hit) -> bool:
        return numbers.is_named_already(self.rest[max(0, hit.start - numbers.WINDOW) : hit.start])

    def _of(self, hit: _Hit, context: _Context, *, is_doubtful: bool) -> Iterator[_Mention]:
        pattern = hit.pattern
        confidence = _counted(pattern.confidence, context.count)
        if is_doubtful:
            confidence = min(confidence, BESIDE)
        for code in pattern.types:
            seats = self._seats(hit) if code in ROOM_TYPES else None
            yield _Mention(code, confidence, context, seats, self.original)
        for code in pattern.implied:
            # What comes with a thing by its name ("multifonction") is as sure as the thing.
            yield _Mention(code, confidence, replace(context, count=None), None, self.original)

    def _seats(self, hit: _Hit) -> int | None:
        rooms = (
            one.start for one in self.hits if one.start > hit.start and ROOM_TYPES & set(one.pattern.types)
        )
        end = min(next(rooms, len(self.folded)), hit.end + numbers.SEATS_WINDOW)
        return numbers.seats_after(self.folded[hit.end : end])


def _counted(confidence: float, count: int | None) -> float:
    """Return how sure a word is: what is counted is there, whatever it is called ("10 postes")."""
    return LISTED if confidence == AMBIGUOUS and count is not None else confidence


def _search(folded: str) -> tuple[list[_Hit], str]:
    """Return what names equipment, in reading order, and the text with all read words taken out."""
    hits: list[_Hit] = []
    rest = folded

    def take(match: re.Match[str]) -> str:
        if pattern.types:
            hits.append(_Hit(match.start(), match.end(), pattern))
        return TAKEN * len(match.group())

    for pattern in PATTERNS:
        rest = pattern.regex.sub(take, rest)
    return sorted(hits, key=lambda hit: hit.start), rest


def _reading(code: str, mentions: list[_Mention], original: str) -> EquipmentReading:
    contexts = [mention.context for mention in mentions]
    sharing = {one.sharing for one in contexts}
    confidence = max(mention.confidence for mention in mentions)
    if confidence < AMBIGUOUS and "yes" in sharing:
        sharing.add("unknown")
        sharing.remove("yes")
    return EquipmentReading(
        type_code=code,
        quantity=_quantity(contexts),
        seats=max((mention.seats for mention in mentions if mention.seats), default=None),
        shareable=next(sharing_code for sharing_code in ("yes", "unknown", "no") if sharing_code in sharing),
        confidence=confidence,
        conditions=context.joined([one.conditions for one in contexts]),
        raw_text=_raw_text(mentions, original),
    )


def _quantity(contexts: list[_Context]) -> int | None:
    first = [one.count for one in contexts if one.count and not one.is_counted_before]
    again = [one.count for one in contexts if one.count and one.is_counted_before]
    # "6 PC connectés, 8 PC portables" are 14; a mention without a number adds nothing known.
    return sum(first) or max(again, default=None)


def _raw_text(mentions: list[_Mention], original: str) -> str:
    whole = " ".join(original.split())
    if len(whole) <= MAX_RAW_CHARACTERS:
        return whole
    lines = dict.fromkeys(" ".join(mention.sentence.split()) for mention in mentions)
    return " … ".join(lines)[:MAX_RAW_CHARACTERS]
