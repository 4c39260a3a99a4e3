"""Vocabulary of grants."""

NATURES = ("cash", "in_kind")
"""The national schema's `aide en numéraire` and `aide en nature`."""
SIRET, MODERATION = "siret", "moderation"
REACHED_BY = (SIRET, MODERATION)
"""How a grant reaches a place: by the manager's SIRET, or because a moderator said so."""
FUNDER, YEAR, REGION, DEPARTMENT = "funder", "year", "region", "department"
GROUPINGS = (YEAR, FUNDER, REGION, DEPARTMENT)
