"""Support that organisations need: pedagogy, technical solutions, strategy, human resources, funding.

Revision ID: 0022
Revises: 0021
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLE = """
CREATE TABLE organisation_support (
  organisation_id integer NOT NULL,
  field text NOT NULL,
  is_needed boolean NOT NULL,
  CONSTRAINT pk_organisation_support PRIMARY KEY (organisation_id, field),
  CONSTRAINT ck_organisation_support_field CHECK (
    field IN ('pedagogy', 'technical_solutions', 'strategy', 'human_resources', 'equipment_funding')
  ),
  CONSTRAINT fk_organisation_support_organisation_id FOREIGN KEY (organisation_id)
    REFERENCES organisation (id) ON DELETE CASCADE
)
"""


def upgrade() -> None:
    """Create the table."""
    op.execute(TABLE)
