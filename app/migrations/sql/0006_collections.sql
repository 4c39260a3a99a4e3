-- The collections of the feature service: one row a feature, flat, as an attribute table wants it. Every column
-- can be filtered and sorted by; `feature_tail` is the same properties as JSON text, so that reading is handing
-- over text. Places, their equipment and organisations follow their listings; territories are views.

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
  feature_tail text NOT NULL
);
CREATE INDEX ix_collection_third_place_plane ON collection_third_place USING gist ((position::geometry));
CREATE INDEX ix_collection_third_place_position ON collection_third_place USING gist (position);
CREATE INDEX ix_collection_third_place_updated_at ON collection_third_place (updated_at);
CREATE INDEX ix_collection_third_place_region_code_public_id ON collection_third_place (region_code, public_id);
CREATE INDEX ix_collection_third_place_department_code_public_id
  ON collection_third_place (department_code, public_id);
CREATE INDEX ix_collection_third_place_epci_code_public_id ON collection_third_place (epci_code, public_id);
CREATE INDEX ix_collection_third_place_commune_code_public_id ON collection_third_place (commune_code, public_id);

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
CREATE INDEX ix_collection_organisation_region_code_public_id ON collection_organisation (region_code, public_id);
CREATE INDEX ix_collection_organisation_department_code_public_id
  ON collection_organisation (department_code, public_id);
CREATE INDEX ix_collection_organisation_epci_code_public_id ON collection_organisation (epci_code, public_id);
CREATE INDEX ix_collection_organisation_commune_code_public_id ON collection_organisation (commune_code, public_id);

-- Each listing has its Feature as text already: what is flat here is read from there, so that what a property
-- means is written in one place.
CREATE FUNCTION collect_third_places(ids bigint[] DEFAULT NULL) RETURNS void
LANGUAGE sql AS $$
  DELETE FROM collection_third_place WHERE ids IS NULL OR third_place_id = ANY (ids);
  DELETE FROM collection_equipment WHERE ids IS NULL OR third_place_id = ANY (ids);

  INSERT INTO collection_third_place
  SELECT
    listing.third_place_id, listing.public_id, listing.position, properties.*,
    listing.feature_head, substr(row_to_json(properties)::text, 2) || '}'
  FROM third_place_listing AS listing
  CROSS JOIN LATERAL json_to_record(('{' || left(listing.feature_tail, -1))::json) AS place (
    name text, kind text, status text, address text, postcode text, city text, commune_code text, commune text,
    department_code text, department text, region_code text, region text, epci_code text,
    position_precision text, opening_hours text, wheelchair text, website text, telephone text,
    description text, manager_kind text, siret text, equipment json, funded boolean, programmes json,
    awards json, fictional boolean, source text, source_record_id text, sources json, licence text,
    same_as json, fetched_at timestamptz, source_updated_on date, vanished_at timestamptz,
    updated_at timestamptz
  )
  CROSS JOIN LATERAL (
    SELECT
      string_agg(item ->> 'type', ';' ORDER BY n) FILTER (WHERE item ->> 'shareable' <> 'no') AS types,
      count(*)::integer AS known
    FROM json_array_elements(place.equipment) WITH ORDINALITY AS element(item, n)
  ) AS offered
  CROSS JOIN LATERAL (
    SELECT
      count(*)::integer AS awards,
      sum((award ->> 'amount')::double precision) AS amount,
      max((award ->> 'year')::integer) AS last_year
    FROM json_array_elements(place.awards) AS award
  ) AS funding
  CROSS JOIN LATERAL (
    SELECT
      place.name, place.kind, place.status, place.address, place.postcode, place.city,
      place.commune_code, place.commune, place.department_code, place.department,
      place.region_code, place.region, place.epci_code, place.position_precision, place.opening_hours,
      place.wheelchair, place.website, place.telephone, place.description, place.manager_kind, place.siret,
      offered.types AS equipment, offered.known AS equipment_count, place.funded,
      (SELECT string_agg(code, ';') FROM json_array_elements_text(place.programmes) AS code) AS programmes,
      funding.awards AS award_count, funding.amount AS award_amount, funding.last_year AS award_year,
      place.fictional, place.source, place.source_record_id,
      (
        SELECT string_agg(DISTINCT record ->> 'source', ';')
        FROM json_array_elements(place.sources) AS record
      ) AS sources,
      place.licence,
      (SELECT string_agg(twin, ';') FROM json_array_elements_text(place.same_as) AS twin) AS same_as,
      place.fetched_at, place.source_updated_on, place.vanished_at, place.updated_at
  ) AS properties
  WHERE ids IS NULL OR listing.third_place_id = ANY (ids);

  INSERT INTO collection_equipment
  SELECT
    listing.third_place_id, listing.public_id || '.' || properties.type, listing.position, properties.*,
    '{"type":"Feature","id":' || to_json(listing.public_id || '.' || properties.type)
      || ',"geometry":' || coalesce(ST_AsGeoJSON(listing.position, 6), 'null') || ',"properties":{',
    substr(row_to_json(properties)::text, 2) || '}'
  FROM third_place_listing AS listing
  CROSS JOIN LATERAL json_to_record(('{' || left(listing.feature_tail, -1))::json) AS place (
    name text, kind text, status text, address text, postcode text, city text, commune_code text, commune text,
    department_code text, department text, region_code text, region text, epci_code text,
    position_precision text, wheelchair text, website text, telephone text, equipment json,
    fictional boolean, source text, licence text, updated_at timestamptz
  )
  CROSS JOIN LATERAL json_to_recordset(place.equipment) AS item (
    type text, "group" text, quantity integer, seats integer, shareable text, conditions text, price text,
    raw_text text, confidence double precision
  )
  JOIN equipment_type AS type ON type.code = item.type
  CROSS JOIN LATERAL (
    SELECT
      item.type, item."group" AS type_group, type.label_fr, type.label_en, item.quantity, item.seats,
      item.shareable, item.conditions, item.price, item.raw_text, item.confidence,
      listing.public_id AS third_place, place.name AS third_place_name, place.kind AS third_place_kind,
      place.status, place.address, place.postcode, place.city,
      place.commune_code, place.commune, place.department_code, place.department,
      place.region_code, place.region, place.epci_code, place.position_precision,
      place.wheelchair, place.website, place.telephone,
      place.fictional, place.source, place.licence, place.updated_at
  ) AS properties
  WHERE ids IS NULL OR listing.third_place_id = ANY (ids);
