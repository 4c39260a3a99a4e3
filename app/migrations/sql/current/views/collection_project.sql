-- Projects as flat Features, without a geometry: a consortium has no place. Lists are joined by semicolons;
-- `seat_...` is the seat of the carrier.
CREATE OR REPLACE VIEW collection_project AS
SELECT
  project.id AS project_id, project.public_id, NULL::geography(Point, 4326) AS position, properties.*,
  '{"type":"Feature","id":' || to_json(project.public_id) || ',"geometry":null,"properties":{' AS feature_head,
  substr(row_to_json(properties)::text, 2) || '}' AS feature_tail
FROM project
LEFT JOIN commune ON commune.code = project.commune_code
CROSS JOIN LATERAL (
  SELECT
    project.title, project.programme, project.wave, project.carrier, project.siret,
    nullif(array_to_string(project.partners, ';'), '') AS partners,
    project.grant_amount::double precision AS grant_amount, project.total_cost::double precision AS total_cost,
    project.starts_on, project.ends_on, project.sector, project.website,
    nullif(array_to_string(project.region_codes, ';'), '') AS region_codes,
    (
      SELECT string_agg(region.name, ';' ORDER BY region.code) FROM region
      WHERE region.code = ANY (project.region_codes)
    ) AS regions,
    project.address AS seat_address, project.postcode AS seat_postcode,
    coalesce(commune.name, project.city) AS seat_city, project.commune_code AS seat_commune_code,
    project.department_code AS seat_department_code, project.region_code AS seat_region_code,
    project.source = 'demo' AS fictional, project.source, project.source_record_id, project.licence,
    project.fetched_at, project.vanished_at, project.updated_at
) AS properties;
