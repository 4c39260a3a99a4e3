-- The place that has it is listed anew, and its changes are kept.
CREATE OR REPLACE TRIGGER keep_listing_3_insert AFTER INSERT ON equipment
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT third_place_id FROM changed'
  );
CREATE OR REPLACE TRIGGER keep_listing_3_update AFTER UPDATE ON equipment
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT third_place_id FROM changed UNION SELECT third_place_id FROM before'
  );
CREATE OR REPLACE TRIGGER keep_listing_3_delete AFTER DELETE ON equipment
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT third_place_id FROM changed'
  );
CREATE OR REPLACE TRIGGER keep_revision_insert AFTER INSERT ON equipment
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_revision(
    '''equipment.'' || type_code',
    '{id,third_place_id}'
  );
CREATE OR REPLACE TRIGGER keep_revision_update AFTER UPDATE ON equipment
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_revision(
    '''equipment.'' || type_code',
    '{id,third_place_id}'
  );
CREATE OR REPLACE TRIGGER keep_revision_delete AFTER DELETE ON equipment
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_revision(
    '''equipment.'' || type_code',
    '{id,third_place_id}'
  );
