-- Records of places, with what hangs on them. Distances are metres on `geography`.

CREATE TABLE third_place (
  id serial NOT NULL,
  public_id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  status text DEFAULT 'open' NOT NULL,
  opening_hours text,
  timezone text DEFAULT 'Europe/Paris' NOT NULL,
  open_minutes int4multirange,
  wheelchair text,
  website text,
  description text,
  manager_kind text,
  siret text,
  telephone text,
  standard jsonb DEFAULT '{}' NOT NULL,
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
  appointment_minutes int4multirange,
  unknown_minutes int4multirange,
  by_appointment boolean,
  holiday_area text DEFAULT 'FR' NOT NULL,
  expanded_from date,
  expanded_until date,
  list text DEFAULT '' NOT NULL,
  shown_with integer,
  assumed text[] DEFAULT '{}' NOT NULL,
  equipment_absent text[] DEFAULT '{}' NOT NULL,
  CONSTRAINT pk_third_place PRIMARY KEY (id),
  CONSTRAINT uq_third_place_source_source_record_id UNIQUE (source, source_record_id),
  CONSTRAINT ck_third_place_licence
    CHECK (licence IN ('LO-2.0', 'ODbL-1.0', 'MIT', 'CC0-1.0', 'unconfirmed')),
  CONSTRAINT ck_third_place_position_precision
    CHECK (position_precision IN ('address', 'street', 'commune_centroid')),
  CONSTRAINT ck_third_place_position_has_precision CHECK ((position IS NULL) = (position_precision IS NULL)),
  CONSTRAINT ck_third_place_position_on_earth
    CHECK (position IS NULL OR (
      ST_X(position::geometry) BETWEEN -180 AND 180 AND ST_Y(position::geometry) BETWEEN -90 AND 90
    )),
  CONSTRAINT ck_third_place_postcode CHECK (postcode ~ '^[0-9]{5}$'),
  CONSTRAINT ck_third_place_kind
    CHECK (kind IN (
      'third_place', 'coworking', 'fablab', 'manufactory', 'digital_public_space', 'library',
      'france_services', 'town_hall', 'social_centre', 'youth_information', 'local_mission',
      'training_centre', 'association', 'public_service', 'digital_helper', 'company', 'other'
    )),
  CONSTRAINT ck_third_place_status CHECK (status IN ('open', 'planned', 'closed')),
  CONSTRAINT ck_third_place_timezone
    CHECK (timezone IN (
      'America/Cayenne', 'America/Guadeloupe', 'America/Martinique', 'America/Miquelon',
      'Europe/Paris', 'Indian/Kerguelen', 'Indian/Mayotte', 'Indian/Reunion', 'Pacific/Noumea',
      'Pacific/Tahiti', 'Pacific/Wallis'
    )),
  CONSTRAINT ck_third_place_wheelchair CHECK (wheelchair IN ('yes', 'limited', 'no')),
  CONSTRAINT ck_third_place_manager_kind
    CHECK (manager_kind IN ('association', 'company', 'public', 'cooperative', 'other')),
  CONSTRAINT ck_third_place_siret CHECK (siret ~ '^[0-9]{14}$'),
  CONSTRAINT ck_third_place_merged_into CHECK (merged_into <> id),
  CONSTRAINT uq_third_place_public_id UNIQUE (public_id),
  CONSTRAINT fk_third_place_merged_into FOREIGN KEY (merged_into)
    REFERENCES third_place (id) ON DELETE SET NULL,
  CONSTRAINT fk_third_place_import_run_id FOREIGN KEY (import_run_id)
    REFERENCES import_run (id) ON DELETE SET NULL,
  CONSTRAINT fk_third_place_commune_code FOREIGN KEY (commune_code) REFERENCES commune (code),
  CONSTRAINT fk_third_place_department_code FOREIGN KEY (department_code) REFERENCES department (code),
  CONSTRAINT fk_third_place_region_code FOREIGN KEY (region_code) REFERENCES region (code),
  CONSTRAINT fk_third_place_epci_code FOREIGN KEY (epci_code) REFERENCES epci (code),
  CONSTRAINT ck_third_place_shown_with
    CHECK (shown_with <> id AND (merged_into IS NULL OR shown_with IS NULL)),
  CONSTRAINT fk_third_place_shown_with FOREIGN KEY (shown_with)
    REFERENCES third_place (id) ON DELETE SET NULL,
  CONSTRAINT ck_third_place_assumed CHECK (assumed <@ '{status,kind}'::text[])
);
CREATE INDEX ix_third_place_import_run_id ON third_place (import_run_id);
CREATE INDEX ix_third_place_merged_into ON third_place (merged_into);
CREATE INDEX ix_third_place_shown_id ON third_place (coalesce(merged_into, id));
CREATE INDEX ix_third_place_siret ON third_place (siret);
CREATE INDEX ix_third_place_shown_with ON third_place (shown_with);
CREATE INDEX ix_third_place_expanded_from ON third_place (expanded_from);
CREATE INDEX ix_third_place_expanded_until ON third_place (expanded_until);

