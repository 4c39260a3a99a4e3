-- Runs of matching. A row says what was true when the run was made; it points to nothing that may go meanwhile.

CREATE TABLE match_run (
  id serial NOT NULL,
  started_at timestamp with time zone NOT NULL,
  finished_at timestamp with time zone DEFAULT now() NOT NULL,
  data_version integer NOT NULL,
  criteria jsonb NOT NULL,
  counts jsonb NOT NULL,
  CONSTRAINT pk_match_run PRIMARY KEY (id),
  CONSTRAINT ck_match_run_times CHECK (started_at <= finished_at)
);

CREATE TABLE match (
  public_id text COLLATE "C" NOT NULL,
  run_id integer NOT NULL,
  position geography(GEOMETRY, 4326),
  organisation_id text COLLATE "C" NOT NULL,
  organisation text NOT NULL,
  siret text,
  commune_code text,
  department_code text,
  region_code text,
  epci_code text,
  status text NOT NULL,
  rank smallint,
  third_place_id text COLLATE "C",
  third_place text,
  distance_m double precision,
  approximate boolean,
  score double precision,
  equipment text[] NOT NULL,
  needs_met text[] NOT NULL,
  needs_unmet text[] NOT NULL,
  learners integer,
  reasons_fr text,
  reasons_en text,
  licence text NOT NULL,
  fictional boolean NOT NULL,
  CONSTRAINT pk_match PRIMARY KEY (public_id),
  CONSTRAINT ck_match_status CHECK (status IN ('matched', 'none_within_reach', 'position_unknown')),
  CONSTRAINT ck_match_licence
    CHECK (licence IN ('LO-2.0', 'ODbL-1.0', 'MIT', 'CC0-1.0', 'unconfirmed')),
  CONSTRAINT ck_match_matched CHECK ((status = 'matched') = (third_place_id IS NOT NULL))
);
CREATE INDEX ix_match_run_id_organisation_id ON match (run_id, organisation_id);
CREATE INDEX ix_match_run_id_third_place_id ON match (run_id, third_place_id);
CREATE INDEX ix_match_plane ON match USING gist ((position::geometry));
CREATE INDEX ix_match_run_id_public_id ON match (run_id, public_id);
