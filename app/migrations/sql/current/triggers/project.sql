-- Projects are served as they are, and what others read of them is noted.
CREATE OR REPLACE TRIGGER keep_features_insert AFTER INSERT ON project
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_features('projects', 'SELECT public_id FROM changed');
CREATE OR REPLACE TRIGGER keep_features_update AFTER UPDATE ON project
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_features('projects', 'SELECT public_id FROM changed UNION SELECT public_id FROM before');
CREATE OR REPLACE TRIGGER keep_features_delete AFTER DELETE ON project
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_features('projects', 'SELECT public_id FROM changed');
CREATE OR REPLACE TRIGGER raise_version_insert AFTER INSERT ON project
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
CREATE OR REPLACE TRIGGER raise_version_update AFTER UPDATE ON project
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
CREATE OR REPLACE TRIGGER raise_version_delete AFTER DELETE ON project
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION raise_directory_version();
