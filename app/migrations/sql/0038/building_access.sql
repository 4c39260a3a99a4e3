-- What acceslibre knows of buildings.
CREATE TABLE building_access (
  id SERIAL NOT NULL,
  public_id TEXT COLLATE "C" NOT NULL,
  siret TEXT,
  page TEXT,
  address TEXT,
  commune_code TEXT,
  facts JSONB DEFAULT '{}' NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  source TEXT NOT NULL,
  list TEXT DEFAULT '' NOT NULL,
  source_record_id TEXT NOT NULL,
  licence TEXT NOT NULL,
  fetched_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  content_hash BYTEA NOT NULL,
  vanished_at TIMESTAMP WITH TIME ZONE,
  import_run_id INTEGER,
  CONSTRAINT pk_building_access PRIMARY KEY (id),
  CONSTRAINT uq_building_access_source_source_record_id UNIQUE (source, source_record_id),
  CONSTRAINT ck_building_access_licence CHECK (licence IN ('LO-2.0', 'ODbL-1.0', 'MIT', 'CC0-1.0', 'unconfirmed')),
  CONSTRAINT ck_building_access_siret CHECK (siret ~ '^[0-9]{14}$'),
  CONSTRAINT uq_building_access_public_id UNIQUE (public_id),
  CONSTRAINT fk_building_access_import_run_id FOREIGN KEY(import_run_id) REFERENCES import_run (id) ON DELETE SET NULL
);
CREATE INDEX ix_building_access_import_run_id ON building_access (import_run_id);
CREATE INDEX ix_building_access_page ON building_access (page);
CREATE INDEX ix_building_access_siret ON building_access (siret);
