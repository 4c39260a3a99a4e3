"""Reports of errors about places, daily secrets and abuse counters.

Revision: 0005
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE place_report (
      id SERIAL NOT NULL,
      public_id TEXT NOT NULL,
      place_name TEXT NOT NULL,
      kind TEXT NOT NULL,
      message TEXT NOT NULL,
      status TEXT DEFAULT 'new' NOT NULL,
      note TEXT,
      created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
      closed_at TIMESTAMP WITH TIME ZONE,
      submission BYTEA NOT NULL,
      CONSTRAINT pk_place_report PRIMARY KEY (id),
      CONSTRAINT uq_place_report_submission UNIQUE (submission),
      CONSTRAINT ck_place_report_kind CHECK (
        kind IN ('closed', 'position', 'hours', 'equipment', 'access', 'contact', 'duplicate', 'other')
      ),
      CONSTRAINT ck_place_report_status CHECK (status IN ('new', 'closed')),
      CONSTRAINT ck_place_report_message_length CHECK (length(message) <= 2000),
      CONSTRAINT ck_place_report_closed_at CHECK ((closed_at IS NOT NULL) = (status = 'closed'))
    )
    """,
    "CREATE INDEX ix_place_report_status_created_at ON place_report (status, created_at)",
    "CREATE INDEX ix_place_report_public_id ON place_report (public_id)",
    """
    CREATE TABLE daily_secret (
      day DATE NOT NULL,
      secret BYTEA NOT NULL,
      CONSTRAINT pk_daily_secret PRIMARY KEY (day)
    )
    """,
    """
    CREATE TABLE abuse_counter (
      scope TEXT NOT NULL,
      key BYTEA NOT NULL,
      window_start TIMESTAMP WITH TIME ZONE NOT NULL,
      count INTEGER NOT NULL,
      expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
      CONSTRAINT pk_abuse_counter PRIMARY KEY (scope, key, window_start)
    )
    """,
    "CREATE INDEX ix_abuse_counter_expires_at ON abuse_counter (expires_at)",
)


def upgrade() -> None:
    """Create the three tables."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Drop them, with what visitors wrote."""
    op.execute("DROP TABLE place_report, daily_secret, abuse_counter")
