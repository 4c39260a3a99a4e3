"""Vocabulary of the history of figures."""

from app.directory.equipment.vocabulary import TYPE_CODES
from app.directory.planning.coverage import SUGGESTED_KM
from app.directory.territories.vocabulary import DEPARTMENT, EPCI, REGION

COUNTRY, FRANCE = "country", "FR"
LEVELS = (COUNTRY, REGION, DEPARTMENT, EPCI)
"""Levels whose figures are kept: communes are too small, and too many."""
METHOD = 1
"""Version of how figures are counted: raised whenever a figure comes to mean something else."""
FRESH_DAYS = 365
COUNTED = ("places", "open", "funded", "equipped", "confirmed", "fresh")
COVERAGE = tuple(
    f"{who}_{class_}_{km}_km"
    for who in ("organisations", "people")
    for km in SUGGESTED_KM
    for class_ in ("covered", "uncovered", "unknown")
)
EQUIPMENT = tuple(f"equipped.{code}" for code in TYPE_CODES)
FIGURES = (*COUNTED, "organisations", *COVERAGE, *EQUIPMENT)
"""Figures of a row, in this order."""
