-- Write the collections of places and of their equipment, of some places or of all, from the listing.
-- What a property means is said where the listing is composed; here it becomes flat.
CREATE OR REPLACE FUNCTION collect_third_places(ids bigint[] DEFAULT NULL::bigint[])
 RETURNS void
 LANGUAGE sql
AS $$
  DELETE FROM collection_third_place WHERE third_place_id IN (
    SELECT unnest(coalesce(ids, ARRAY(SELECT third_place_id FROM collection_third_place)))
  );
  DELETE FROM collection_equipment WHERE third_place_id IN (
    SELECT unnest(coalesce(ids, ARRAY(SELECT third_place_id FROM collection_equipment)))
  );

  INSERT INTO collection_third_place (
    third_place_id, public_id, position, name, kind, status, address, postcode, city, commune_code, commune,
    department_code, department, region_code, region, epci_code, position_precision, opening_hours, wheelchair,
    website, telephone, description, manager_kind, siret, equipment, equipment_count, equipment_absent, funded, programmes,
    award_count, award_amount, award_year, fictional, source, publisher, source_record_id, sources, licence, same_as,
    fetched_at, source_updated_on, vanished_at, updated_at, feature_head, feature_tail
  )
  SELECT
    listing.third_place_id, listing.public_id, listing.position, properties.*,
    listing.feature_head, substr(row_to_json(properties)::text, 2) || '}'
  FROM third_place_listing AS listing
  CROSS JOIN LATERAL json_to_record(('{' || left(listing.feature_tail, -1))::json) AS place (
    name text, kind text, status text, address text, postcode text, city text, commune_code text, commune text,
    department_code text, department text, region_code text, region text, epci_code text,
    position_precision text, opening_hours text, wheelchair text, website text, telephone text,
    description text, manager_kind text, siret text, equipment json, equipment_absent json, funded boolean, programmes json,
    awards json, fictional boolean, source text, publisher text, source_record_id text, sources json, licence text,
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
      offered.types AS equipment, offered.known AS equipment_count,
      (SELECT string_agg(code, ';') FROM json_array_elements_text(place.equipment_absent) AS code) AS equipment_absent,
      place.funded,
      (SELECT string_agg(code, ';') FROM json_array_elements_text(place.programmes) AS code) AS programmes,
      funding.awards AS award_count, funding.amount AS award_amount, funding.last_year AS award_year,
      place.fictional, place.source, place.publisher, place.source_record_id,
      (
        SELECT string_agg(DISTINCT record ->> 'source', ';')
        FROM json_array_elements(place.sources) AS record
      ) AS sources,
      place.licence,
      (SELECT string_agg(twin, ';') FROM json_array_elements_text(place.same_as) AS twin) AS same_as,
      place.fetched_at, place.source_updated_on, place.vanished_at, place.updated_at
  ) AS properties
  WHERE listing.third_place_id IN (
    SELECT unnest(coalesce(ids, ARRAY(SELECT third_place_id FROM third_place_listing)))
  ) ORDER BY listing.tile_key;

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
  WHERE listing.third_place_id IN (
    SELECT unnest(coalesce(ids, ARRAY(SELECT third_place_id FROM third_place_listing)))
  ) ORDER BY listing.tile_key;
$$;
