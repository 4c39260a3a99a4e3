"""Families of records shown as one place, from what was decided about pairs of them.

Places grow along the pairs that are `same`, the surest first, and never break what forbids them: two records
of one list (unless an operator joined them), a pair that an operator called different. First along the pairs
whose licences allow it, then along the others. Within a place, the records whose licences may be mixed are a
family, shown field by field as one; the families of a place are shown in one row, side by side. The outcome
follows from the records and the decisions, not from their order.
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
    shown_with: int | None = None


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


@dataclass(frozen=True, slots=True)
class Shown:
    """Family of a record: under another record, or beside the family of another licence."""

    merged_into: int | None = None
    shown_with: int | None = None


class Families:
    """Builds places, one pair after the other."""

    def __init__(self, members: Mapping[int, Member], different: Collection[tuple[int, int]]) -> None:
        self._members = members
        self._place = {member: [member] for member in members}
        self._different: dict[int, set[int]] = defaultdict(set)
        for left, right in different:
            self._different[left].add(right)
            self._different[right].add(left)

    def join(self, pairs: Iterable[SamePair]) -> None:
        """Join along the pairs, but for those that something forbids."""
        for pair in sorted(pairs, key=self._order):
            ours, theirs = self._place[pair.left_id], self._place[pair.right_id]
            if ours is theirs or self._are_forbidden(ours, theirs, by_operator=pair.by_operator):
                continue
            ours.extend(theirs)
            for member in theirs:
                self._place[member] = ours

    def shown(self) -> dict[int, Shown]:
        """Return for every record where it is shown.

        What others were merged into or shown with already stays the one, so that its public id stays; else it
        is what was there first.
        """
        heads = {member.merged_into for member in self._members.values()}
        places = {member.shown_with for member in self._members.values()}
        by_id: dict[int, Shown] = {}
        for place in {id(place): place for place in self._place.values()}.values():
            families = self._families_of(place)
            first = {min(family, key=lambda one: (one not in heads, one)): family for family in families}
            shown = min(first, key=lambda one: (one not in places, one not in heads, one))
            for head, family in first.items():
                by_id[head] = Shown(shown_with=None if head == shown else shown)
                by_id |= {one: Shown(merged_into=head) for one in family if one != head}
        return by_id

    def _families_of(self, place: Iterable[int]) -> list[list[int]]:
        """Part a place by what may be mixed."""
        families: list[list[int]] = []
        for one in sorted(place):
            family = next((its for its in families if self._may_mix(one, its[0])), None)
            if family is None:
                families.append([one])
            else:
                family.append(one)
        return families

    def _may_mix(self, one: int, other: int) -> bool:
        return may_merge(self._members[one].licence, self._members[other].licence)

    def _order(self, pair: SamePair) -> tuple[object, ...]:
        left, right = sorted(
            (one.source, one.source_record_id)
            for one in (self._members[pair.left_id], self._members[pair.right_id])
        )
        return not self._may_mix(pair.left_id, pair.right_id), not pair.by_operator, -pair.score, left, right

    def _are_forbidden(self, ours: list[int], theirs: list[int], *, by_operator: bool) -> bool:
        if any(other in self._different[one] for one in ours for other in theirs):
            return True
        if by_operator:
            return False
        lists = {self._list_of(one) for one in ours}
        return any(self._list_of(other) in lists for other in theirs)

    def _list_of(self, one: int) -> tuple[str, str]:
        return self._members[one].source, self._members[one].list
