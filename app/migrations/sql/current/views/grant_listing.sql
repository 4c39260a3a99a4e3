-- Grants that reach a place: those whose beneficiary's SIRET is that of who runs it. Nothing is joined by name.
CREATE OR REPLACE VIEW grant_listing AS
SELECT
  given.public_id, NULL::geography(Point, 4326) AS position, properties.*,
  fold(concat_ws(' ', given.funder, given.beneficiary, given.purpose, given.scheme)) AS search_text,
  '{"type":"Feature","id":' || to_json(given.public_id) || ',"geometry":null,"properties":{' AS feature_head,
  substr(row_to_json(properties)::text, 2) || '}' AS feature_tail
FROM public_grant AS given
JOIN (
  SELECT
    siret, array_agg(public_id ORDER BY public_id) AS third_places,
    coalesce(array_agg(DISTINCT department_code) FILTER (WHERE department_code IS NOT NULL), '{}') AS departments,
    coalesce(array_agg(DISTINCT region_code) FILTER (WHERE region_code IS NOT NULL), '{}') AS regions
  FROM third_place_listing WHERE siret IS NOT NULL GROUP BY siret
) AS reached ON reached.siret = given.siret
CROSS JOIN LATERAL (
  SELECT
    given.funder, given.funder_siret, given.beneficiary, given.siret, given.decided_on, given.year,
    given.reference, given.purpose, given.amount::double precision AS amount, given.natures,
    given.payment_terms, given.period_start, given.period_end, given.aid_register, given.notified_eu,
    given.share::double precision AS share, given.scheme, reached.third_places,
    reached.departments AS department_codes, reached.regions AS region_codes,
    given.source = 'demo' AS fictional, given.source, given.source_record_id, given.licence,
    given.fetched_at, given.vanished_at, given.updated_at
) AS properties
WHERE given.vanished_at IS NULL;
