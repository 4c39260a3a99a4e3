-- Write the listing of places, of some records or of all, and what each licence says of places of several
-- licences. Rows whose content is the same are left alone.
CREATE OR REPLACE FUNCTION refresh_third_place_listing(ids bigint[] DEFAULT NULL) RETURNS void
LANGUAGE sql AS $$
  DELETE FROM third_place_listing USING third_place AS member
  WHERE member.id = third_place_id AND coalesce(member.merged_into, member.shown_with) IS NOT NULL
    AND member.id IN (SELECT unnest(coalesce(ids, ARRAY(SELECT id FROM third_place))));

  INSERT INTO third_place_listing AS listing (
    third_place_id, public_id, name, position, kind, status, wheelchair, licence, equipment_codes,
    equipment_ids, programme_codes, commune_code, department_code, region_code, epci_code, search_text,
    timezone, open_minutes, hours_from_id, feature_head, feature_tail, address, postcode, city, commune,
    department, region, position_precision, website, manager_kind, siret, award_year, award_amount, source,
    source_record_id, source_updated_on, fetched_at, vanished_at, updated_at, publisher, publishers,
    is_shared, appointment_minutes, unknown_minutes, by_appointment, equipment_absent, opening_hours,
    telephone, description, equipment_types, award_count, source_names, same_as,
    collection_tail, confirmed_at
  )
  SELECT * FROM compose_third_places(ids, true) AS composed
  -- Along the curve of the tiles, so that a box of the map reads few pages.
  ORDER BY tile_key(composed.position)
  ON CONFLICT (third_place_id) DO UPDATE SET
    public_id = excluded.public_id, name = excluded.name, position = excluded.position, kind = excluded.kind,
    status = excluded.status, wheelchair = excluded.wheelchair, licence = excluded.licence,
    equipment_codes = excluded.equipment_codes, equipment_ids = excluded.equipment_ids,
    programme_codes = excluded.programme_codes, commune_code = excluded.commune_code,
    department_code = excluded.department_code, region_code = excluded.region_code,
    epci_code = excluded.epci_code, search_text = excluded.search_text, timezone = excluded.timezone,
    open_minutes = excluded.open_minutes, hours_from_id = excluded.hours_from_id,
    feature_head = excluded.feature_head, feature_tail = excluded.feature_tail, address = excluded.address,
    postcode = excluded.postcode, city = excluded.city, commune = excluded.commune,
    department = excluded.department, region = excluded.region,
    position_precision = excluded.position_precision, website = excluded.website,
    manager_kind = excluded.manager_kind, siret = excluded.siret, award_year = excluded.award_year,
    award_amount = excluded.award_amount, source = excluded.source,
    source_record_id = excluded.source_record_id, source_updated_on = excluded.source_updated_on,
    fetched_at = excluded.fetched_at, vanished_at = excluded.vanished_at, updated_at = excluded.updated_at,
    publisher = excluded.publisher, publishers = excluded.publishers, is_shared = excluded.is_shared,
    appointment_minutes = excluded.appointment_minutes, unknown_minutes = excluded.unknown_minutes,
    by_appointment = excluded.by_appointment, equipment_absent = excluded.equipment_absent,
    opening_hours = excluded.opening_hours, telephone = excluded.telephone, description = excluded.description,
    equipment_types = excluded.equipment_types, award_count = excluded.award_count,
    source_names = excluded.source_names, same_as = excluded.same_as,
    collection_tail = excluded.collection_tail, confirmed_at = excluded.confirmed_at
  WHERE (listing.updated_at, listing.feature_head, listing.feature_tail, listing.search_text,
         listing.equipment_codes, listing.equipment_ids, listing.open_minutes, listing.hours_from_id,
         listing.position, listing.publisher, listing.publishers, listing.is_shared,
         listing.appointment_minutes, listing.unknown_minutes)
    IS DISTINCT FROM
        (excluded.updated_at, excluded.feature_head, excluded.feature_tail, excluded.search_text,
         excluded.equipment_codes, excluded.equipment_ids, excluded.open_minutes, excluded.hours_from_id,
         excluded.position, excluded.publisher, excluded.publishers, excluded.is_shared,
         excluded.appointment_minutes, excluded.unknown_minutes);

  WITH composed AS (
    SELECT * FROM compose_third_places(ids, false)
  ), gone AS (
    DELETE FROM third_place_licence_listing
    WHERE third_place_id IN (
      SELECT unnest(coalesce(ids, ARRAY(SELECT id FROM third_place))) UNION SELECT third_places_shown(ids)
    ) AND third_place_id NOT IN (SELECT third_place_id FROM composed)
  )
  INSERT INTO third_place_licence_listing AS listing (
    third_place_id, public_id, name, position, kind, status, wheelchair, licence, equipment_codes,
    equipment_ids, programme_codes, commune_code, department_code, region_code, epci_code, search_text,
    timezone, open_minutes, hours_from_id, feature_head, feature_tail, address, postcode, city, commune,
    department, region, position_precision, website, manager_kind, siret, award_year, award_amount, source,
    source_record_id, source_updated_on, fetched_at, vanished_at, updated_at, publisher, publishers,
    is_shared, appointment_minutes, unknown_minutes, by_appointment, equipment_absent, opening_hours,
    telephone, description, equipment_types, award_count, source_names, same_as,
    collection_tail, confirmed_at
  )
  SELECT * FROM composed
  ON CONFLICT (third_place_id) DO UPDATE SET
    public_id = excluded.public_id, name = excluded.name, position = excluded.position, kind = excluded.kind,
    status = excluded.status, wheelchair = excluded.wheelchair, licence = excluded.licence,
    equipment_codes = excluded.equipment_codes, equipment_ids = excluded.equipment_ids,
    programme_codes = excluded.programme_codes, commune_code = excluded.commune_code,
    department_code = excluded.department_code, region_code = excluded.region_code,
    epci_code = excluded.epci_code, search_text = excluded.search_text, timezone = excluded.timezone,
    open_minutes = excluded.open_minutes, hours_from_id = excluded.hours_from_id,
    feature_head = excluded.feature_head, feature_tail = excluded.feature_tail, address = excluded.address,
    postcode = excluded.postcode, city = excluded.city, commune = excluded.commune,
    department = excluded.department, region = excluded.region,
    position_precision = excluded.position_precision, website = excluded.website,
    manager_kind = excluded.manager_kind, siret = excluded.siret, award_year = excluded.award_year,
    award_amount = excluded.award_amount, source = excluded.source,
    source_record_id = excluded.source_record_id, source_updated_on = excluded.source_updated_on,
    fetched_at = excluded.fetched_at, vanished_at = excluded.vanished_at, updated_at = excluded.updated_at,
    publisher = excluded.publisher, publishers = excluded.publishers, is_shared = excluded.is_shared,
    appointment_minutes = excluded.appointment_minutes, unknown_minutes = excluded.unknown_minutes,
    by_appointment = excluded.by_appointment, equipment_absent = excluded.equipment_absent,
    opening_hours = excluded.opening_hours, telephone = excluded.telephone, description = excluded.description,
    equipment_types = excluded.equipment_types, award_count = excluded.award_count,
    source_names = excluded.source_names, same_as = excluded.same_as,
    collection_tail = excluded.collection_tail, confirmed_at = excluded.confirmed_at
  WHERE (listing.updated_at, listing.feature_head, listing.feature_tail, listing.search_text,
         listing.equipment_codes, listing.equipment_ids, listing.open_minutes, listing.hours_from_id,
         listing.position, listing.publisher, listing.publishers, listing.is_shared,
         listing.appointment_minutes, listing.unknown_minutes)
    IS DISTINCT FROM
        (excluded.updated_at, excluded.feature_head, excluded.feature_tail, excluded.search_text,
         excluded.equipment_codes, excluded.equipment_ids, excluded.open_minutes, excluded.hours_from_id,
         excluded.position, excluded.publisher, excluded.publishers, excluded.is_shared,
         excluded.appointment_minutes, excluded.unknown_minutes);

  -- The equipment that is shown, one row each. What is not any more goes with its listing or its item.
  DELETE FROM equipment_listing AS shown USING third_place_listing AS listing
  WHERE shown.third_place_id = listing.third_place_id
    AND listing.third_place_id IN (SELECT third_places_shown(ids))
    AND NOT EXISTS (
      SELECT FROM equipment AS item
      WHERE item.id = shown.equipment_id AND item.type_code = shown.type_code
        AND item.id = ANY (listing.equipment_ids)
    );

  INSERT INTO equipment_listing AS shown (third_place_id, type_code, equipment_id, public_id)
  SELECT listing.third_place_id, item.type_code, item.id, listing.public_id || '.' || item.type_code
  FROM third_place_listing AS listing
  CROSS JOIN LATERAL unnest(listing.equipment_ids) AS offered(id)
  JOIN equipment AS item ON item.id = offered.id
  WHERE listing.third_place_id IN (SELECT third_places_shown(ids))
  ON CONFLICT (third_place_id, type_code) DO UPDATE SET
    equipment_id = excluded.equipment_id, public_id = excluded.public_id
  WHERE (shown.equipment_id, shown.public_id) IS DISTINCT FROM (excluded.equipment_id, excluded.public_id);
$$;
