-- Projects with their Features as lists and exports serve them: the flat ones, with lists as lists. Written
-- when it is read: there are hundreds of projects at most.
CREATE OR REPLACE VIEW project_listing AS
SELECT
  flat.public_id, flat.position, properties.*,
  fold(concat_ws(' ', flat.title, flat.carrier, flat.partners, flat.sector, flat.seat_city)) AS search_text,
  flat.feature_head, substr(row_to_json(properties)::text, 2) || '}' AS feature_tail
FROM project
JOIN collection_project AS flat ON flat.project_id = project.id
CROSS JOIN LATERAL (
  SELECT
    flat.title, flat.programme, flat.wave, flat.carrier, flat.siret, project.partners,
    flat.grant_amount, flat.total_cost, flat.starts_on, flat.ends_on, flat.sector, flat.website,
    project.region_codes, coalesce(string_to_array(flat.regions, ';'), '{}') AS regions,
    flat.seat_address, flat.seat_postcode, flat.seat_city, flat.seat_commune_code, flat.seat_department_code,
    flat.seat_region_code, flat.fictional, flat.source, flat.source_record_id, flat.licence,
    flat.fetched_at, flat.vanished_at, flat.updated_at
) AS properties;
