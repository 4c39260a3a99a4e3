"""Conformance classes of CQL2 (OGC 21-065r2); `tests/conformance` has one test for each requirement."""

from dataclasses import dataclass

_BASE = "http://www.opengis.net/spec/cql2/1.0/conf/"
CLASSES = (
    "cql2-text",
    "cql2-json",
    "basic-cql2",
    "advanced-comparison-operators",
    "case-insensitive-comparison",
    "accent-insensitive-comparison",
    "basic-spatial-functions",
    "basic-spatial-functions-plus",
    "spatial-functions",
    "temporal-functions",
    "array-functions",
    "property-property",
    "functions",
    "arithmetic",
)
CONFORMANCE = tuple(_BASE + name for name in CLASSES)
"""The URIs of the conformance classes."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function that filters may call beyond those of the standard."""

    name: str
    description: str
    arguments: tuple[tuple[str, str, str], ...]
    """Title, description and type (as JSON Schema names it: `geometry`, `number`, ...) of each argument."""
    returns: str


FUNCTIONS = (
    Function(
        "S_DWITHIN",
        "Whether two geometries lie within a distance of each other: geodesic metres on WGS 84.",
        (
            ("geometry", "A geometry or a geometry property.", "geometry"),
            ("geometry", "Another.", "geometry"),
            ("distance", "Metres, a number.", "number"),
        ),
        "boolean",
    ),
)
