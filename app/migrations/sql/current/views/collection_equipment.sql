-- Equipment as flat Features for the feature service: one row a place and type, where the place is.
CREATE OR REPLACE VIEW collection_equipment AS
SELECT
  shown.third_place_id, shown.equipment_id, shown.public_id, listing.position, properties.*,
  '{"type":"Feature","id":' || to_json(shown.public_id)
    || ',"geometry":' || coalesce(ST_AsGeoJSON(listing.position, 6), 'null') || ',"properties":{' AS feature_head,
  substr(row_to_json(properties)::text, 2) || '}' AS feature_tail
-- Each is there, by foreign key; of a LEFT JOIN that a query does not read, PostgreSQL reads nothing either.
FROM equipment_listing AS shown
LEFT JOIN third_place_listing AS listing ON listing.third_place_id = shown.third_place_id
LEFT JOIN equipment AS item ON item.id = shown.equipment_id
LEFT JOIN equipment_type AS type ON type.code = shown.type_code
CROSS JOIN LATERAL (
  SELECT
    shown.type_code AS type, type.parent_code AS type_group, type.label_fr, type.label_en,
    item.quantity, item.seats, item.shareable, item.conditions, item.price,
    item.terms ->> 'qualification' AS qualification, (item.terms ->> 'supervised')::boolean AS supervised,
    (item.terms ->> 'minimum_age')::integer AS minimum_age,
    (item.terms ->> 'price_hour')::double precision AS price_hour,
    (item.terms ->> 'price_half_day')::double precision AS price_half_day,
    (item.terms ->> 'price_day')::double precision AS price_day, item.terms ->> 'consumables' AS consumables,
    (item.terms ->> 'out_of_order_until')::date AS out_of_order_until, item.raw_text,
    round(item.confidence::numeric, 2)::double precision AS confidence,
    listing.public_id AS third_place, listing.name AS third_place_name, listing.kind AS third_place_kind,
    listing.status, listing.address, listing.postcode, listing.city,
    listing.commune_code, listing.commune, listing.department_code, listing.department,
    listing.region_code, listing.region, listing.epci_code, listing.position_precision,
    listing.wheelchair, listing.website, listing.telephone,
    listing.source = 'demo' AS fictional, listing.source, listing.licence, listing.updated_at
) AS properties;
