-- Kept in the audit log.
CREATE OR REPLACE TRIGGER keep_audit_event AFTER INSERT OR UPDATE OR DELETE ON place_manager
  FOR EACH ROW EXECUTE FUNCTION keep_audit_event();
