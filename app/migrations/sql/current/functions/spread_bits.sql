-- Bits 30 to 0 of a number, moved to the bits 60, 58, ... 0.
CREATE OR REPLACE FUNCTION spread_bits(number integer) RETURNS bigint
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
