"""Kinds of report."""

KINDS = ("closed", "position", "hours", "equipment", "access", "contact", "duplicate", "other")
STATUSES = ("new", "closed")
SHORTEST_MESSAGE, LONGEST_MESSAGE = 10, 2000
"""Characters."""
