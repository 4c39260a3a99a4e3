-- Tables, constraints and indexes of the first release. Distances are metres on `geography`.

CREATE TABLE directory_state (
  id INTEGER DEFAULT '1' NOT NULL,
  version INTEGER DEFAULT '0' NOT NULL,
  content TEXT DEFAULT 'empty' NOT NULL,
  changed_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_directory_state PRIMARY KEY (id),
  CONSTRAINT ck_directory_state_single_row CHECK (id = 1),
  CONSTRAINT ck_directory_state_content CHECK (content IN ('empty', 'demonstration', 'published'))
);

CREATE TABLE data_source (
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  publisher TEXT NOT NULL,
  licence TEXT NOT NULL,
  attribution TEXT NOT NULL,
  address TEXT,
  trust INTEGER NOT NULL,
  CONSTRAINT pk_data_source PRIMARY KEY (name),
  CONSTRAINT ck_data_source_licence CHECK (licence IN ('LO-2.0', 'ODbL-1.0', 'MIT', 'CC0-1.0', 'unconfirmed'))
);

CREATE TABLE source_download (
  source TEXT NOT NULL,
  address TEXT NOT NULL,
  etag TEXT,
  last_modified TEXT,
  sha256 BYTEA NOT NULL,
  size BIGINT NOT NULL,
  fetched_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  checked_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_source_download PRIMARY KEY (source, address)
);

CREATE TABLE geocoded_address (
  query TEXT NOT NULL,
  status TEXT NOT NULL,
  label TEXT,
  score DOUBLE PRECISION,
  result_type TEXT,
  commune_code TEXT,
  latitude DOUBLE PRECISION,
  longitude DOUBLE PRECISION,
  fetched_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_geocoded_address PRIMARY KEY (query),
  CONSTRAINT ck_geocoded_address_status CHECK (status IN ('ok', 'not-found', 'skipped')),
  CONSTRAINT ck_geocoded_address_position CHECK ((latitude IS NULL) = (longitude IS NULL))
);

CREATE TABLE epci (
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  population INTEGER,
  centroid geography(POINT,4326),
  CONSTRAINT pk_epci PRIMARY KEY (code)
);

CREATE TABLE equipment_type (
  code TEXT NOT NULL,
  parent_code TEXT,
  label_fr TEXT NOT NULL,
  label_en TEXT NOT NULL,
  rank INTEGER NOT NULL,
  CONSTRAINT pk_equipment_type PRIMARY KEY (code),
  CONSTRAINT fk_equipment_type_parent_code FOREIGN KEY(parent_code) REFERENCES equipment_type (code)
);

CREATE TABLE import_run (
  id SERIAL NOT NULL,
  source TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_hash BYTEA NOT NULL,
  status TEXT DEFAULT 'running' NOT NULL,
  started_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  finished_at TIMESTAMP WITH TIME ZONE,
  rows_read INTEGER DEFAULT '0' NOT NULL,
  created INTEGER DEFAULT '0' NOT NULL,
  updated INTEGER DEFAULT '0' NOT NULL,
  unchanged INTEGER DEFAULT '0' NOT NULL,
  refused INTEGER DEFAULT '0' NOT NULL,
  vanished INTEGER DEFAULT '0' NOT NULL,
  merged INTEGER DEFAULT '0' NOT NULL,
  remarks JSONB DEFAULT '{}' NOT NULL,
  error TEXT,
  CONSTRAINT pk_import_run PRIMARY KEY (id),
  CONSTRAINT ck_import_run_status CHECK (status IN ('running', 'succeeded', 'failed'))
);

CREATE INDEX ix_import_run_source_started_at ON import_run (source, started_at);

CREATE TABLE programme (
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  funder TEXT NOT NULL,
  website TEXT,
  CONSTRAINT pk_programme PRIMARY KEY (code)
);

CREATE TABLE region (
  seat TEXT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  population INTEGER,
  centroid geography(POINT,4326),
  outline geometry(MULTIPOLYGON,4326),
  drawing geometry(MULTIPOLYGON,4326),
  CONSTRAINT pk_region PRIMARY KEY (code)
);

