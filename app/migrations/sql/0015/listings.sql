-- What every public read goes through: a row a place, and a row a site. Triggers write them.

CREATE TABLE third_place_listing (
  third_place_id integer NOT NULL,
  public_id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  position geography(Point, 4326),
  kind text NOT NULL,
  status text NOT NULL,
  wheelchair text,
  licence text NOT NULL,
  equipment_codes text[] NOT NULL,
  equipment_ids integer[] NOT NULL,
  programme_codes text[] NOT NULL,
  commune_code text,
  department_code text,
  region_code text,
  epci_code text,
  search_text text NOT NULL,
  timezone text NOT NULL,
  open_minutes int4multirange,
  hours_from_id integer NOT NULL,
  feature_head text NOT NULL,
  feature_tail text NOT NULL,
  address text,
  postcode text,
  city text,
  commune text,
  department text,
  region text,
  position_precision text,
  website text,
  manager_kind text,
  siret text,
  award_year integer,
  award_amount numeric,
  source text NOT NULL,
  source_record_id text NOT NULL,
  source_updated_on date,
  fetched_at timestamptz NOT NULL,
  vanished_at timestamptz,
  updated_at timestamptz NOT NULL,
  tile_key bigint GENERATED ALWAYS AS (tile_key(position)) STORED,
  tile_column integer GENERATED ALWAYS AS (mercator_column(position)) STORED,
  tile_row integer GENERATED ALWAYS AS (mercator_row(position)) STORED,
  equipment_numbers int[] GENERATED ALWAYS AS (equipment_numbers(equipment_codes)) STORED NOT NULL,
  appointment_minutes int4multirange,
  unknown_minutes int4multirange,
  by_appointment boolean,
  publisher text,
  publishers text[] DEFAULT '{}' NOT NULL,
  is_shared boolean DEFAULT false NOT NULL,
  equipment_absent text[] DEFAULT '{}' NOT NULL,
  flat jsonb GENERATED ALWAYS AS (flat_properties(feature_tail, (
    '{opening_hours,telephone,description,funded,fictional,equipment.type,equipment.quantity,'
    'equipment.seats,equipment.shareable,equipment_absent,programmes,awards.programme,awards.funder,'
    'awards.year,awards.amount,sources.source,sources.source_record_id,sources.licence,'
    'sources.publisher,same_as}'
  )::text[])) STORED NOT NULL,
  CONSTRAINT pk_third_place_listing PRIMARY KEY (third_place_id),
  CONSTRAINT fk_third_place_listing_third_place_id FOREIGN KEY (third_place_id)
    REFERENCES third_place (id) ON DELETE CASCADE,
  CONSTRAINT uq_third_place_listing_public_id UNIQUE (public_id)
);
CREATE INDEX ix_third_place_listing_commune_code_public_id ON third_place_listing (commune_code, public_id);
CREATE INDEX ix_third_place_listing_department_code_public_id
  ON third_place_listing (department_code, public_id);
CREATE INDEX ix_third_place_listing_epci_code_public_id ON third_place_listing (epci_code, public_id);
CREATE INDEX ix_third_place_listing_equipment_codes ON third_place_listing USING gin (equipment_codes);
CREATE INDEX ix_third_place_listing_plane ON third_place_listing USING gist ((position::geometry));
CREATE INDEX ix_third_place_listing_position ON third_place_listing USING gist (position);
CREATE INDEX ix_third_place_listing_programme_codes ON third_place_listing USING gin (programme_codes);
CREATE INDEX ix_third_place_listing_region_code_public_id ON third_place_listing (region_code, public_id);
CREATE INDEX ix_third_place_listing_search_text ON third_place_listing USING gin (search_text gin_trgm_ops);
CREATE INDEX ix_third_place_listing_updated_at ON third_place_listing (updated_at);
CREATE INDEX ix_third_place_listing_tile_key ON third_place_listing (tile_key)
  INCLUDE (tile_column, tile_row, status, kind, third_place_id);
CREATE INDEX ix_third_place_listing_position_equipment ON third_place_listing
  USING gist (position, equipment_numbers gist__int_ops);
