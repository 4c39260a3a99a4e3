"""Statuses of a site in a run."""

MATCHED, NONE_WITHIN_REACH, POSITION_UNKNOWN = "matched", "none_within_reach", "position_unknown"
STATUSES = (MATCHED, NONE_WITHIN_REACH, POSITION_UNKNOWN)
