-- The listings: what every public read goes through. Each function rewrites the rows of the given ids
-- (all rows when null); rows whose content is the same are left alone.

-- Every record with the place under which it is shown, and its rank among the records shown there: what its
-- source still holds before what vanished, then the more trusted source, then the newer record. Nothing in
-- this order hangs on which record came first.
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
  place.*
FROM third_place AS place LEFT JOIN data_source AS source ON source.name = place.source;

-- The places whose Feature says something of the given records: those under which they are shown, and those
-- that name one of these as the same place under another licence.
CREATE FUNCTION third_places_shown(ids bigint[]) RETURNS SETOF bigint
LANGUAGE sql STABLE AS $$
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
$$;

-- A place is shown field by field: of the records merged into it, the first by rank that says something.
-- `..._from` is the index of that record in the arrays, which are in the order of the rank.
CREATE FUNCTION refresh_third_place_listing(ids bigint[] DEFAULT NULL) RETURNS void
LANGUAGE sql AS $$
  DELETE FROM third_place_listing USING third_place AS member
  WHERE member.id = third_place_id AND member.merged_into IS NOT NULL
    AND member.id IN (SELECT unnest(coalesce(ids, ARRAY(SELECT id FROM third_place))));

  INSERT INTO third_place_listing AS listing (
    third_place_id, public_id, name, position, kind, status, wheelchair, licence, equipment_codes,
    equipment_ids, programme_codes, commune_code, department_code, region_code, epci_code, search_text,
    timezone, open_minutes, hours_from_id, feature_head, feature_tail
  )
  SELECT
    place.id, place.public_id, place.name, place.position, place.kind, place.status, place.wheelchair,
    place.licence, offered.codes, inventory.ids, funding.codes,
    place.commune_code, place.department_code, place.region_code, place.epci_code,
    fold(concat_ws(' ', VARIADIC family.names || ARRAY[place.address, place.postcode, place.city, commune.name])),
    place.timezone, place.open_minutes, place.hours_from_id,
    '{"type":"Feature","id":' || to_json(place.public_id)
      || ',"geometry":' || coalesce(ST_AsGeoJSON(place.position, 6), 'null') || ',"properties":{',
    substr(row_to_json(properties)::text, 2) || '}'
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
      coalesce(array_agg(award.third_place_id), '{}') AS givers
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
      place.timezone,
      place.wheelchair,
      place.website,
      place.description,
      place.manager_kind,
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
    feature_head = excluded.feature_head, feature_tail = excluded.feature_tail
  WHERE (listing.feature_head, listing.feature_tail, listing.search_text, listing.equipment_codes,
         listing.equipment_ids, listing.open_minutes, listing.hours_from_id, listing.position)
    IS DISTINCT FROM
        (excluded.feature_head, excluded.feature_tail, excluded.search_text, excluded.equipment_codes,
         excluded.equipment_ids, excluded.open_minutes, excluded.hours_from_id, excluded.position)
$$;

