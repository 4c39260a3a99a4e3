CREATE TABLE directory_change (
  id bigserial NOT NULL,
  resource text NOT NULL,
  public_id text NOT NULL,
  kind text NOT NULL,
  fields text[] DEFAULT '{}' NOT NULL,
  source text NOT NULL,
  licence text NOT NULL,
  role text NOT NULL,
  import_run_id integer,
  made_at timestamptz DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT pk_directory_change PRIMARY KEY (id),
  CONSTRAINT ck_directory_change_resource CHECK (resource IN ('third-places', 'organisations')),
  CONSTRAINT ck_directory_change_kind CHECK (kind IN ('create', 'update', 'delete')),
  CONSTRAINT ck_directory_change_role CHECK (
    role IN ('manager', 'contributor', 'moderator', 'import', 'system')
  )
);
CREATE INDEX ix_directory_change_public_id ON directory_change (public_id, id);
CREATE INDEX ix_directory_change_made_at ON directory_change (made_at);

-- What is listed already was made some time; who begins with nothing reads it first.
INSERT INTO directory_change (resource, public_id, kind, source, licence, role)
SELECT 'third-places', public_id, 'create', source, licence, 'system' FROM third_place_listing
ORDER BY public_id COLLATE "C";
INSERT INTO directory_change (resource, public_id, kind, source, licence, role)
SELECT 'organisations', public_id, 'create', source, licence, 'system' FROM organisation_listing
ORDER BY public_id COLLATE "C";
