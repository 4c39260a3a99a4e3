-- Where points lie in the square of Web Mercator, for vector tiles: columns and rows of 2^31 (1.9 cm at the equator),
-- from the north-west corner. The key interleaves their bits (Morton order), so that each tile of each zoom is one
-- range of an index, each point lies in exactly one tile, and the cells of a tile are the leading bits of the key.
-- What lies beyond 85.05 degrees of latitude, where the square ends, has no key.

CREATE FUNCTION mercator_column(place geography) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN least(2147483647, floor((ST_X(place::geometry) + 180) / 360 * 2147483648))::integer;

CREATE FUNCTION mercator_row(place geography) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN abs(ST_Y(place::geometry)) <= 85.05112877980659 THEN greatest(0, least(2147483647, floor(
  (0.5 - ln(tan(pi() / 4 + radians(ST_Y(place::geometry)) / 2)) / (2 * pi())) * 2147483648
)))::integer END;

-- Bits 30 to 0 of a number, moved to the bits 60, 58, ... 0.
CREATE FUNCTION spread_bits(number integer) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  spread bigint := number;
BEGIN
  spread := (spread | (spread << 16)) & 281470681808895;
  spread := (spread | (spread << 8)) & 71777214294589695;
  spread := (spread | (spread << 4)) & 1085102592571150095;
  spread := (spread | (spread << 2)) & 3689348814741910323;
  RETURN (spread | (spread << 1)) & 6148914691236517205;
END
$$;

CREATE FUNCTION tile_key(place geography) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN spread_bits(mercator_column(place)) | (spread_bits(mercator_row(place)) << 1);

ALTER TABLE third_place_listing
  ADD COLUMN tile_key bigint GENERATED ALWAYS AS (tile_key(position)) STORED,
  ADD COLUMN tile_column integer GENERATED ALWAYS AS (mercator_column(position)) STORED,
  ADD COLUMN tile_row integer GENERATED ALWAYS AS (mercator_row(position)) STORED;
ALTER TABLE organisation_listing
  ADD COLUMN tile_key bigint GENERATED ALWAYS AS (tile_key(position)) STORED,
  ADD COLUMN tile_column integer GENERATED ALWAYS AS (mercator_column(position)) STORED,
  ADD COLUMN tile_row integer GENERATED ALWAYS AS (mercator_row(position)) STORED;
ALTER TABLE commune
  ADD COLUMN tile_key bigint GENERATED ALWAYS AS (tile_key(centroid)) STORED,
  ADD COLUMN tile_column integer GENERATED ALWAYS AS (mercator_column(centroid)) STORED,
  ADD COLUMN tile_row integer GENERATED ALWAYS AS (mercator_row(centroid)) STORED;
ALTER TABLE epci
  ADD COLUMN tile_key bigint GENERATED ALWAYS AS (tile_key(centroid)) STORED,
  ADD COLUMN tile_column integer GENERATED ALWAYS AS (mercator_column(centroid)) STORED,
  ADD COLUMN tile_row integer GENERATED ALWAYS AS (mercator_row(centroid)) STORED;

-- What changes when the directory does, even where another one took its place. Left parallel unsafe on purpose: the
-- statements of tiles read it, and are not worth the start of other processes.
CREATE FUNCTION directory_stamp() RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT version || '-' || to_hex((extract(epoch FROM changed_at) * 1000000)::bigint) FROM directory_state;
END;

-- All that a tile of clusters reads stands in the index, and the wide rows of the listings are left alone.
CREATE INDEX ix_third_place_listing_tile_key ON third_place_listing (tile_key)
  INCLUDE (tile_column, tile_row, status, kind, third_place_id);
CREATE INDEX ix_organisation_listing_tile_key ON organisation_listing (tile_key)
  INCLUDE (tile_column, tile_row, status, kind, organisation_id);
CREATE INDEX ix_commune_tile_key ON commune (tile_key);
CREATE INDEX ix_epci_tile_key ON epci (tile_key);
