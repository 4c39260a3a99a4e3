-- What lies in the commune is listed anew, with its name; communes are served as they are.
CREATE OR REPLACE TRIGGER keep_listing_10_update AFTER UPDATE ON commune
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT id FROM third_place JOIN changed ON third_place.commune_code = changed.code'
  );
CREATE OR REPLACE TRIGGER keep_listing_11_update AFTER UPDATE ON commune
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_organisation_listing',
    'SELECT id FROM organisation JOIN changed ON organisation.commune_code = changed.code'
  );
CREATE OR REPLACE TRIGGER keep_features_projects AFTER UPDATE ON commune
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_features(
    'projects',
    'SELECT public_id FROM project JOIN changed ON project.commune_code = changed.code'
  );
CREATE OR REPLACE TRIGGER keep_features_offers AFTER UPDATE ON commune
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_features(
    'support-offers',
    'SELECT public_id FROM support_offer AS offer JOIN changed ON offer.commune_code = changed.code'
  );
CREATE OR REPLACE TRIGGER raise_version_insert AFTER INSERT ON commune
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
CREATE OR REPLACE TRIGGER raise_version_update AFTER UPDATE ON commune
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
CREATE OR REPLACE TRIGGER raise_version_delete AFTER DELETE ON commune
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
