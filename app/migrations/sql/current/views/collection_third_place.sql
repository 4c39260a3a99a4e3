-- Places as flat Features, one row each, for the feature service: the listing, lists joined by semicolons.
CREATE OR REPLACE VIEW collection_third_place AS
SELECT
  listing.third_place_id, listing.public_id, listing.position, properties.*,
  listing.feature_head, listing.collection_tail AS feature_tail
FROM third_place_listing AS listing
CROSS JOIN LATERAL (
  SELECT
    listing.name, listing.kind, listing.status, listing.address, listing.postcode, listing.city,
    listing.commune_code, listing.commune, listing.department_code, listing.department,
    listing.region_code, listing.region, listing.epci_code, listing.position_precision,
    listing.opening_hours, listing.wheelchair, listing.website, listing.telephone, listing.description,
    listing.manager_kind, listing.siret,
    nullif(array_to_string(listing.equipment_types, ';'), '') AS equipment,
    cardinality(listing.equipment_ids) AS equipment_count,
    nullif(array_to_string(listing.equipment_absent, ';'), '') AS equipment_absent,
    listing.programme_codes <> '{}' AS funded,
    nullif(array_to_string(listing.programme_codes, ';'), '') AS programmes,
    listing.award_count, listing.award_amount::double precision AS award_amount, listing.award_year,
    listing.source = 'demo' AS fictional, listing.source, listing.publisher, listing.source_record_id,
    array_to_string(listing.source_names, ';') AS sources, listing.licence,
    nullif(array_to_string(listing.same_as, ';'), '') AS same_as,
    listing.fetched_at, listing.source_updated_on, listing.vanished_at, listing.updated_at,
    listing.confirmed_at
) AS properties;
