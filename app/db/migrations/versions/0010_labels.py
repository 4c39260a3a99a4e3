"""A new label of an equipment type is a new version of the directory: its features say it.

Revision ID: 0010
Revises: 0009
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Raise the version with the vocabulary, as with the listings."""
    op.execute(
        "CREATE TRIGGER raise_version_update AFTER UPDATE ON equipment_type REFERENCING NEW TABLE AS changed"
        " FOR EACH STATEMENT EXECUTE FUNCTION raise_directory_version()"
    )


def downgrade() -> None:
    """Drop the trigger."""
    op.execute("DROP TRIGGER raise_version_update ON equipment_type")
