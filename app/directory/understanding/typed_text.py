"""A text while it is read: what was understood of it, and the words that nothing has taken yet."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

TAKEN = "\0"
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
WORD = re.compile(r"[^\W_]+")


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


@dataclass(slots=True)
class Text:
    """A text while it is read: what was taken is hidden from what comes after."""

    typed: str
    folded: str
    parts: list[Part] = field(default_factory=list)

    def take(
        self, start: int, end: int, family: str, codes: Iterable[str] = (), *, is_guess: bool = False
    ) -> None:
        """Take a stretch, without the characters at its ends that are no letters and no digits."""
        while start < end and not self.typed[start].isalnum():
            start += 1
        while end > start and not self.typed[end - 1].isalnum():
            end -= 1
        self.parts.append(Part(start, end, family, tuple(codes), self.typed[start:end], is_guess))
        self.folded = self.folded[:start] + TAKEN * (end - start) + self.folded[end:]

    def words(self) -> list[re.Match[str]]:
        """Return the words that nothing has taken."""
        return list(WORD.finditer(self.folded.replace(TAKEN, " ")))

    def spans(self, most: int) -> Iterator[tuple[int, int, str]]:
        """Yield the runs of words that nothing has taken, the longest first: start, end, the folded words."""
        words = self.words()
        for count in range(min(most, len(words)), 0, -1):
            for first in range(len(words) - count + 1):
                start, end = words[first].start(), words[first + count - 1].end()
                if TAKEN not in self.folded[start:end]:
                    yield start, end, " ".join(word[0] for word in words[first : first + count])