$$;

CREATE FUNCTION collect_organisations(ids bigint[] DEFAULT NULL) RETURNS void
LANGUAGE sql AS $$
  DELETE FROM collection_organisation WHERE ids IS NULL OR organisation_id = ANY (ids);

  INSERT INTO collection_organisation
  SELECT
    listing.organisation_id, listing.public_id, listing.position, properties.*,
    listing.feature_head, substr(row_to_json(properties)::text, 2) || '}'
  FROM organisation_listing AS listing
  CROSS JOIN LATERAL json_to_record(('{' || left(listing.feature_tail, -1))::json) AS site (
    name text, trade_name text, kind text, status text, siret text, siren text, nda text, uai text,
    apprenticeship_role text, networks json, address text, postcode text, city text,
    commune_code text, commune text, department_code text, department text, region_code text, region text,
    epci_code text, position_precision text, equipment_status text, plans_to_invest boolean, needs json,
    qualiopi boolean, fictional boolean, source text, source_record_id text, licence text,
    fetched_at timestamptz, source_updated_on date, vanished_at timestamptz, updated_at timestamptz,
    sources json
  )
  CROSS JOIN LATERAL (
    SELECT string_agg(need ->> 'type', ';') AS types, max((need ->> 'learners')::integer) AS learners
    FROM json_array_elements(site.needs) AS need
  ) AS asked_for
  CROSS JOIN LATERAL (
    SELECT
      site.name, site.trade_name, site.kind, site.status, site.siret, site.siren, site.nda, site.uai,
      site.apprenticeship_role,
      (SELECT string_agg(network, ';') FROM json_array_elements_text(site.networks) AS network) AS networks,
      site.address, site.postcode, site.city,
      site.commune_code, site.commune, site.department_code, site.department, site.region_code, site.region,
      site.epci_code, site.position_precision, site.equipment_status, site.plans_to_invest,
      asked_for.types AS needs, asked_for.learners, site.qualiopi,
      site.fictional, site.source, site.source_record_id,
      (
        SELECT string_agg(DISTINCT record ->> 'source', ';')
        FROM json_array_elements(site.sources) AS record
      ) AS sources,
      site.licence, site.fetched_at, site.source_updated_on, site.vanished_at, site.updated_at
  ) AS properties
  WHERE ids IS NULL OR listing.organisation_id = ANY (ids);
