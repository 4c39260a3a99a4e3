"""Columns of the listings for what filters in CQL2 may ask.

Revision: 0004
"""

from alembic import op

from app.migrations.functions import definition_of, execute_as_written

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Of each new column: its name, its type, what the listing's function writes into it.
Columns = tuple[tuple[str, str, str], ...]

PLACES: Columns = (
    ("address", "text", "place.address"),
    ("postcode", "text", "place.postcode"),
    ("city", "text", "place.city"),
    ("commune", "text", "commune.name"),
    ("department", "text", "department.name"),
    ("region", "text", "region.name"),
    ("position_precision", "text", "place.position_precision"),
    ("website", "text", "place.website"),
    ("manager_kind", "text", "place.manager_kind"),
    ("siret", "text", "place.siret"),
    ("award_year", "integer", "funding.last_year"),
    ("award_amount", "numeric", "funding.total"),
    ("source", "text", "place.source"),
    ("source_record_id", "text", "place.source_record_id"),
    ("source_updated_on", "date", "place.source_updated_on"),
    ("fetched_at", "timestamptz", "place.fetched_at"),
    ("vanished_at", "timestamptz", "place.vanished_at"),
    ("updated_at", "timestamptz", "place.updated_at"),
)
ORGANISATIONS: Columns = (
    ("name", "text", "site.name"),
    ("trade_name", "text", "site.trade_name"),
    ("siren", "text", "site.siren"),
    ("apprenticeship_role", "text", "site.apprenticeship_role"),
    ("networks", "text[]", "site.networks"),
    ("address", "text", "site.address"),
    ("postcode", "text", "site.postcode"),
    ("city", "text", "site.city"),
    ("commune", "text", "commune.name"),
    ("department", "text", "department.name"),
    ("region", "text", "region.name"),
    ("position_precision", "text", "site.position_precision"),
    ("plans_to_invest", "boolean", "site.plans_to_invest"),
    ("qualiopi", "boolean", "site.qualiopi"),
    ("learners", "integer", "needed.learners"),
    ("source", "text", "site.source"),
    ("source_record_id", "text", "site.source_record_id"),
    ("source_updated_on", "date", "site.source_updated_on"),
    ("fetched_at", "timestamptz", "site.fetched_at"),
    ("vanished_at", "timestamptz", "site.vanished_at"),
    ("updated_at", "timestamptz", "site.updated_at"),
)
NEVER_NULL = {
    "third_place_listing": ("source", "source_record_id", "fetched_at", "updated_at"),
    "organisation_listing": ("name", "networks", "source", "source_record_id", "fetched_at", "updated_at"),
}

# What the functions gather from the rows that hang on a place or a site: where, and what is gathered there.
GATHERED = {
    "third_place_listing": (
        "coalesce(array_agg(award.third_place_id), '{}') AS givers",
        "max(award.year) AS last_year, sum(award.amount) AS total, ",
    ),
    "organisation_listing": (
        "coalesce(json_agg(json_build_object(\n        'type', need.type_code",
        "max(need.learners) AS learners, ",
    ),
}


def upgrade() -> None:
    """Add them, let the listings' functions write them, and write the listings anew."""
    for table, columns in (("third_place_listing", PLACES), ("organisation_listing", ORGANISATIONS)):
        added = ", ".join(f"ADD COLUMN {name} {kind}" for name, kind, _ in columns)
        op.execute(f"ALTER TABLE {table} {added}")
        _rewrite(table, columns)
        op.execute(f"SELECT refresh_{table}()")
        strict = ", ".join(f"ALTER COLUMN {name} SET NOT NULL" for name in NEVER_NULL[table])
        op.execute(f"ALTER TABLE {table} {strict}")
        op.execute(f"CREATE INDEX ix_{table}_updated_at ON {table} (updated_at)")


def _rewrite(table: str, columns: Columns) -> None:
    """Have the function of a listing write the columns.

    Its text is changed where it must be, so that what other revisions added to it stays.
    """
    definition = definition_of(f"refresh_{table}(bigint[])")
    where, gathered = GATHERED[table]
    names = [name for name, _, _ in columns]
    values = ", ".join(value for _, _, value in columns)
    tail = "substr(row_to_json(properties)::text, 2) || '}'"
    changes = (
        (where, gathered + where),
        ("feature_head, feature_tail\n  )", f"feature_head, feature_tail, {', '.join(names)}\n  )"),
        (tail, f"{tail},\n    {values}"),
        (
            "feature_tail = excluded.feature_tail\n",
            "feature_tail = excluded.feature_tail,\n    "
            + ", ".join(f"{name} = excluded.{name}" for name in names)
            + "\n",
        ),
        # A row that lacks the columns is another row, though its Feature is the same.
        ("WHERE (listing.feature_head,", "WHERE (listing.updated_at, listing.feature_head,"),
        ("(excluded.feature_head,", "(excluded.updated_at, excluded.feature_head,"),
    )
    for before, after in changes:
        if definition.count(before) != 1:
            message = f"refresh_{table} is not the one of the revisions before: {before!r}"
            raise RuntimeError(message)
        definition = definition.replace(before, after)
    execute_as_written(definition)


def downgrade() -> None:
    """Leave them: an earlier program ignores what it does not know."""
