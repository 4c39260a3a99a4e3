-- Rows of the listing of places. `together`: one row for each place, whatever the licences of its records;
-- else one row for each licence under which something is said of a place of several licences, from the
-- records under that licence alone (of several that are unconfirmed, and so not mixed with one another, the
-- first).
--
-- A row speaks field by field: of the records of one licence, the first by rank that says something;
-- `..._from` is the index of that record in the arrays, which are in the order of the rank. Where licences
-- differ, the values are those of one of them, the one that knows most; what comes as a list, equipment and
-- awards, is taken from all of them, item by item, and `sources` says which record gives any.
--
-- To plan this statement takes ten times as long as to answer it for one place: a session plans it once, in
-- the order in which it is written.
CREATE OR REPLACE FUNCTION compose_third_places(ids bigint[], together boolean) RETURNS TABLE (
  third_place_id bigint, public_id text, name text, "position" geography, kind text, status text,
  wheelchair text, licence text, equipment_codes text[], equipment_ids int[], programme_codes text[],
  commune_code text, department_code text, region_code text, epci_code text, search_text text, timezone text,
  open_minutes int4multirange, hours_from_id int, feature_head text, feature_tail text, address text,
  postcode text, city text, commune text, department text, region text, position_precision text,
  website text, manager_kind text, siret text, award_year int, award_amount numeric, source text,
  source_record_id text, source_updated_on date, fetched_at timestamptz, vanished_at timestamptz,
  updated_at timestamptz, publisher text, publishers text[], is_shared boolean,
  appointment_minutes int4multirange, unknown_minutes int4multirange, by_appointment boolean,
  equipment_absent text[], opening_hours text, telephone text, description text, equipment_types text[],
  award_count int, source_names text[], same_as text[], collection_tail text, confirmed_at timestamptz
)
LANGUAGE plpgsql STABLE
SET join_collapse_limit = 1 SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT
    place.id::bigint, place.public_id, place.name, place.position, place.kind, place.status, place.wheelchair,
    place.licence, offered.codes, inventory.ids, funding.codes,
    place.commune_code, place.department_code, place.region_code, place.epci_code,
    fold(concat_ws(
      ' ', VARIADIC around.names || ARRAY[place.address, place.postcode, place.city, commune.name]
    )),
    place.timezone, place.open_minutes, place.hours_from_id,
    '{"type":"Feature","id":' || to_json(place.public_id)
      || ',"geometry":' || coalesce(ST_AsGeoJSON(place.position, 6), 'null') || ',"properties":{',
    substr(row_to_json(properties)::text, 2) || '}',
    place.address, place.postcode, place.city, commune.name, department.name, region.name,
    place.position_precision, place.website, place.manager_kind, place.siret, funding.last_year, funding.total,
    place.source, place.source_record_id, place.source_updated_on, place.fetched_at, place.vanished_at,
    place.updated_at, place.publisher,
    ARRAY(
      SELECT DISTINCT said.name FROM unnest(around.publishers) AS said(name)
      WHERE said.name IS NOT NULL ORDER BY 1
    ),
    cardinality(circle.ids) > 1,
    hours.appointment_minutes, hours.unknown_minutes, hours.by_appointment, lacking.codes,
    place.opening_hours, place.telephone, place.description, inventory.types, funding.count,
    origin.names, elsewhere.ids, substr(row_to_json(collected)::text, 2) || '}', freshness.confirmed_at
  FROM third_places_shown(ids) AS asked(id)
  JOIN third_place AS shown ON shown.id = asked.id
  -- The places of one licence each that are one place, the one that knows most first.
  CROSS JOIN LATERAL (
    SELECT shown.shown_with IS NULL AND NOT EXISTS (
      SELECT FROM third_place AS other WHERE other.shown_with = shown.id
    ) AS is_alone
  ) AS company
  CROSS JOIN LATERAL (
    SELECT CASE WHEN company.is_alone THEN ARRAY[shown.id] ELSE (
      SELECT array_agg(head.id ORDER BY
        known.is_vanished, known.hours IS NULL, known.precision, known.trust DESC, known.newest DESC,
        head.source, head.source_record_id
      )
      FROM third_place AS head
      CROSS JOIN LATERAL (
        SELECT
          bool_and(record.vanished_at IS NOT NULL) AS is_vanished,
          min(record.rank) FILTER (WHERE record.opening_hours IS NOT NULL) AS hours,
          min(array_position(ARRAY['address', 'street', 'commune_centroid'], record.position_precision))
            AS precision,
          max(record.trust) AS trust,
          max(coalesce(record.source_updated_on, (record.fetched_at AT TIME ZONE 'UTC')::date)) AS newest
        FROM third_place_record AS record WHERE record.shown_id = head.id
      ) AS known
      WHERE coalesce(shown.shown_with, shown.id) IN (head.id, head.shown_with)
    ) END AS ids
  ) AS circle
  CROSS JOIN LATERAL (
    SELECT CASE WHEN together THEN circle.ids ELSE ARRAY[shown.id] END AS ids
  ) AS heard
  JOIN third_place AS voice ON voice.id = heard.ids[1]
  CROSS JOIN LATERAL (
    SELECT
      array_agg(record.id ORDER BY record.rank) AS ids,
      array_agg(record.name ORDER BY record.rank) AS names,
      coalesce(min(record.rank) FILTER (WHERE 'name' = ANY (record.stated)), 1) AS name_from,
      array_agg(record.status ORDER BY record.rank) AS status,
      array_agg('status' = ANY (record.assumed) ORDER BY record.rank) AS status_assumed,
      -- What is assumed gives way to what is stated.
      coalesce(
        min(record.rank) FILTER (WHERE 'status' = ANY (record.stated)),
        min(record.rank) FILTER (WHERE 'status' <> ALL (record.assumed)),
        1
      ) AS status_from,
      array_agg(record.kind ORDER BY record.rank) AS kind,
      array_agg('kind' = ANY (record.assumed) ORDER BY record.rank) AS kind_assumed,
      -- What says no more than that it is a third place gives way to what says which.
      coalesce(
        min(record.rank) FILTER (WHERE 'kind' = ANY (record.stated)),
        min(record.rank) FILTER (WHERE record.kind NOT IN ('third_place', 'other')),
        min(record.rank) FILTER (WHERE 'kind' <> ALL (record.assumed)),
        1
      ) AS kind_from,
      array_agg(record.opening_hours ORDER BY record.rank) AS opening_hours,
      array_agg(record.open_minutes ORDER BY record.rank) AS open_minutes,
      coalesce(
        min(record.rank) FILTER (WHERE 'opening_hours' = ANY (record.stated)),
        min(record.rank) FILTER (WHERE record.opening_hours IS NOT NULL OR record.open_minutes IS NOT NULL)
      ) AS hours_from,
      array_agg(record.wheelchair ORDER BY record.rank) AS wheelchair,
      coalesce(
        min(record.rank) FILTER (WHERE 'wheelchair' = ANY (record.stated)),
        min(record.rank) FILTER (WHERE record.wheelchair IS NOT NULL)
      ) AS wheelchair_from,
      array_agg(record.website ORDER BY record.rank) AS website,
      coalesce(
        min(record.rank) FILTER (WHERE 'website' = ANY (record.stated)),
        min(record.rank) FILTER (WHERE record.website IS NOT NULL)
      ) AS website_from,
      array_agg(record.description ORDER BY record.rank) AS description,
      coalesce(
        min(record.rank) FILTER (WHERE 'description' = ANY (record.stated)),
        min(record.rank) FILTER (WHERE record.description IS NOT NULL)
      ) AS description_from,
      array_agg(record.manager_kind ORDER BY record.rank) AS manager_kind,
      coalesce(
        min(record.rank) FILTER (WHERE 'manager_kind' = ANY (record.stated)),
        min(record.rank) FILTER (WHERE record.manager_kind IS NOT NULL)
      ) AS manager_kind_from,
      array_agg(record.siret ORDER BY record.rank) AS siret,
      coalesce(
        min(record.rank) FILTER (WHERE 'siret' = ANY (record.stated)),
        min(record.rank) FILTER (WHERE record.siret IS NOT NULL)
      ) AS siret_from,
      array_agg(record.telephone ORDER BY record.rank) AS telephone,
      coalesce(
        min(record.rank) FILTER (WHERE 'telephone' = ANY (record.stated)),
        min(record.rank) FILTER (WHERE record.telephone IS NOT NULL)
      ) AS telephone_from,
      -- The stated position, else the best known; of equals, one that comes with an address.
      (array_agg(record.rank ORDER BY
        'location' = ANY (record.stated) DESC,
        array_position(ARRAY['address', 'street', 'commune_centroid'], record.position_precision),
        record.address IS NULL, record.rank
      ))[1] AS location_from,
      max(record.source_updated_on) AS source_updated_on
    FROM third_place_record AS record WHERE record.shown_id = voice.id
  ) AS family
  -- All records of the place, those above first.
  CROSS JOIN LATERAL (
    SELECT
      array_agg(record.id ORDER BY placed.n, record.rank) AS ids,
      array_agg(record.public_id ORDER BY placed.n, record.rank) AS public_ids,
      array_agg(record.source ORDER BY placed.n, record.rank) AS sources,
      array_agg(record.list ORDER BY placed.n, record.rank) AS lists,
      array_agg(record.title ORDER BY placed.n, record.rank) AS titles,
      array_agg(record.publisher ORDER BY placed.n, record.rank) AS publishers,
      array_agg(record.dated ORDER BY placed.n, record.rank) AS dated,
      array_agg(record.source_record_id ORDER BY placed.n, record.rank) AS source_record_ids,
      array_agg(record.licence ORDER BY placed.n, record.rank) AS licences,
      array_agg(record.fetched_at ORDER BY placed.n, record.rank) AS fetched_at,
      array_agg(record.name ORDER BY placed.n, record.rank) AS names,
      CASE WHEN bool_and(record.vanished_at IS NOT NULL) THEN max(record.vanished_at) END AS vanished_at,
      max(record.updated_at) AS updated_at
    FROM unnest(heard.ids) WITH ORDINALITY AS placed(id, n)
    CROSS JOIN LATERAL (
      -- Joined without `OFFSET 0`, every record would be ranked for each place.
      SELECT * FROM third_place_record AS member WHERE member.shown_id = placed.id OFFSET 0
    ) AS record
  ) AS around
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
    FROM third_place_record AS record WHERE record.shown_id = voice.id
  ) AS address_from
  JOIN third_place AS addressed ON addressed.id = family.ids[address_from.rank]
  CROSS JOIN LATERAL (
    SELECT
      shown.id, shown.public_id, voice.source, voice.source_record_id, voice.licence, voice.fetched_at,
      nullif(voice.list, '') AS list,
      around.publishers[array_position(around.ids, voice.id)] AS publisher,
      family.names[family.name_from] AS name,
      family.kind[family.kind_from] AS kind,
      family.status[family.status_from] AS status,
      array_remove(ARRAY[
        CASE WHEN family.kind_assumed[family.kind_from] THEN 'kind' END,
        CASE WHEN family.status_assumed[family.status_from] THEN 'status' END
      ], NULL) AS assumed,
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
      around.vanished_at,
      around.updated_at
  ) AS place
  LEFT JOIN third_place AS hours ON hours.id = family.ids[family.hours_from]
  LEFT JOIN commune ON commune.code = place.commune_code
  LEFT JOIN department ON department.code = place.department_code
  LEFT JOIN region ON region.code = place.region_code
  -- What people have stated is a source of its own, with its own date and licence.
  CROSS JOIN LATERAL (
    SELECT
      array_agg(said.speaker ORDER BY said.speaker DESC) AS speakers,
      array_agg(said.said_at ORDER BY said.speaker DESC) AS said_at,
      array_agg(to_json(said.fields) ORDER BY said.speaker DESC) AS fields
    FROM (
      SELECT
        stated.speaker, max(stated.said_at) AS said_at,
        array_agg(DISTINCT given.property ORDER BY given.property) AS fields
      FROM stated_value AS stated
      CROSS JOIN LATERAL unnest(stated_properties(stated.field, stated.value)) AS given(property)
      WHERE stated.third_place_id = ANY (around.ids)
      GROUP BY stated.speaker
    ) AS said
  ) AS spoken
  CROSS JOIN LATERAL (
    SELECT
      coalesce(json_agg(json_build_object(
        'type', item.type_code, 'group', type.parent_code, 'quantity', item.quantity, 'seats', item.seats,
        'shareable', item.shareable, 'conditions', item.conditions, 'price', item.price,
        'raw_text', item.raw_text, 'confidence', round(item.confidence::numeric, 2), 'terms', item.terms
      ) ORDER BY type.rank, item.type_code), '[]') AS items,
      coalesce(array_agg(item.id ORDER BY item.id), '{}') AS ids,
      coalesce(
        array_agg(item.type_code ORDER BY type.rank, item.type_code) FILTER (WHERE item.shareable <> 'no'), '{}'
      ) AS types,
      coalesce(array_agg(item.third_place_id) FILTER (WHERE NOT item.is_stated), '{}') AS givers
    FROM (
      -- Of several readings of one type what was stated, else the surest.
      SELECT DISTINCT ON (equipment.type_code) equipment.*, stated.field IS NOT NULL AS is_stated
      FROM equipment LEFT JOIN stated_value AS stated
        ON stated.third_place_id = equipment.third_place_id
        AND stated.field = 'equipment.' || equipment.type_code
      WHERE equipment.third_place_id = ANY (around.ids) AND NOT EXISTS (
        SELECT FROM stated_value AS denied
        WHERE denied.third_place_id = ANY (around.ids)
          AND denied.field = 'equipment.' || equipment.type_code AND denied.value = 'null'
      )
      ORDER BY equipment.type_code, stated.field IS NULL, equipment.confidence DESC,
        array_position(around.ids, equipment.third_place_id)
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
    -- What a record says that the place has not, unless another says that it has it, or some of that group.
    SELECT
      coalesce(array_agg(DISTINCT absent.code ORDER BY absent.code), '{}') AS codes,
      coalesce(array_agg(record.id) FILTER (WHERE stated.field IS NULL), '{}') AS givers
    FROM third_place AS record
    CROSS JOIN LATERAL unnest(record.equipment_absent) AS absent(code)
    LEFT JOIN stated_value AS stated
      ON stated.third_place_id = record.id AND stated.field = 'equipment.' || absent.code
    WHERE record.id = ANY (around.ids) AND NOT EXISTS (
      SELECT FROM equipment AS item JOIN equipment_type AS type ON type.code = item.type_code
      WHERE item.id = ANY (inventory.ids) AND absent.code IN (type.code, type.parent_code)
    )
  ) AS lacking
  CROSS JOIN LATERAL (
    SELECT
      coalesce(array_agg(DISTINCT award.programme_code ORDER BY award.programme_code), '{}') AS codes,
      coalesce(json_agg(json_build_object(
        'programme', award.programme_code, 'programme_name', programme.name, 'funder', programme.funder,
        'call', award.call, 'year', award.year, 'amount', award.amount,
        'period_start', award.period_start, 'period_end', award.period_end
      ) ORDER BY award.year, award.programme_code, award.call), '[]') AS items,
      count(*)::int AS count, max(award.year) AS last_year, sum(award.amount) AS total,
      coalesce(array_agg(award.third_place_id), '{}') AS givers
    FROM (
      SELECT DISTINCT ON (award.programme_code, award.call, award.year) award.*
      FROM award WHERE award.third_place_id = ANY (around.ids)
      ORDER BY award.programme_code, award.call, award.year, array_position(around.ids, award.third_place_id)
    ) AS award JOIN programme ON programme.code = award.programme_code
  ) AS funding
  CROSS JOIN LATERAL (
    SELECT json_agg(named.record ORDER BY named.n) AS items
    FROM (
      SELECT n, json_build_object(
        'id', around.public_ids[n], 'source', around.sources[n], 'list', nullif(around.lists[n], ''),
        'title', around.titles[n], 'publisher', around.publishers[n], 'dated', around.dated[n],
        'source_record_id', around.source_record_ids[n],
        'licence', around.licences[n], 'fetched_at', around.fetched_at[n],
        'fields', ARRAY(SELECT given.field FROM unnest(ARRAY[
          CASE WHEN n = family.name_from THEN 'name' END,
          CASE WHEN n = family.kind_from AND NOT family.kind_assumed[n] THEN 'kind' END,
          CASE WHEN n = family.status_from AND NOT family.status_assumed[n] THEN 'status' END,
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
          CASE WHEN around.ids[n] = ANY (inventory.givers) THEN 'equipment' END,
          CASE WHEN around.ids[n] = ANY (lacking.givers) THEN 'equipment_absent' END,
          CASE WHEN around.ids[n] = ANY (funding.givers) THEN 'awards' END
        ]) WITH ORDINALITY AS given(field, rank)
        WHERE given.field IS NOT NULL AND (spoken.speakers IS NULL OR NOT EXISTS (
          SELECT FROM stated_value AS stated
          WHERE stated.third_place_id = around.ids[n] AND stated.field NOT LIKE 'equipment.%'
            AND given.field = ANY (stated_properties(stated.field, stated.value))
        ))
        ORDER BY given.rank)
      ) AS record
      FROM generate_subscripts(around.ids, 1) AS n
      UNION ALL
      SELECT cardinality(around.ids) + n, json_build_object(
        'id', shown.public_id, 'source', spoken.speakers[n], 'list', NULL,
        'title', CASE spoken.speakers[n] WHEN 'manager' THEN 'Gestionnaire du lieu' ELSE 'Contributions' END,
        'publisher', NULL, 'dated', to_char(spoken.said_at[n] AT TIME ZONE 'Europe/Paris', 'YYYY-MM'),
        'source_record_id', shown.public_id, 'licence', 'LO-2.0', 'fetched_at', spoken.said_at[n],
        'fields', spoken.fields[n]
      )
      FROM generate_subscripts(spoken.speakers, 1) AS n
    ) AS named
  ) AS provenance
  CROSS JOIN LATERAL (
    SELECT
      coalesce(json_agg(head.public_id ORDER BY head.public_id), '[]') AS items,
      coalesce(array_agg(head.public_id::text ORDER BY head.public_id), '{}') AS ids
    FROM third_place AS head WHERE head.id = ANY (circle.ids) AND head.id <> shown.id
  ) AS elsewhere
  -- The last word of who runs the place that all of this holds, unless something has changed since.
  CROSS JOIN LATERAL (
    SELECT max(confirmation.confirmed_at) AS confirmed_at
    FROM place_confirmation AS confirmation
    WHERE confirmation.third_place_id = ANY (around.ids) AND confirmation.confirmed_at >= place.updated_at
  ) AS freshness
  CROSS JOIN LATERAL (
    SELECT
      place.name,
      place.kind,
      place.status,
      place.assumed,
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
      hours.by_appointment,
      place.timezone,
      place.wheelchair,
      place.website,
      place.telephone,
      place.description,
      place.manager_kind,
      place.siret,
      inventory.items AS equipment,
      lacking.codes AS equipment_absent,
      funding.codes <> '{}' AS funded,
      funding.codes AS programmes,
      funding.items AS awards,
      place.source = 'demo' AS fictional,
      place.source,
      place.list,
      place.publisher,
      place.source_record_id,
      place.licence,
      place.fetched_at,
      place.source_updated_on,
      place.vanished_at,
      place.updated_at,
      freshness.confirmed_at,
      provenance.items AS sources,
      elsewhere.items AS same_as
  ) AS properties
  CROSS JOIN LATERAL (
    SELECT ARRAY(
      SELECT DISTINCT named.source FROM unnest(around.sources || spoken.speakers) AS named(source) ORDER BY 1
    ) AS names
  ) AS origin
  -- The same flat: the properties of the view `collection_third_place`, in its order.
  CROSS JOIN LATERAL (
    SELECT
      place.name, place.kind, place.status, place.address, place.postcode, place.city,
      place.commune_code, commune.name AS commune, place.department_code, department.name AS department,
      place.region_code, region.name AS region, place.epci_code, place.position_precision,
      place.opening_hours, place.wheelchair, place.website, place.telephone, place.description,
      place.manager_kind, place.siret,
      nullif(array_to_string(inventory.types, ';'), '') AS equipment,
      cardinality(inventory.ids) AS equipment_count,
      nullif(array_to_string(lacking.codes, ';'), '') AS equipment_absent,
      funding.codes <> '{}' AS funded,
      nullif(array_to_string(funding.codes, ';'), '') AS programmes,
      funding.count AS award_count, funding.total::double precision AS award_amount,
      funding.last_year AS award_year,
      place.source = 'demo' AS fictional, place.source, place.publisher, place.source_record_id,
      array_to_string(origin.names, ';') AS sources, place.licence,
      nullif(array_to_string(elsewhere.ids, ';'), '') AS same_as,
      place.fetched_at, place.source_updated_on, place.vanished_at, place.updated_at, freshness.confirmed_at
  ) AS collected
  WHERE (together OR NOT company.is_alone) AND CASE
    WHEN together THEN shown.shown_with IS NULL
    ELSE cardinality(circle.ids) > 1 AND shown.id = (
      SELECT alike.id FROM unnest(circle.ids) WITH ORDINALITY AS placed(id, n)
      JOIN third_place AS alike ON alike.id = placed.id
      WHERE alike.licence = shown.licence ORDER BY placed.n LIMIT 1
    )
  END;
END
$$;
