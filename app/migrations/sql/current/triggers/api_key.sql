-- Kept in the audit log: keys that are made, and keys that end.
CREATE OR REPLACE TRIGGER keep_audit_event AFTER INSERT ON api_key
  FOR EACH ROW EXECUTE FUNCTION keep_audit_event();
CREATE OR REPLACE TRIGGER keep_audit_event_ended AFTER UPDATE ON api_key
  FOR EACH ROW WHEN (NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL)
  EXECUTE FUNCTION keep_audit_event();
