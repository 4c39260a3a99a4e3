-- Hours beside the open ones: by appointment, and unknown.
--
-- The function is whole. Lines that end in the revision's number are what it adds: without them it is the function
-- of the revision before, to which the downgrade goes back.
CREATE OR REPLACE FUNCTION refresh_third_place_listing(ids bigint[] DEFAULT NULL) RETURNS void
LANGUAGE sql AS $$
  DELETE FROM third_place_listing USING third_place AS member
  WHERE member.id = third_place_id AND member.merged_into IS NOT NULL
    AND member.id IN (SELECT unnest(coalesce(ids, ARRAY(SELECT id FROM third_place))));

  INSERT INTO third_place_listing AS listing (
    third_place_id, public_id, name, position, kind, status, wheelchair, licence, equipment_codes,
    equipment_ids, programme_codes, commune_code, department_code, region_code, epci_code, search_text,
    timezone, open_minutes, hours_from_id, feature_head, feature_tail, address, postcode, city, commune, department, region, position_precision, website, manager_kind, siret, award_year, award_amount, source, source_record_id, source_updated_on, fetched_at, vanished_at, updated_at
    , appointment_minutes, unknown_minutes, by_appointment -- 0012
  )
  SELECT
    place.id, place.public_id, place.name, place.position, place.kind, place.status, place.wheelchair,
    place.licence, offered.codes, inventory.ids, funding.codes,
    place.commune_code, place.department_code, place.region_code, place.epci_code,
    fold(concat_ws(' ', VARIADIC family.names || ARRAY[place.address, place.postcode, place.city, commune.name])),
    place.timezone, place.open_minutes, place.hours_from_id,
    '{"type":"Feature","id":' || to_json(place.public_id)
      || ',"geometry":' || coalesce(ST_AsGeoJSON(place.position, 6), 'null') || ',"properties":{',
    substr(row_to_json(properties)::text, 2) || '}',
    place.address, place.postcode, place.city, commune.name, department.name, region.name, place.position_precision, place.website, place.manager_kind, place.siret, funding.last_year, funding.total, place.source, place.source_record_id, place.source_updated_on, place.fetched_at, place.vanished_at, place.updated_at
    , hours.appointment_minutes, hours.unknown_minutes, hours.by_appointment -- 0012
  FROM third_places_shown(ids) AS asked(id)
  CROSS JOIN LATERAL (
    SELECT
      array_agg(record.id ORDER BY record.rank) AS ids,
      array_agg(record.public_id ORDER BY record.rank) AS public_ids,
      array_agg(record.source ORDER BY record.rank) AS sources,
      array_agg(record.source_record_id ORDER BY record.rank) AS source_record_ids,
      array_agg(record.licence ORDER BY record.rank) AS licences,
      array_agg(record.fetched_at ORDER BY record.rank) AS fetched_at,
      array_agg(record.name ORDER BY record.rank) AS names,
      array_agg(record.status ORDER BY record.rank) AS status,
      array_agg(record.kind ORDER BY record.rank) AS kind,
      -- What says no more than that it is a third place gives way to what says which.
      coalesce(min(record.rank) FILTER (WHERE record.kind NOT IN ('third_place', 'other')), 1) AS kind_from,
      array_agg(record.opening_hours ORDER BY record.rank) AS opening_hours,
      array_agg(record.open_minutes ORDER BY record.rank) AS open_minutes,
      min(record.rank) FILTER (WHERE record.opening_hours IS NOT NULL OR record.open_minutes IS NOT NULL)
        AS hours_from,
      array_agg(record.wheelchair ORDER BY record.rank) AS wheelchair,
      min(record.rank) FILTER (WHERE record.wheelchair IS NOT NULL) AS wheelchair_from,
      array_agg(record.website ORDER BY record.rank) AS website,
      min(record.rank) FILTER (WHERE record.website IS NOT NULL) AS website_from,
      array_agg(record.description ORDER BY record.rank) AS description,
      min(record.rank) FILTER (WHERE record.description IS NOT NULL) AS description_from,
      array_agg(record.manager_kind ORDER BY record.rank) AS manager_kind,
      min(record.rank) FILTER (WHERE record.manager_kind IS NOT NULL) AS manager_kind_from,
      array_agg(record.siret ORDER BY record.rank) AS siret,
      min(record.rank) FILTER (WHERE record.siret IS NOT NULL) AS siret_from,
      array_agg(record.telephone ORDER BY record.rank) AS telephone,
      min(record.rank) FILTER (WHERE record.telephone IS NOT NULL) AS telephone_from,
      -- The best known position; of equals, one that comes with an address.
      (array_agg(record.rank ORDER BY
        array_position(ARRAY['address', 'street', 'commune_centroid'], record.position_precision),
        record.address IS NULL, record.rank
      ))[1] AS location_from,
      max(record.source_updated_on) AS source_updated_on,
      CASE WHEN bool_and(record.vanished_at IS NOT NULL) THEN max(record.vanished_at) END AS vanished_at,
      max(record.updated_at) AS updated_at
    FROM third_place_record AS record WHERE record.shown_id = asked.id
  ) AS family
  JOIN third_place AS shown ON shown.id = asked.id
  -- Territory and time zone stay with the position, city and postcode with the address, and an address
  -- stands beside another record's position only where both lie in one commune.
  JOIN third_place AS located ON located.id = family.ids[family.location_from]
  CROSS JOIN LATERAL (
    SELECT coalesce(
      CASE WHEN located.address IS NOT NULL THEN family.location_from END,
      min(record.rank) FILTER (
        WHERE record.address IS NOT NULL AND record.commune_code = located.commune_code
      ),
      family.location_from
    ) AS rank
    FROM third_place_record AS record WHERE record.shown_id = asked.id
  ) AS address_from
  JOIN third_place AS addressed ON addressed.id = family.ids[address_from.rank]
  CROSS JOIN LATERAL (
    SELECT
      shown.id, shown.public_id, shown.source, shown.source_record_id, shown.licence, shown.fetched_at,
      family.names[1] AS name,
      family.kind[family.kind_from] AS kind,
      family.status[1] AS status,
      addressed.address,
      addressed.postcode,
      addressed.city,
      located.position,
      located.position_precision,
      located.commune_code,
      located.department_code,
      located.region_code,
      located.epci_code,
      located.timezone,
      family.opening_hours[family.hours_from] AS opening_hours,
      family.open_minutes[family.hours_from] AS open_minutes,
      family.ids[coalesce(family.hours_from, 1)] AS hours_from_id,
      family.wheelchair[family.wheelchair_from] AS wheelchair,
      family.website[family.website_from] AS website,
      family.description[family.description_from] AS description,
      family.manager_kind[family.manager_kind_from] AS manager_kind,
      family.siret[family.siret_from] AS siret,
      family.telephone[family.telephone_from] AS telephone,
      family.source_updated_on,
      family.vanished_at,
      family.updated_at
  ) AS place
  LEFT JOIN third_place AS hours ON hours.id = family.ids[family.hours_from] -- 0012
  LEFT JOIN commune ON commune.code = place.commune_code
  LEFT JOIN department ON department.code = place.department_code
  LEFT JOIN region ON region.code = place.region_code
  CROSS JOIN LATERAL (
    SELECT
      coalesce(json_agg(json_build_object(
        'type', item.type_code, 'group', type.parent_code, 'quantity', item.quantity, 'seats', item.seats,
        'shareable', item.shareable, 'conditions', item.conditions, 'price', item.price,
        'raw_text', item.raw_text, 'confidence', round(item.confidence::numeric, 2)
      ) ORDER BY type.rank, item.type_code), '[]') AS items,
      coalesce(array_agg(item.id ORDER BY item.id), '{}') AS ids,
      coalesce(array_agg(item.third_place_id), '{}') AS givers
    FROM (
      -- Of several readings of one type the surest.
      SELECT DISTINCT ON (equipment.type_code) equipment.*
      FROM equipment WHERE equipment.third_place_id = ANY (family.ids)
      ORDER BY equipment.type_code, equipment.confidence DESC,
        array_position(family.ids, equipment.third_place_id)
    ) AS item JOIN equipment_type AS type ON type.code = item.type_code
  ) AS inventory
  CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(DISTINCT code.value ORDER BY code.value), '{}') AS codes
    FROM equipment AS item
    JOIN equipment_type AS type ON type.code = item.type_code
    CROSS JOIN LATERAL (VALUES (type.code), (type.parent_code)) AS code(value)
    WHERE item.id = ANY (inventory.ids) AND item.shareable <> 'no' AND code.value IS NOT NULL
  ) AS offered
  CROSS JOIN LATERAL (
    SELECT
      coalesce(array_agg(DISTINCT award.programme_code ORDER BY award.programme_code), '{}') AS codes,
      coalesce(json_agg(json_build_object(
        'programme', award.programme_code, 'programme_name', programme.name, 'funder', programme.funder,
        'call', award.call, 'year', award.year, 'amount', award.amount,
        'period_start', award.period_start, 'period_end', award.period_end
      ) ORDER BY award.year, award.programme_code, award.call), '[]') AS items,
      max(award.year) AS last_year, sum(award.amount) AS total, coalesce(array_agg(award.third_place_id), '{}') AS givers
    FROM (
      SELECT DISTINCT ON (award.programme_code, award.call, award.year) award.*
      FROM award WHERE award.third_place_id = ANY (family.ids)
      ORDER BY award.programme_code, award.call, award.year, array_position(family.ids, award.third_place_id)
    ) AS award JOIN programme ON programme.code = award.programme_code
  ) AS funding
  CROSS JOIN LATERAL (
    SELECT json_agg(json_build_object(
      'id', family.public_ids[n], 'source', family.sources[n], 'source_record_id', family.source_record_ids[n],
      'licence', family.licences[n], 'fetched_at', family.fetched_at[n],
      'fields', array_remove(ARRAY[
        CASE WHEN n = 1 THEN 'name' END,
        CASE WHEN n = family.kind_from THEN 'kind' END,
        CASE WHEN n = 1 THEN 'status' END,
        CASE WHEN n = family.location_from AND place.position IS NOT NULL THEN 'position' END,
        CASE WHEN n = family.location_from AND place.commune_code IS NOT NULL THEN 'commune' END,
        CASE WHEN n = address_from.rank AND place.address IS NOT NULL THEN 'address' END,
        CASE WHEN n = address_from.rank AND place.postcode IS NOT NULL THEN 'postcode' END,
        CASE WHEN n = address_from.rank AND place.city IS NOT NULL THEN 'city' END,
        CASE WHEN n = family.hours_from THEN 'opening_hours' END,
        CASE WHEN n = family.wheelchair_from THEN 'wheelchair' END,
        CASE WHEN n = family.website_from THEN 'website' END,
        CASE WHEN n = family.description_from THEN 'description' END,
        CASE WHEN n = family.manager_kind_from THEN 'manager_kind' END,
        CASE WHEN n = family.siret_from THEN 'siret' END,
        CASE WHEN n = family.telephone_from THEN 'telephone' END,
        CASE WHEN family.ids[n] = ANY (inventory.givers) THEN 'equipment' END,
        CASE WHEN family.ids[n] = ANY (funding.givers) THEN 'awards' END
      ], NULL)
    ) ORDER BY n) AS items
    FROM generate_subscripts(family.ids, 1) AS n
  ) AS provenance
  CROSS JOIN LATERAL (
    SELECT coalesce(json_agg(DISTINCT twin.public_id), '[]') AS ids
    FROM (
      SELECT right_id AS id FROM duplicate_pair WHERE verdict = 'same' AND left_id = ANY (family.ids)
      UNION
      SELECT left_id FROM duplicate_pair WHERE verdict = 'same' AND right_id = ANY (family.ids)
    ) AS pair
    JOIN third_place AS other ON other.id = pair.id
    JOIN third_place AS twin ON twin.id = coalesce(other.merged_into, other.id)
    -- Under one licence they stay apart for another reason: one source lists both.
    WHERE twin.id <> asked.id AND (twin.licence <> shown.licence OR shown.licence = 'unconfirmed')
  ) AS elsewhere
  CROSS JOIN LATERAL (
    SELECT
      place.name,
      place.kind,
      place.status,
      place.address,
      place.postcode,
      place.city,
      place.commune_code,
      commune.name AS commune,
      place.department_code,
      department.name AS department,
      place.region_code,
      region.name AS region,
      place.epci_code,
      place.position_precision,
      place.opening_hours,
      hours.by_appointment, -- 0012
      place.timezone,
      place.wheelchair,
      place.website,
      place.telephone,
      place.description,
      place.manager_kind,
      place.siret,
      inventory.items AS equipment,
      funding.codes <> '{}' AS funded,
      funding.codes AS programmes,
      funding.items AS awards,
      place.source = 'demo' AS fictional,
      place.source,
      place.source_record_id,
      place.licence,
      place.fetched_at,
      place.source_updated_on,
      place.vanished_at,
      place.updated_at,
      provenance.items AS sources,
      elsewhere.ids AS same_as
  ) AS properties
  ON CONFLICT (third_place_id) DO UPDATE SET
    public_id = excluded.public_id, name = excluded.name, position = excluded.position, kind = excluded.kind,
    status = excluded.status, wheelchair = excluded.wheelchair, licence = excluded.licence,
    equipment_codes = excluded.equipment_codes, equipment_ids = excluded.equipment_ids,
    programme_codes = excluded.programme_codes,
    commune_code = excluded.commune_code, department_code = excluded.department_code,
    region_code = excluded.region_code, epci_code = excluded.epci_code,
    search_text = excluded.search_text, timezone = excluded.timezone, open_minutes = excluded.open_minutes,
    hours_from_id = excluded.hours_from_id,
    feature_head = excluded.feature_head, feature_tail = excluded.feature_tail,
    address = excluded.address, postcode = excluded.postcode, city = excluded.city, commune = excluded.commune, department = excluded.department, region = excluded.region, position_precision = excluded.position_precision, website = excluded.website, manager_kind = excluded.manager_kind, siret = excluded.siret, award_year = excluded.award_year, award_amount = excluded.award_amount, source = excluded.source, source_record_id = excluded.source_record_id, source_updated_on = excluded.source_updated_on, fetched_at = excluded.fetched_at, vanished_at = excluded.vanished_at, updated_at = excluded.updated_at
    , appointment_minutes = excluded.appointment_minutes, unknown_minutes = excluded.unknown_minutes -- 0012
    , by_appointment = excluded.by_appointment -- 0012
  WHERE (listing.updated_at, listing.feature_head, listing.feature_tail, listing.search_text, listing.equipment_codes,
         listing.equipment_ids, listing.open_minutes, listing.hours_from_id, listing.position)
    IS DISTINCT FROM
        (excluded.updated_at, excluded.feature_head, excluded.feature_tail, excluded.search_text, excluded.equipment_codes,
         excluded.equipment_ids, excluded.open_minutes, excluded.hours_from_id, excluded.position)
    OR (listing.appointment_minutes, listing.unknown_minutes) -- 0012
      IS DISTINCT FROM (excluded.appointment_minutes, excluded.unknown_minutes) -- 0012
$$;
