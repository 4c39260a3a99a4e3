"""Free text as the patterns read it: folded one character for one, so that positions stay."""

import re
import unicodedata
from collections.abc import Iterator

MAX_CHARACTERS = 4000
"""Longer texts are read up to here; the longest real one has about 1,100."""

TAKEN = "\0"
"""Stands where a pattern has read; no text contains it."""

# A full stop ends a sentence only before a space: "Caf.fr" and "0.20" go on. "impr." is an abbreviation.
SENTENCE_END = re.compile(r"[\n;•!?…|]|(?<!\bimpr)\.(?=\s|\.|$)")
LINE_BREAKS = frozenset("\n\r\v\f\x85\u2028\u2029")
LOOKALIKES = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u02bc`\u00b4"), "'"),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014"), "-"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u2033"), '"'),
    ord("\u00d7"): "x",
}


def legible(text: str) -> str:
    """Return what is read of a text: its beginning, composed (NFC), without NUL."""
    # Cut before composing: ordering a long run of combining marks takes quadratic time.
    return unicodedata.normalize("NFC", text[:MAX_CHARACTERS]).replace(TAKEN, " ")[:MAX_CHARACTERS]


def fold(text: str) -> str:
    """Lower the case, drop the accents, and make apostrophes, dashes and spaces plain."""
    return "".join(map(_folded, text)).translate(LOOKALIKES)


def sentences(folded: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of every sentence, line or list item that is not blank."""
    start = 0
    for end in SENTENCE_END.finditer(folded):
        yield from _unless_blank(folded, start, end.start())
        start = end.end()
    yield from _unless_blank(folded, start, len(folded))


def _unless_blank(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if folded[start:end].strip():
        yield start, end


def _folded(character: str) -> str:
    if character in LINE_BREAKS:
        return "\n"
    if character.isspace():
        return " "
    # "İ" becomes two characters in lower case; positions must stay.
    return unicodedata.normalize("NFD", character)[0].lower()[0]
