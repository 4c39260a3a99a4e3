-- Row of a point in the square of Web Mercator: 2^31 of them, from the north. Null beyond 85.05 degrees of
-- latitude, where the square ends.
CREATE OR REPLACE FUNCTION mercator_row(place geography) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN abs(ST_Y(place::geometry)) <= 85.05112877980659 THEN greatest(0, least(2147483647, floor(
  (0.5 - ln(tan(pi() / 4 + radians(ST_Y(place::geometry)) / 2)) / (2 * pi())) * 2147483648
)))::integer END;