CREATE TABLE department (
  seat TEXT NOT NULL,
  region_code TEXT NOT NULL,
  timezone TEXT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  population INTEGER,
  centroid geography(POINT,4326),
  outline geometry(MULTIPOLYGON,4326),
  drawing geometry(MULTIPOLYGON,4326),
  CONSTRAINT pk_department PRIMARY KEY (code),
  CONSTRAINT fk_department_region_code FOREIGN KEY(region_code) REFERENCES region (code)
);

CREATE INDEX ix_department_region_code ON department (region_code);

CREATE TABLE rejected_record (
  id SERIAL NOT NULL,
  import_run_id INTEGER NOT NULL,
  line_number INTEGER,
  code TEXT NOT NULL,
  reason TEXT NOT NULL,
  record JSON NOT NULL,
  CONSTRAINT pk_rejected_record PRIMARY KEY (id),
  CONSTRAINT fk_rejected_record_import_run_id FOREIGN KEY(import_run_id) REFERENCES import_run (id) ON DELETE CASCADE
);

CREATE INDEX ix_rejected_record_import_run_id ON rejected_record (import_run_id);

CREATE TABLE commune (
  type TEXT NOT NULL,
  parent_code TEXT,
  postcodes TEXT[] DEFAULT '{}' NOT NULL,
  department_code TEXT,
  region_code TEXT,
  epci_code TEXT,
  search_name TEXT GENERATED ALWAYS AS (fold(name)) STORED NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  population INTEGER,
  centroid geography(POINT,4326),
  CONSTRAINT pk_commune PRIMARY KEY (code),
  CONSTRAINT ck_commune_type CHECK (type IN ('commune', 'arrondissement')),
  CONSTRAINT fk_commune_parent_code FOREIGN KEY(parent_code) REFERENCES commune (code),
  CONSTRAINT fk_commune_department_code FOREIGN KEY(department_code) REFERENCES department (code),
  CONSTRAINT fk_commune_region_code FOREIGN KEY(region_code) REFERENCES region (code),
  CONSTRAINT fk_commune_epci_code FOREIGN KEY(epci_code) REFERENCES epci (code)
);

CREATE INDEX ix_commune_centroid ON commune USING gist (centroid);

CREATE INDEX ix_commune_department_code ON commune (department_code);

CREATE INDEX ix_commune_epci_code ON commune (epci_code);

CREATE INDEX ix_commune_postcodes ON commune USING gin (postcodes);

CREATE INDEX ix_commune_region_code ON commune (region_code);

CREATE INDEX ix_commune_search_name ON commune USING gin (search_name gin_trgm_ops);

CREATE INDEX ix_commune_search_prefix ON commune (search_name text_pattern_ops);

