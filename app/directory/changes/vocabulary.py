"""Vocabulary of changes."""

THIRD_PLACES, ORGANISATIONS = "third-places", "organisations"
RESOURCES = (THIRD_PLACES, ORGANISATIONS)
"""Resources whose changes are told, named as in the paths of their lists."""
KINDS = ("create", "update", "delete")
