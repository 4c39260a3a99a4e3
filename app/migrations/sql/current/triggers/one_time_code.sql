-- A code that was guessed at until it is of no more use is kept in the audit log.
CREATE OR REPLACE TRIGGER keep_audit_event AFTER UPDATE ON one_time_code
  FOR EACH ROW WHEN (NEW.tries = 5 AND OLD.tries < 5 AND NEW.used_at IS NULL)
  EXECUTE FUNCTION keep_audit_event();
