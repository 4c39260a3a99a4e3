"""Whether an item is large enough for a need: one rule, in SQL over its row and in Python over a Feature's.

What is known and below what is asked does not match; what is unknown does, and is said to be. Of equipment
that is used one a person, as many pieces are needed as there are learners, unless the need states how many.
"""

from typing import Any

from app.directory.equipment.vocabulary import USED_ONE_A_PERSON, by_code, children
from app.directory.matching.criteria import Need

Item = dict[str, Any]

_USED_ALONE = ", ".join(f"'{code}'" for code in sorted(USED_ONE_A_PERSON))
_IS_USED_ALONE = f"item.type_code IN ({_USED_ALONE})"

PIECES_NEEDED = f"coalesce(need.quantity, CASE WHEN {_IS_USED_ALONE} THEN need.learners END)"
"""Pieces that a `need` asks of an `item`; null where it asks for none."""
IS_ENOUGH = f"""(need.learners IS NULL OR item.seats IS NULL OR item.seats >= need.learners)
      AND ({PIECES_NEEDED} IS NULL OR item.quantity IS NULL OR item.quantity >= {PIECES_NEEDED})"""
"""Whether an `item` has enough seats and pieces for a `need`, where their number is known."""
PEOPLE_AT_ONCE = f"least(item.seats, CASE WHEN {_IS_USED_ALONE} THEN item.quantity END)"
"""People who can use an `item` at the same time, as SQL; null where nobody said."""


def is_enough(item: Item, need: Need) -> bool:
    """Return whether an item has enough seats and pieces for a need, where their number is known."""
    sizes = ((need.learners, item["seats"]), (pieces_needed(item["type"], need), item["quantity"]))
    return all(not needed or known is None or known >= needed for needed, known in sizes)


def pieces_needed(type_code: str, need: Need) -> int | None:
    """Return how many pieces a need asks of an item of a type; None where it asks for none."""
    return need.quantity or (need.learners if type_code in USED_ONE_A_PERSON else None)


def pieces_required(need: Need) -> int | None:
    """Return how many pieces a need asks for, whichever of its types answers; None where some need none."""
    types = children(need.type) if by_code(need.type).parent is None else (need.type,)
    pieces = [pieces_needed(code, need) for code in types]
    return pieces[0] if all(pieces) else None
