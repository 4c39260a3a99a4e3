-- Write the listing of organisations, of some records or of all. Rows whose content is the same are left alone.
--
-- A site is shown field by field from the records of its SIRET: of those that count, the first by rank that
-- says something. First comes what its source still holds, then the more trusted source, then the newer
-- record. One record of a source counts, and what vanished only where everything did: an answer that was
-- withdrawn, or replaced by a later one, is none. `..._from` is the index of the record in the arrays.
CREATE OR REPLACE FUNCTION refresh_organisation_listing(ids bigint[] DEFAULT NULL) RETURNS void
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
      )) AS sources,
      ARRAY[single.source] AS source_names
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
      ),
      ARRAY(SELECT DISTINCT named.source FROM unnest(family.sources) AS named(source) ORDER BY 1)
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
    feature_head, feature_tail, name, trade_name, siren, apprenticeship_role, networks, address, postcode,
    city, commune, department, region, position_precision, plans_to_invest, qualiopi, learners, source,
    source_record_id, source_updated_on, fetched_at, vanished_at, updated_at,
    need_types, source_names, collection_tail
  )
  SELECT
    site.id, site.public_id, site.position, site.kind, site.status, site.equipment_status,
    site.siret, site.nda, site.uai, site.licence, asked_for.codes,
    site.commune_code, site.department_code, site.region_code, site.epci_code,
    fold(concat_ws(' ', site.names, site.address, site.postcode, site.city, commune.name)),
    '{"type":"Feature","id":' || to_json(site.public_id)
      || ',"geometry":' || coalesce(ST_AsGeoJSON(site.position, 6), 'null') || ',"properties":{',
    substr(row_to_json(properties)::text, 2) || '}',
    site.name, site.trade_name, site.siren, site.apprenticeship_role, site.networks, site.address,
    site.postcode, site.city, commune.name, department.name, region.name, site.position_precision,
    site.plans_to_invest, site.qualiopi, needed.learners, site.source, site.source_record_id,
    site.source_updated_on, site.fetched_at, site.vanished_at, site.updated_at,
    needed.types, site.source_names, substr(row_to_json(collected)::text, 2) || '}'
  FROM site
  LEFT JOIN commune ON commune.code = site.commune_code
  LEFT JOIN department ON department.code = site.department_code
  LEFT JOIN region ON region.code = site.region_code
  CROSS JOIN LATERAL (
    SELECT
      max(need.learners) AS learners, coalesce(json_agg(json_build_object(
        'type', need.type_code, 'quantity', need.quantity, 'learners', need.learners
      ) ORDER BY type.rank), '[]') AS items,
      coalesce(array_agg(need.type_code ORDER BY type.rank), '{}') AS types
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
  -- The same flat: the properties of the view `collection_organisation`, in its order.
  CROSS JOIN LATERAL (
    SELECT
      site.name, site.trade_name, site.kind, site.status, site.siret, site.siren, site.nda, site.uai,
      site.apprenticeship_role, nullif(array_to_string(site.networks, ';'), '') AS networks,
      site.address, site.postcode, site.city, site.commune_code, commune.name AS commune,
      site.department_code, department.name AS department, site.region_code, region.name AS region,
      site.epci_code, site.position_precision, site.equipment_status, site.plans_to_invest,
      nullif(array_to_string(needed.types, ';'), '') AS needs, needed.learners, site.qualiopi,
      site.source = 'demo' AS fictional, site.source, site.source_record_id,
      array_to_string(site.source_names, ';') AS sources, site.licence,
      site.fetched_at, site.source_updated_on, site.vanished_at, site.updated_at
  ) AS collected
  -- Along the curve of the tiles, so that a box of the map reads few pages.
  ORDER BY tile_key(site.position)
  ON CONFLICT (organisation_id) DO UPDATE SET
    public_id = excluded.public_id, position = excluded.position, kind = excluded.kind,
    status = excluded.status, equipment_status = excluded.equipment_status, siret = excluded.siret,
    nda = excluded.nda, uai = excluded.uai, licence = excluded.licence, need_codes = excluded.need_codes,
    commune_code = excluded.commune_code, department_code = excluded.department_code,
    region_code = excluded.region_code, epci_code = excluded.epci_code,
    search_text = excluded.search_text,
    feature_head = excluded.feature_head, feature_tail = excluded.feature_tail,
    name = excluded.name, trade_name = excluded.trade_name, siren = excluded.siren,
    apprenticeship_role = excluded.apprenticeship_role, networks = excluded.networks,
    address = excluded.address, postcode = excluded.postcode, city = excluded.city,
    commune = excluded.commune, department = excluded.department, region = excluded.region,
    position_precision = excluded.position_precision, plans_to_invest = excluded.plans_to_invest,
    qualiopi = excluded.qualiopi, learners = excluded.learners, source = excluded.source,
    source_record_id = excluded.source_record_id, source_updated_on = excluded.source_updated_on,
    fetched_at = excluded.fetched_at, vanished_at = excluded.vanished_at, updated_at = excluded.updated_at,
    need_types = excluded.need_types, source_names = excluded.source_names,
    collection_tail = excluded.collection_tail
  WHERE (listing.updated_at, listing.feature_head, listing.feature_tail, listing.search_text,
         listing.need_codes, listing.position)
    IS DISTINCT FROM
        (excluded.updated_at, excluded.feature_head, excluded.feature_tail, excluded.search_text,
         excluded.need_codes, excluded.position)
$$;
