-- What lies in the département is listed anew, with its name; départements are served as they are.
CREATE OR REPLACE TRIGGER keep_listing_12_update AFTER UPDATE ON department
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT id FROM third_place JOIN changed ON third_place.department_code = changed.code'
  );
CREATE OR REPLACE TRIGGER keep_listing_13_update AFTER UPDATE ON department
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_organisation_listing',
    'SELECT id FROM organisation JOIN changed ON organisation.department_code = changed.code'
  );
CREATE OR REPLACE TRIGGER keep_features_offers AFTER UPDATE ON department
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_features(
    'support-offers',
    'SELECT public_id FROM support_offer AS offer JOIN changed ON changed.code = ANY (offer.department_codes)'
  );
CREATE OR REPLACE TRIGGER raise_version_insert AFTER INSERT ON department
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
CREATE OR REPLACE TRIGGER raise_version_update AFTER UPDATE ON department
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
CREATE OR REPLACE TRIGGER raise_version_delete AFTER DELETE ON department
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
