"""Vocabulary of grants."""

NATURES = ("cash", "in_kind")
"""The national schema's `aide en numéraire` and `aide en nature`."""
FUNDER, YEAR, REGION, DEPARTMENT = "funder", "year", "region", "department"
GROUPINGS = (YEAR, FUNDER, REGION, DEPARTMENT)
