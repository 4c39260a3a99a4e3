-- Records of sites of organisations, and what they need.

CREATE TABLE organisation (
  id serial NOT NULL,
  public_id text COLLATE "C" NOT NULL,
  siret text,
  siren text,
  nda text,
  uai text,
  name text NOT NULL,
  trade_name text,
  kind text NOT NULL,
  apprenticeship_role text,
  networks text[] DEFAULT '{}' NOT NULL,
  status text DEFAULT 'open' NOT NULL,
  qualiopi boolean,
  equipment_status text DEFAULT 'unknown' NOT NULL,
  plans_to_invest boolean,
  merged_into integer,
  source_updated_on date,
  updated_at timestamptz DEFAULT now() NOT NULL,
  source text NOT NULL,
  source_record_id text NOT NULL,
  licence text NOT NULL,
  fetched_at timestamptz DEFAULT now() NOT NULL,
  content_hash bytea NOT NULL,
  vanished_at timestamptz,
  import_run_id integer,
  address text,
  postcode text,
  city text,
  position geography(Point, 4326),
  position_precision text,
  commune_code text,
  department_code text,
  region_code text,
  epci_code text,
  list text DEFAULT '' NOT NULL,
  CONSTRAINT pk_organisation PRIMARY KEY (id),
  CONSTRAINT uq_organisation_source_source_record_id UNIQUE (source, source_record_id),
  CONSTRAINT ck_organisation_licence
    CHECK (licence IN ('LO-2.0', 'ODbL-1.0', 'MIT', 'CC0-1.0', 'unconfirmed')),
  CONSTRAINT ck_organisation_position_precision
    CHECK (position_precision IN ('address', 'street', 'commune_centroid')),
  CONSTRAINT ck_organisation_position_has_precision CHECK ((position IS NULL) = (position_precision IS NULL)),
  CONSTRAINT ck_organisation_position_on_earth
    CHECK (position IS NULL OR (
      ST_X(position::geometry) BETWEEN -180 AND 180 AND ST_Y(position::geometry) BETWEEN -90 AND 90
    )),
  CONSTRAINT ck_organisation_postcode CHECK (postcode ~ '^[0-9]{5}$'),
  CONSTRAINT ck_organisation_kind CHECK (kind IN ('training_organisation', 'cfa')),
  CONSTRAINT ck_organisation_status CHECK (status IN ('open', 'closed')),
  CONSTRAINT ck_organisation_equipment_status
    CHECK (equipment_status IN ('equipped', 'unequipped', 'unknown')),
  CONSTRAINT ck_organisation_siret CHECK (siret ~ '^[0-9]{14}$'),
  CONSTRAINT ck_organisation_siren CHECK (siren ~ '^[0-9]{9}$' AND (siret IS NULL OR left(siret, 9) = siren)),
  CONSTRAINT ck_organisation_nda CHECK (nda ~ '^[0-9A-Z]{11}$'),
  CONSTRAINT ck_organisation_uai CHECK (uai ~ '^[0-9]{7}[A-Z]$'),
  CONSTRAINT ck_organisation_merged_into CHECK (merged_into <> id),
  CONSTRAINT uq_organisation_public_id UNIQUE (public_id),
  CONSTRAINT fk_organisation_merged_into FOREIGN KEY (merged_into)
    REFERENCES organisation (id) ON DELETE SET NULL,
  CONSTRAINT fk_organisation_import_run_id FOREIGN KEY (import_run_id)
    REFERENCES import_run (id) ON DELETE SET NULL,
  CONSTRAINT fk_organisation_commune_code FOREIGN KEY (commune_code) REFERENCES commune (code),
  CONSTRAINT fk_organisation_department_code FOREIGN KEY (department_code) REFERENCES department (code),
  CONSTRAINT fk_organisation_region_code FOREIGN KEY (region_code) REFERENCES region (code),
  CONSTRAINT fk_organisation_epci_code FOREIGN KEY (epci_code) REFERENCES epci (code)
);
CREATE INDEX ix_organisation_import_run_id ON organisation (import_run_id);
CREATE INDEX ix_organisation_merged_into ON organisation (merged_into);
CREATE INDEX ix_organisation_nda ON organisation (nda);
CREATE INDEX ix_organisation_siren ON organisation (siren);
CREATE INDEX ix_organisation_siret ON organisation (siret);
CREATE INDEX ix_organisation_uai ON organisation (uai);

CREATE TABLE organisation_need (
  organisation_id integer NOT NULL,
  type_code text NOT NULL,
  quantity integer,
  learners integer,
  CONSTRAINT pk_organisation_need PRIMARY KEY (organisation_id, type_code),
  CONSTRAINT ck_organisation_need_quantity CHECK (quantity > 0),
  CONSTRAINT ck_organisation_need_learners CHECK (learners > 0),
  CONSTRAINT fk_organisation_need_organisation_id FOREIGN KEY (organisation_id)
    REFERENCES organisation (id) ON DELETE CASCADE,
  CONSTRAINT fk_organisation_need_type_code FOREIGN KEY (type_code) REFERENCES equipment_type (code)
);
