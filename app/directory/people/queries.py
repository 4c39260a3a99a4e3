"""Statements on people. Nothing is executed here."""

SIGN_IN = """
INSERT INTO person (address, language, created_at, signed_in_at)
VALUES (%(address)s, %(language)s, %(now)s, %(now)s)
ON CONFLICT (address) DO UPDATE SET language = excluded.language, signed_in_at = excluded.signed_in_at
RETURNING id, xmax <> 0
"""
"""The person of an address, and whether they were known."""
SIGN_IN_BY_IDENTITY = """
UPDATE person SET language = %(language)s, signed_in_at = %(now)s FROM person_identity AS known
WHERE known.person_id = person.id AND known.issuer = %(issuer)s AND known.subject = %(subject)s
RETURNING person.id
"""
LINK_IDENTITY = """
INSERT INTO person_identity (issuer, subject, person_id, created_at)
VALUES (%(issuer)s, %(subject)s, %(person_id)s, %(now)s)
"""
PREFILL_SIRET = "UPDATE person SET siret = %(siret)s WHERE id = %(person_id)s AND siret IS NULL"
"""The SIRET that the provider says, unless they have said otherwise."""
STATE_SIRET = "UPDATE person SET siret = %(siret)s WHERE id = %(person_id)s"
SIRET_OF = "SELECT coalesce(siret, '') FROM person WHERE id = %(person_id)s"
IDENTITIES = """
SELECT issuer, subject, created_at FROM person_identity WHERE person_id = %(person_id)s ORDER BY created_at
"""
FIND = "SELECT id, address, language, created_at, signed_in_at FROM person WHERE id = %(id)s"
DELETE = (
    # Mails to others that name them: as a whole word, for one address may end another.
    r"""
UPDATE outbox_message SET subject = regexp_replace(subject, named.pattern, %(removed)s, 'g'),
  content = regexp_replace(content::text, named.pattern, %(removed)s, 'g')::jsonb
FROM (SELECT '(?<![\w.+-])' || regexp_replace(%(address)s, '([^a-z0-9@])', '\\\1', 'g') || '(?![\w-])'
      AS pattern) AS named
WHERE strpos(subject || content::text, %(address)s) > 0 AND recipient <> %(address)s
""",
    "DELETE FROM one_time_code WHERE address = %(address)s",
    "DELETE FROM outbox_message WHERE recipient = %(address)s",
    "DELETE FROM mail_refusal WHERE address = %(address)s",
    "DELETE FROM subscription WHERE address = %(address)s",
    "DELETE FROM subscription_link WHERE address = %(address)s",
    "UPDATE proposal SET address = NULL WHERE address = %(address)s",
    # The calendars of places keep that something is taken, and not by whom.
    """
UPDATE reservation SET title = %(removed)s
FROM usage_response JOIN usage_request ON usage_request.id = usage_response.request_id
WHERE usage_response.reservation_id = reservation.id AND usage_request.address = %(address)s
""",
    """
UPDATE reservation SET title = %(removed)s FROM bookable
WHERE bookable.id = reservation.bookable_id AND reservation.person_id = %(id)s AND NOT EXISTS (
  SELECT FROM place_manager JOIN third_place ON third_place.id = place_manager.third_place_id
  WHERE place_manager.person_id = %(id)s AND third_place.public_id = bookable.place_id
)
""",
    "DELETE FROM usage_request WHERE address = %(address)s",
    "DELETE FROM person WHERE id = %(id)s",
)
"""Everything that names somebody."""
MAILS = """
SELECT kind, subject, status, created_at, sent_at FROM outbox_message
WHERE recipient = %(address)s ORDER BY id
"""
REFUSES = "SELECT EXISTS (SELECT FROM mail_refusal WHERE address = %(address)s)"
ACCEPT_AGAIN = "DELETE FROM mail_refusal WHERE address = %(address)s"
END_ALL = """
DELETE FROM session USING person WHERE person.id = session.person_id AND person.address = %(address)s
"""

REQUESTS = """
SELECT organisation, contact, telephone, schedule, equipment_type, quantity, learners, level, supervision,
  message, status, created_at,
  (SELECT coalesce(jsonb_agg(jsonb_build_object(
     'place', place_name, 'status', usage_response.status, 'talk', talk) ORDER BY usage_response.id), '[]')
   FROM usage_response WHERE request_id = usage_request.id)
FROM usage_request WHERE address = %(address)s ORDER BY id
"""
"""Requests of somebody to places, with the places' answers."""
BOOKINGS = """
SELECT bookable.name, bookable.place_id, reservation.title, reservation.quantity, reservation.created_at,
  (SELECT coalesce(jsonb_agg(jsonb_build_array(lower(during), upper(during), booking.status)
     ORDER BY during, unit), '[]') FROM booking WHERE reservation_id = reservation.id)
FROM reservation JOIN bookable ON bookable.id = reservation.bookable_id
WHERE reservation.person_id = %(person_id)s ORDER BY reservation.id
"""
"""Bookings of somebody, signed in or by a key."""
