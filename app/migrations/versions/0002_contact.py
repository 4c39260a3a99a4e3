"""Telephone and SIRET in the Features of places.

Revision: 0002
"""

from alembic import op

from app.migrations.functions import definition_of, execute_as_written

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# The property after which the new one stands, and the new one.
ADDED = (("place.website", "place.telephone"), ("place.manager_kind", "place.siret"))


def upgrade() -> None:
    """Add them to the listing's function, and write the listing anew where it has rows."""
    definition = definition_of("refresh_third_place_listing(bigint[])")
    for before, new in ADDED:
        property_lines = f"\n      {before},\n", f"\n      {before},\n      {new},\n"
        if property_lines[1] in definition:
            continue
        if definition.count(property_lines[0]) != 1:
            message = f"refresh_third_place_listing is not the one of revision 0001: no property {before}"
            raise RuntimeError(message)
        definition = definition.replace(*property_lines)
    execute_as_written(definition)
    op.execute("SELECT refresh_third_place_listing()")


def downgrade() -> None:
    """Leave them: an earlier program ignores what it does not know."""
