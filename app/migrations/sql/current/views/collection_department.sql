-- Départements as Features, areas: the outline, or a circle of 15 km around the seat.
CREATE OR REPLACE VIEW collection_department AS
SELECT
  department.code COLLATE "C" AS public_id, shape.outline AS position,
  department.code, department.name, department.population, department.seat, seat.name AS seat_name,
  department.region_code, region.name AS region, shape.is_outline,
  '{"type":"Feature","id":' || to_json(department.code)
    || ',"geometry":' || coalesce(ST_AsGeoJSON(shape.outline, 6), 'null') || ',"properties":{' AS feature_head,
  substr(row_to_json(properties)::text, 2) || '}' AS feature_tail
FROM department
JOIN region ON region.code = department.region_code
CROSS JOIN LATERAL (SELECT (SELECT name FROM commune WHERE commune.code = department.seat) AS name) AS seat
CROSS JOIN LATERAL (
  SELECT
    coalesce(
      department.outline,
      circle_around((SELECT centroid FROM commune WHERE commune.code = department.seat), 15000)
    ) AS outline,
    department.outline IS NOT NULL AS is_outline
) AS shape
CROSS JOIN LATERAL (
  SELECT
    department.code, department.name, department.population, department.seat, seat.name AS seat_name,
    department.region_code, region.name AS region, shape.is_outline
) AS properties;
