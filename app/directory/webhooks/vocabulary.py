"""Words of webhooks."""

from datetime import timedelta

BOOKING_MADE, BOOKING_CHANGED = "booking.made", "booking.changed"
REQUEST_SENT, REQUEST_ANSWERED = "request.sent", "request.answered"
EVENTS = (BOOKING_MADE, BOOKING_CHANGED, REQUEST_SENT, REQUEST_ANSWERED)
WAITING, SENT, FAILED = "waiting", "sent", "failed"
STATUSES = (WAITING, SENT, FAILED)
LONGEST_URL = 2000
MOST = 10
"""Webhooks of one person."""
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""Waits after each attempt that failed; the last one again and again."""
LASTS = timedelta(days=3)
"""Time for which an event is worth delivering."""
