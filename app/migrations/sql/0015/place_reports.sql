-- Errors that visitors report, and what keeps them from being a nuisance.

CREATE TABLE place_report (
  id serial NOT NULL,
  public_id text NOT NULL,
  place_name text NOT NULL,
  kind text NOT NULL,
  message text NOT NULL,
  status text DEFAULT 'new' NOT NULL,
  note text,
  created_at timestamptz DEFAULT now() NOT NULL,
  closed_at timestamptz,
  submission bytea NOT NULL,
  CONSTRAINT pk_place_report PRIMARY KEY (id),
  CONSTRAINT uq_place_report_submission UNIQUE (submission),
  CONSTRAINT ck_place_report_kind CHECK (
    kind IN ('closed', 'position', 'hours', 'equipment', 'access', 'contact', 'duplicate', 'other')
  ),
  CONSTRAINT ck_place_report_status CHECK (status IN ('new', 'closed')),
  CONSTRAINT ck_place_report_message_length CHECK (length(message) <= 2000),
  CONSTRAINT ck_place_report_closed_at CHECK ((closed_at IS NOT NULL) = (status = 'closed'))
);
CREATE INDEX ix_place_report_status_created_at ON place_report (status, created_at);
CREATE INDEX ix_place_report_public_id ON place_report (public_id);

CREATE TABLE daily_secret (
  day date NOT NULL,
  secret bytea NOT NULL,
  CONSTRAINT pk_daily_secret PRIMARY KEY (day)
);

CREATE TABLE abuse_counter (
  scope text NOT NULL,
  key bytea NOT NULL,
  window_start timestamptz NOT NULL,
  count integer NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT pk_abuse_counter PRIMARY KEY (scope, key, window_start)
);
CREATE INDEX ix_abuse_counter_expires_at ON abuse_counter (expires_at);
