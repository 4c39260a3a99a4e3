-- The directory has a new version, and what others read of the listing is noted.
CREATE OR REPLACE TRIGGER keep_change_insert AFTER INSERT ON organisation_listing
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_change('organisations');
CREATE OR REPLACE TRIGGER keep_change_update AFTER UPDATE ON organisation_listing
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_change('organisations');
CREATE OR REPLACE TRIGGER keep_change_delete AFTER DELETE ON organisation_listing
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_change('organisations');
CREATE OR REPLACE TRIGGER raise_version_insert AFTER INSERT ON organisation_listing
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
CREATE OR REPLACE TRIGGER raise_version_update AFTER UPDATE ON organisation_listing
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
CREATE OR REPLACE TRIGGER raise_version_delete AFTER DELETE ON organisation_listing
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
