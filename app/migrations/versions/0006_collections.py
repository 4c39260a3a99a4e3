"""Collections of flat features for the feature service, and counts by territory.

Revision: 0006
"""

from pathlib import Path

from alembic import op

from app.migrations.functions import execute_as_written

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
    ("third_place_listing", "collect_third_places", "SELECT third_place_id FROM changed"),
    ("organisation_listing", "collect_organisations", "SELECT organisation_id FROM changed"),
)
# Features of equipment carry its labels, which the listing does not.
OF_TYPES = "SELECT third_place_id FROM collection_equipment JOIN changed ON type = code"
TERRITORIES = ("commune", "epci", "department", "region")


def upgrade() -> None:
    """Create the collections, fill them, and keep them by triggers."""
    execute_as_written(SQL.read_text(encoding="utf-8"))
    for table, collect, ids in LISTINGS:
        for event, rows in TRANSITION.items():
            op.execute(
                f"CREATE TRIGGER keep_collection_{event.lower()} AFTER {event} ON {table} REFERENCING {rows}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION keep_collection('{collect}', '{ids}')"
            )
        op.execute(f"SELECT {collect}()")
    op.execute(
        "CREATE TRIGGER keep_collection_update AFTER UPDATE ON equipment_type"
        " REFERENCING NEW TABLE AS changed FOR EACH STATEMENT"
        f" EXECUTE FUNCTION keep_collection('collect_third_places', '{OF_TYPES}')"
    )
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
    op.execute("DROP TRIGGER keep_collection_update ON equipment_type")
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