-- A site is shown field by field from the records of its SIRET: of those that count, the first by rank that
-- says something. First comes what its source still holds, then the more trusted source, then the newer
-- record. One record of a source counts, and what vanished only where everything did: an answer that was
-- withdrawn, or replaced by a later one, is none. `..._from` is the index of the record in the arrays.
CREATE FUNCTION refresh_organisation_listing(ids bigint[] DEFAULT NULL) RETURNS void
LANGUAGE sql AS $$
  DELETE FROM organisation_listing USING organisation AS member
  WHERE member.id = organisation_id AND member.merged_into IS NOT NULL
    AND member.id IN (SELECT unnest(coalesce(ids, ARRAY(SELECT id FROM organisation))));

  WITH asked AS (
    -- A join, so that one row is found by the index and many rows by one pass.
    SELECT DISTINCT coalesce(merged_into, id) AS id FROM organisation
    WHERE id IN (SELECT unnest(coalesce(ids, ARRAY(SELECT id FROM organisation))))
  ), shared AS (
    SELECT DISTINCT merged_into AS id FROM organisation WHERE merged_into IN (SELECT id FROM asked)
  ), site AS (
    SELECT
      single.id, single.public_id, single.source, single.source_record_id, single.licence, single.fetched_at,
      single.name, single.trade_name, single.kind, single.status, single.siret, single.siren, single.nda,
      single.uai, single.apprenticeship_role, single.networks, single.address, single.postcode, single.city,
      single.position, single.position_precision, single.commune_code, single.department_code,
      single.region_code, single.epci_code, single.equipment_status, single.plans_to_invest,
      single.id AS needs_from, single.qualiopi, single.source_updated_on, single.vanished_at,
      single.updated_at, concat_ws(' ', single.name, single.trade_name) AS names,
      json_build_array(json_build_object(
        'id', single.public_id, 'source', single.source, 'source_record_id', single.source_record_id,
        'licence', single.licence, 'fetched_at', single.fetched_at, 'vanished_at', single.vanished_at,
        'fields', array_remove(ARRAY[
          'name', 'kind', 'status',
          CASE WHEN single.trade_name IS NOT NULL THEN 'trade_name' END,
          CASE WHEN single.nda IS NOT NULL THEN 'nda' END,
          CASE WHEN single.uai IS NOT NULL THEN 'uai' END,
          CASE WHEN single.apprenticeship_role IS NOT NULL THEN 'apprenticeship_role' END,
          CASE WHEN single.networks <> '{}' THEN 'networks' END,
          CASE WHEN single.address IS NOT NULL THEN 'address' END,
          CASE WHEN single.position IS NOT NULL THEN 'position' END,
          CASE WHEN single.commune_code IS NOT NULL THEN 'commune' END,
          CASE WHEN single.equipment_status <> 'unknown' THEN 'equipment_status' END,
          CASE WHEN single.plans_to_invest IS NOT NULL THEN 'plans_to_invest' END,
          CASE WHEN EXISTS (SELECT FROM organisation_need WHERE organisation_id = single.id) THEN 'needs' END,
          CASE WHEN single.qualiopi IS NOT NULL THEN 'qualiopi' END
        ], NULL)
      )) AS sources
    FROM organisation AS single
    WHERE single.id IN (SELECT id FROM asked) AND single.id NOT IN (SELECT id FROM shared)
    UNION ALL
    SELECT
      head.id, head.public_id, first.source, first.source_record_id, family.licence, first.fetched_at,
      first.name, family.trade_name[family.trade_name_from], family.kind, family.status,
      family.siret, left(family.siret, 9), family.nda[family.nda_from], family.uai[family.uai_from],
      family.role[family.role_from],
      coalesce((SELECT networks FROM organisation WHERE id = family.ids[family.networks_from]), '{}'),
      addressed.address, addressed.postcode, addressed.city,
      located.position, located.position_precision, located.commune_code, located.department_code,
      located.region_code, located.epci_code,
      coalesce(family.equipment_status[family.equipment_status_from], 'unknown'),
      family.plans[family.plans_from], family.ids[family.needs_from],
      family.qualiopi[family.qualiopi_from], family.source_updated_on, family.vanished_at, family.updated_at,
      family.names,
      (
        SELECT json_agg(json_build_object(
          'id', family.public_ids[n], 'source', family.sources[n],
          'source_record_id', family.source_record_ids[n], 'licence', family.licences[n],
          'fetched_at', family.fetched_at[n], 'vanished_at', family.vanished[n],
          'fields', array_remove(ARRAY[
            CASE WHEN n = 1 THEN 'name' END,
            CASE WHEN n = family.trade_name_from THEN 'trade_name' END,
            CASE WHEN n = family.kind_from THEN 'kind' END,
            CASE WHEN n = family.status_from THEN 'status' END,
            CASE WHEN n = family.nda_from THEN 'nda' END,
            CASE WHEN n = family.uai_from THEN 'uai' END,
            CASE WHEN n = family.role_from THEN 'apprenticeship_role' END,
            CASE WHEN n = family.networks_from THEN 'networks' END,
            CASE WHEN n = spot.address_from AND addressed.address IS NOT NULL THEN 'address' END,
            CASE WHEN n = family.location_from AND located.position IS NOT NULL THEN 'position' END,
            CASE WHEN n = family.location_from AND located.commune_code IS NOT NULL THEN 'commune' END,
            CASE WHEN n = family.equipment_status_from THEN 'equipment_status' END,
            CASE WHEN n = family.plans_from THEN 'plans_to_invest' END,
            CASE WHEN n = family.needs_from THEN 'needs' END,
            CASE WHEN n = family.qualiopi_from THEN 'qualiopi' END
          ], NULL)
        ) ORDER BY n)
        FROM generate_subscripts(family.ids, 1) AS n
      )
    FROM shared
    JOIN organisation AS head ON head.id = shared.id
    CROSS JOIN LATERAL (
      SELECT
        array_agg(id ORDER BY rank) AS ids,
        array_agg(public_id ORDER BY rank) AS public_ids,
        array_agg(source ORDER BY rank) AS sources,
        array_agg(source_record_id ORDER BY rank) AS source_record_ids,
        array_agg(licence ORDER BY rank) AS licences,
        array_agg(fetched_at ORDER BY rank) AS fetched_at,
        array_agg(vanished_at ORDER BY rank) AS vanished,
        max(siret) AS siret,
        -- What may be promised of the whole is what may be promised of each part.
        (array_agg(licence ORDER BY array_position(
          ARRAY['unconfirmed', 'ODbL-1.0', 'LO-2.0', 'MIT', 'CC0-1.0'], licence
        )) FILTER (WHERE counts))[1] AS licence,
        array_agg(trade_name ORDER BY rank) AS trade_name,
        min(rank) FILTER (WHERE counts AND trade_name IS NOT NULL) AS trade_name_from,
        CASE WHEN bool_or(counts AND kind = 'cfa') THEN 'cfa' ELSE 'training_organisation' END AS kind,
        coalesce(min(rank) FILTER (WHERE counts AND kind = 'cfa'), 1) AS kind_from,
        -- Only closing is ever stated; being listed is no statement against it.
        CASE WHEN bool_or(counts AND status = 'closed') THEN 'closed' ELSE 'open' END AS status,
        coalesce(min(rank) FILTER (WHERE counts AND status = 'closed'), 1) AS status_from,
        array_agg(nda ORDER BY rank) AS nda,
        min(rank) FILTER (WHERE counts AND nda IS NOT NULL) AS nda_from,
        array_agg(uai ORDER BY rank) AS uai,
        min(rank) FILTER (WHERE counts AND uai IS NOT NULL) AS uai_from,
        array_agg(apprenticeship_role ORDER BY rank) AS role,
        min(rank) FILTER (WHERE counts AND apprenticeship_role IS NOT NULL) AS role_from,
        min(rank) FILTER (WHERE counts AND networks <> '{}') AS networks_from,
        array_agg(equipment_status ORDER BY rank) AS equipment_status,
        min(rank) FILTER (WHERE counts AND equipment_status <> 'unknown') AS equipment_status_from,
        array_agg(plans_to_invest ORDER BY rank) AS plans,
        min(rank) FILTER (WHERE counts AND plans_to_invest IS NOT NULL) AS plans_from,
        min(rank) FILTER (
          WHERE counts AND EXISTS (SELECT FROM organisation_need WHERE organisation_id = record.id)
        ) AS needs_from,
        array_agg(qualiopi ORDER BY rank) AS qualiopi,
        min(rank) FILTER (WHERE counts AND qualiopi IS NOT NULL) AS qualiopi_from,
        -- The best known position; of equals, one that comes with an address.
        (array_agg(rank ORDER BY
          array_position(ARRAY['address', 'street', 'commune_centroid'], position_precision),
          commune_code IS NULL, address IS NULL, rank
        ) FILTER (WHERE counts))[1] AS location_from,
        min(rank) FILTER (WHERE counts AND address IS NOT NULL) AS any_address_from,
        array_agg(address ORDER BY rank) AS address,
        max(source_updated_on) FILTER (WHERE counts) AS source_updated_on,
        CASE WHEN bool_and(vanished_at IS NOT NULL) THEN max(vanished_at) END AS vanished_at,
        max(updated_at) AS updated_at,
        string_agg(concat_ws(' ', name, trade_name), ' ' ORDER BY rank) FILTER (WHERE counts) AS names
      FROM (
        SELECT
          member.*,
          (row_number() OVER by_rank)::int AS rank,
          (member.vanished_at IS NULL OR bool_and(member.vanished_at IS NOT NULL) OVER ())
            AND row_number() OVER (
              PARTITION BY member.source
              ORDER BY member.vanished_at IS NOT NULL, member.source_updated_on DESC NULLS LAST, member.id DESC
            ) = 1 AS counts
        FROM organisation AS member LEFT JOIN data_source AS origin ON origin.name = member.source
        WHERE member.id = shared.id OR member.merged_into = shared.id
        WINDOW by_rank AS (
          ORDER BY member.vanished_at IS NOT NULL, coalesce(origin.trust, 50) DESC, member.source,
            member.source_updated_on DESC NULLS LAST, member.id DESC
        )
      ) AS record
    ) AS family
    CROSS JOIN LATERAL (
      SELECT CASE
        WHEN family.address[family.location_from] IS NULL
        THEN coalesce(family.any_address_from, family.location_from)
        ELSE family.location_from
      END AS address_from
    ) AS spot
    JOIN organisation AS first ON first.id = family.ids[1]
    JOIN organisation AS located ON located.id = family.ids[family.location_from]
    JOIN organisation AS addressed ON addressed.id = family.ids[spot.address_from]
  )
  INSERT INTO organisation_listing AS listing (
    organisation_id, public_id, position, kind, status, equipment_status, siret, nda, uai, licence,
    need_codes, commune_code, department_code, region_code, epci_code, search_text,
    feature_head, feature_tail
  )
  SELECT
    site.id, site.public_id, site.position, site.kind, site.status, site.equipment_status,
    site.siret, site.nda, site.uai, site.licence, asked_for.codes,
    site.commune_code, site.department_code, site.region_code, site.epci_code,
    fold(concat_ws(' ', site.names, site.address, site.postcode, site.city, commune.name)),
    '{"type":"Feature","id":' || to_json(site.public_id)
      || ',"geometry":' || coalesce(ST_AsGeoJSON(site.position, 6), 'null') || ',"properties":{',
    substr(row_to_json(properties)::text, 2) || '}'
  FROM site
  LEFT JOIN commune ON commune.code = site.commune_code
  LEFT JOIN department ON department.code = site.department_code
  LEFT JOIN region ON region.code = site.region_code
  CROSS JOIN LATERAL (
    SELECT
      coalesce(json_agg(json_build_object(
        'type', need.type_code, 'quantity', need.quantity, 'learners', need.learners
      ) ORDER BY type.rank), '[]') AS items
    FROM organisation_need AS need JOIN equipment_type AS type ON type.code = need.type_code
    WHERE need.organisation_id = site.needs_from
  ) AS needed
  CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(DISTINCT code.value ORDER BY code.value), '{}') AS codes
    FROM organisation_need AS need
    JOIN equipment_type AS type ON type.code = need.type_code
    CROSS JOIN LATERAL (VALUES (type.code), (type.parent_code)) AS code(value)
    WHERE need.organisation_id = site.needs_from AND code.value IS NOT NULL
  ) AS asked_for
  CROSS JOIN LATERAL (
    SELECT
      site.name, site.trade_name, site.kind, site.status, site.siret, site.siren, site.nda, site.uai,
      site.apprenticeship_role, site.networks, site.address, site.postcode, site.city,
      site.commune_code, commune.name AS commune, site.department_code, department.name AS department,
      site.region_code, region.name AS region, site.epci_code, site.position_precision,
      site.equipment_status, site.plans_to_invest, needed.items AS needs, site.qualiopi,
      site.source = 'demo' AS fictional, site.source, site.source_record_id, site.licence,
      site.fetched_at, site.source_updated_on, site.vanished_at, site.updated_at, site.sources
  ) AS properties
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

-- A record is merged into a place, never into a record that is merged itself. Checked at the end of a
-- statement, so that one statement may turn a family around.
CREATE FUNCTION refuse_merge_chain() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM changed JOIN third_place AS place ON place.id = changed.merged_into
    WHERE place.merged_into IS NOT NULL
  ) OR EXISTS (
    SELECT FROM changed JOIN third_place AS member ON member.merged_into = changed.id
    WHERE changed.merged_into IS NOT NULL
  ) THEN
    RAISE integrity_constraint_violation
      USING MESSAGE = 'a third place cannot be merged into one that is merged itself';
  END IF;
  RETURN NULL;
END
$$;

INSERT INTO directory_state DEFAULT VALUES;
