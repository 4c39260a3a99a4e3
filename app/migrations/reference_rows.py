"""Reference rows: vocabularies that live in the code and are mirrored in the database.

They are rewritten at every upgrade, so that a new equipment type or programme is one line of code.
"""

from sqlalchemy import Connection, Table, or_
from sqlalchemy.dialects.postgresql import insert

from app.directory.common.france import DEPARTMENTS, REGIONS
from app.directory.equipment.models import EquipmentType
from app.directory.equipment.vocabulary import EQUIPMENT_TYPES
from app.directory.programmes.models import Programme
from app.directory.programmes.vocabulary import PROGRAMMES
from app.directory.territories.models import Department, Region

Row = dict[str, object]


def sync_reference_rows(connection: Connection) -> None:
    """Write the vocabularies of equipment, programmes, régions and départements."""
    _upsert(
        connection,
        EquipmentType.__table__,
        [
            {
                "code": fact.code,
                "parent_code": fact.parent,
                "label_fr": fact.label_fr,
                "label_en": fact.label_en,
                "rank": rank,
            }
            for rank, fact in enumerate(EQUIPMENT_TYPES)
        ],
    )
    _upsert(
        connection,
        Programme.__table__,
        [
            {"code": fact.code, "name": fact.name, "funder": fact.funder, "website": fact.website}
            for fact in PROGRAMMES
        ],
    )
    _upsert(
        connection,
        Region.__table__,
        [{"code": fact.code, "name": fact.name, "seat": fact.seat} for fact in REGIONS],
    )
    _upsert(
        connection,
        Department.__table__,
        [
            {
                "code": fact.code,
                "name": fact.name,
                "seat": fact.seat,
                "region_code": fact.region_code,
                "timezone": fact.timezone,
            }
            for fact in DEPARTMENTS
        ],
    )


def _upsert(connection: Connection, table: object, rows: list[Row]) -> None:
    """Insert the rows by `code`, or update those that differ."""
    assert isinstance(table, Table)  # noqa: S101 - declarative classes type it as FromClause
    statement = insert(table)
    written = [name for name in rows[0] if name != "code"]
    statement = statement.on_conflict_do_update(
        index_elements=["code"],
        set_={name: statement.excluded[name] for name in written},
        where=or_(*(table.c[name].is_distinct_from(statement.excluded[name]) for name in written)),
    )
    connection.execute(statement, rows)
