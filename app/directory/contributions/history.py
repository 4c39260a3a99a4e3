"""History of places: revisions as people read them, the newest first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import shapely

from app.directory.common.personal import without_contacts
from app.directory.contributions.history_queries import HISTORY, PUBLIC_IDS, RECENT
from app.directory.contributions.values import STANDARD
from app.platform.database.connection import Database

FIELDS = (
    "name", "kind", "status", "address", "postcode", "city", "commune_code", "position", "opening_hours",
    "telephone", "website", "email", "booking_page", "accessibility_page", "fees", "wheelchair",
    "description", "manager_kind", "siret", "equipment_absent", "source_updated_on", "licence", "vanished_at",
    "merged_into", "shown_with",
)  # fmt: skip
"""Fields that are told, in this order; then equipment and awards."""
LAST_REVISION = 2**63 - 1
PARTS = ("equipment.", "award.")
LINKED = frozenset({"merged_into", "shown_with"})
"""Fields whose values are other places."""
TEXTS = frozenset({"name", "address", "description", "email"})
ITEM_FIELDS = ("quantity", "seats", "shareable", "conditions", "price", "terms")
AWARD_FIELDS = ("programme_code", "call", "year", "amount")
_STANDARD = {name: field for field, name in STANDARD.items()}


@dataclass(frozen=True, slots=True)
class Change:
    """A field before and after; None where nothing was said."""

    field: str
    """As `change_place` takes it; `equipment.TYPE`; `award.PROGRAMME, CALL, YEAR`; columns of the record."""
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Entry:
    """A revision of a place."""

    id: int
    changeset_id: int
    made_at: datetime
    record: str
    """Public id of the record that changed: the place's, or one that is shown with it."""
    place_name: str
    role: str
    address: str | None
    """E-mail address of who did it; for moderators only."""
    person_id: int | None
    import_run_id: int | None
    source: str | None
    """Title of the source that was imported."""
    reason: str | None
    is_undo: bool
    is_undone: bool
    kind: str
    """`created`, `changed` or `deleted`."""
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries; `before` begins the next page, None on the last one."""

    entries: tuple[Entry, ...]
    before: int | None


def history(database: Database, public_id: str, limit: int, before: int | None = None) -> Page:
    """Return the newest revisions of a place and of all records that are shown with it.

    `before` is the number of a revision: only older ones. Contacts of people are taken out of every text.
    """
    rows = database.fetch_all(HISTORY, {"public_id": public_id, "before": before, "limit": limit + 1})
    entries = _linked(database, [_entry(row) for row in rows[:limit]])
    return Page(
        tuple(entry for entry in entries if entry.changes), rows[limit - 1][0] if len(rows) > limit else None
    )


def recent(database: Database, person_id: int, limit: int, *, is_operator: bool) -> tuple[Entry, ...]:
    """Return what people changed last at the places of a moderator's territories; of all, for operators."""
    parameters = {"person_id": person_id, "is_operator": is_operator, "limit": limit}
    rows = database.fetch_all(RECENT, parameters)
    entries = _linked(database, [_entry(row) for row in rows])
    return tuple(entry for entry in entries if entry.changes)


def _entry(row: tuple[Any, ...]) -> Entry:
    (
        number, changeset_id, made_at, record, name, role, address, person_id, run_id, source, reason,
        is_undo, is_undone, old, new,
    ) = row  # fmt: skip
    kind = "created" if old is None else "deleted" if new is None else "changed"
    return Entry(
        number, changeset_id, made_at, record, name, role, address, person_id, run_id, source,
        without_contacts(reason) if reason else None, is_undo, is_undone, kind,
        _changes(old or {}, new or {}),
    )  # fmt: skip


def changed_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the fields that a revision has changed, in the order of `FIELDS`."""
    return tuple(change.field for change in _changes(old, new))


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    before, after = _told(old), _told(new)
    fields = [field for field in FIELDS if field in before or field in after]
    fields += sorted(field for field in before.keys() | after.keys() if field.startswith(PARTS))
    stated = (Change(field, before.get(field), after.get(field)) for field in fields)
    return tuple(
        Change(change.field, *(_masked(change.field, value) for value in (change.before, change.after)))
        for change in stated
        if change.before != change.after
    )


def _told(fields: Mapping[str, Any]) -> dict[str, Any]:
    stated: dict[str, Any] = {}
    for name, value in fields.items():
        if name == "standard":
            stated |= {_STANDARD[key]: text for key, text in value.items() if key in _STANDARD}
        elif name == "position" and value is not None:
            stated[name] = [round(degrees, 6) for degrees in shapely.from_wkb(value).coords[0]]
        elif name.startswith("equipment.") and value is not None:
            stated[name] = {key: value.get(key) for key in ITEM_FIELDS}
        elif name.startswith("award.") and value is not None:
            stated[name] = {key: value[key] for key in AWARD_FIELDS}
        elif name == "equipment_absent":
            stated[name] = value or None
        else:
            stated[name] = value
    return stated


def _masked(field: str, value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a value without contacts of people; telephone and website are the place's own."""
    if isinstance(value, dict):
        return {
            key: without_contacts(stated) if isinstance(stated, str) else stated
            for key, stated in value.items()
        }
    return without_contacts(value) if field in TEXTS and isinstance(value, str) else value


def _linked(database: Database, entries: Iterable[Entry]) -> list[Entry]:
    """Return entries that name other places by their public ids."""
    entries = list(entries)
    numbers = {
        value
        for entry in entries
        for change in entry.changes
        if change.field in LINKED
        for value in (change.before, change.after)
        if value is not None
    }
    names: dict[int, str] = dict(database.fetch_all(PUBLIC_IDS, {"ids": sorted(numbers)})) if numbers else {}
    return [
        replace(
            entry,
            changes=tuple(
                replace(change, before=names.get(change.before), after=names.get(change.after))
                if change.field in LINKED
                else change
                for change in entry.changes
            ),
        )
        for entry in entries
    ]
