-- The directory has a new version, and what others read of the listing is noted, and of the grants that reach a place.
CREATE OR REPLACE TRIGGER keep_change_insert AFTER INSERT ON third_place_listing
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_change('third-places');
CREATE OR REPLACE TRIGGER keep_change_update AFTER UPDATE ON third_place_listing
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_change('third-places');
CREATE OR REPLACE TRIGGER keep_change_delete AFTER DELETE ON third_place_listing
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_change('third-places');
CREATE OR REPLACE TRIGGER keep_features_insert AFTER INSERT ON third_place_listing
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_features(
    'grants',
    'SELECT public_id FROM public_grant WHERE confirmed_place IS NOT NULL OR siret IN (SELECT siret FROM changed)'
  );
CREATE OR REPLACE TRIGGER keep_features_update AFTER UPDATE ON third_place_listing
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_features(
    'grants',
    'SELECT public_id FROM public_grant WHERE confirmed_place IS NOT NULL OR siret IN (SELECT siret FROM changed UNION SELECT siret FROM before)'
  );
CREATE OR REPLACE TRIGGER keep_features_delete AFTER DELETE ON third_place_listing
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_features(
    'grants',
    'SELECT public_id FROM public_grant WHERE confirmed_place IS NOT NULL OR siret IN (SELECT siret FROM changed)'
  );
CREATE OR REPLACE TRIGGER raise_version_insert AFTER INSERT ON third_place_listing
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
CREATE OR REPLACE TRIGGER raise_version_update AFTER UPDATE ON third_place_listing
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
CREATE OR REPLACE TRIGGER raise_version_delete AFTER DELETE ON third_place_listing
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
