-- Places of the source are listed anew, with its publisher.
CREATE OR REPLACE TRIGGER keep_listing_2_insert AFTER INSERT ON data_source
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT place.id FROM third_place AS place JOIN changed ON changed.name = place.source'
  );
CREATE OR REPLACE TRIGGER keep_listing_2_update AFTER UPDATE ON data_source
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT place.id FROM third_place AS place JOIN changed ON changed.name = place.source'
  );
CREATE OR REPLACE TRIGGER keep_listing_2_delete AFTER DELETE ON data_source
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT place.id FROM third_place AS place JOIN changed ON changed.name = place.source'
  );
