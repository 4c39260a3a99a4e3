"""Statements on what the catalogue describes. Nothing is executed here."""

from app.directory.common.extent import EUROPE, OVERSEAS

SOUTHERN_LANDS = "984"
"""Its box holds those of other territories; nobody lives there."""
PARTS = (EUROPE, *dict.fromkeys(box for code, box in OVERSEAS.items() if code != SOUTHERN_LANDS))
"""Boxes of France (south, west, north, east) of which none overlaps another."""
_BOXES = ", ".join(str((number, *box)) for number, box in enumerate(PARTS))


def holdings(relation: str) -> str:
    """Return the SQL of what a relation holds: by licence, the records, the last change, and boxes.

    Boxes are west, south, east and north in degrees, one for each part of France in which something lies.
    """
    return f"""
SELECT licence, sum(number)::int, least(max(changed), (SELECT changed_at FROM directory_state)),
  coalesce(
    jsonb_agg(jsonb_build_array(west, south, east, north) ORDER BY part) FILTER (WHERE part IS NOT NULL), '[]'
  )
FROM (
  SELECT listing.licence, box.part, count(*) AS number, max(listing.updated_at) AS changed,
    min(ST_X(point)) AS west, min(ST_Y(point)) AS south, max(ST_X(point)) AS east, max(ST_Y(point)) AS north
  FROM (SELECT licence, updated_at, position::geometry AS point FROM {relation}) AS listing
  LEFT JOIN (VALUES {_BOXES}) AS box(part, low, left_side, high, right_side)
    ON ST_Y(point) BETWEEN box.low AND box.high AND ST_X(point) BETWEEN box.left_side AND box.right_side
  GROUP BY listing.licence, box.part
) AS held
GROUP BY licence ORDER BY licence
"""  # noqa: S608 - our own names and numbers
