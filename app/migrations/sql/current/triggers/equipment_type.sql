-- What has it or needs it is listed anew, in the vocabulary's order; its labels are served as they are.
CREATE OR REPLACE TRIGGER keep_listing_5_update AFTER UPDATE ON equipment_type
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_third_place_listing',
    'SELECT third_place_id FROM equipment JOIN changed ON type_code = code'
  );
CREATE OR REPLACE TRIGGER keep_listing_6_update AFTER UPDATE ON equipment_type
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION keep_listing(
    'refresh_organisation_listing',
    'SELECT organisation_id FROM organisation_need JOIN changed ON type_code = code'
  );
CREATE OR REPLACE TRIGGER raise_version_label AFTER UPDATE ON equipment_type FOR EACH ROW
  WHEN ((OLD.label_fr, OLD.label_en) IS DISTINCT FROM (NEW.label_fr, NEW.label_en))
  EXECUTE FUNCTION raise_directory_version_for_row();
