-- The two places are listed anew.
CREATE OR REPLACE TRIGGER keep_listing_1_insert AFTER INSERT ON duplicate_pair
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT left_id FROM changed UNION SELECT right_id FROM changed'
  );
CREATE OR REPLACE TRIGGER keep_listing_1_update AFTER UPDATE ON duplicate_pair
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT left_id FROM changed'
    ' UNION SELECT right_id FROM changed'
    ' UNION SELECT left_id FROM before'
    ' UNION SELECT right_id FROM before'
  );
CREATE OR REPLACE TRIGGER keep_listing_1_delete AFTER DELETE ON duplicate_pair
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT left_id FROM changed UNION SELECT right_id FROM changed'
  );
