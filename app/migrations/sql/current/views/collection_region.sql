-- Régions as Features, areas: the outline, or a circle of 40 km around the seat.
CREATE OR REPLACE VIEW collection_region AS
SELECT
  region.code COLLATE "C" AS public_id, shape.outline AS position,
  region.code, region.name, region.population, region.seat, seat.name AS seat_name, shape.is_outline,
  '{"type":"Feature","id":' || to_json(region.code)
    || ',"geometry":' || coalesce(ST_AsGeoJSON(shape.outline, 6), 'null') || ',"properties":{' AS feature_head,
  substr(row_to_json(properties)::text, 2) || '}' AS feature_tail
FROM region
CROSS JOIN LATERAL (SELECT (SELECT name FROM commune WHERE commune.code = region.seat) AS name) AS seat
CROSS JOIN LATERAL (
  SELECT
    coalesce(
      region.outline, circle_around((SELECT centroid FROM commune WHERE commune.code = region.seat), 40000)
    ) AS outline,
    region.outline IS NOT NULL AS is_outline
) AS shape
CROSS JOIN LATERAL (
  SELECT region.code, region.name, region.population, region.seat, seat.name AS seat_name, shape.is_outline
) AS properties;
