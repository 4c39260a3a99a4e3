-- Open organisations in their class of coverage, for the usual question: any equipment within 20 kilometres
-- (`app/directory/planning/coverage.py`, in memory, says the same; a test compares them).
-- What is not asked for is not computed: OFFSET 0 keeps the search for the nearest place out of the columns.
CREATE OR REPLACE VIEW collection_coverage_origin AS
SELECT
  site.organisation_id, site.public_id, site.position, properties.*, site.feature_head,
  substr(row_to_json(properties)::text, 2) || '}' AS feature_tail
FROM organisation_listing AS site
CROSS JOIN LATERAL (
  SELECT (
    SELECT json_build_object(
      'id', place.public_id, 'name', place.name, 'metres', ST_Distance(place.position, site.position)
    )
    FROM third_place_listing AS place
    WHERE place.status = 'open' AND place.equipment_codes <> '{}' AND ST_DWithin(
      place.position, site.position,
      -- The index's own order is of a sphere: its first place gives a radius that holds the nearest.
      0.001 + (
        SELECT ST_Distance(first.position, site.position) FROM third_place_listing AS first
        WHERE first.status = 'open' AND first.equipment_codes <> '{}' AND first.position IS NOT NULL
        ORDER BY first.position <-> site.position LIMIT 1
      )
    )
    ORDER BY ST_Distance(place.position, site.position), place.public_id LIMIT 1
  ) AS place
  OFFSET 0
) AS nearest
CROSS JOIN LATERAL (
  SELECT
    site.name, site.kind,
    CASE
      WHEN site.position IS NULL THEN 'unknown'
      WHEN EXISTS (
        SELECT FROM third_place_listing AS place
        WHERE place.status = 'open' AND place.equipment_codes <> '{}'
          AND ST_DWithin(place.position, site.position, 20000)
      ) THEN 'covered'
      WHEN EXISTS (
        SELECT FROM third_place_listing AS place
        WHERE place.status = 'open' AND place.equipment_ids = '{}' AND place.equipment_absent = '{}'
          AND ST_DWithin(place.position, site.position, 20000)
      ) THEN 'unknown'
      ELSE 'uncovered'
    END AS coverage,
    nearest.place ->> 'id' AS nearest_id, nearest.place ->> 'name' AS nearest,
    round((nearest.place ->> 'metres')::numeric, 1)::double precision AS distance_m,
    site.equipment_status, site.learners, site.commune_code, site.commune, site.department_code,
    site.department, site.region_code, site.region, site.epci_code, site.position_precision,
    site.source = 'demo' AS fictional, site.licence
) AS properties
WHERE site.status = 'open';
