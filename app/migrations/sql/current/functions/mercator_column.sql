-- Column of a point in the square of Web Mercator: 2^31 of them (1.9 cm at the equator), from the west.
CREATE OR REPLACE FUNCTION mercator_column(place geography) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN least(2147483647, floor((ST_X(place::geometry) + 180) / 360 * 2147483648))::integer;
