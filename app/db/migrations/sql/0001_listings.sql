-- The listings: what every public read goes through. Each function rewrites the rows of the given ids
-- (all rows when null); rows whose content is the same are left alone.

CREATE FUNCTION refresh_third_place_listing(ids bigint[] DEFAULT NULL) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO third_place_listing AS listing (
    third_place_id, public_id, position, kind, status, wheelchair, licence, equipment_codes, programme_codes,
    commune_code, department_code, region_code, epci_code, search_text, timezone, open_minutes,
    feature_head, feature_tail
  )
  SELECT
    place.id, place.public_id, place.position, place.kind, place.status, place.wheelchair, place.licence,
    offered.codes, funding.codes,
    place.commune_code, place.department_code, place.region_code, place.epci_code,
    fold(concat_ws(' ', place.name, place.address, place.postcode, place.city, commune.name)),
    place.timezone, place.open_minutes,
    '{"type":"Feature","id":' || to_json(place.public_id)
      || ',"geometry":' || coalesce(ST_AsGeoJSON(place.position, 6), 'null') || ',"properties":{',
    substr(row_to_json(properties)::text, 2) || '}'
  FROM third_place AS place
  LEFT JOIN commune ON commune.code = place.commune_code
  LEFT JOIN department ON department.code = place.department_code
  LEFT JOIN region ON region.code = place.region_code
  CROSS JOIN LATERAL (
    SELECT
      coalesce(json_agg(json_build_object(
        'type', item.type_code, 'group', type.parent_code, 'quantity', item.quantity, 'seats', item.seats,
        'shareable', item.shareable, 'conditions', item.conditions, 'price', item.price,
        'raw_text', item.raw_text, 'confidence', round(item.confidence::numeric, 2)
      ) ORDER BY type.rank), '[]') AS items
    FROM equipment AS item JOIN equipment_type AS type ON type.code = item.type_code
    WHERE item.third_place_id = place.id
  ) AS inventory
  CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(DISTINCT code.value ORDER BY code.value), '{}') AS codes
    FROM equipment AS item
    JOIN equipment_type AS type ON type.code = item.type_code
    CROSS JOIN LATERAL (VALUES (type.code), (type.parent_code)) AS code(value)
    WHERE item.third_place_id = place.id AND item.shareable <> 'no' AND code.value IS NOT NULL
  ) AS offered
  CROSS JOIN LATERAL (
    SELECT
      coalesce(array_agg(DISTINCT award.programme_code ORDER BY award.programme_code), '{}') AS codes,
      coalesce(json_agg(json_build_object(
        'programme', award.programme_code, 'programme_name', programme.name, 'funder', programme.funder,
        'call', award.call, 'year', award.year, 'amount', award.amount,
        'period_start', award.period_start, 'period_end', award.period_end
      ) ORDER BY award.year, award.programme_code, award.call), '[]') AS items
    FROM award JOIN programme ON programme.code = award.programme_code
    WHERE award.third_place_id = place.id
  ) AS funding
  CROSS JOIN LATERAL (
    SELECT
      place.name, place.kind, place.status, place.address, place.postcode, place.city,
      place.commune_code, commune.name AS commune, place.department_code, department.name AS department,
      place.region_code, region.name AS region, place.epci_code,
      place.position_precision, place.opening_hours, place.timezone, place.wheelchair, place.website,
      place.description, place.manager_kind,
      inventory.items AS equipment, funding.codes <> '{}' AS funded, funding.codes AS programmes,
      funding.items AS awards,
      place.source = 'demo' AS fictional, place.source, place.source_record_id, place.licence,
      place.fetched_at, place.source_updated_on, place.vanished_at, place.updated_at
  ) AS properties
  -- A join, so that one row is found by the index and many rows by one pass.
  WHERE place.id IN (SELECT unnest(coalesce(ids, ARRAY(SELECT id FROM third_place))))
  ON CONFLICT (third_place_id) DO UPDATE SET
    public_id = excluded.public_id, position = excluded.position, kind = excluded.kind,
    status = excluded.status, wheelchair = excluded.wheelchair, licence = excluded.licence,
    equipment_codes = excluded.equipment_codes, programme_codes = excluded.programme_codes,
    commune_code = excluded.commune_code, department_code = excluded.department_code,
    region_code = excluded.region_code, epci_code = excluded.epci_code,
    search_text = excluded.search_text, timezone = excluded.timezone, open_minutes = excluded.open_minutes,
    feature_head = excluded.feature_head, feature_tail = excluded.feature_tail
  WHERE (listing.feature_head, listing.feature_tail, listing.search_text, listing.equipment_codes,
         listing.open_minutes, listing.position)
    IS DISTINCT FROM
        (excluded.feature_head, excluded.feature_tail, excluded.search_text, excluded.equipment_codes,
         excluded.open_minutes, excluded.position)
$$;

