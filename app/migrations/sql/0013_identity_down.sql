-- What 0013 replaced, as it was before; 0012 itself holds the function that writes the listing.
DROP VIEW third_place_under_licence;
DROP TABLE third_place_licence_listing;
ALTER TABLE third_place_listing
  DROP COLUMN publisher, DROP COLUMN publishers, DROP COLUMN is_shared, DROP COLUMN flat,
  ADD COLUMN flat jsonb NOT NULL GENERATED ALWAYS AS (flat_properties(
    feature_tail,
    '{opening_hours,telephone,description,funded,fictional,equipment.type,equipment.quantity,equipment.seats,equipment.shareable,programmes,awards.programme,awards.funder,awards.year,awards.amount,sources.source,sources.source_record_id,same_as}'::text[]
  )) STORED;
ALTER TABLE collection_third_place DROP COLUMN publisher;
DROP FUNCTION compose_third_places(bigint[], boolean);

CREATE OR REPLACE FUNCTION public.third_places_shown(ids bigint[])
 RETURNS SETOF bigint
 LANGUAGE sql
 STABLE
AS $function$
  WITH touched AS (
    SELECT DISTINCT coalesce(merged_into, id) AS id
    FROM third_place WHERE id IN (SELECT unnest(coalesce(ids, ARRAY(SELECT id FROM third_place))))
  ), touched_record AS (
    SELECT record.id FROM touched JOIN third_place AS record ON coalesce(record.merged_into, record.id) = touched.id
    WHERE ids IS NOT NULL
  ), other AS (
    SELECT pair.right_id AS id FROM touched_record JOIN duplicate_pair AS pair ON pair.left_id = touched_record.id
    WHERE pair.verdict = 'same'
    UNION
    SELECT pair.left_id FROM touched_record JOIN duplicate_pair AS pair ON pair.right_id = touched_record.id
    WHERE pair.verdict = 'same'
  )
  SELECT id FROM touched
  UNION
  SELECT coalesce(record.merged_into, record.id) FROM other JOIN third_place AS record ON record.id = other.id
$function$;

CREATE OR REPLACE FUNCTION public.collect_third_places(ids bigint[] DEFAULT NULL::bigint[])
 RETURNS void
 LANGUAGE sql
AS $function$
  DELETE FROM collection_third_place WHERE third_place_id IN (SELECT unnest(coalesce(ids, ARRAY(SELECT third_place_id FROM collection_third_place))));
  DELETE FROM collection_equipment WHERE third_place_id IN (SELECT unnest(coalesce(ids, ARRAY(SELECT third_place_id FROM collection_equipment))));

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
  WHERE listing.third_place_id IN (SELECT unnest(coalesce(ids, ARRAY(SELECT third_place_id FROM third_place_listing)))) ORDER BY listing.tile_key;

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
  WHERE listing.third_place_id IN (SELECT unnest(coalesce(ids, ARRAY(SELECT third_place_id FROM third_place_listing)))) ORDER BY listing.tile_key;
$function$;

-- Its columns by name: those that 0012 added are not among them, so that 0012 can take them away.
DROP VIEW third_place_record;
ALTER TABLE third_place DROP COLUMN shown_with, DROP COLUMN list, DROP COLUMN assumed;
CREATE VIEW third_place_record AS
SELECT
  coalesce(place.merged_into, place.id) AS shown_id,
  (row_number() OVER (
    PARTITION BY coalesce(place.merged_into, place.id)
    ORDER BY place.vanished_at IS NOT NULL,
      coalesce(source.trust, 50) DESC,
      coalesce(place.source_updated_on, (place.fetched_at AT TIME ZONE 'UTC')::date) DESC,
      place.source, place.source_record_id
  ))::int AS rank,
  place.id, place.public_id, place.name, place.kind, place.status, place.opening_hours, place.timezone,
  place.open_minutes, place.wheelchair, place.website, place.description, place.manager_kind, place.siret,
  place.telephone, place.standard, place.merged_into, place.source_updated_on, place.updated_at, place.source,
  place.source_record_id, place.licence, place.fetched_at, place.content_hash, place.vanished_at,
  place.import_run_id, place.address, place.postcode, place.city, place.position, place.position_precision,
  place.commune_code, place.department_code, place.region_code, place.epci_code
FROM third_place AS place LEFT JOIN data_source AS source ON source.name = place.source;
ALTER TABLE organisation DROP COLUMN list;
ALTER TABLE data_source DROP COLUMN dated;
DROP TABLE source_list;
