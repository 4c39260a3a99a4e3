"""Pairs of records that may be one place."""

from dataclasses import replace
from typing import Any

from seeds.loading.duplicates.facts import PlaceFacts
from seeds.loading.duplicates.rules import judge

HERE = PlaceFacts(
    1, "a", "1", "LO-2.0", "La Lanterne", commune_code="44109", commune="Nantes", precision="commune_centroid"
)
OTHER = replace(HERE, id=2, source="b", source_record_id="2")
PORT = {"longitude": -1.55, "latitude": 47.21, "precision": "address"}
STREET = {"longitude": -1.551, "latitude": 47.2105, "precision": "street"}
FAR = {"longitude": -1.60, "latitude": 47.25, "precision": "address"}


def verdict(left: dict[str, Any], right: dict[str, Any]) -> tuple[str, str] | None:
    found = judge(replace(HERE, **left), replace(OTHER, **right))
    return None if found is None else (found.verdict, found.rule)
