-- Trigger: one event of the audit log for each right that is asked for, gained, refused or lost, each sign-in,
-- each code that was guessed at too often, and each session that ends. `proxilieux.actor` says who acts where
-- it is not the person themselves: `operator` (the command line) or `server` (retention).
CREATE OR REPLACE FUNCTION keep_audit_event() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  said_kind text;
  whom int;
  acting text := coalesce(nullif(current_setting('proxilieux.actor', true), ''), 'self');
  acting_id int;
  place int;
  said text := '';
BEGIN
  IF TG_TABLE_NAME = 'session' AND TG_OP = 'INSERT' THEN
    said_kind := 'sign_in'; whom := NEW.person_id; said := NEW.browser;
  ELSIF TG_TABLE_NAME = 'session' THEN
    said_kind := 'session_ended'; whom := OLD.person_id; said := OLD.browser;
    IF OLD.expires_at < now() OR OLD.seen_at < now() - interval '30 days' THEN
      acting := 'server';
    END IF;
  ELSIF TG_TABLE_NAME = 'one_time_code' THEN
    said_kind := 'sign_in_refused'; said := NEW.purpose;
    whom := (SELECT id FROM person WHERE address = NEW.address);
  ELSIF TG_TABLE_NAME = 'moderator' AND TG_OP = 'INSERT' THEN
    said_kind := 'moderator_gained'; whom := NEW.person_id; said := NEW.level || ' ' || NEW.code;
  ELSIF TG_TABLE_NAME = 'moderator' THEN
    said_kind := 'moderator_lost'; whom := OLD.person_id; said := OLD.level || ' ' || OLD.code;
  ELSIF TG_TABLE_NAME = 'api_key' AND TG_OP = 'INSERT' THEN
    said_kind := 'key_made'; whom := NEW.person_id; said := NEW.hint || ' ' || array_to_string(NEW.scopes, ' ');
  ELSIF TG_TABLE_NAME = 'api_key' THEN
    said_kind := 'key_ended'; whom := OLD.person_id; said := OLD.hint;
  ELSIF TG_OP = 'DELETE' THEN
    IF OLD.status <> 'active' THEN
      RETURN NULL;
    END IF;
    said_kind := 'manager_lost'; whom := OLD.person_id; place := OLD.third_place_id; said := OLD.proof;
  ELSIF TG_OP = 'INSERT' OR NEW.status <> OLD.status THEN
    said_kind := CASE
      WHEN NEW.status = 'active' THEN 'manager_gained'
      WHEN NEW.status = 'pending' THEN 'manager_asked'
      WHEN NEW.status = 'refused' THEN 'manager_refused'
      WHEN OLD.status = 'active' THEN 'manager_lost'
      ELSE 'manager_withdrawn'
    END;
    whom := NEW.person_id; place := NEW.third_place_id; said := NEW.proof;
    IF NEW.decided_by <> NEW.person_id THEN
      acting := 'person'; acting_id := NEW.decided_by;
    END IF;
  ELSE
    RETURN NULL;
  END IF;
  -- Who or what goes with the row (ON DELETE CASCADE) is not there any more.
  INSERT INTO audit_event (kind, person_id, actor, actor_id, public_id, detail)
  VALUES (
    said_kind, (SELECT id FROM person WHERE id = whom), acting, acting_id,
    (SELECT public_id FROM third_place WHERE id = place), said
  );
  RETURN NULL;
END
$$;
