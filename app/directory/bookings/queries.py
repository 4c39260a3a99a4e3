"""Statements on bookings. Nothing is executed here."""

from app.directory.people.manager_queries import manages

PLACE_IDS = """
SELECT member.public_id FROM third_place AS member
WHERE coalesce(member.merged_into, member.id) IN (
  SELECT head.id FROM third_place AS head JOIN third_place_listing AS shown
  ON shown.third_place_id IN (head.id, head.shown_with) WHERE shown.public_id = %(place_id)s
)
UNION SELECT %(place_id)s
"""
"""Public ids of the records that are shown as one place: what was booked before a merge goes on."""
_COLUMNS = """
bookable.id, bookable.place_id, bookable.kind, bookable.equipment_type, bookable.name, bookable.units,
bookable.seats, bookable.opening_hours, bookable.lead_minutes, bookable.longest_minutes,
bookable.buffer_minutes, bookable.is_sure, place.opening_hours, coalesce(place.timezone, 'Europe/Paris'),
coalesce(place.holiday_area, 'FR')
"""
_BOOKABLE = f"""
SELECT {_COLUMNS} FROM bookable LEFT JOIN third_place AS place ON place.public_id = bookable.place_id
"""  # noqa: S608 - our own column names
ONE = f"{_BOOKABLE} WHERE bookable.id = %(id)s AND ended_at IS NULL"
ONE_FOR = f"""
SELECT {_COLUMNS}, {manages("bookable.place_id")}
FROM bookable LEFT JOIN third_place AS place ON place.public_id = bookable.place_id
WHERE bookable.id = %(id)s AND ended_at IS NULL
"""  # noqa: S608 - our own column names
"""The same, and whether a person manages its place."""
LOCK = "SELECT lock_bookable(%(id)s, %(now)s)"
OF_PLACE = f"""
{_BOOKABLE} WHERE bookable.place_id IN ({PLACE_IDS}) AND ended_at IS NULL ORDER BY bookable.name, bookable.id
"""
AROUND = f"""
SELECT shown.public_id, {_COLUMNS}
FROM bookable JOIN third_place AS place ON place.public_id = bookable.place_id
JOIN third_place AS head ON head.id = coalesce(place.merged_into, place.id)
JOIN third_place_listing AS shown ON shown.third_place_id IN (head.id, head.shown_with)
WHERE ended_at IS NULL
  AND ST_DWithin(
    shown.position, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography, %(radius_m)s
  )
"""  # noqa: S608 - our own column names
"""All that can be booked around a point, with the public id of the place that is shown."""
PLACE = """
SELECT listing.public_id, listing.name, place.timezone FROM third_place_listing AS listing
JOIN third_place AS place ON place.id = listing.third_place_id WHERE listing.public_id = %(place_id)s
"""
ADD = """
INSERT INTO bookable (
  place_id, kind, equipment_type, name, units, seats, opening_hours, lead_minutes, longest_minutes,
  buffer_minutes, is_sure, created_at
)
VALUES (
  %(place_id)s, %(kind)s, %(equipment_type)s, %(name)s, %(units)s, %(seats)s, %(opening_hours)s,
  %(lead_minutes)s, %(longest_minutes)s, %(buffer_minutes)s, %(is_sure)s, %(now)s
)
RETURNING id
"""
END = f"""
UPDATE bookable SET ended_at = %(now)s WHERE id = %(id)s AND ended_at IS NULL AND place_id IN ({PLACE_IDS})
"""  # noqa: S608 - as above
BOOK = """
SELECT reservation_id, occurrence, units FROM book_units(
  %(bookable_id)s, %(uid)s, %(quantity)s, %(title)s, %(learners)s, %(person_id)s, %(held_until)s, %(now)s,
  %(status)s, %(starts)s, %(ends)s, %(event_id)s, %(kind)s, %(content)s
)
"""
TAKE = """
SELECT take_units(
  %(bookable_id)s, %(reservation_id)s, %(occurrence)s, %(start)s, %(end)s, %(quantity)s, %(status)s
)
"""
TAKEN = """
SELECT unit, lower(taken), upper(taken) FROM booking JOIN reservation ON reservation.id = reservation_id
WHERE booking.bookable_id = %(id)s AND taken && tstzrange(%(start)s::timestamptz, %(end)s::timestamptz)
  AND status IN ('held', 'confirmed')
  AND NOT (status = 'held' AND coalesce(held_until < %(now)s, false))
"""
BUSY = """
SELECT lower(during), upper(during) FROM busy_time
WHERE place_id = %(place_id)s AND during && tstzrange(%(start)s::timestamptz, %(end)s::timestamptz)
"""
TAKEN_OF_ALL = """
SELECT booking.bookable_id, unit, lower(taken), upper(taken)
FROM booking JOIN reservation ON reservation.id = reservation_id
WHERE booking.bookable_id = ANY (%(ids)s)
  AND taken && tstzrange(%(start)s::timestamptz, %(end)s::timestamptz)
  AND status IN ('held', 'confirmed')
  AND NOT (status = 'held' AND coalesce(held_until < %(now)s, false))
"""
BUSY_OF_ALL = """
SELECT place_id, lower(during), upper(during) FROM busy_time
WHERE place_id = ANY (%(place_ids)s) AND during && tstzrange(%(start)s::timestamptz, %(end)s::timestamptz)
"""
RESERVATION = """
SELECT reservation.id, uid, sequence, reservation.bookable_id, bookable.place_id, bookable.name, quantity,
       title, learners, person_id, held_until
FROM reservation JOIN bookable ON bookable.id = reservation.bookable_id WHERE uid = %(uid)s
"""
OCCURRENCES = """
SELECT occurrence, lower(during), upper(during), status, array_agg(unit ORDER BY unit)
FROM booking WHERE reservation_id = %(id)s GROUP BY occurrence, during, status ORDER BY occurrence, status
"""
SET_STATUS = """
UPDATE booking SET status = %(status)s
WHERE reservation_id = %(id)s AND status = ANY (%(from)s)
  AND (%(occurrence)s::int IS NULL OR occurrence = %(occurrence)s::int)
"""
DROP_OCCURRENCE = """
DELETE FROM booking WHERE reservation_id = %(id)s AND occurrence = %(occurrence)s
  AND status IN ('held', 'confirmed') RETURNING status
"""
CHANGED = "UPDATE reservation SET sequence = sequence + 1, held_until = %(held_until)s WHERE id = %(id)s"
CALENDAR = f"""
SELECT reservation.uid, occurrence, sequence, bookable.id, bookable.name, title, learners, quantity, status,
       lower(during), upper(during)
FROM booking JOIN reservation ON reservation.id = reservation_id
JOIN bookable ON bookable.id = booking.bookable_id
WHERE bookable.place_id IN ({PLACE_IDS})
  AND during && tstzrange(%(start)s::timestamptz, %(end)s::timestamptz)
  AND (status <> 'held' OR coalesce(held_until >= %(now)s, true))
  AND status = ANY (%(statuses)s)
GROUP BY reservation.id, occurrence, bookable.id, status, during
ORDER BY lower(during), bookable.name, reservation.id, occurrence
"""  # noqa: S608 - our own words
"""Occurrences of a place in a stretch of time, a row each whatever their units."""
SET_FEED = """
INSERT INTO booking_calendar (place_id, feed_digest) VALUES (%(place_id)s, %(digest)s)
ON CONFLICT (place_id) DO UPDATE SET feed_digest = excluded.feed_digest
"""
FEED_OF = "SELECT place_id FROM booking_calendar WHERE feed_digest = %(digest)s"
FEED = """
SELECT feed_digest IS NOT NULL, read_at, source_url, source_failure FROM booking_calendar
WHERE place_id = %(place_id)s
"""
FOLLOW_CALENDAR = """
INSERT INTO booking_calendar (place_id, source_url, source_due_at) VALUES (%(place_id)s, %(url)s, %(due)s)
ON CONFLICT (place_id) DO UPDATE SET source_url = excluded.source_url,
  read_at = CASE WHEN excluded.source_url IS NOT NULL THEN booking_calendar.read_at END,
  source_due_at = excluded.source_due_at, source_failure = NULL
"""
DUE_CALENDARS = """
SELECT calendar.place_id, source_url, coalesce(place.timezone, 'Europe/Paris')
FROM booking_calendar AS calendar LEFT JOIN third_place AS place ON place.public_id = calendar.place_id
WHERE source_url IS NOT NULL AND source_due_at <= %(now)s ORDER BY source_due_at LIMIT 100
"""
CALENDAR_READ = """
UPDATE booking_calendar SET source_failure = %(failure)s, source_due_at = %(due)s
WHERE place_id = %(place_id)s AND source_url = %(url)s
"""
FORGET_BUSY = "DELETE FROM busy_time WHERE place_id = %(place_id)s"
ADD_BUSY = """
INSERT INTO busy_time (place_id, during)
SELECT %(place_id)s, tstzrange(unnest(%(starts)s::timestamptz[]), unnest(%(ends)s::timestamptz[]))
"""
READ_BUSY = """
INSERT INTO booking_calendar (place_id, read_at) VALUES (%(place_id)s, %(now)s)
ON CONFLICT (place_id) DO UPDATE SET read_at = excluded.read_at
"""
