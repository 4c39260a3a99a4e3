-- The number that stands for a code in indexes of integers.
CREATE OR REPLACE FUNCTION equipment_number(code text) RETURNS int
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ('x' || left(md5(code), 7))::bit(28)::int;
COMMENT ON FUNCTION equipment_number IS
  'What stands for a code in indexes of integers: 28 bits of its MD5. equipment_type has no two alike.';
