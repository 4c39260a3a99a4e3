-- The same, flat, for the feature service.

CREATE TABLE collection_third_place (
  third_place_id bigint NOT NULL CONSTRAINT pk_collection_third_place PRIMARY KEY,
  public_id text COLLATE "C" NOT NULL CONSTRAINT uq_collection_third_place_public_id UNIQUE,
  position geography(Point, 4326),
  name text NOT NULL,
  kind text NOT NULL,
  status text NOT NULL,
  address text,
  postcode text,
  city text,
  commune_code text,
  commune text,
  department_code text,
  department text,
  region_code text,
  region text,
  epci_code text,
  position_precision text,
  opening_hours text,
  wheelchair text,
  website text,
  telephone text,
  description text,
  manager_kind text,
  siret text,
  equipment text,
  equipment_count integer NOT NULL,
  funded boolean NOT NULL,
  programmes text,
  award_count integer NOT NULL,
  award_amount double precision,
  award_year integer,
  fictional boolean NOT NULL,
  source text NOT NULL,
  source_record_id text NOT NULL,
  sources text NOT NULL,
  licence text NOT NULL,
  same_as text,
  fetched_at timestamptz NOT NULL,
  source_updated_on date,
  vanished_at timestamptz,
  updated_at timestamptz NOT NULL,
  feature_head text NOT NULL,
  feature_tail text NOT NULL,
  publisher text,
  equipment_absent text
);
CREATE INDEX ix_collection_third_place_plane ON collection_third_place USING gist ((position::geometry));
CREATE INDEX ix_collection_third_place_position ON collection_third_place USING gist (position);
CREATE INDEX ix_collection_third_place_updated_at ON collection_third_place (updated_at);
CREATE INDEX ix_collection_third_place_region_code_public_id
  ON collection_third_place (region_code, public_id);
CREATE INDEX ix_collection_third_place_department_code_public_id
  ON collection_third_place (department_code, public_id);
CREATE INDEX ix_collection_third_place_epci_code_public_id ON collection_third_place (epci_code, public_id);
CREATE INDEX ix_collection_third_place_commune_code_public_id
  ON collection_third_place (commune_code, public_id);

CREATE TABLE collection_equipment (
  third_place_id bigint NOT NULL,
  public_id text COLLATE "C" NOT NULL CONSTRAINT uq_collection_equipment_public_id UNIQUE,
  position geography(Point, 4326),
  type text NOT NULL,
  type_group text,
  label_fr text NOT NULL,
  label_en text NOT NULL,
  quantity integer,
  seats integer,
  shareable text NOT NULL,
  conditions text,
  price text,
  raw_text text,
  confidence double precision NOT NULL,
  third_place text NOT NULL,
  third_place_name text NOT NULL,
  third_place_kind text NOT NULL,
  status text NOT NULL,
  address text,
  postcode text,
  city text,
  commune_code text,
  commune text,
  department_code text,
  department text,
  region_code text,
  region text,
  epci_code text,
  position_precision text,
  wheelchair text,
  website text,
  telephone text,
  fictional boolean NOT NULL,
  source text NOT NULL,
  licence text NOT NULL,
  updated_at timestamptz NOT NULL,
  feature_head text NOT NULL,
  feature_tail text NOT NULL,
  CONSTRAINT pk_collection_equipment PRIMARY KEY (third_place_id, type)
);
CREATE INDEX ix_collection_equipment_plane ON collection_equipment USING gist ((position::geometry));
CREATE INDEX ix_collection_equipment_position ON collection_equipment USING gist (position);
CREATE INDEX ix_collection_equipment_updated_at ON collection_equipment (updated_at);
CREATE INDEX ix_collection_equipment_type_public_id ON collection_equipment (type, public_id);

CREATE TABLE collection_organisation (
  organisation_id bigint NOT NULL CONSTRAINT pk_collection_organisation PRIMARY KEY,
  public_id text COLLATE "C" NOT NULL CONSTRAINT uq_collection_organisation_public_id UNIQUE,
  position geography(Point, 4326),
  name text NOT NULL,
  trade_name text,
  kind text NOT NULL,
  status text NOT NULL,
  siret text,
  siren text,
  nda text,
  uai text,
  apprenticeship_role text,
  networks text,
  address text,
  postcode text,
  city text,
  commune_code text,
  commune text,
  department_code text,
  department text,
  region_code text,
  region text,
  epci_code text,
  position_precision text,
  equipment_status text NOT NULL,
  plans_to_invest boolean,
  needs text,
  learners integer,
  qualiopi boolean,
  fictional boolean NOT NULL,
  source text NOT NULL,
  source_record_id text NOT NULL,
  sources text NOT NULL,
  licence text NOT NULL,
  fetched_at timestamptz NOT NULL,
  source_updated_on date,
  vanished_at timestamptz,
  updated_at timestamptz NOT NULL,
  feature_head text NOT NULL,
  feature_tail text NOT NULL
);
CREATE INDEX ix_collection_organisation_plane ON collection_organisation USING gist ((position::geometry));
CREATE INDEX ix_collection_organisation_position ON collection_organisation USING gist (position);
CREATE INDEX ix_collection_organisation_siret ON collection_organisation (siret);
CREATE INDEX ix_collection_organisation_updated_at ON collection_organisation (updated_at);
CREATE INDEX ix_collection_organisation_region_code_public_id
  ON collection_organisation (region_code, public_id);
CREATE INDEX ix_collection_organisation_department_code_public_id
  ON collection_organisation (department_code, public_id);
CREATE INDEX ix_collection_organisation_epci_code_public_id ON collection_organisation (epci_code, public_id);
CREATE INDEX ix_collection_organisation_commune_code_public_id
  ON collection_organisation (commune_code, public_id);
