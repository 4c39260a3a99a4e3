-- Offers of support are served as they are.
CREATE OR REPLACE TRIGGER raise_version_insert AFTER INSERT ON support_offer
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
CREATE OR REPLACE TRIGGER raise_version_update AFTER UPDATE ON support_offer
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
CREATE OR REPLACE TRIGGER raise_version_delete AFTER DELETE ON support_offer
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
