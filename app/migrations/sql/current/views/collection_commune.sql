-- Communes and municipal arrondissements as Features, points.
CREATE OR REPLACE VIEW collection_commune AS
SELECT
  commune.code COLLATE "C" AS public_id, commune.centroid AS position,
  commune.code, commune.name, commune.type, commune.parent_code, postcodes.joined AS postcodes,
  commune.population, commune.department_code, department.name AS department,
  commune.region_code, region.name AS region, commune.epci_code, epci.name AS epci,
  '{"type":"Feature","id":' || to_json(commune.code)
    || ',"geometry":' || coalesce(ST_AsGeoJSON(commune.centroid, 6), 'null') || ',"properties":{' AS feature_head,
  substr(row_to_json(properties)::text, 2) || '}' AS feature_tail
FROM commune
LEFT JOIN department ON department.code = commune.department_code
LEFT JOIN region ON region.code = commune.region_code
LEFT JOIN epci ON epci.code = commune.epci_code
CROSS JOIN LATERAL (SELECT nullif(array_to_string(commune.postcodes, ';'), '') AS joined) AS postcodes
CROSS JOIN LATERAL (
  SELECT
    commune.code, commune.name, commune.type, commune.parent_code, postcodes.joined AS postcodes,
    commune.population, commune.department_code, department.name AS department,
    commune.region_code, region.name AS region, commune.epci_code, epci.name AS epci
) AS properties;
