-- What each licence says of every place; of places of one licence, the listing says it.
CREATE OR REPLACE VIEW third_place_under_licence AS
SELECT * FROM third_place_listing WHERE NOT is_shared
UNION ALL
SELECT * FROM third_place_licence_listing;
