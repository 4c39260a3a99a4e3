"""Text that fits into a box: as large as it may be, wrapped, and cut with an ellipsis if it must be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from PIL import ImageFont

REGULAR, BOLD = "SourceSansPro-Regular.ttf", "SourceSansPro-Bold.ttf"
ELLIPSIS = "…"


@lru_cache(maxsize=32)
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Return a face of Source Sans Pro (SIL Open Font License) at a size in pixels."""
    with resources.as_file(resources.files("font_source_sans_pro").joinpath("files", name)) as path:
        return ImageFont.truetype(str(path), size)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines of a text, and the face that they are written in."""

    lines: tuple[str, ...]
    face: ImageFont.FreeTypeFont

    @property
    def line_height(self) -> int:
        """Pixels from one line to the next."""
        return round(self.face.size * 1.16)

    @property
    def height(self) -> int:
        """Pixels of all lines."""
        return self.line_height * len(self.lines)


def fit(text: str, name: str, sizes: Sequence[int], *, width: int, lines: int) -> Fitted:
    """Return a text in the first of the sizes (pixels, the largest first) at which it takes that many lines.

    At the last one it is cut where it is longer still.
    """
    words = text.split()
    for size in sizes:
        face = font(name, size)
        wrapped = tuple(_wrapped(words, face, width))
        is_whole = all(face.getlength(word) <= width for word in words)
        if len(wrapped) <= lines and is_whole:
            return Fitted(wrapped, face)
    wrapped = tuple(_wrapped(words, face, width))
    if len(wrapped) > lines:
        wrapped = (*wrapped[: lines - 1], _cut(f"{wrapped[lines - 1]} {wrapped[lines]}", face, width))
    return Fitted(wrapped, face)


def _wrapped(words: Sequence[str], face: ImageFont.FreeTypeFont, width: int) -> Iterator[str]:
    """Yield lines that are no wider than that; a word that is wider is broken."""
    line = ""
    for word in words:
        longer = f"{line} {word}" if line else word
        if face.getlength(longer) <= width:
            line = longer
            continue
        if line:
            yield line
        *pieces, line = _broken(word, face, width)
        yield from pieces
    if line:
        yield line


def _broken(word: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and face.getlength(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _cut(line: str, face: ImageFont.FreeTypeFont, width: int) -> str:
    while line and face.getlength(line + ELLIPSIS) > width:
        line = line[:-1]
    return line.rstrip() + ELLIPSIS
