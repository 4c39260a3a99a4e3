-- The place that was awarded is listed anew, and its changes are kept.
CREATE OR REPLACE TRIGGER keep_listing_4_insert AFTER INSERT ON award
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT third_place_id FROM changed'
  );
CREATE OR REPLACE TRIGGER keep_listing_4_update AFTER UPDATE ON award
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT third_place_id FROM changed UNION SELECT third_place_id FROM before'
  );
CREATE OR REPLACE TRIGGER keep_listing_4_delete AFTER DELETE ON award
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT third_place_id FROM changed'
  );
CREATE OR REPLACE TRIGGER keep_revision_insert AFTER INSERT ON award
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_revision(
    '''award.'' || concat_ws('', '', programme_code, coalesce(call, ''''), year)',
    '{id,third_place_id}'
  );
CREATE OR REPLACE TRIGGER keep_revision_update AFTER UPDATE ON award
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_revision(
    '''award.'' || concat_ws('', '', programme_code, coalesce(call, ''''), year)',
    '{id,third_place_id}'
  );
CREATE OR REPLACE TRIGGER keep_revision_delete AFTER DELETE ON award
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_revision(
    '''award.'' || concat_ws('', '', programme_code, coalesce(call, ''''), year)',
    '{id,third_place_id}'
  );
