-- Offers of support with their Features as lists and exports serve them: the flat ones, with lists as lists.
-- Written when it is read: there are hundreds of offers at most.
CREATE OR REPLACE VIEW support_offer_listing AS
SELECT
  flat.public_id, flat.position, properties.*,
  fold(concat_ws(' ', flat.name, flat.helper, flat.description, flat.territories, flat.city)) AS search_text,
  flat.feature_head, substr(row_to_json(properties)::text, 2) || '}' AS feature_tail
FROM support_offer AS offer
JOIN collection_support_offer AS flat ON flat.support_offer_id = offer.id
CROSS JOIN LATERAL (
  SELECT
    flat.name, flat.helper, flat.helper_kind, flat.siret, offer.needs, offer.audiences, flat.is_national,
    offer.region_codes, offer.department_codes,
    coalesce(string_to_array(flat.territories, ';'), '{}') AS territories,
    flat.price, flat.website, flat.valid_until, flat.description, flat.address, flat.postcode, flat.city,
    flat.position_precision, flat.fictional, flat.source, flat.source_record_id, flat.licence,
    flat.fetched_at, flat.vanished_at, flat.updated_at
) AS properties;
