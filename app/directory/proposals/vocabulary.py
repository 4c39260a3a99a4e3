"""Vocabulary of proposals."""

CORRECTION, CLOSURE, ADDITION, NEED = "correction", "closure", "addition", "need"
KINDS = (CORRECTION, CLOSURE, ADDITION, NEED)
NEW, ASKED, ANSWERED = "new", "asked", "answered"
ACCEPTED, REFUSED, WITHDRAWN = "accepted", "refused", "withdrawn"
OPEN = (NEW, ASKED, ANSWERED)
"""Statuses of what waits for a decision; of `asked` whoever proposed it has the word."""
STATUSES = (*OPEN, ACCEPTED, REFUSED, WITHDRAWN)
VIAS = ("page", "api")
LONGEST_REASON, LONGEST_NOTE = 2000, 2000
"""Characters."""
MOST_CHANGES = 80
"""Fields of one proposal."""
