"""Words of requests."""

from datetime import timedelta

UNCONFIRMED, SENT, WITHDRAWN, EXPIRED = "unconfirmed", "sent", "withdrawn", "expired"
REQUEST_STATUSES = (UNCONFIRMED, SENT, WITHDRAWN, EXPIRED)
WAITING, ASKED, PROPOSED, ACCEPTED, REFUSED = "waiting", "asked", "proposed", "accepted", "refused"
OPEN = (WAITING, ASKED, PROPOSED)
"""Statuses of a place's answer that may still change."""
DECIDED = (ACCEPTED, REFUSED, WITHDRAWN, EXPIRED)
RESPONSE_STATUSES = (*OPEN, *DECIDED)
SUPERVISIONS = ("own", "place", "unknown")
"""Person who stands by the learners: the organisation's trainer, somebody of the place, or not known yet."""
MANAGERS, PUBLISHED, NOBODY = "managers", "published", "nobody"
REACHED = (MANAGERS, PUBLISHED, NOBODY)
"""Addresses that a request went to: those of who manages the place, the published ones, or none."""
MOST_PLACES = 5
MOST_QUANTITY, MOST_LEARNERS = 200, 2000
LONGEST_NAME, LONGEST_MESSAGE, LONGEST_LEVEL = 120, 2000, 120
LASTS = timedelta(days=14)
"""Time for which places may answer."""
REMINDERS = (timedelta(days=3), timedelta(days=10))
"""Times after sending at which who has not answered is reminded."""
LINKS_LAST = timedelta(days=400)