CREATE FUNCTION refresh_organisation_listing(ids bigint[] DEFAULT NULL) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO organisation_listing AS listing (
    organisation_id, public_id, position, kind, status, equipment_status, siret, nda, uai, licence,
    need_codes, commune_code, department_code, region_code, epci_code, search_text,
    feature_head, feature_tail
  )
  SELECT
    site.id, site.public_id, site.position, site.kind, site.status, site.equipment_status,
    site.siret, site.nda, site.uai, site.licence, asked.codes,
    site.commune_code, site.department_code, site.region_code, site.epci_code,
    fold(concat_ws(' ', site.name, site.trade_name, site.address, site.postcode, site.city, commune.name)),
    '{"type":"Feature","id":' || to_json(site.public_id)
      || ',"geometry":' || coalesce(ST_AsGeoJSON(site.position, 6), 'null') || ',"properties":{',
    substr(row_to_json(properties)::text, 2) || '}'
  FROM organisation AS site
  LEFT JOIN commune ON commune.code = site.commune_code
  LEFT JOIN department ON department.code = site.department_code
  LEFT JOIN region ON region.code = site.region_code
  CROSS JOIN LATERAL (
    SELECT
      coalesce(json_agg(json_build_object(
        'type', need.type_code, 'quantity', need.quantity, 'learners', need.learners
      ) ORDER BY type.rank), '[]') AS items
    FROM organisation_need AS need JOIN equipment_type AS type ON type.code = need.type_code
    WHERE need.organisation_id = site.id
  ) AS needed
  CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(DISTINCT code.value ORDER BY code.value), '{}') AS codes
    FROM organisation_need AS need
    JOIN equipment_type AS type ON type.code = need.type_code
    CROSS JOIN LATERAL (VALUES (type.code), (type.parent_code)) AS code(value)
    WHERE need.organisation_id = site.id AND code.value IS NOT NULL
  ) AS asked
  CROSS JOIN LATERAL (
    SELECT
      site.name, site.trade_name, site.kind, site.status, site.siret, site.siren, site.nda, site.uai,
      site.apprenticeship_role, site.networks, site.address, site.postcode, site.city,
      site.commune_code, commune.name AS commune, site.department_code, department.name AS department,
      site.region_code, region.name AS region, site.epci_code, site.position_precision,
      site.equipment_status, site.plans_to_invest, needed.items AS needs, site.qualiopi,
      site.source = 'demo' AS fictional, site.source, site.source_record_id, site.licence,
      site.fetched_at, site.vanished_at, site.updated_at
  ) AS properties
  -- A join, so that one row is found by the index and many rows by one pass.
  WHERE site.id IN (SELECT unnest(coalesce(ids, ARRAY(SELECT id FROM organisation))))
  ON CONFLICT (organisation_id) DO UPDATE SET
    public_id = excluded.public_id, position = excluded.position, kind = excluded.kind,
    status = excluded.status, equipment_status = excluded.equipment_status, siret = excluded.siret,
    nda = excluded.nda, uai = excluded.uai, licence = excluded.licence, need_codes = excluded.need_codes,
    commune_code = excluded.commune_code, department_code = excluded.department_code,
    region_code = excluded.region_code, epci_code = excluded.epci_code,
    search_text = excluded.search_text,
    feature_head = excluded.feature_head, feature_tail = excluded.feature_tail
  WHERE (listing.feature_head, listing.feature_tail, listing.search_text, listing.need_codes, listing.position)
    IS DISTINCT FROM
        (excluded.feature_head, excluded.feature_tail, excluded.search_text, excluded.need_codes, excluded.position)
$$;

-- One trigger function serves every table that a listing is written from. Its first argument is the
-- refresh function, its second a query over `changed` (the rows the statement touched; of an update, also
-- `before`) that gives ids.
-- A bulk load sets proxilieux.defer_listing and calls the refresh functions once, in its transaction.
CREATE FUNCTION keep_listing() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  ids bigint[];
BEGIN
  IF coalesce(current_setting('proxilieux.defer_listing', true), '') = 'on' THEN
    RETURN NULL;
  END IF;
  EXECUTE format('SELECT array_agg(DISTINCT id) FROM (%s) AS touched(id)', TG_ARGV[1]) INTO ids;
  IF ids IS NOT NULL THEN
    EXECUTE format('SELECT %I($1)', TG_ARGV[0]) USING ids;
  END IF;
  RETURN NULL;
END
$$;

-- A change in a listing is a new version of the directory: caches and ETags hang on it.
CREATE FUNCTION raise_directory_version() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM changed) THEN
    UPDATE directory_state SET version = version + 1, changed_at = now();
  END IF;
  RETURN NULL;
END
$$;

-- Whether a place is open at a local time: the day's exception if there is one, else the regular week
-- (minutes since Monday 00:00). Unknown hours are not open.
CREATE FUNCTION is_open_at(place_id bigint, week int4multirange, moment timestamp) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT week IS NOT NULL AND coalesce(
    (
      SELECT exception.open_minutes @> (extract(hour FROM moment) * 60 + extract(minute FROM moment))::int
      FROM opening_exception AS exception
      WHERE exception.third_place_id = place_id AND exception.day = moment::date
    ),
    week @> (
      (extract(isodow FROM moment)::int - 1) * 1440
      + (extract(hour FROM moment) * 60 + extract(minute FROM moment))::int
    )
  )
$$;

INSERT INTO directory_state DEFAULT VALUES;
