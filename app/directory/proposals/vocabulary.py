"""Vocabulary of proposals."""

CORRECTION, CLOSURE, ADDITION, NEED, GRANT = "correction", "closure", "addition", "need", "grant"
KINDS = (CORRECTION, CLOSURE, ADDITION, NEED, GRANT)
NEW, ASKED, ANSWERED = "new", "asked", "answered"
ACCEPTED, REFUSED, WITHDRAWN = "accepted", "refused", "withdrawn"
OPEN = (NEW, ASKED, ANSWERED)
"""Statuses of what waits for a decision; of `asked` whoever proposed it has the word."""
STATUSES = (*OPEN, ACCEPTED, REFUSED, WITHDRAWN)
VIAS = ("page", "api", "import")
LONGEST_REASON, LONGEST_NOTE = 2000, 2000
"""Characters."""
MOST_CHANGES = 80
"""Fields of one proposal."""
MOST_PER_SUBJECT, MOST_IN_ALL = 30, 2000
"""Proposals that are taken in a day: about one place or organisation, whoever sends them, and in all."""
MOST_PER_PERSON = 200
"""Proposals by API that are taken in a day of one person, however many keys they have."""
