-- Matches of all runs with their Features. Read like the listings of places and organisations, but written when
-- it is read: a run is read rarely, and its text would take several times the room of what it says.
CREATE OR REPLACE VIEW match_listing AS
SELECT
  match.public_id, match.run_id,
  match.run_id = (SELECT max(id) FROM match_run) AS is_latest,
  match.position, match.organisation_id, match.third_place_id, match.status, match.rank, match.licence,
  match.commune_code, match.department_code, match.region_code, match.epci_code,
  match.organisation, match.siret, match.third_place, match.distance_m, match.approximate, match.score,
  match.equipment, match.needs_met, match.needs_unmet, match.learners,
  fold(concat_ws(' ', match.organisation, match.third_place)) AS search_text,
  '{"type":"Feature","id":' || to_json(match.public_id)
    || ',"geometry":' || coalesce(ST_AsGeoJSON(match.position, 6), 'null') || ',"properties":{' AS feature_head,
  substr(row_to_json(properties)::text, 2) || '}' AS feature_tail
FROM match
LEFT JOIN department ON department.code = match.department_code
LEFT JOIN region ON region.code = match.region_code
CROSS JOIN LATERAL (
  SELECT
    concat_ws(' → ', match.organisation, match.third_place) AS name,
    match.run_id AS run, match.status, match.rank,
    match.organisation_id, match.organisation, match.siret,
    match.commune_code, match.department_code, department.name AS department,
    match.region_code, region.name AS region, match.epci_code,
    match.third_place_id, match.third_place,
    round(match.distance_m::numeric, 1) AS distance_m, match.approximate,
    round(match.score::numeric, 4) AS score,
    match.equipment, match.needs_met, match.needs_unmet, match.learners,
    match.reasons_fr, match.reasons_en, match.fictional, match.licence
) AS properties;
