-- Write the collection of organisations, of some sites or of all, from their listing.
CREATE OR REPLACE FUNCTION collect_organisations(ids bigint[] DEFAULT NULL) RETURNS void
LANGUAGE sql AS $$
  DELETE FROM collection_organisation WHERE organisation_id IN (SELECT unnest(coalesce(ids, ARRAY(SELECT organisation_id FROM collection_organisation))));

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
  WHERE listing.organisation_id IN (SELECT unnest(coalesce(ids, ARRAY(SELECT organisation_id FROM organisation_listing)))) ORDER BY listing.tile_key;
$$;
