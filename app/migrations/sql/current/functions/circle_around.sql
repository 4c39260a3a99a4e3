-- A circle, which stands for a territory without an outline, so that a layer has one type of geometry.
-- RFC 7946, 3.1.6: outer rings run counterclockwise; a buffer's run the other way.
CREATE OR REPLACE FUNCTION circle_around(center geography, metres double precision)
RETURNS geometry(MultiPolygon, 4326)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ST_ForcePolygonCCW(ST_Multi(ST_Buffer(center, metres, 16)::geometry))::geometry(MultiPolygon, 4326)
$$;
