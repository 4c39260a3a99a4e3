-- Whether a place is open at a local time: the day's exception if there is one, else the regular week
-- (minutes since Monday 00:00). Unknown hours are not open.
CREATE OR REPLACE FUNCTION is_open_at(place_id bigint, week int4multirange, moment timestamp) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT week IS NOT NULL AND coalesce(
    (
      SELECT exception.open_minutes @> (extract(hour FROM moment) * 60 + extract(minute FROM moment))::int
      FROM opening_exception AS exception
      WHERE exception.third_place_id = place_id AND exception.day = moment::date
    ),
    week @> (
      (extract(isodow FROM moment)::int - 1) * 1440
      + (extract(hour FROM moment) * 60 + extract(minute FROM moment))::int
    )
  )
$$;
