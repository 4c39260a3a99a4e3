-- Grants that reach a place with their Features as lists and exports serve them: the flat ones, with lists as lists.
CREATE OR REPLACE VIEW grant_listing AS
SELECT
  flat.public_id, flat.position, flat.confirmed_place, properties.*,
  fold(concat_ws(' ', flat.funder, flat.beneficiary, flat.purpose, flat.scheme)) AS search_text,
  flat.feature_head, substr(row_to_json(properties)::text, 2) || '}' AS feature_tail
FROM collection_grant AS flat
JOIN public_grant AS given ON given.id = flat.grant_id
CROSS JOIN LATERAL (
  SELECT
    flat.funder, flat.funder_siret, flat.beneficiary, flat.siret, flat.decided_on, flat.year,
    flat.reference, flat.purpose, flat.amount, given.natures, flat.payment_terms, flat.period_start,
    flat.period_end, flat.aid_register, flat.notified_eu, flat.share, flat.scheme, flat.reached_by,
    flat.place_ids AS third_places, flat.departments AS department_codes, flat.regions AS region_codes,
    flat.fictional, flat.source, flat.source_record_id, flat.licence, flat.fetched_at, flat.vanished_at,
    flat.updated_at
) AS properties;
