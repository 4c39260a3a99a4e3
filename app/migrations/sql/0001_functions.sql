-- Text as people search it: no accents, no case, no punctuation ("L'Haÿ-les-Roses" -> "l hay les roses").
-- Declared immutable, with its dictionary named, so that indexes and generated columns may use it.
CREATE FUNCTION fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT btrim(regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, value)), '[^a-z0-9]+', ' ', 'g'))
$$;
