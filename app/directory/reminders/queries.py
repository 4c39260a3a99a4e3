"""Statements on reminders. Nothing is executed here."""

YEAR, LASTS = "interval '365 days'", "interval '60 days'"
"""Time between two reminders, and time for which one can be answered."""
DUE = f"""
SELECT person.id, person.address, person.language FROM person
WHERE EXISTS (
    SELECT FROM place_manager AS manager
    JOIN third_place AS member ON member.id = manager.third_place_id
    JOIN third_place AS head ON head.id = coalesce(member.merged_into, member.id)
    JOIN third_place_listing AS listing ON listing.third_place_id = coalesce(head.shown_with, head.id)
    WHERE manager.person_id = person.id AND manager.status = 'active' AND listing.status <> 'closed'
      AND greatest(listing.confirmed_at, manager.decided_at, manager.created_at)
        <= %(now)s::timestamptz - {YEAR}
  )
  AND NOT EXISTS (
    SELECT FROM place_reminder WHERE person_id = person.id AND sent_at > %(now)s::timestamptz - {YEAR}
  )
  AND NOT EXISTS (SELECT FROM mail_refusal WHERE address = person.address)
ORDER BY person.id
"""  # noqa: S608 - our own words
"""People who have a place that nobody confirmed for a year, and were not asked within one."""
PLACES = """
SELECT DISTINCT listing.public_id, listing.name, listing.city, listing.confirmed_at
FROM place_manager AS manager
JOIN third_place AS member ON member.id = manager.third_place_id
JOIN third_place AS head ON head.id = coalesce(member.merged_into, member.id)
JOIN third_place_listing AS listing ON listing.third_place_id = coalesce(head.shown_with, head.id)
WHERE manager.person_id = %(person_id)s AND manager.status = 'active' AND listing.status <> 'closed'
ORDER BY listing.name, listing.public_id
"""
"""All places that somebody manages today."""
REMEMBER = """
INSERT INTO place_reminder (person_id, secret_digest, sent_at) VALUES (%(person_id)s, %(digest)s, %(now)s)
"""
FIND = f"""
SELECT person_id FROM place_reminder
WHERE secret_digest = %(digest)s AND sent_at > %(now)s::timestamptz - {LASTS}
"""  # noqa: S608 - our own words
CONFIRM = """
INSERT INTO place_confirmation (third_place_id, person_id, confirmed_at)
SELECT third_place_id, %(person_id)s, %(now)s FROM third_place_listing WHERE public_id = ANY (%(public_ids)s)
"""
OF_PERSON = "SELECT sent_at FROM place_reminder WHERE person_id = %(person_id)s ORDER BY id"