CREATE TABLE organisation (
  id SERIAL NOT NULL,
  public_id TEXT COLLATE "C" NOT NULL,
  siret TEXT,
  siren TEXT,
  nda TEXT,
  uai TEXT,
  name TEXT NOT NULL,
  trade_name TEXT,
  kind TEXT NOT NULL,
  apprenticeship_role TEXT,
  networks TEXT[] DEFAULT '{}' NOT NULL,
  status TEXT DEFAULT 'open' NOT NULL,
  qualiopi BOOLEAN,
  equipment_status TEXT DEFAULT 'unknown' NOT NULL,
  plans_to_invest BOOLEAN,
  merged_into INTEGER,
  source_updated_on DATE,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  source TEXT NOT NULL,
  source_record_id TEXT NOT NULL,
  licence TEXT NOT NULL,
  fetched_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  content_hash BYTEA NOT NULL,
  vanished_at TIMESTAMP WITH TIME ZONE,
  import_run_id INTEGER,
  address TEXT,
  postcode TEXT,
  city TEXT,
  position geography(POINT,4326),
  position_precision TEXT,
  commune_code TEXT,
  department_code TEXT,
  region_code TEXT,
  epci_code TEXT,
  CONSTRAINT pk_organisation PRIMARY KEY (id),
  CONSTRAINT uq_organisation_source_source_record_id UNIQUE (source, source_record_id),
  CONSTRAINT ck_organisation_licence CHECK (licence IN ('LO-2.0', 'ODbL-1.0', 'MIT', 'CC0-1.0', 'unconfirmed')),
  CONSTRAINT ck_organisation_position_precision CHECK (position_precision IN ('address', 'street', 'commune_centroid')),
  CONSTRAINT ck_organisation_position_has_precision CHECK ((position IS NULL) = (position_precision IS NULL)),
  CONSTRAINT ck_organisation_position_on_earth CHECK (position IS NULL OR (ST_X(position::geometry) BETWEEN -180 AND 180 AND ST_Y(position::geometry) BETWEEN -90 AND 90)),
  CONSTRAINT ck_organisation_postcode CHECK (postcode ~ '^[0-9]{5}$'),
  CONSTRAINT ck_organisation_kind CHECK (kind IN ('training_organisation', 'cfa')),
  CONSTRAINT ck_organisation_status CHECK (status IN ('open', 'closed')),
  CONSTRAINT ck_organisation_equipment_status CHECK (equipment_status IN ('equipped', 'unequipped', 'unknown')),
  CONSTRAINT ck_organisation_siret CHECK (siret ~ '^[0-9]{14}$'),
  CONSTRAINT ck_organisation_siren CHECK (siren ~ '^[0-9]{9}$' AND (siret IS NULL OR left(siret, 9) = siren)),
  CONSTRAINT ck_organisation_nda CHECK (nda ~ '^[0-9A-Z]{11}$'),
  CONSTRAINT ck_organisation_uai CHECK (uai ~ '^[0-9]{7}[A-Z]$'),
  CONSTRAINT ck_organisation_merged_into CHECK (merged_into <> id),
  CONSTRAINT uq_organisation_public_id UNIQUE (public_id),
  CONSTRAINT fk_organisation_merged_into FOREIGN KEY(merged_into) REFERENCES organisation (id) ON DELETE SET NULL,
  CONSTRAINT fk_organisation_import_run_id FOREIGN KEY(import_run_id) REFERENCES import_run (id) ON DELETE SET NULL,
  CONSTRAINT fk_organisation_commune_code FOREIGN KEY(commune_code) REFERENCES commune (code),
  CONSTRAINT fk_organisation_department_code FOREIGN KEY(department_code) REFERENCES department (code),
  CONSTRAINT fk_organisation_region_code FOREIGN KEY(region_code) REFERENCES region (code),
  CONSTRAINT fk_organisation_epci_code FOREIGN KEY(epci_code) REFERENCES epci (code)
);

CREATE INDEX ix_organisation_import_run_id ON organisation (import_run_id);

CREATE INDEX ix_organisation_merged_into ON organisation (merged_into);

CREATE INDEX ix_organisation_nda ON organisation (nda);

CREATE INDEX ix_organisation_siren ON organisation (siren);

CREATE INDEX ix_organisation_siret ON organisation (siret);

CREATE INDEX ix_organisation_uai ON organisation (uai);

