"""The directory: places, equipment, awards, organisations, territories, imports, listings.

Revision: 0001
"""

from pathlib import Path

from alembic import op

from app.migrations.functions import execute_as_written

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQL = Path(__file__).parent.parent / "sql"
EXTENSIONS = ("postgis", "pg_trgm", "unaccent", "btree_gist")

# Which statement on which table changes which rows of a listing. `changed` are the rows touched; where they
# hang on another row, an update may have moved them from one to another, so that both are refreshed.
PLACES, ORGANISATIONS = "refresh_third_place_listing", "refresh_organisation_listing"
CHANGES = ("INSERT", "UPDATE", "DELETE")
LISTING_SOURCES = (
    # A record is shown under the place that it is merged into; one that was there before is shown otherwise.
    ("third_place", PLACES, "SELECT id FROM changed UNION SELECT merged_into FROM changed", CHANGES),
    ("duplicate_pair", PLACES, "SELECT left_id FROM changed UNION SELECT right_id FROM changed", CHANGES),
    (
        "data_source",
        PLACES,
        (
            "SELECT member.merged_into FROM third_place AS member"
            " JOIN third_place AS place ON place.id = member.merged_into"
            " JOIN changed ON changed.name IN (member.source, place.source)"
        ),
        CHANGES,
    ),
    ("equipment", PLACES, "SELECT third_place_id FROM changed", CHANGES),
    ("award", PLACES, "SELECT third_place_id FROM changed", CHANGES),
    (
        "equipment_type",
        PLACES,
        "SELECT third_place_id FROM equipment JOIN changed ON type_code = code",
        ("UPDATE",),
    ),
    (
        "equipment_type",
        ORGANISATIONS,
        "SELECT organisation_id FROM organisation_need JOIN changed ON type_code = code",
        ("UPDATE",),
    ),
    (
        "programme",
        PLACES,
        "SELECT third_place_id FROM award JOIN changed ON programme_code = code",
        ("UPDATE",),
    ),
    (
        "organisation",
        ORGANISATIONS,
        "SELECT id FROM changed UNION SELECT merged_into FROM changed",
        ("INSERT", "UPDATE", "DELETE"),
    ),
    (
        "organisation_need",
        ORGANISATIONS,
        "SELECT organisation_id FROM changed",
        CHANGES,
    ),
    *(
        (
            level,
            refresh,
            f"SELECT id FROM {table} JOIN changed ON {table}.{level}_code = changed.code",  # noqa: S608
            ("UPDATE",),
        )
        for level in ("commune", "department", "region")
        for table, refresh in (("third_place", PLACES), ("organisation", ORGANISATIONS))
    ),
)
TRANSITION = {
    "INSERT": "NEW TABLE AS changed",
    "UPDATE": "OLD TABLE AS before NEW TABLE AS changed",
    "DELETE": "OLD TABLE AS changed",
}
MOVABLE = ("third_place", "duplicate_pair", "organisation", "equipment", "award", "organisation_need")


def _execute_file(name: str) -> None:
    execute_as_written((SQL / name).read_text(encoding="utf-8"))


def _listing_triggers() -> None:
    for number, (table, refresh, query, events) in enumerate(LISTING_SOURCES):
        for event in events:
            moved = event == "UPDATE" and table in MOVABLE and "JOIN" not in query
            ids = f"{query} UNION {query.replace('changed', 'before')}" if moved else query
            op.execute(
                f"CREATE TRIGGER keep_listing_{number}_{event.lower()} AFTER {event} ON {table}"
                f" REFERENCING {TRANSITION[event]}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION keep_listing('{refresh}', '{ids}')"
            )


def _version_triggers() -> None:
    for table in ("third_place_listing", "organisation_listing"):
        for event, rows in TRANSITION.items():
            op.execute(
                f"CREATE TRIGGER raise_version_{event.lower()} AFTER {event} ON {table}"
                f" REFERENCING {rows}"
                " FOR EACH STATEMENT EXECUTE FUNCTION raise_directory_version()"
            )


def _merge_triggers() -> None:
    for event in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER a_refuse_merge_chain_{event.lower()} AFTER {event} ON third_place"
            f" REFERENCING {TRANSITION[event]}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_merge_chain()"
        )


def upgrade() -> None:
    """Create everything."""
    for extension in EXTENSIONS:
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    _execute_file("0001_functions.sql")
    _execute_file("0001_tables.sql")
    _execute_file("0001_listings.sql")
    _merge_triggers()
    _listing_triggers()
    _version_triggers()


def downgrade() -> None:
    """Drop everything but the extensions, which others may use."""
    tables = (
        "third_place_listing, organisation_listing, organisation_need, equipment, award, opening_exception,"
        " third_place, organisation, rejected_record, import_run, commune, epci, department, region,"
        " equipment_type, programme, directory_state, data_source, source_download, geocoded_address,"
        " duplicate_pair"
    )
    op.execute(f"DROP TABLE {tables} CASCADE")
    for function in (
        "refresh_third_place_listing(bigint[])",
        "third_places_shown(bigint[])",
        "refresh_organisation_listing(bigint[])",
        "keep_listing()",
        "refuse_merge_chain()",
        "raise_directory_version()",
        "is_open_at(bigint, int4multirange, timestamp)",
        "fold(text)",
    ):
        op.execute(f"DROP FUNCTION {function}")
