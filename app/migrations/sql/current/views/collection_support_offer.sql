-- Offers of support as flat Features, at the place where people are received, if any; lists are joined by
-- semicolons.
CREATE OR REPLACE VIEW collection_support_offer AS
SELECT
  offer.id AS support_offer_id, offer.public_id, offer.position, properties.*,
  '{"type":"Feature","id":' || to_json(offer.public_id)
    || ',"geometry":' || coalesce(ST_AsGeoJSON(offer.position, 6), 'null') || ',"properties":{' AS feature_head,
  substr(row_to_json(properties)::text, 2) || '}' AS feature_tail
FROM support_offer AS offer
LEFT JOIN commune ON commune.code = offer.commune_code
CROSS JOIN LATERAL (
  SELECT
    offer.name, offer.helper, offer.helper_kind, offer.siret, array_to_string(offer.needs, ';') AS needs,
    nullif(array_to_string(offer.audiences, ';'), '') AS audiences, offer.is_national,
    nullif(array_to_string(offer.region_codes, ';'), '') AS region_codes,
    nullif(array_to_string(offer.department_codes, ';'), '') AS department_codes,
    (
      SELECT string_agg(named.name, ';' ORDER BY named.level, named.code) FROM (
        SELECT 1 AS level, code, name FROM region WHERE code = ANY (offer.region_codes)
        UNION ALL
        SELECT 2, code, name FROM department WHERE code = ANY (offer.department_codes)
      ) AS named
    ) AS territories,
    offer.price, offer.website, offer.valid_until, offer.description, offer.address, offer.postcode,
    coalesce(commune.name, offer.city) AS city, offer.position_precision,
    offer.source = 'demo' AS fictional, offer.source, offer.source_record_id, offer.licence,
    offer.fetched_at, offer.vanished_at, offer.updated_at
) AS properties;
