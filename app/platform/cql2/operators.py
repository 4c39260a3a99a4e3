"""The words of the language, by what they take."""

COMPARISONS = frozenset({"=", "<>", "<", ">", "<=", ">="})
ARITHMETIC = frozenset({"+", "-", "*", "/", "%", "div", "^"})
FOLDS = frozenset({"casei", "accenti"})
SPATIAL = frozenset(
    {
        "s_intersects",
        "s_disjoint",
        "s_equals",
        "s_touches",
        "s_within",
        "s_overlaps",
        "s_crosses",
        "s_contains",
    }
)
TEMPORAL = frozenset({"t_after", "t_before", "t_disjoint", "t_equals", "t_intersects"})
"""Between instants, intervals, or one of each."""
INTERVAL_ONLY = frozenset(
    {
        "t_contains",
        "t_during",
        "t_finishedby",
        "t_finishes",
        "t_meets",
        "t_metby",
        "t_overlappedby",
        "t_overlaps",
        "t_startedby",
        "t_starts",
    }
)
"""Between two intervals; the standard makes them an error for instants."""
ARRAYS = frozenset({"a_contains", "a_containedby", "a_equals", "a_overlaps"})
WITHIN_DISTANCE = "s_dwithin"
"""The function that we add: `S_DWITHIN(geometry, geometry, metres)`, geodesic on WGS 84."""
