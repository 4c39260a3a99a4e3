-- The collections follow the listing, and the directory has a new version.
CREATE OR REPLACE TRIGGER raise_version_insert AFTER INSERT ON third_place_listing
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
CREATE OR REPLACE TRIGGER raise_version_update AFTER UPDATE ON third_place_listing
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
CREATE OR REPLACE TRIGGER raise_version_delete AFTER DELETE ON third_place_listing
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
CREATE OR REPLACE TRIGGER keep_collection_insert AFTER INSERT ON third_place_listing
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_collection(
    'collect_third_places',
    'SELECT third_place_id FROM changed'
  );
CREATE OR REPLACE TRIGGER keep_collection_update AFTER UPDATE ON third_place_listing
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_collection(
    'collect_third_places',
    'SELECT third_place_id FROM changed'
  );
CREATE OR REPLACE TRIGGER keep_collection_delete AFTER DELETE ON third_place_listing
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_collection(
    'collect_third_places',
    'SELECT third_place_id FROM changed'
  );
