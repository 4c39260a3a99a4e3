-- Places of the list are listed anew, with its publisher.
CREATE OR REPLACE TRIGGER keep_listing_15_insert AFTER INSERT ON source_list
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT place.id FROM third_place AS place'
    ' JOIN changed ON (changed.source, changed.list) = (place.source, place.list)'
  );
CREATE OR REPLACE TRIGGER keep_listing_15_update AFTER UPDATE ON source_list
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT place.id FROM third_place AS place'
    ' JOIN changed ON (changed.source, changed.list) = (place.source, place.list)'
  );
CREATE OR REPLACE TRIGGER keep_listing_15_delete AFTER DELETE ON source_list
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT place.id FROM third_place AS place'
    ' JOIN changed ON (changed.source, changed.list) = (place.source, place.list)'
  );
