-- Make a reservation with all its occurrences and tell the webhooks, or write nothing of it: one round trip.
-- Rows: each occurrence with its units; where nothing was written, those that cannot be, without units;
-- none at all where there is no such bookable.
CREATE OR REPLACE FUNCTION book_units(
  of_bookable integer, of_uid text, of_quantity integer, of_title text, of_learners integer, of_person integer,
  until timestamptz, at timestamptz, with_status text, starts timestamptz[], ends timestamptz[],
  event_id text, event_kind text, event_content text
) RETURNS TABLE (reservation_id integer, occurrence integer, units smallint[])
LANGUAGE plpgsql SET lock_timeout = '8s' AS $$
DECLARE
  made integer;
  refused integer[] := '{}';
BEGIN
  BEGIN
    IF NOT lock_bookable(of_bookable, at) THEN
      RETURN;
    END IF;
    INSERT INTO reservation (uid, bookable_id, quantity, title, learners, person_id, held_until, created_at)
    VALUES (of_uid, of_bookable, of_quantity, of_title, of_learners, of_person, until, at)
    RETURNING reservation.id INTO made;
    FOR number IN 1 .. cardinality(starts) LOOP
      IF cardinality(
        take_units(of_bookable, made, number, starts[number], ends[number], of_quantity, with_status)
      ) < of_quantity THEN
        refused := refused || number;
      END IF;
    END LOOP;
    IF cardinality(refused) > 0 THEN
      RAISE SQLSTATE 'PX409';
    END IF;
    PERFORM tell_webhooks(event_id, event_kind, place_id, event_content, at) FROM bookable WHERE id = of_bookable;
  EXCEPTION
    WHEN SQLSTATE 'PX409' THEN NULL;
    -- Who waits too long for others, or meets what no lock held back, comes too late.
    WHEN exclusion_violation OR lock_not_available OR deadlock_detected THEN refused := ARRAY[1];
  END;
  IF cardinality(refused) > 0 THEN
    RETURN QUERY SELECT NULL::integer, one, NULL::smallint[] FROM unnest(refused) AS one;
  ELSE
    RETURN QUERY
    SELECT made, booking.occurrence::integer, array_agg(booking.unit ORDER BY booking.unit) FROM booking
    WHERE booking.reservation_id = made GROUP BY booking.occurrence ORDER BY booking.occurrence;
  END IF;
END
$$;
