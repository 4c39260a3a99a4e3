CREATE TABLE changeset (
  id bigserial NOT NULL,
  role text NOT NULL,
  person_id integer,
  import_run_id integer,
  reason text,
  is_undo boolean DEFAULT false NOT NULL,
  made_at timestamptz DEFAULT now() NOT NULL,
  CONSTRAINT pk_changeset PRIMARY KEY (id),
  CONSTRAINT ck_changeset_role CHECK (role IN ('manager', 'contributor', 'moderator', 'import', 'system')),
  CONSTRAINT fk_changeset_person_id FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE SET NULL,
  CONSTRAINT fk_changeset_import_run_id FOREIGN KEY (import_run_id)
    REFERENCES import_run (id) ON DELETE SET NULL
);
CREATE INDEX ix_changeset_person_id ON changeset (person_id);
CREATE INDEX ix_changeset_import_run_id ON changeset (import_run_id);

CREATE TABLE revision (
  id bigserial NOT NULL,
  changeset_id bigint NOT NULL,
  third_place_id integer NOT NULL,
  old jsonb,
  new jsonb,
  undone_by bigint,
  CONSTRAINT pk_revision PRIMARY KEY (id),
  CONSTRAINT uq_revision_changeset_id_third_place_id UNIQUE (changeset_id, third_place_id),
  CONSTRAINT ck_revision_something CHECK (old IS NOT NULL OR new IS NOT NULL),
  CONSTRAINT fk_revision_changeset_id FOREIGN KEY (changeset_id) REFERENCES changeset (id),
  CONSTRAINT fk_revision_undone_by FOREIGN KEY (undone_by) REFERENCES changeset (id)
);
CREATE INDEX ix_revision_third_place_id ON revision (third_place_id);
CREATE INDEX ix_revision_undone_by ON revision (undone_by) WHERE undone_by IS NOT NULL;

CREATE TABLE stated_value (
  third_place_id integer NOT NULL,
  field text COLLATE "C" NOT NULL,
  value jsonb NOT NULL,
  speaker text NOT NULL,
  person_id integer,
  said_at timestamptz DEFAULT now() NOT NULL,
  source_value jsonb NOT NULL,
  source_said_at timestamptz,
  CONSTRAINT pk_stated_value PRIMARY KEY (third_place_id, field),
  CONSTRAINT ck_stated_value_speaker CHECK (speaker IN ('manager', 'contributions')),
  CONSTRAINT fk_stated_value_third_place_id FOREIGN KEY (third_place_id)
    REFERENCES third_place (id) ON DELETE CASCADE,
  CONSTRAINT fk_stated_value_person_id FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE SET NULL
);
CREATE INDEX ix_stated_value_person_id ON stated_value (person_id);
