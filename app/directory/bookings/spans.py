"""Arithmetic of times: half-open spans of aware datetimes."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open stretch of time; both ends aware."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """Its length."""
        return self.end - self.start

    def overlaps(self, other: "Span") -> bool:
        """Return whether the two share a moment."""
        return self.start < other.end and other.start < self.end


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans that neither overlap nor touch, in their order."""
    stretches: list[Span] = []
    for span in sorted(spans):
        if stretches and span.start <= stretches[-1].end:
            stretches[-1] = Span(stretches[-1].start, max(stretches[-1].end, span.end))
        elif span.start < span.end:
            stretches.append(span)
    return stretches


def holds(spans: Sequence[Span], span: Span) -> bool:
    """Return whether a span lies within one of merged spans."""
    return any(one.start <= span.start and span.end <= one.end for one in spans)


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """Return what is left of spans."""
    left = list(spans)
    for gone in taken:
        left = [
            piece
            for span in left
            for piece in (
                Span(span.start, min(span.end, gone.start)),
                Span(max(span.start, gone.end), span.end),
            )
            if piece.start < piece.end
        ]
    return merged(left)
