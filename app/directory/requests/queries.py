"""Statements on requests and answers. Nothing is executed here."""

REQUEST_COLUMNS = (
    "id", "organisation", "contact", "address", "telephone", "language", "schedule", "equipment_type",
    "quantity", "learners", "level", "supervision", "message", "status", "created_at", "sent_at",
    "expires_at",
)  # fmt: skip
RESPONSE_COLUMNS = (
    "id", "request_id", "place_id", "place_name", "status", "reached", "talk", "schedule", "reservation_id",
    "reminders", "answered_at", "decided_at",
)  # fmt: skip
_REQUEST = ", ".join(f"usage_request.{name}" for name in REQUEST_COLUMNS)
_RESPONSE = ", ".join(f"usage_response.{name}" for name in RESPONSE_COLUMNS)

ADD = """
INSERT INTO usage_request (
  organisation, contact, address, telephone, language, schedule, equipment_type, quantity, learners, level,
  supervision, message, submission, created_at, expires_at
)
VALUES (
  %(organisation)s, %(contact)s, %(address)s, %(telephone)s, %(language)s, %(schedule)s, %(equipment_type)s,
  %(quantity)s, %(learners)s, %(level)s, %(supervision)s, %(message)s, %(submission)s, %(now)s, %(expires_at)s
)
ON CONFLICT (submission) DO NOTHING RETURNING id
"""
"""No row where this very form was sent before."""
STORED = "SELECT id FROM usage_request WHERE submission = %(submission)s"
ADD_RESPONSE = """
INSERT INTO usage_response (request_id, place_id, place_name) VALUES (%(request_id)s, %(place_id)s, %(name)s)
"""
ONE = f"SELECT {_REQUEST} FROM usage_request WHERE id = %(id)s"  # noqa: S608 - our own column names
LOCK = f"{ONE} FOR UPDATE"
FOLLOWED = f"""
SELECT {_REQUEST} FROM usage_request
WHERE follow_digests @> ARRAY[%(follow)s::bytea] AND created_at > %(now)s::timestamptz - interval '400 days'
"""  # noqa: S608 - as above
RESPONSES = f"""
SELECT {_RESPONSE} FROM usage_response WHERE request_id = %(id)s ORDER BY id
"""  # noqa: S608 - as above
RESPONSE_FOLLOWED = f"""
SELECT {_RESPONSE} FROM usage_response WHERE follow_digests @> ARRAY[%(follow)s::bytea]
"""  # noqa: S608 - as above
RESPONSE_ONE = f"SELECT {_RESPONSE} FROM usage_response WHERE id = %(id)s"  # noqa: S608 - as above
SEEN_BY = f"""
SELECT {_REQUEST} FROM usage_request
WHERE id < %(before)s AND sent_at IS NOT NULL AND (
  address = %(address)s
  OR EXISTS (
    SELECT FROM usage_response JOIN third_place AS asked ON asked.public_id = place_id
    WHERE request_id = usage_request.id AND EXISTS (
      SELECT FROM place_manager AS manager JOIN third_place AS managed ON managed.id = third_place_id
      WHERE manager.person_id = %(person_id)s AND manager.status = 'active'
        AND coalesce(managed.merged_into, managed.id) = coalesce(asked.merged_into, asked.id)
    )
  )
)
ORDER BY id DESC LIMIT %(limit)s
"""  # noqa: S608 - as above
"""Requests that somebody sent, and those to places that they manage, the newest first."""
SEND = """
UPDATE usage_request SET status = 'sent', sent_at = %(now)s, expires_at = %(expires_at)s,
  follow_digests = follow_digests || %(follow)s::bytea
WHERE id = %(id)s AND status = 'unconfirmed' AND expires_at > %(now)s
"""
"""Confirm the address, once: of two who do so at the same moment the second changes nothing."""
FOLLOW = "UPDATE usage_request SET follow_digests = follow_digests || %(follow)s::bytea WHERE id = %(id)s"
REACH = """
UPDATE usage_response SET reached = %(reached)s, follow_digests = follow_digests || %(follow)s::bytea[]
WHERE id = %(id)s
"""
CHANGE = """
UPDATE usage_response SET status = %(status)s, talk = talk || %(said)s::jsonb,
  schedule = coalesce(%(schedule)s::jsonb, schedule),
  reservation_id = coalesce(%(reservation_id)s, reservation_id),
  answered_at = CASE WHEN %(by_place)s THEN coalesce(answered_at, %(now)s) ELSE answered_at END,
  decided_at = CASE WHEN %(status)s IN ('accepted', 'refused', 'withdrawn', 'expired')
               THEN %(now)s::timestamptz END
WHERE id = %(id)s AND status = ANY (%(before)s)
"""
WITHDRAW = "UPDATE usage_request SET status = 'withdrawn' WHERE id = %(id)s AND status = 'sent'"
MANAGERS_OF = """
SELECT DISTINCT person.address, person.language FROM place_manager AS manager
JOIN person ON person.id = manager.person_id
WHERE manager.status = 'active' AND third_place_id IN (
  SELECT member.id FROM third_place AS member
  WHERE coalesce(member.merged_into, member.id) IN (
    SELECT head.id FROM third_place AS head JOIN third_place_listing AS shown
    ON shown.third_place_id IN (head.id, head.shown_with) WHERE shown.public_id = %(place_id)s
  )
)
ORDER BY person.address
"""
TO_REMIND = f"""
SELECT {_RESPONSE}, usage_request.sent_at FROM usage_response
JOIN usage_request ON usage_request.id = request_id
WHERE usage_request.status = 'sent' AND usage_response.status = 'waiting' AND reached <> 'nobody'
  AND expires_at > %(now)s AND reminders < array_length(%(ages)s::interval[], 1)
  AND sent_at <= %(now)s::timestamptz - (%(ages)s::interval[])[reminders + 1]
ORDER BY usage_response.id FOR UPDATE OF usage_response SKIP LOCKED
"""  # noqa: S608 - as above
"""Answers that nobody gave yet, and whose next reminder is due."""
REMINDED = """
UPDATE usage_response SET reminders = reminders + 1, follow_digests = follow_digests || %(follow)s::bytea[]
WHERE id = %(id)s
"""
EXPIRED = """
SELECT id FROM usage_request
WHERE status IN ('unconfirmed', 'sent') AND expires_at <= %(now)s
  AND (status = 'unconfirmed' OR EXISTS (
    SELECT FROM usage_response
    WHERE request_id = usage_request.id AND usage_response.status IN ('waiting', 'asked', 'proposed')
  ))
ORDER BY id FOR UPDATE SKIP LOCKED
"""
EXPIRE = "UPDATE usage_request SET status = 'expired' WHERE id = %(id)s"
ANSWER_DAYS = """
SELECT count(*), percentile_cont(0.5) WITHIN GROUP (
  ORDER BY extract(epoch FROM answered_at - sent_at) / 86400
)
FROM usage_response JOIN usage_request ON usage_request.id = request_id
WHERE answered_at IS NOT NULL AND answered_at > %(now)s::timestamptz - interval '365 days'
  AND place_id = %(place_id)s
"""
"""Answers of a place within a year, and the median of the days that they took."""
