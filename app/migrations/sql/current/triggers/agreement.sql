-- A version of an agreement stays as both parties have it.
CREATE OR REPLACE TRIGGER refuse_change BEFORE UPDATE ON agreement
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
