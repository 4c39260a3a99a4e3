-- What lies in the région is listed anew, with its name; régions are served as they are.
CREATE OR REPLACE TRIGGER keep_listing_14_update AFTER UPDATE ON region
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT id FROM third_place JOIN changed ON third_place.region_code = changed.code'
  );
CREATE OR REPLACE TRIGGER keep_listing_15_update AFTER UPDATE ON region
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_organisation_listing',
    'SELECT id FROM organisation JOIN changed ON organisation.region_code = changed.code'
  );
CREATE OR REPLACE TRIGGER keep_features_projects AFTER UPDATE ON region
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_features(
    'projects',
    'SELECT public_id FROM project JOIN changed ON changed.code = ANY (project.region_codes)'
  );
CREATE OR REPLACE TRIGGER keep_features_offers AFTER UPDATE ON region
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_features(
    'support-offers',
    'SELECT public_id FROM support_offer AS offer JOIN changed ON changed.code = ANY (offer.region_codes)'
  );
CREATE OR REPLACE TRIGGER raise_version_insert AFTER INSERT ON region
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
CREATE OR REPLACE TRIGGER raise_version_update AFTER UPDATE ON region
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
CREATE OR REPLACE TRIGGER raise_version_delete AFTER DELETE ON region
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