CREATE TABLE third_place (
  id SERIAL NOT NULL,
  public_id TEXT COLLATE "C" NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  status TEXT DEFAULT 'open' NOT NULL,
  opening_hours TEXT,
  timezone TEXT DEFAULT 'Europe/Paris' NOT NULL,
  open_minutes INT4MULTIRANGE,
  wheelchair TEXT,
  website TEXT,
  description TEXT,
  manager_kind TEXT,
  siret TEXT,
  telephone TEXT,
  standard JSONB DEFAULT '{}' NOT NULL,
  merged_into INTEGER,
  source_updated_on DATE,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  source TEXT NOT NULL,
  source_record_id TEXT NOT NULL,
  licence TEXT NOT NULL,
  fetched_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  content_hash BYTEA NOT NULL,
  vanished_at TIMESTAMP WITH TIME ZONE,
  import_run_id INTEGER,
  address TEXT,
  postcode TEXT,
  city TEXT,
  position geography(POINT,4326),
  position_precision TEXT,
  commune_code TEXT,
  department_code TEXT,
  region_code TEXT,
  epci_code TEXT,
  CONSTRAINT pk_third_place PRIMARY KEY (id),
  CONSTRAINT uq_third_place_source_source_record_id UNIQUE (source, source_record_id),
  CONSTRAINT ck_third_place_licence CHECK (licence IN ('LO-2.0', 'ODbL-1.0', 'MIT', 'CC0-1.0', 'unconfirmed')),
  CONSTRAINT ck_third_place_position_precision CHECK (position_precision IN ('address', 'street', 'commune_centroid')),
  CONSTRAINT ck_third_place_position_has_precision CHECK ((position IS NULL) = (position_precision IS NULL)),
  CONSTRAINT ck_third_place_position_on_earth CHECK (position IS NULL OR (ST_X(position::geometry) BETWEEN -180 AND 180 AND ST_Y(position::geometry) BETWEEN -90 AND 90)),
  CONSTRAINT ck_third_place_postcode CHECK (postcode ~ '^[0-9]{5}$'),
  CONSTRAINT ck_third_place_kind CHECK (kind IN ('third_place', 'coworking', 'fablab', 'manufactory', 'digital_public_space', 'library', 'france_services', 'town_hall', 'social_centre', 'youth_information', 'local_mission', 'training_centre', 'association', 'public_service', 'digital_helper', 'company', 'other')),
  CONSTRAINT ck_third_place_status CHECK (status IN ('open', 'planned', 'closed')),
  CONSTRAINT ck_third_place_timezone CHECK (timezone IN ('America/Cayenne', 'America/Guadeloupe', 'America/Martinique', 'America/Miquelon', 'Europe/Paris', 'Indian/Kerguelen', 'Indian/Mayotte', 'Indian/Reunion', 'Pacific/Noumea', 'Pacific/Tahiti', 'Pacific/Wallis')),
  CONSTRAINT ck_third_place_wheelchair CHECK (wheelchair IN ('yes', 'limited', 'no')),
  CONSTRAINT ck_third_place_manager_kind CHECK (manager_kind IN ('association', 'company', 'public', 'cooperative', 'other')),
  CONSTRAINT ck_third_place_siret CHECK (siret ~ '^[0-9]{14}$'),
  CONSTRAINT ck_third_place_merged_into CHECK (merged_into <> id),
  CONSTRAINT uq_third_place_public_id UNIQUE (public_id),
  CONSTRAINT fk_third_place_merged_into FOREIGN KEY(merged_into) REFERENCES third_place (id) ON DELETE SET NULL,
  CONSTRAINT fk_third_place_import_run_id FOREIGN KEY(import_run_id) REFERENCES import_run (id) ON DELETE SET NULL,
  CONSTRAINT fk_third_place_commune_code FOREIGN KEY(commune_code) REFERENCES commune (code),
  CONSTRAINT fk_third_place_department_code FOREIGN KEY(department_code) REFERENCES department (code),
  CONSTRAINT fk_third_place_region_code FOREIGN KEY(region_code) REFERENCES region (code),
  CONSTRAINT fk_third_place_epci_code FOREIGN KEY(epci_code) REFERENCES epci (code)
);

CREATE INDEX ix_third_place_import_run_id ON third_place (import_run_id);

CREATE INDEX ix_third_place_merged_into ON third_place (merged_into);

CREATE INDEX ix_third_place_shown_id ON third_place (coalesce(merged_into, id));

CREATE INDEX ix_third_place_siret ON third_place (siret);

CREATE TABLE duplicate_pair (
  left_id INTEGER NOT NULL,
  right_id INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  rule TEXT NOT NULL,
  score DOUBLE PRECISION NOT NULL,
  explanation TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_duplicate_pair PRIMARY KEY (left_id, right_id),
  CONSTRAINT ck_duplicate_pair_order CHECK (left_id < right_id),
  CONSTRAINT ck_duplicate_pair_verdict CHECK (verdict IN ('same', 'different', 'review')),
  CONSTRAINT ck_duplicate_pair_decided_by CHECK (decided_by IN ('rule', 'operator')),
  CONSTRAINT ck_duplicate_pair_score CHECK (score BETWEEN 0 AND 1),
  CONSTRAINT fk_duplicate_pair_left_id FOREIGN KEY(left_id) REFERENCES third_place (id) ON DELETE CASCADE,
  CONSTRAINT fk_duplicate_pair_right_id FOREIGN KEY(right_id) REFERENCES third_place (id) ON DELETE CASCADE
);

