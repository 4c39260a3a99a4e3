"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision}
"""

from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables; functions, views and triggers are files of `sql/current/`."""
    ${upgrades if upgrades else "pass"}
