-- Grants are served as they are.
CREATE OR REPLACE TRIGGER raise_version_insert AFTER INSERT ON public_grant
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
CREATE OR REPLACE TRIGGER raise_version_update AFTER UPDATE ON public_grant
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
CREATE OR REPLACE TRIGGER raise_version_delete AFTER DELETE ON public_grant
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