CREATE INDEX ix_duplicate_pair_right_id ON duplicate_pair (right_id);

CREATE TABLE award (
  id SERIAL NOT NULL,
  third_place_id INTEGER NOT NULL,
  programme_code TEXT NOT NULL,
  call TEXT,
  year INTEGER,
  amount NUMERIC(12, 2),
  period_start DATE,
  period_end DATE,
  CONSTRAINT pk_award PRIMARY KEY (id),
  CONSTRAINT uq_award_third_place_id_programme_code_call_year UNIQUE NULLS NOT DISTINCT (third_place_id, programme_code, call, year),
  CONSTRAINT ck_award_year CHECK (year BETWEEN 1990 AND 2100),
  CONSTRAINT ck_award_amount CHECK (amount >= 0),
  CONSTRAINT ck_award_period CHECK (period_end >= period_start),
  CONSTRAINT fk_award_third_place_id FOREIGN KEY(third_place_id) REFERENCES third_place (id) ON DELETE CASCADE,
  CONSTRAINT fk_award_programme_code FOREIGN KEY(programme_code) REFERENCES programme (code)
);

CREATE INDEX ix_award_programme_code ON award (programme_code);

CREATE TABLE equipment (
  id SERIAL NOT NULL,
  third_place_id INTEGER NOT NULL,
  type_code TEXT NOT NULL,
  quantity INTEGER,
  seats INTEGER,
  shareable TEXT DEFAULT 'unknown' NOT NULL,
  conditions TEXT,
  price TEXT,
  raw_text TEXT,
  confidence DOUBLE PRECISION DEFAULT '1' NOT NULL,
  CONSTRAINT pk_equipment PRIMARY KEY (id),
  CONSTRAINT uq_equipment_third_place_id_type_code UNIQUE (third_place_id, type_code),
  CONSTRAINT ck_equipment_shareable CHECK (shareable IN ('yes', 'no', 'unknown')),
  CONSTRAINT ck_equipment_quantity CHECK (quantity > 0),
  CONSTRAINT ck_equipment_seats CHECK (seats > 0),
  CONSTRAINT ck_equipment_confidence CHECK (confidence >= 0 AND confidence <= 1),
  CONSTRAINT fk_equipment_third_place_id FOREIGN KEY(third_place_id) REFERENCES third_place (id) ON DELETE CASCADE,
  CONSTRAINT fk_equipment_type_code FOREIGN KEY(type_code) REFERENCES equipment_type (code)
);

CREATE INDEX ix_equipment_type_code ON equipment (type_code);

CREATE TABLE opening_exception (
  third_place_id INTEGER NOT NULL,
  day DATE NOT NULL,
  open_minutes INT4MULTIRANGE NOT NULL,
  CONSTRAINT pk_opening_exception PRIMARY KEY (third_place_id, day),
  CONSTRAINT fk_opening_exception_third_place_id FOREIGN KEY(third_place_id) REFERENCES third_place (id) ON DELETE CASCADE
);

CREATE TABLE organisation_listing (
  organisation_id INTEGER NOT NULL,
  public_id TEXT COLLATE "C" NOT NULL,
  position geography(POINT,4326),
  kind TEXT NOT NULL,
  status TEXT NOT NULL,
  equipment_status TEXT NOT NULL,
  siret TEXT,
  nda TEXT,
  uai TEXT,
  licence TEXT NOT NULL,
  need_codes TEXT[] NOT NULL,
  commune_code TEXT,
  department_code TEXT,
  region_code TEXT,
  epci_code TEXT,
  search_text TEXT NOT NULL,
  feature_head TEXT NOT NULL,
  feature_tail TEXT NOT NULL,
  CONSTRAINT pk_organisation_listing PRIMARY KEY (organisation_id),
  CONSTRAINT fk_organisation_listing_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id) ON DELETE CASCADE,
  CONSTRAINT uq_organisation_listing_public_id UNIQUE (public_id)
);

