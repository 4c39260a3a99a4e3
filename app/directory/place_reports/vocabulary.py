"""Kinds of report."""

KINDS = (
    "closed", "position", "hours", "equipment", "equipment_gone", "access", "contact", "duplicate", "other",
)  # fmt: skip
STATUSES = ("new", "closed")
SHORTEST_MESSAGE, LONGEST_MESSAGE = 10, 2000
"""Characters."""
