-- Who gained or lost which right, who signed in, and which session ended; and the jobs of each day.
CREATE TABLE audit_event (
  id SERIAL NOT NULL,
  happened_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  kind TEXT NOT NULL,
  person_id INTEGER,
  actor TEXT NOT NULL,
  actor_id INTEGER,
  public_id TEXT,
  detail TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_audit_event PRIMARY KEY (id),
  CONSTRAINT ck_audit_event_actor CHECK (actor IN ('self', 'person', 'operator', 'server')),
  CONSTRAINT fk_audit_event_person_id FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE SET NULL,
  CONSTRAINT fk_audit_event_actor_id FOREIGN KEY(actor_id) REFERENCES person (id) ON DELETE SET NULL
);
CREATE INDEX ix_audit_event_happened_at ON audit_event (happened_at);
CREATE INDEX ix_audit_event_person_id ON audit_event (person_id);
CREATE INDEX ix_audit_event_actor_id ON audit_event (actor_id);
CREATE TABLE daily_run (
  job TEXT NOT NULL,
  day DATE NOT NULL,
  CONSTRAINT pk_daily_run PRIMARY KEY (job, day)
);