CREATE TABLE duplicate_pair (
  left_id integer NOT NULL,
  right_id integer NOT NULL,
  verdict text NOT NULL,
  rule text NOT NULL,
  score double precision NOT NULL,
  explanation text NOT NULL,
  decided_by text NOT NULL,
  decided_at timestamptz DEFAULT now() NOT NULL,
  CONSTRAINT pk_duplicate_pair PRIMARY KEY (left_id, right_id),
  CONSTRAINT ck_duplicate_pair_order CHECK (left_id < right_id),
  CONSTRAINT ck_duplicate_pair_verdict CHECK (verdict IN ('same', 'different', 'review')),
  CONSTRAINT ck_duplicate_pair_decided_by CHECK (decided_by IN ('rule', 'operator')),
  CONSTRAINT ck_duplicate_pair_score CHECK (score BETWEEN 0 AND 1),
  CONSTRAINT fk_duplicate_pair_left_id FOREIGN KEY (left_id) REFERENCES third_place (id) ON DELETE CASCADE,
  CONSTRAINT fk_duplicate_pair_right_id FOREIGN KEY (right_id) REFERENCES third_place (id) ON DELETE CASCADE
);
CREATE INDEX ix_duplicate_pair_right_id ON duplicate_pair (right_id);

CREATE TABLE opening_exception (
  third_place_id integer NOT NULL,
  day date NOT NULL,
  open_minutes int4multirange NOT NULL,
  appointment_minutes int4multirange DEFAULT '{}' NOT NULL,
  unknown_minutes int4multirange DEFAULT '{}' NOT NULL,
  CONSTRAINT pk_opening_exception PRIMARY KEY (third_place_id, day),
  CONSTRAINT fk_opening_exception_third_place_id FOREIGN KEY (third_place_id)
    REFERENCES third_place (id) ON DELETE CASCADE
);

CREATE TABLE equipment (
  id serial NOT NULL,
  third_place_id integer NOT NULL,
  type_code text NOT NULL,
  quantity integer,
  seats integer,
  shareable text DEFAULT 'unknown' NOT NULL,
  conditions text,
  price text,
  raw_text text,
  confidence double precision DEFAULT '1' NOT NULL,
  CONSTRAINT pk_equipment PRIMARY KEY (id),
  CONSTRAINT uq_equipment_third_place_id_type_code UNIQUE (third_place_id, type_code),
  CONSTRAINT ck_equipment_shareable CHECK (shareable IN ('yes', 'no', 'unknown')),
  CONSTRAINT ck_equipment_quantity CHECK (quantity > 0),
  CONSTRAINT ck_equipment_seats CHECK (seats > 0),
  CONSTRAINT ck_equipment_confidence CHECK (confidence >= 0 AND confidence <= 1),
  CONSTRAINT fk_equipment_third_place_id FOREIGN KEY (third_place_id)
    REFERENCES third_place (id) ON DELETE CASCADE,
  CONSTRAINT fk_equipment_type_code FOREIGN KEY (type_code) REFERENCES equipment_type (code)
);
CREATE INDEX ix_equipment_type_code ON equipment (type_code);

CREATE TABLE award (
  id serial NOT NULL,
  third_place_id integer NOT NULL,
  programme_code text NOT NULL,
  call text,
  year integer,
  amount numeric(12, 2),
  period_start date,
  period_end date,
  CONSTRAINT pk_award PRIMARY KEY (id),
  CONSTRAINT uq_award_third_place_id_programme_code_call_year UNIQUE NULLS NOT DISTINCT (third_place_id, programme_code, call, year),
  CONSTRAINT ck_award_year CHECK (year BETWEEN 1990 AND 2100),
  CONSTRAINT ck_award_amount CHECK (amount >= 0),
  CONSTRAINT ck_award_period CHECK (period_end >= period_start),
  CONSTRAINT fk_award_third_place_id FOREIGN KEY (third_place_id)
    REFERENCES third_place (id) ON DELETE CASCADE,
  CONSTRAINT fk_award_programme_code FOREIGN KEY (programme_code) REFERENCES programme (code)
);
CREATE INDEX ix_award_programme_code ON award (programme_code);
