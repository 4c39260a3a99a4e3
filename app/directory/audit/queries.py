"""Statements on the audit log. Nothing is executed here."""

COLUMNS = ("happened_at", "kind", "whom", "actor", "by_whom", "place", "detail")
LIST = """
SELECT event.happened_at, event.kind, person.address, event.actor, other.address, event.public_id,
       event.detail
FROM audit_event AS event
LEFT JOIN person ON person.id = event.person_id LEFT JOIN person AS other ON other.id = event.actor_id
WHERE (%(address)s::text IS NULL OR %(address)s IN (person.address, other.address))
  AND (%(place)s::text IS NULL OR event.public_id = %(place)s)
ORDER BY event.id DESC LIMIT %(limit)s
"""
OF_PERSON = """
SELECT happened_at, kind, public_id, detail FROM audit_event WHERE person_id = %(person_id)s ORDER BY id
"""
ACT_AS = "SELECT set_config('proxilieux.actor', %(actor)s, true)"
"""Say who acts in this transaction: `operator` or `server`."""
REFUSED = """
INSERT INTO audit_event (kind, person_id, actor, public_id, detail)
SELECT 'refused', %(person_id)s, 'self', %(place)s, %(detail)s
WHERE (
  SELECT count(*) FROM audit_event
  WHERE person_id = %(person_id)s AND kind = 'refused' AND happened_at > now() - interval '1 day'
) < 100
"""
"""Attempts of somebody who is signed in at what they may not do; a hundred a day tell enough."""
