-- The place that something is stated of is listed anew, and what was stated is kept.
CREATE OR REPLACE TRIGGER keep_listing_5_insert AFTER INSERT ON stated_value
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing('refresh_third_place_listing', 'SELECT third_place_id FROM changed');
CREATE OR REPLACE TRIGGER keep_listing_5_update AFTER UPDATE ON stated_value
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT third_place_id FROM changed UNION SELECT third_place_id FROM before'
  );
CREATE OR REPLACE TRIGGER keep_listing_5_delete AFTER DELETE ON stated_value
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing('refresh_third_place_listing', 'SELECT third_place_id FROM changed');
CREATE OR REPLACE TRIGGER keep_revision_insert AFTER INSERT ON stated_value
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_revision(
    '''stated.'' || field',
    '{third_place_id,person_id,source_value,source_said_at}'
  );
CREATE OR REPLACE TRIGGER keep_revision_update AFTER UPDATE ON stated_value
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_revision(
    '''stated.'' || field',
    '{third_place_id,person_id,source_value,source_said_at}'
  );
CREATE OR REPLACE TRIGGER keep_revision_delete AFTER DELETE ON stated_value
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_revision(
    '''stated.'' || field',
    '{third_place_id,person_id,source_value,source_said_at}'
  );
