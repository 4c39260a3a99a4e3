-- Key of a point for vector tiles: the bits of its column and row interleaved (Morton order), so that each
-- tile of each zoom is one range of an index, each point lies in exactly one tile, and the cells of a tile
-- are the leading bits of the key. Null where there is no row.
CREATE OR REPLACE FUNCTION tile_key(place geography) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN spread_bits(mercator_column(place)) | (spread_bits(mercator_row(place)) << 1);
