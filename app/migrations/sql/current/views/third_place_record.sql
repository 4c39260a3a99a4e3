-- Every record with the place under which it is shown, and its rank among the records shown there: what its
-- source still holds before what vanished, then the more trusted source, then the newer record. Nothing in
-- this order hangs on which record came first. `stated` names the fields that people have stated of it.
CREATE OR REPLACE VIEW third_place_record AS
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
  source.dated,
  ARRAY(
    SELECT said.field FROM stated_value AS said WHERE said.third_place_id = place.id ORDER BY said.field
  ) AS stated
FROM third_place AS place
LEFT JOIN data_source AS source ON source.name = place.source
LEFT JOIN source_list AS said ON said.source = place.source AND said.list = place.list;
