-- Let nobody else book a bookable until the transaction ends, and free what was held for too long; false without one.
-- Bookings of one bookable are made one after another; the exclusion constraint is what nobody can pass.
CREATE OR REPLACE FUNCTION lock_bookable(number integer, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SET lock_timeout = '8s' AS $$
BEGIN
  PERFORM FROM bookable WHERE id = number AND ended_at IS NULL FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE booking SET status = 'cancelled' FROM reservation
  WHERE reservation.id = booking.reservation_id AND reservation.held_until < at
    AND booking.status = 'held' AND booking.bookable_id = number;
  RETURN true;
END
$$;
