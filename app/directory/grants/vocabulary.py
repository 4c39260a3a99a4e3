"""Vocabulary of grants."""

NATURES = ("cash", "in_kind")
"""The national schema's `aide en numéraire` and `aide en nature`."""
SIRET, MODERATION = "siret", "moderation"
REACHED_BY = (SIRET, MODERATION)
"""Grounds on which a grant reaches a place: the manager's SIRET, or a moderator's word."""
FUNDER, YEAR, REGION, DEPARTMENT = "funder", "year", "region", "department"
GROUPINGS = (YEAR, FUNDER, REGION, DEPARTMENT)
