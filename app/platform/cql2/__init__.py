"""Filters in CQL2 (OGC 21-065r2): text or JSON, to a predicate, to a SQL condition with its values.

`read(text, language, queryables, crs)` gives a `Filter`; `condition(filter.predicate, queryables)` the SQL
that it means, which takes `filter.parameters`.
"""

from app.platform.cql2.conformance import CONFORMANCE, FUNCTIONS, Function
from app.platform.cql2.errors import FilterError
from app.platform.cql2.geometry import CRS84, FILTER_CRS
from app.platform.cql2.nodes import Filter, Node
from app.platform.cql2.reader import JSON, LANGUAGES, TEXT, read
from app.platform.cql2.sql import condition

__all__ = [
    "CONFORMANCE",
    "CRS84",
    "FILTER_CRS",
    "FUNCTIONS",
    "JSON",
    "LANGUAGES",
    "TEXT",
    "Filter",
    "FilterError",
    "Function",
    "Node",
    "condition",
    "read",
]
