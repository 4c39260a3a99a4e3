"""Needs that an organisation declares: which equipment, for how many, whether it has or plans any.

Field names: `equipment_status`, `plans_to_invest`, and `need.CODE` for each type, an object of `quantity` and
`learners`; null where it is not needed.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.directory.common.columns import DEMONSTRATION_SOURCE
from app.directory.common.licences import MIXABLE
from app.directory.contributions.editable import Field, accept_each
from app.directory.contributions.inputs import Choice, Problem, Truth, Value, Whole
from app.directory.equipment.vocabulary import TYPE_CODES, by_code
from app.directory.proposals import queries
from app.platform import clock
from app.platform.site.i18n import labelled

Connection = psycopg.Connection[Any]

NEED = "need."
"""Beginning of the names of needed types."""
SOURCE, LICENCE = "contributions", "LO-2.0"
"""Source and licence of what organisations declare here."""
MOST = 10_000
FIELDS: tuple[Field, ...] = (
    Field(
        "equipment_status",
        _l("Votre organisme est-il équipé ?"),
        "need",
        Choice(
            {
                "equipped": _l("Oui, il a son équipement"),
                "unequipped": _l("Non, il n’en a pas"),
                "unknown": _l("Je ne sais pas"),
            }
        ),
    ),
    Field("plans_to_invest", _l("Prévoit-il d’en acheter ?"), "need", Truth()),
)
BY_NAME = {field.name: field for field in FIELDS}
NEED_FIELDS: tuple[Field, ...] = (
    Field("learners", _l("Apprenants à la fois"), "need", Whole(1, MOST)),
    Field("quantity", _l("Quantité"), "need", Whole(1, MOST)),
)

INSERT = """
INSERT INTO organisation (
  public_id, siret, siren, nda, name, kind, equipment_status, plans_to_invest, merged_into,
  source_updated_on, updated_at, source, source_record_id, licence, content_hash
)
SELECT %(own_id)s, siret, siren, nda, name, kind, %(equipment_status)s, %(plans_to_invest)s, id,
  %(today)s, %(now)s, %(source)s, %(record_id)s, %(licence)s, %(hash)s
FROM organisation WHERE id = %(row)s
ON CONFLICT (source, source_record_id) DO UPDATE SET
  equipment_status = excluded.equipment_status, plans_to_invest = excluded.plans_to_invest,
  source_updated_on = excluded.source_updated_on, updated_at = excluded.updated_at,
  content_hash = excluded.content_hash
RETURNING id
"""
UPDATE = """
UPDATE organisation SET equipment_status = %(equipment_status)s, plans_to_invest = %(plans_to_invest)s,
  updated_at = %(now)s
WHERE id = %(row)s RETURNING id
"""
CLEAR_NEEDS = "DELETE FROM organisation_need WHERE organisation_id = %(row)s"
ADD_NEED = """
INSERT INTO organisation_need (organisation_id, type_code, quantity, learners)
VALUES (%(row)s, %(code)s, %(quantity)s, %(learners)s)
"""
RECORD = "SELECT source, licence, coalesce(siret, nda) FROM organisation WHERE id = %(row)s"


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation, and what it is known to need."""

    public_id: str
    row: int
    name: str
    siret: str | None
    nda: str | None
    region_code: str | None
    department_code: str | None
    values: Mapping[str, Value]


def find(connection: Connection, public_id: str) -> Organisation | None:
    """Return an organisation by its public id."""
    row = connection.execute(queries.ORGANISATION, {"public_id": public_id}).fetchone()
    if row is None:
        return None
    public_id, number, name, siret, nda, region, department, status, plans, items = row
    values: dict[str, Value] = {"equipment_status": status, "plans_to_invest": plans}
    for item in items or ():
        values[NEED + item["type"]] = {name: item[name] for name in ("learners", "quantity")}
    return Organisation(public_id, number, name, siret, nda, region, department, values)


def need_code(name: str) -> str | None:
    """Return the type that a field is about, or None where it is about none."""
    code = name.removeprefix(NEED)
    return code if name.startswith(NEED) and code in TYPE_CODES else None


def label_of(name: str) -> str:
    """Return what a field is called."""
    code = need_code(name)
    return labelled(by_code(code)) if code else str(BY_NAME[name].label)


def show(name: str, value: Value) -> str:
    """Return a value as people read it."""
    if need_code(name) is None:
        return BY_NAME[name].input.show(value)
    if value is None:
        return ""
    stated = [
        f"{field.label} : {shown}"
        for field in NEED_FIELDS
        if (shown := field.input.show(value.get(field.name)))
    ]
    return " · ".join([str(_("demandé")), *stated])


def accept(values: Mapping[str, Any]) -> dict[str, Value]:
    """Return values of JSON as the directory has them; raises as `accept_each`."""
    return accept_each(values, _accept_one)


def _accept_one(name: str, value: Value) -> Value:
    if need_code(name) is None:
        if name not in BY_NAME:
            raise Problem(_("Ce champ n’existe pas."))
        return BY_NAME[name].input.accept(value)
    if value is None:
        return None
    if not isinstance(value, Mapping) or set(value) - {field.name for field in NEED_FIELDS}:
        raise Problem(_("Donnez seulement : %(names)s.", names="learners, quantity"))
    return {field.name: field.input.accept(value.get(field.name)) for field in NEED_FIELDS}


def write(connection: Connection, organisation: Organisation, changes: Mapping[str, Value]) -> None:
    """Write what an organisation declares, beside what its sources say.

    It is a record of its own, shown with the site's others, so that no import wipes it out. Where such
    records may not be shown together (no number, another licence, a fictional one), the site's own record is
    changed.
    """
    values = {**organisation.values, **changes}
    record = connection.execute(RECORD, {"row": organisation.row}).fetchone()
    assert record is not None  # noqa: S101 - it was found in this transaction
    source, licence, number = record
    is_apart = source != DEMONSTRATION_SOURCE and licence in MIXABLE and number is not None
    now = clock.now()
    parameters = {
        "row": organisation.row,
        "equipment_status": values["equipment_status"] or "unknown",
        "plans_to_invest": values["plans_to_invest"],
        "own_id": f"{organisation.public_id}-declare",
        "source": SOURCE,
        "record_id": f"need:{organisation.public_id}",
        "licence": LICENCE,
        "hash": hashlib.blake2b(repr(sorted(values.items())).encode(), digest_size=8).digest(),
        "today": clock.paris_time(now).date(),
        "now": now,
    }
    row = connection.execute(INSERT if is_apart else UPDATE, parameters).fetchone()
    assert row is not None  # noqa: S101 - both return their row
    connection.execute(CLEAR_NEEDS, {"row": row[0]})
    for name, value in values.items():
        code = need_code(name)
        if code and value is not None:
            connection.execute(
                ADD_NEED,
                {"row": row[0], "code": code, "quantity": value["quantity"], "learners": value["learners"]},
            )