CREATE INDEX ix_organisation_listing_commune_code_public_id ON organisation_listing (commune_code, public_id);

CREATE INDEX ix_organisation_listing_department_code_public_id ON organisation_listing (department_code, public_id);

CREATE INDEX ix_organisation_listing_epci_code_public_id ON organisation_listing (epci_code, public_id);

CREATE INDEX ix_organisation_listing_nda ON organisation_listing (nda);

CREATE INDEX ix_organisation_listing_need_codes ON organisation_listing USING gin (need_codes);

CREATE INDEX ix_organisation_listing_plane ON organisation_listing USING gist ((position::geometry));

CREATE INDEX ix_organisation_listing_position ON organisation_listing USING gist (position);

CREATE INDEX ix_organisation_listing_region_code_public_id ON organisation_listing (region_code, public_id);

CREATE INDEX ix_organisation_listing_search_text ON organisation_listing USING gin (search_text gin_trgm_ops);

CREATE INDEX ix_organisation_listing_siret ON organisation_listing (siret);

CREATE INDEX ix_organisation_listing_uai ON organisation_listing (uai);

CREATE TABLE organisation_need (
  organisation_id INTEGER NOT NULL,
  type_code TEXT NOT NULL,
  quantity INTEGER,
  learners INTEGER,
  CONSTRAINT pk_organisation_need PRIMARY KEY (organisation_id, type_code),
  CONSTRAINT ck_organisation_need_quantity CHECK (quantity > 0),
  CONSTRAINT ck_organisation_need_learners CHECK (learners > 0),
  CONSTRAINT fk_organisation_need_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id) ON DELETE CASCADE,
  CONSTRAINT fk_organisation_need_type_code FOREIGN KEY(type_code) REFERENCES equipment_type (code)
);

CREATE TABLE third_place_listing (
  third_place_id INTEGER NOT NULL,
  public_id TEXT COLLATE "C" NOT NULL,
  name TEXT NOT NULL,
  position geography(POINT,4326),
  kind TEXT NOT NULL,
  status TEXT NOT NULL,
  wheelchair TEXT,
  licence TEXT NOT NULL,
  equipment_codes TEXT[] NOT NULL,
  equipment_ids INTEGER[] NOT NULL,
  programme_codes TEXT[] NOT NULL,
  commune_code TEXT,
  department_code TEXT,
  region_code TEXT,
  epci_code TEXT,
  search_text TEXT NOT NULL,
  timezone TEXT NOT NULL,
  open_minutes INT4MULTIRANGE,
  hours_from_id INTEGER NOT NULL,
  feature_head TEXT NOT NULL,
  feature_tail TEXT NOT NULL,
  CONSTRAINT pk_third_place_listing PRIMARY KEY (third_place_id),
  CONSTRAINT fk_third_place_listing_third_place_id FOREIGN KEY(third_place_id) REFERENCES third_place (id) ON DELETE CASCADE,
  CONSTRAINT uq_third_place_listing_public_id UNIQUE (public_id)
);

CREATE INDEX ix_third_place_listing_commune_code_public_id ON third_place_listing (commune_code, public_id);

CREATE INDEX ix_third_place_listing_department_code_public_id ON third_place_listing (department_code, public_id);

CREATE INDEX ix_third_place_listing_epci_code_public_id ON third_place_listing (epci_code, public_id);

CREATE INDEX ix_third_place_listing_equipment_codes ON third_place_listing USING gin (equipment_codes);

CREATE INDEX ix_third_place_listing_plane ON third_place_listing USING gist ((position::geometry));

CREATE INDEX ix_third_place_listing_position ON third_place_listing USING gist (position);

CREATE INDEX ix_third_place_listing_programme_codes ON third_place_listing USING gin (programme_codes);

CREATE INDEX ix_third_place_listing_region_code_public_id ON third_place_listing (region_code, public_id);

CREATE INDEX ix_third_place_listing_search_text ON third_place_listing USING gin (search_text gin_trgm_ops);
