-- Kept in the audit log.
CREATE OR REPLACE TRIGGER keep_audit_event AFTER INSERT OR DELETE ON moderator
  FOR EACH ROW EXECUTE FUNCTION keep_audit_event();
