"""A booking that cannot be, as JSON: what is in the way, and the next free times."""

from typing import Any

from app.directory.bookings.service import RefusedError
from app.directory.bookings.spans import Span

TAKEN = "It is not free then. `errors.slots` are the next times at which it is."


def refusal(error: RefusedError) -> dict[str, Any]:
    """Return what cannot be booked and the next free times, as JSON."""
    return {
        "conflicts": [
            {"occurrence": one.occurrence, "reason": one.reason, **times(one.span)} for one in error.conflicts
        ],
        "slots": [times(span) for span in error.slots],
    }


def times(span: Span) -> dict[str, str]:
    """Return a stretch of time as JSON."""
    return {"start": span.start.isoformat(), "end": span.end.isoformat()}
