"""Items of a place that meet needs: the predicate of `queries.ITEMS_THAT_MEET`, on a Feature."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.directory.equipment.vocabulary import by_code
from app.directory.matching.criteria import Need, Requirements
from app.directory.matching.outages import is_in_order
from app.directory.matching.sizes import Item, is_enough


@dataclass(frozen=True, slots=True)
class Outcome:
    """Outcome of one need at one place."""

    need: Need
    met_by: tuple[str, ...]
    """Types of the items that meet it; none where it is not met."""
    is_too_small: bool
    """Whether the place shares the type, but with too few seats or pieces."""

    @property
    def is_met(self) -> bool:
        """Whether something meets it."""
        return bool(self.met_by)

    def as_json(self) -> dict[str, Any]:
        """Return it as the API prints it."""
        return asdict(self.need) | {"met": self.is_met, "met_by": list(self.met_by)}


def fitting(items: Sequence[Item], requirements: Requirements) -> list[Item]:
    """Return the items of a matching place that satisfy a need."""
    return [item for item in items if any(meets(item, need) for need in requirements.tested)]


def outcomes(items: Sequence[Item], requirements: Requirements) -> list[Outcome]:
    """Return what becomes of each need, in their order; nothing where any equipment matches."""
    return [_outcome(items, need) for need in requirements.needs]


def meets(item: Item, need: Need) -> bool:
    """Return whether an item meets a need; what nobody stated does not stand in the way."""
    return _is_of_type(item, need) and is_enough(item, need)


def _outcome(items: Sequence[Item], need: Need) -> Outcome:
    of_type = [item for item in items if _is_of_type(item, need)]
    met_by = tuple(dict.fromkeys(item["type"] for item in of_type if is_enough(item, need)))
    return Outcome(need, met_by, is_too_small=bool(of_type) and not met_by)


def _is_of_type(item: Item, need: Need) -> bool:
    if item["shareable"] == "no" or not is_in_order(item):
        return False
    return not need.type or need.type in {item["type"], by_code(item["type"]).parent}
