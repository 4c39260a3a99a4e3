-- The numbers of several codes.
CREATE OR REPLACE FUNCTION equipment_numbers(codes text[]) RETURNS int[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN coalesce((SELECT array_agg(equipment_number(code)) FROM unnest(codes) AS code), '{}');
