"""A new label of an equipment type is a new version of the directory: its features say it.

Revision ID: 0010
Revises: 0009
"""

from alembic import op

from app.migrations.functions import execute_as_written

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


FUNCTION = """
CREATE FUNCTION raise_directory_version_for_row() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE directory_state SET version = version + 1, changed_at = now();
  RETURN NULL;
END
$$
"""
TRIGGER = """
CREATE TRIGGER raise_version_label AFTER UPDATE ON equipment_type FOR EACH ROW
WHEN ((OLD.label_fr, OLD.label_en) IS DISTINCT FROM (NEW.label_fr, NEW.label_en))
EXECUTE FUNCTION raise_directory_version_for_row()
"""


def upgrade() -> None:
    """Raise the version with the labels, as with the listings."""
    execute_as_written(FUNCTION)
    execute_as_written(TRIGGER)


def downgrade() -> None:
    """Drop the trigger and its function."""
    op.execute("DROP TRIGGER raise_version_label ON equipment_type")
    op.execute("DROP FUNCTION raise_directory_version_for_row()")
