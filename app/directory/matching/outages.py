"""Equipment that is out of order today: it meets no need. One rule, in SQL and on a Feature."""

from typing import Any

from app.directory.equipment.terms import OUT_OF_ORDER
from app.platform import clock

IN_ORDER = f"""coalesce(item.terms ->> '{OUT_OF_ORDER}', '') < CAST(:need_today AS text)"""
"""Whether an `item` can be used on the day `need_today` (ISO 8601)."""
ALL_IN_ORDER = f"""NOT EXISTS (
  SELECT FROM equipment AS broken
  WHERE broken.terms ? '{OUT_OF_ORDER}' AND broken.terms ->> '{OUT_OF_ORDER}' >= CAST(:need_today AS text)
)"""
"""Whether nothing is out of order anywhere: asked once a statement, from an index of a few rows."""


def today() -> str:
    """Return the day, in Paris, for which equipment is in order or not."""
    return clock.now_in_paris().date().isoformat()


def is_in_order(item: dict[str, Any]) -> bool:
    """Return whether an item of a Feature can be used today."""
    until = (item.get("terms") or {}).get(OUT_OF_ORDER)
    return not until or str(until) < today()
