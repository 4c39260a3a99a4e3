"""Words of bookings."""

EQUIPMENT, ROOM = "equipment", "room"
KINDS = (EQUIPMENT, ROOM)
HELD, CONFIRMED, CANCELLED = "held", "confirmed", "cancelled"
STATUSES = (HELD, CONFIRMED, CANCELLED)
TAKES = (HELD, CONFIRMED)
"""Statuses under which a booking takes its time: no other may overlap."""
MOST_UNITS, MOST_SEATS = 200, 2000
MOST_OCCURRENCES = 120
"""Occurrences of one series: each weekday of half a year."""
LONGEST_TITLE = 120
LONGEST_HOURS = 500
