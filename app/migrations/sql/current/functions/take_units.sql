-- Take the first units of a bookable that are free for the whole of a time; fewer than asked where not enough are.
CREATE OR REPLACE FUNCTION take_units(
  of_bookable integer, of_reservation integer, of_occurrence integer, starts_at timestamptz, ends_at timestamptz,
  quantity integer, with_status text
) RETURNS smallint[]
LANGUAGE plpgsql AS $$
DECLARE
  known bookable;
  stay CONSTANT tstzrange := tstzrange(starts_at, ends_at);
  kept tstzrange;
  units smallint[];
BEGIN
  SELECT * INTO known FROM bookable WHERE id = of_bookable;
  kept := tstzrange(starts_at, ends_at + make_interval(mins => known.buffer_minutes));
  IF EXISTS (SELECT FROM busy_time WHERE place_id = known.place_id AND during && stay) THEN
    RETURN '{}';
  END IF;
  WITH taken AS (
    INSERT INTO booking (reservation_id, occurrence, bookable_id, unit, during, taken, status)
    SELECT of_reservation, of_occurrence, of_bookable, number, stay, kept, with_status
    FROM generate_series(1, known.units::int) AS number
    WHERE NOT EXISTS (
      SELECT FROM booking AS other WHERE other.bookable_id = of_bookable AND other.unit = number
        AND other.taken && kept AND other.status IN ('held', 'confirmed')
    )
    ORDER BY number LIMIT quantity
    RETURNING unit
  )
  SELECT coalesce(array_agg(unit ORDER BY unit), '{}') INTO units FROM taken;
  RETURN units;
END
$$;
