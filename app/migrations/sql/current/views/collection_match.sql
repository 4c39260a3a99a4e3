-- Matches of the newest run as flat Features: lines from the site to the place. Where there is no place
-- within reach there is no line, and the site is where its longitude and latitude say: a layer has one type
-- of geometry.
CREATE OR REPLACE VIEW collection_match AS
SELECT
  match.public_id, line.position, match.position::geometry AS plane,
  properties.*,
  '{"type":"Feature","id":' || to_json(match.public_id)
    || ',"geometry":' || coalesce(ST_AsGeoJSON(line.position, 6), 'null') || ',"properties":{' AS feature_head,
  substr(row_to_json(properties)::text, 2) || '}' AS feature_tail
FROM match
JOIN match_run ON match_run.id = match.run_id
LEFT JOIN department ON department.code = match.department_code
LEFT JOIN region ON region.code = match.region_code
CROSS JOIN LATERAL (
  SELECT
    CASE WHEN match.third_place_id IS NOT NULL THEN match.position::geometry END AS position,
    CASE
      WHEN match.third_place_id IS NULL THEN match.position::geometry
      ELSE ST_StartPoint(match.position::geometry)
    END AS site
) AS line
CROSS JOIN LATERAL (
  SELECT
    match.run_id AS run, match.status, match.rank::integer AS rank,
    match.organisation_id, match.organisation, match.siret,
    round(ST_X(line.site)::numeric, 6)::double precision AS longitude,
    round(ST_Y(line.site)::numeric, 6)::double precision AS latitude,
    match.commune_code, match.department_code, department.name AS department,
    match.region_code, region.name AS region, match.epci_code,
    match.third_place_id, match.third_place,
    round(match.distance_m::numeric, 1)::double precision AS distance_m, match.approximate,
    round(match.score::numeric, 4)::double precision AS score,
    nullif(array_to_string(match.equipment, ';'), '') AS equipment,
    nullif(array_to_string(match.needs_met, ';'), '') AS needs_met,
    nullif(array_to_string(match.needs_unmet, ';'), '') AS needs_unmet,
    match.learners, match.reasons_fr, match.reasons_en, match.fictional, match.licence,
    match_run.finished_at AS updated_at
) AS properties
WHERE match.run_id = (SELECT max(id) FROM match_run);
