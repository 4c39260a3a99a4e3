"""Which records are shown as one place, from what was decided about pairs of them.

Families grow along the pairs that are `same`, the surest first, and never break what forbids them: a licence
that may not be mixed, two records of one list (unless an operator joined them), a pair that an operator
called different. The outcome follows from the records and the decisions, not from their order.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Member:
    """A record that some pair names."""

    id: int
    source: str
    source_record_id: str
    licence: str
    merged_into: int | None = None
    list: str = ""


@dataclass(frozen=True, slots=True)
class SamePair:
    """Two records that are one place."""

    left_id: int
    right_id: int
    score: float
    by_operator: bool


def may_merge(licence: str, other: str) -> bool:
    """Return whether records under these licences may become one, field by field.

    Only where both are the same: ODbL data stays ODbL data, and what is not confirmed is mixed with nothing.
    """
    return licence == other and licence != UNCONFIRMED


class Families:
    """Builds families, one pair after the other."""

    def __init__(self, members: Mapping[int, Member], different: Collection[tuple[int, int]]) -> None:
        self._members = members
        self._family = {member: [member] for member in members}
        self._different: dict[int, set[int]] = defaultdict(set)
        for left, right in different:
            self._different[left].add(right)
            self._different[right].add(left)

    def join(self, pairs: Iterable[SamePair]) -> None:
        """Join along the pairs, but for those that something forbids."""
        for pair in sorted(pairs, key=self._order):
            ours, theirs = self._family[pair.left_id], self._family[pair.right_id]
            if ours is theirs or self._are_forbidden(ours, theirs, by_operator=pair.by_operator):
                continue
            ours.extend(theirs)
            for member in theirs:
                self._family[member] = ours

    def shown_under(self) -> dict[int, int | None]:
        """Return for every record the one under which it is shown, None where it is a place of its own.

        A place that others were merged into already stays the one, so that its public id stays; else it is
        the one that was there first.
        """
        places = {member.merged_into for member in self._members.values()}
        found: dict[int, int | None] = {}
        for member in self._members:
            family = self._family[member]
            shown = min(family, key=lambda one: (one not in places, one))
            found[member] = None if member == shown else shown
        return found

    def _order(self, pair: SamePair) -> tuple[object, ...]:
        left, right = sorted(
            (one.source, one.source_record_id)
            for one in (self._members[pair.left_id], self._members[pair.right_id])
        )
        return not pair.by_operator, -pair.score, left, right

    def _are_forbidden(self, ours: list[int], theirs: list[int], *, by_operator: bool) -> bool:
        if not may_merge(self._members[ours[0]].licence, self._members[theirs[0]].licence):
            return True
        if any(other in self._different[one] for one in ours for other in theirs):
            return True
        if by_operator:
            return False
        lists = {self._list_of(one) for one in ours}
        return any(self._list_of(other) in lists for other in theirs)

    def _list_of(self, one: int) -> tuple[str, str]:
        return self._members[one].source, self._members[one].list
