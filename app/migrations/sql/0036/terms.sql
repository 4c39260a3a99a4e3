-- The flat table says on which terms equipment is used. An expression is replaced with its column (PostgreSQL 15);
-- both tables keep their columns in the same order.
DROP VIEW IF EXISTS third_place_under_licence;
ALTER TABLE third_place_listing DROP COLUMN flat;
ALTER TABLE third_place_listing
  ADD COLUMN flat jsonb GENERATED ALWAYS AS (flat_properties(feature_tail, (
    '{opening_hours,telephone,description,funded,fictional,equipment.type,equipment.quantity,'
    'equipment.seats,equipment.shareable,equipment.conditions,equipment.price,equipment.terms.qualification,'
    'equipment.terms.supervised,equipment.terms.price_hour,equipment.terms.price_half_day,'
    'equipment.terms.price_day,equipment.terms.out_of_order_until,equipment_absent,programmes,'
    'awards.programme,awards.funder,awards.year,awards.amount,sources.source,sources.source_record_id,'
    'sources.licence,sources.publisher,same_as}'
  )::text[])) STORED NOT NULL;
ALTER TABLE third_place_licence_listing DROP COLUMN flat;
ALTER TABLE third_place_licence_listing
  ADD COLUMN flat jsonb GENERATED ALWAYS AS (flat_properties(feature_tail, (
    '{opening_hours,telephone,description,funded,fictional,equipment.type,equipment.quantity,'
    'equipment.seats,equipment.shareable,equipment.conditions,equipment.price,equipment.terms.qualification,'
    'equipment.terms.supervised,equipment.terms.price_hour,equipment.terms.price_half_day,'
    'equipment.terms.price_day,equipment.terms.out_of_order_until,equipment_absent,programmes,'
    'awards.programme,awards.funder,awards.year,awards.amount,sources.source,sources.source_record_id,'
    'sources.licence,sources.publisher,same_as}'
  )::text[])) STORED NOT NULL;
