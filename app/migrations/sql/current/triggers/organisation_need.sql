-- The site that needs it is listed anew.
CREATE OR REPLACE TRIGGER keep_listing_9_insert AFTER INSERT ON organisation_need
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_organisation_listing',
    'SELECT organisation_id FROM changed'
  );
CREATE OR REPLACE TRIGGER keep_listing_9_update AFTER UPDATE ON organisation_need
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_organisation_listing',
    'SELECT organisation_id FROM changed UNION SELECT organisation_id FROM before'
  );
CREATE OR REPLACE TRIGGER keep_listing_9_delete AFTER DELETE ON organisation_need
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_organisation_listing',
    'SELECT organisation_id FROM changed'
  );
