-- Sites of organisations as flat Features, one row each, for the feature service: the listing, lists joined by
-- semicolons.
CREATE OR REPLACE VIEW collection_organisation AS
SELECT
  listing.organisation_id, listing.public_id, listing.position, properties.*,
  listing.feature_head, listing.collection_tail AS feature_tail
FROM organisation_listing AS listing
CROSS JOIN LATERAL (
  SELECT
    listing.name, listing.trade_name, listing.kind, listing.status, listing.siret, listing.siren,
    listing.nda, listing.uai, listing.apprenticeship_role,
    nullif(array_to_string(listing.networks, ';'), '') AS networks,
    listing.address, listing.postcode, listing.city, listing.commune_code, listing.commune,
    listing.department_code, listing.department, listing.region_code, listing.region, listing.epci_code,
    listing.position_precision, listing.equipment_status, listing.plans_to_invest,
    nullif(array_to_string(listing.need_types, ';'), '') AS needs, listing.learners, listing.qualiopi,
    listing.source = 'demo' AS fictional, listing.source, listing.source_record_id,
    array_to_string(listing.source_names, ';') AS sources, listing.licence,
    listing.fetched_at, listing.source_updated_on, listing.vanished_at, listing.updated_at
) AS properties;
