"""Fields that a column of a territory's file can go to, beside those of the national standard."""

IN_WORDS = ("position", "equipment", "wheelchair", "kind")
"""Both coordinates at once, equipment in words, access by wheelchair, kind of place."""
EQUIPMENT_COLUMN = "equipment:"
"""Begins what a column goes to that tells one type of equipment; the type's code follows."""
