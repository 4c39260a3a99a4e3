"""Whose record it is, and one place under several licences: lists of publishers, places shown together.

Revision ID: 0013
Revises: 0012
"""

from pathlib import Path

from alembic import op

from app.migrations.functions import execute_as_written

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql"
REFRESH = "refresh_third_place_listing"
PLACES = "SELECT id FROM changed UNION SELECT merged_into FROM changed"
OF_SOURCES = (
    "SELECT member.merged_into FROM third_place AS member"
    " JOIN third_place AS place ON place.id = member.merged_into"
    " JOIN changed ON changed.name IN (member.source, place.source)"
)
TOGETHER = " UNION SELECT shown_with FROM changed"
OF_SOURCES_TOGETHER = "SELECT place.id FROM third_place AS place JOIN changed ON changed.name = place.source"
OF_LISTS = (
    "SELECT place.id FROM third_place AS place"
    " JOIN changed ON (changed.source, changed.list) = (place.source, place.list)"
)
ROWS = {
    "insert": "NEW TABLE AS changed",
    "update": "OLD TABLE AS before NEW TABLE AS changed",
    "delete": "OLD TABLE AS changed",
}
DEFER = "SELECT set_config('proxilieux.defer_listing', '{}', true)"


def upgrade() -> None:
    """Name the lists, make what is shown of places under several licences, and write all listings anew."""
    op.execute(DEFER.format("on"))
    _execute_file("0013_identity.sql")
    _keep("third_place", 0, PLACES + TOGETHER, movable=True)
    _keep("data_source", 2, OF_SOURCES_TOGETHER)
    _keep("source_list", 15, OF_LISTS, new=True)
    for event, rows in ROWS.items():
        op.execute(
            f"CREATE TRIGGER raise_version_{event} AFTER {event} ON third_place_licence_listing"
            f" REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION raise_directory_version()"
        )
    op.execute(f"SELECT {REFRESH}()")
    op.execute(DEFER.format("off"))


def downgrade() -> None:
    """Make everything as it was; identifiers keep their lists, as those of spreadsheets always did."""
    op.execute(DEFER.format("on"))
    _keep("third_place", 0, PLACES, movable=True)
    _keep("data_source", 2, OF_SOURCES)
    _execute_file("0013_identity_down.sql")
    _execute_file("0012_hours.sql")
    op.execute(f"SELECT {REFRESH}()")
    op.execute(DEFER.format("off"))


def _execute_file(name: str) -> None:
    execute_as_written((SQL / name).read_text(encoding="utf-8"))


def _keep(table: str, number: int, query: str, *, movable: bool = False, new: bool = False) -> None:
    """Have the listing follow a table, as 0001 does; `movable` where a row may leave another place behind."""
    for event, rows in ROWS.items():
        moved = movable and event == "update"
        ids = f"{query} UNION {query.replace('changed', 'before')}" if moved else query
        if not new:
            op.execute(f"DROP TRIGGER keep_listing_{number}_{event} ON {table}")
        op.execute(
            f"CREATE TRIGGER keep_listing_{number}_{event} AFTER {event.upper()} ON {table}"
            f" REFERENCING {rows}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION keep_listing('{REFRESH}', '{ids}')"
        )
