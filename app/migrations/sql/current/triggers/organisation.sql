-- The site is listed anew, and the one that it is merged into, before and after.
CREATE OR REPLACE TRIGGER keep_listing_8_insert AFTER INSERT ON organisation
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_organisation_listing',
    'SELECT id FROM changed UNION SELECT merged_into FROM changed'
  );
CREATE OR REPLACE TRIGGER keep_listing_8_update AFTER UPDATE ON organisation
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_organisation_listing',
    'SELECT id FROM changed'
    ' UNION SELECT merged_into FROM changed'
    ' UNION SELECT id FROM before'
    ' UNION SELECT merged_into FROM before'
  );
CREATE OR REPLACE TRIGGER keep_listing_8_delete AFTER DELETE ON organisation
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_organisation_listing',
    'SELECT id FROM changed UNION SELECT merged_into FROM changed'
  );
