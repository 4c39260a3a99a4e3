DROP VIEW third_place_record;
ALTER TABLE third_place DROP COLUMN equipment_absent;
CREATE VIEW third_place_record AS
SELECT
  coalesce(place.merged_into, place.id) AS shown_id,
  (row_number() OVER (
    PARTITION BY coalesce(place.merged_into, place.id)
    ORDER BY place.vanished_at IS NOT NULL,
      coalesce(source.trust, 50) DESC,
      coalesce(place.source_updated_on, (place.fetched_at AT TIME ZONE 'UTC')::date) DESC,
      place.source, place.source_record_id
  ))::int AS rank,
  place.*,
  coalesce(source.trust, 50) AS trust,
  coalesce(said.title, source.title) AS title,
  coalesce(said.publisher, source.publisher) AS publisher,
  source.dated
FROM third_place AS place
LEFT JOIN data_source AS source ON source.name = place.source
LEFT JOIN source_list AS said ON said.source = place.source AND said.list = place.list;


DROP VIEW third_place_under_licence;
DROP INDEX ix_third_place_listing_planned;
ALTER TABLE third_place_listing
  DROP COLUMN equipment_absent,
  DROP COLUMN flat,
  ADD COLUMN flat jsonb NOT NULL GENERATED ALWAYS AS (flat_properties(
    feature_tail,
    '{opening_hours,telephone,description,funded,fictional,equipment.type,equipment.quantity,equipment.seats,equipment.shareable,programmes,awards.programme,awards.funder,awards.year,awards.amount,sources.source,sources.source_record_id,sources.licence,sources.publisher,same_as}'::text[]
  )) STORED;
ALTER TABLE third_place_licence_listing
  DROP COLUMN equipment_absent,
  DROP COLUMN flat,
  ADD COLUMN flat jsonb NOT NULL GENERATED ALWAYS AS (flat_properties(
    feature_tail,
    '{opening_hours,telephone,description,funded,fictional,equipment.type,equipment.quantity,equipment.seats,equipment.shareable,programmes,awards.programme,awards.funder,awards.year,awards.amount,sources.source,sources.source_record_id,sources.licence,sources.publisher,same_as}'::text[]
  )) STORED;
CREATE VIEW third_place_under_licence AS
SELECT * FROM third_place_listing WHERE NOT is_shared
UNION ALL
SELECT * FROM third_place_licence_listing;
ALTER TABLE collection_third_place DROP COLUMN equipment_absent;

DROP FUNCTION compose_third_places(bigint[], boolean);
