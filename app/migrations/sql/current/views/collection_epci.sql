-- EPCI as Features, points.
CREATE OR REPLACE VIEW collection_epci AS
SELECT
  epci.code COLLATE "C" AS public_id, epci.centroid AS position,
  epci.code, epci.name, epci.population, members.communes,
  '{"type":"Feature","id":' || to_json(epci.code)
    || ',"geometry":' || coalesce(ST_AsGeoJSON(epci.centroid, 6), 'null') || ',"properties":{' AS feature_head,
  substr(row_to_json(properties)::text, 2) || '}' AS feature_tail
FROM epci
CROSS JOIN LATERAL (
  SELECT count(*)::integer AS communes FROM commune
  WHERE commune.epci_code = epci.code AND commune.type = 'commune'
) AS members
CROSS JOIN LATERAL (SELECT epci.code, epci.name, epci.population, members.communes) AS properties;