$$;

-- The first argument of the trigger is the function, the second a query over `changed` (the rows that the
-- statement touched) that gives ids.
CREATE FUNCTION keep_collection() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  ids bigint[];
BEGIN
  EXECUTE format('SELECT array_agg(DISTINCT id) FROM (%s) AS touched(id)', TG_ARGV[1]) INTO ids;
  IF ids IS NOT NULL THEN
    EXECUTE format('SELECT %I($1)', TG_ARGV[0]) USING ids;
  END IF;
  RETURN NULL;
END
$$;

-- Territories, as points or outlines. Where no outline was imported (the demonstration), a circle around the
-- seat stands for it, so that a layer has one type of geometry.
CREATE INDEX ix_commune_code_c ON commune (code COLLATE "C");
CREATE INDEX ix_commune_plane ON commune USING gist ((centroid::geometry));

CREATE VIEW collection_commune AS
SELECT
  commune.code COLLATE "C" AS public_id, commune.centroid AS position,
  commune.code, commune.name, commune.type, commune.parent_code, postcodes.joined AS postcodes,
  commune.population, commune.department_code, department.name AS department,
  commune.region_code, region.name AS region, commune.epci_code, epci.name AS epci,
  '{"type":"Feature","id":' || to_json(commune.code)
    || ',"geometry":' || coalesce(ST_AsGeoJSON(commune.centroid, 6), 'null') || ',"properties":{' AS feature_head,
  substr(row_to_json(properties)::text, 2) || '}' AS feature_tail
FROM commune
LEFT JOIN department ON department.code = commune.department_code
LEFT JOIN region ON region.code = commune.region_code
LEFT JOIN epci ON epci.code = commune.epci_code
CROSS JOIN LATERAL (SELECT nullif(array_to_string(commune.postcodes, ';'), '') AS joined) AS postcodes
CROSS JOIN LATERAL (
  SELECT
    commune.code, commune.name, commune.type, commune.parent_code, postcodes.joined AS postcodes,
    commune.population, commune.department_code, department.name AS department,
    commune.region_code, region.name AS region, commune.epci_code, epci.name AS epci
) AS properties;

CREATE VIEW collection_epci AS
SELECT
  epci.code COLLATE "C" AS public_id, epci.centroid AS position,
  epci.code, epci.name, epci.population, members.communes,
  '{"type":"Feature","id":' || to_json(epci.code)
    || ',"geometry":' || coalesce(ST_AsGeoJSON(epci.centroid, 6), 'null') || ',"properties":{' AS feature_head,
  substr(row_to_json(properties)::text, 2) || '}' AS feature_tail
FROM epci
CROSS JOIN LATERAL (
  SELECT count(*)::integer AS communes FROM commune WHERE commune.epci_code = epci.code AND commune.type = 'commune'
) AS members
CROSS JOIN LATERAL (SELECT epci.code, epci.name, epci.population, members.communes) AS properties;

CREATE FUNCTION circle_around(center geography, metres double precision) RETURNS geometry(MultiPolygon, 4326)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ST_Multi(ST_Buffer(center, metres, 16)::geometry)::geometry(MultiPolygon, 4326)
$$;

CREATE VIEW collection_department AS
SELECT
  department.code COLLATE "C" AS public_id, shape.outline AS position,
  department.code, department.name, department.population, department.seat, seat.name AS seat_name,
  department.region_code, region.name AS region, shape.is_outline,
  '{"type":"Feature","id":' || to_json(department.code)
    || ',"geometry":' || coalesce(ST_AsGeoJSON(shape.outline, 6), 'null') || ',"properties":{' AS feature_head,
  substr(row_to_json(properties)::text, 2) || '}' AS feature_tail