CREATE INDEX ix_third_place_listing_planned ON third_place_listing
  USING gist (position) WHERE status = 'planned';
CREATE INDEX ix_third_place_listing_publishers ON third_place_listing USING gin (publishers);

CREATE TABLE third_place_licence_listing (
  LIKE third_place_listing INCLUDING GENERATED INCLUDING DEFAULTS,
  CONSTRAINT pk_third_place_licence_listing PRIMARY KEY (third_place_id),
  CONSTRAINT uq_third_place_licence_listing_public_id UNIQUE (public_id),
  CONSTRAINT fk_third_place_licence_listing_third_place_id FOREIGN KEY (third_place_id)
    REFERENCES third_place (id) ON DELETE CASCADE
);
CREATE INDEX ix_third_place_licence_listing_position ON third_place_licence_listing USING gist (position);

CREATE TABLE organisation_listing (
  organisation_id integer NOT NULL,
  public_id text COLLATE "C" NOT NULL,
  position geography(Point, 4326),
  kind text NOT NULL,
  status text NOT NULL,
  equipment_status text NOT NULL,
  siret text,
  nda text,
  uai text,
  licence text NOT NULL,
  need_codes text[] NOT NULL,
  commune_code text,
  department_code text,
  region_code text,
  epci_code text,
  search_text text NOT NULL,
  feature_head text NOT NULL,
  feature_tail text NOT NULL,
  name text NOT NULL,
  trade_name text,
  siren text,
  apprenticeship_role text,
  networks text[] NOT NULL,
  address text,
  postcode text,
  city text,
  commune text,
  department text,
  region text,
  position_precision text,
  plans_to_invest boolean,
  qualiopi boolean,
  learners integer,
  source text NOT NULL,
  source_record_id text NOT NULL,
  source_updated_on date,
  fetched_at timestamptz NOT NULL,
  vanished_at timestamptz,
  updated_at timestamptz NOT NULL,
  tile_key bigint GENERATED ALWAYS AS (tile_key(position)) STORED,
  tile_column integer GENERATED ALWAYS AS (mercator_column(position)) STORED,
  tile_row integer GENERATED ALWAYS AS (mercator_row(position)) STORED,
  flat jsonb GENERATED ALWAYS AS (flat_properties(feature_tail, (
    '{fictional,networks,needs.type,needs.quantity,needs.learners,sources.source,'
    'sources.source_record_id}'
  )::text[])) STORED NOT NULL,
  CONSTRAINT pk_organisation_listing PRIMARY KEY (organisation_id),
  CONSTRAINT fk_organisation_listing_organisation_id FOREIGN KEY (organisation_id)
    REFERENCES organisation (id) ON DELETE CASCADE,
  CONSTRAINT uq_organisation_listing_public_id UNIQUE (public_id)
);
CREATE INDEX ix_organisation_listing_commune_code_public_id ON organisation_listing (commune_code, public_id);
CREATE INDEX ix_organisation_listing_department_code_public_id
  ON organisation_listing (department_code, public_id);
CREATE INDEX ix_organisation_listing_epci_code_public_id ON organisation_listing (epci_code, public_id);
CREATE INDEX ix_organisation_listing_nda ON organisation_listing (nda);
CREATE INDEX ix_organisation_listing_need_codes ON organisation_listing USING gin (need_codes);
CREATE INDEX ix_organisation_listing_plane ON organisation_listing USING gist ((position::geometry));
CREATE INDEX ix_organisation_listing_position ON organisation_listing USING gist (position);
CREATE INDEX ix_organisation_listing_region_code_public_id ON organisation_listing (region_code, public_id);
CREATE INDEX ix_organisation_listing_search_text ON organisation_listing USING gin (search_text gin_trgm_ops);
CREATE INDEX ix_organisation_listing_siret ON organisation_listing (siret);
CREATE INDEX ix_organisation_listing_uai ON organisation_listing (uai);
CREATE INDEX ix_organisation_listing_updated_at ON organisation_listing (updated_at);
CREATE INDEX ix_organisation_listing_tile_key ON organisation_listing (tile_key)
  INCLUDE (tile_column, tile_row, status, kind, organisation_id);
