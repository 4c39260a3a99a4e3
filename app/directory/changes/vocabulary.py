"""Vocabulary of changes."""

THIRD_PLACES, ORGANISATIONS = "third-places", "organisations"
PROJECTS, SUPPORT_OFFERS, GRANTS = "projects", "support-offers", "grants"
RESOURCES = (THIRD_PLACES, ORGANISATIONS, PROJECTS, SUPPORT_OFFERS, GRANTS)
"""Resources whose changes are told, named as in the paths of their lists."""
KINDS = ("create", "update", "delete")
