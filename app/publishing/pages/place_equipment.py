"""Equipment of a place: what somebody looked for, and all of it by group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.directory.equipment.vocabulary import children
from app.publishing.pages.labels import equipment_groups, equipment_label

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A type or group of equipment that somebody looked for."""

    code: str
    label: str
    items: tuple[Item, ...]
    """Equipment of the place that is meant by it."""
    is_absent: bool
    """Whether a source says that it has none; without items and this, nobody knows."""


@dataclass(frozen=True, slots=True)
class Group:
    """Equipment of one group."""

    label: str
    items: tuple[Item, ...]


def wanted(codes: Sequence[str], properties: Mapping[str, Any]) -> tuple[Wanted, ...]:
    """Return what a place has of the types and groups that were looked for, in their order."""
    return tuple(_wanted(code, properties) for code in dict.fromkeys(codes))


def _wanted(code: str, properties: Mapping[str, Any]) -> Wanted:
    meant = {code, *children(code)}
    absent = set(properties["equipment_absent"])
    return Wanted(
        code,
        equipment_label(code),
        tuple(item for item in properties["equipment"] if item["type"] in meant),
        is_absent=bool(absent & {code, *_groups_of(code)}),
    )


def _groups_of(code: str) -> list[str]:
    return [group.code for group in equipment_groups() if code in dict(group.types)]


def by_group(items: Sequence[Item]) -> tuple[Group, ...]:
    """Return a place's equipment by group, in the vocabulary's order."""
    result = (
        Group(group.label, tuple(item for item in items if item["type"] in {group.code, *dict(group.types)}))
        for group in equipment_groups()
    )
    return tuple(group for group in result if group.items)
