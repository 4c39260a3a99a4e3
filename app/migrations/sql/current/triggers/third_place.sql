-- The place is listed anew, and those that it is merged into or shown with, before and after; its changes are kept.
CREATE OR REPLACE TRIGGER a_refuse_merge_chain_insert AFTER INSERT ON third_place
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_merge_chain();
CREATE OR REPLACE TRIGGER a_refuse_merge_chain_update AFTER UPDATE ON third_place
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_merge_chain();
CREATE OR REPLACE TRIGGER keep_listing_0_insert AFTER INSERT ON third_place
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT id FROM changed'
    ' UNION SELECT merged_into FROM changed'
    ' UNION SELECT shown_with FROM changed'
  );
CREATE OR REPLACE TRIGGER keep_listing_0_update AFTER UPDATE ON third_place
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT id FROM changed'
    ' UNION SELECT merged_into FROM changed'
    ' UNION SELECT shown_with FROM changed'
    ' UNION SELECT id FROM before'
    ' UNION SELECT merged_into FROM before'
    ' UNION SELECT shown_with FROM before'
  );
CREATE OR REPLACE TRIGGER keep_listing_0_delete AFTER DELETE ON third_place
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT id FROM changed'
    ' UNION SELECT merged_into FROM changed'
    ' UNION SELECT shown_with FROM changed'
  );
CREATE OR REPLACE TRIGGER keep_revision_insert AFTER INSERT ON third_place
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_revision();
CREATE OR REPLACE TRIGGER keep_revision_update AFTER UPDATE ON third_place
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_revision();
CREATE OR REPLACE TRIGGER keep_revision_delete AFTER DELETE ON third_place
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_revision();