FROM department
JOIN region ON region.code = department.region_code
CROSS JOIN LATERAL (SELECT (SELECT name FROM commune WHERE commune.code = department.seat) AS name) AS seat
CROSS JOIN LATERAL (
  SELECT
    coalesce(
      department.outline,
      circle_around((SELECT centroid FROM commune WHERE commune.code = department.seat), 15000)
    ) AS outline,
    department.outline IS NOT NULL AS is_outline
) AS shape
CROSS JOIN LATERAL (
  SELECT
    department.code, department.name, department.population, department.seat, seat.name AS seat_name,
    department.region_code, region.name AS region, shape.is_outline
) AS properties;

CREATE VIEW collection_region AS
SELECT
  region.code COLLATE "C" AS public_id, shape.outline AS position,
  region.code, region.name, region.population, region.seat, seat.name AS seat_name, shape.is_outline,
  '{"type":"Feature","id":' || to_json(region.code)
    || ',"geometry":' || coalesce(ST_AsGeoJSON(shape.outline, 6), 'null') || ',"properties":{' AS feature_head,
  substr(row_to_json(properties)::text, 2) || '}' AS feature_tail
FROM region
CROSS JOIN LATERAL (SELECT (SELECT name FROM commune WHERE commune.code = region.seat) AS name) AS seat
CROSS JOIN LATERAL (
  SELECT
    coalesce(
      region.outline, circle_around((SELECT centroid FROM commune WHERE commune.code = region.seat), 40000)
    ) AS outline,
    region.outline IS NOT NULL AS is_outline
) AS shape
CROSS JOIN LATERAL (
  SELECT region.code, region.name, region.population, region.seat, seat.name AS seat_name, shape.is_outline
) AS properties;

-- The newest run of matching. A line from the site to the place; where there is no place within reach there is
-- none, and the site is where its longitude and latitude say: a layer has one type of geometry.
CREATE INDEX ix_match_run_id_public_id ON match (run_id, public_id);

CREATE VIEW collection_match AS
SELECT
  match.public_id, line.position, match.position::geometry AS plane,
  properties.*,
  '{"type":"Feature","id":' || to_json(match.public_id)
    || ',"geometry":' || coalesce(ST_AsGeoJSON(line.position, 6), 'null') || ',"properties":{' AS feature_head,
  substr(row_to_json(properties)::text, 2) || '}' AS feature_tail
FROM match
JOIN match_run ON match_run.id = match.run_id
LEFT JOIN department ON department.code = match.department_code
LEFT JOIN region ON region.code = match.region_code
CROSS JOIN LATERAL (
  SELECT
    CASE WHEN match.third_place_id IS NOT NULL THEN match.position::geometry END AS position,
    CASE
      WHEN match.third_place_id IS NULL THEN match.position::geometry
      ELSE ST_StartPoint(match.position::geometry)
    END AS site
) AS line
CROSS JOIN LATERAL (
  SELECT
    match.run_id AS run, match.status, match.rank::integer AS rank,
    match.organisation_id, match.organisation, match.siret,
    round(ST_X(line.site)::numeric, 6)::double precision AS longitude,
    round(ST_Y(line.site)::numeric, 6)::double precision AS latitude,
    match.commune_code, match.department_code, department.name AS department,
    match.region_code, region.name AS region, match.epci_code,
    match.third_place_id, match.third_place,
    round(match.distance_m::numeric, 1)::double precision AS distance_m, match.approximate,
    round(match.score::numeric, 4)::double precision AS score,
    nullif(array_to_string(match.equipment, ';'), '') AS equipment,
    nullif(array_to_string(match.needs_met, ';'), '') AS needs_met,
    nullif(array_to_string(match.needs_unmet, ';'), '') AS needs_unmet,
    match.learners, match.reasons_fr, match.reasons_en, match.fictional, match.licence,
    match_run.finished_at AS updated_at
) AS properties
WHERE match.run_id = (SELECT max(id) FROM match_run);
