-- Text as people search it: no accents, no case, no punctuation, and the abbreviations of French place names
-- written out, so that "St Nazaire" and "Saint-Nazaire" are one ("L'Haÿ-les-Roses" -> "l hay les roses", "ST
-- DIDIER S/ CHALARONNE" -> "saint didier sur chalaronne"). `app.directory.geocoding.names.spell_out` says
-- the same. Declared immutable, with its dictionary named, so that indexes and generated columns may use it.
CREATE OR REPLACE FUNCTION fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT btrim(
    regexp_replace(regexp_replace(regexp_replace(
      regexp_replace(
        regexp_replace(regexp_replace(regexp_replace(
          lower(public.unaccent('public.unaccent'::regdictionary, value)),
          '\ms ?/ ?s\M|\mss\M', ' sous ', 'g'), '\ms ?/', ' sur ', 'g'), '\mn[.-] ?d\M', ' notre dame ', 'g'),
        '[^a-z0-9]+', ' ', 'g'),
      '\mst\M', 'saint', 'g'), '\mste\M', 'sainte', 'g'), '\mmt\M', 'mont', 'g')
  )
$$;
