-- Places that the programme awarded are listed anew, with its name.
CREATE OR REPLACE TRIGGER keep_listing_7_update AFTER UPDATE ON programme
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT third_place_id FROM award JOIN changed ON programme_code = code'
  );
