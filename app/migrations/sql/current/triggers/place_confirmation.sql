-- The place that was confirmed is listed anew.
CREATE OR REPLACE TRIGGER keep_listing_5_insert AFTER INSERT ON place_confirmation
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT third_place_id FROM changed'
  );
CREATE OR REPLACE TRIGGER keep_listing_5_delete AFTER DELETE ON place_confirmation
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT third_place_id FROM changed'
  );
