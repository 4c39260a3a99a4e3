"""Bookings: what can be booked of a place, when, and by whom it is taken."""
