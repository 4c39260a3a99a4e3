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

-- A row says what was true when the run was made; it points to nothing that may go meanwhile.
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

-- Read like the listings of places and organisations, but written when it is read: a run is read rarely,
-- and its text would take several times the room of what it says.
CREATE VIEW match_listing AS
SELECT
  match.public_id, match.run_id,
  match.run_id = (SELECT max(id) FROM match_run) AS is_latest,
  match.position, match.organisation_id, match.third_place_id, match.status, match.rank, match.licence,
  match.commune_code, match.department_code, match.region_code, match.epci_code,
  match.organisation, match.siret, match.third_place, match.distance_m, match.approximate, match.score,
  match.equipment, match.needs_met, match.needs_unmet, match.learners,
  fold(concat_ws(' ', match.organisation, match.third_place)) AS search_text,
  '{"type":"Feature","id":' || to_json(match.public_id)
    || ',"geometry":' || coalesce(ST_AsGeoJSON(match.position, 6), 'null') || ',"properties":{' AS feature_head,
  substr(row_to_json(properties)::text, 2) || '}' AS feature_tail
FROM match
LEFT JOIN department ON department.code = match.department_code
LEFT JOIN region ON region.code = match.region_code
CROSS JOIN LATERAL (
  SELECT
    concat_ws(' → ', match.organisation, match.third_place) AS name,
    match.run_id AS run, match.status, match.rank,
    match.organisation_id, match.organisation, match.siret,
    match.commune_code, match.department_code, department.name AS department,
    match.region_code, region.name AS region, match.epci_code,
    match.third_place_id, match.third_place,
    round(match.distance_m::numeric, 1) AS distance_m, match.approximate,
    round(match.score::numeric, 4) AS score,
    match.equipment, match.needs_met, match.needs_unmet, match.learners,
    match.reasons_fr, match.reasons_en, match.fictional, match.licence
) AS properties;
