"""Siting runs and scenarios.

Revision ID: 0016
Revises: 0015
"""

from alembic import op

revision, down_revision = "0016", "0015"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE siting_run (
      public_id TEXT COLLATE "C" NOT NULL,
      created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
      heard_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
      status TEXT DEFAULT 'running' NOT NULL,
      is_cancelled BOOLEAN DEFAULT false NOT NULL,
      request JSONB NOT NULL,
      progress JSONB DEFAULT '{}' NOT NULL,
      result JSONB,
      CONSTRAINT pk_siting_run PRIMARY KEY (public_id),
      CONSTRAINT ck_siting_run_status CHECK (status IN ('running', 'done', 'failed')),
      CONSTRAINT ck_siting_run_result CHECK ((result IS NULL) = (status = 'running'))
    )
    """,
    "CREATE INDEX ix_siting_run_status_heard_at ON siting_run (status, heard_at)",
    """
    CREATE TABLE scenario (
      public_id TEXT COLLATE "C" NOT NULL,
      name TEXT NOT NULL,
      created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
      updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
      version INTEGER DEFAULT 1 NOT NULL,
      criteria JSONB NOT NULL,
      edits JSONB DEFAULT '[]' NOT NULL,
      CONSTRAINT pk_scenario PRIMARY KEY (public_id),
      CONSTRAINT ck_scenario_name CHECK (length(name) BETWEEN 1 AND 120)
    )
    """,
    "CREATE INDEX ix_scenario_updated_at ON scenario (updated_at)",
)


def upgrade() -> None:
    """Create the two tables."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Drop them, with what planners wrote."""
    op.execute("DROP TABLE siting_run, scenario")
