"""What the feature service reads: collections of flat features, and counts that follow territories.

Revision: 0006
"""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql" / "0006_collections.sql"
TRANSITION = {
    "INSERT": "NEW TABLE AS changed",
    "UPDATE": "NEW TABLE AS changed",
    "DELETE": "OLD TABLE AS changed",
}
LISTINGS = (
    ("third_place_listing", "collect_third_places", "third_place_id"),
    ("organisation_listing", "collect_organisations", "organisation_id"),
)
TERRITORIES = ("commune", "epci", "department", "region")


def upgrade() -> None:
    """Create the collections, fill them, and keep them by triggers."""
    # The driver reads a lone percent sign as a placeholder.
    op.get_bind().exec_driver_sql(SQL.read_text(encoding="utf-8").replace("%", "%%"))
    for table, collect, column in LISTINGS:
        for event, rows in TRANSITION.items():
            op.execute(
                f"CREATE TRIGGER keep_collection_{event.lower()} AFTER {event} ON {table} REFERENCING {rows}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION keep_collection('{collect}', '{column}')"
            )
        op.execute(f"SELECT {collect}()")
    for table in TERRITORIES:
        for event, rows in TRANSITION.items():
            op.execute(
                f"CREATE TRIGGER raise_version_{event.lower()} AFTER {event} ON {table} REFERENCING {rows}"
                " FOR EACH STATEMENT EXECUTE FUNCTION raise_directory_version()"
            )


def downgrade() -> None:
    """Drop them."""
    for table, _, _ in LISTINGS:
        for event in TRANSITION:
            op.execute(f"DROP TRIGGER keep_collection_{event.lower()} ON {table}")
    for table in TERRITORIES:
        for event in TRANSITION:
            op.execute(f"DROP TRIGGER raise_version_{event.lower()} ON {table}")
    for view in ("match", "commune", "epci", "department", "region"):
        op.execute(f"DROP VIEW collection_{view}")
    op.execute("DROP INDEX ix_commune_code_c, ix_commune_plane, ix_match_run_id_public_id")
    op.execute("DROP TABLE collection_third_place, collection_equipment, collection_organisation")
    for function in (
        "collect_third_places(bigint[])",
        "collect_organisations(bigint[])",
        "keep_collection()",
        "circle_around(geography, double precision)",
    ):
        op.execute(f"DROP FUNCTION {function}")
