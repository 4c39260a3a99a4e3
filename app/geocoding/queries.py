"""Communes by name, by postcode, or by both, in one statement."""

SEARCH = """
WITH asked AS (
  SELECT fold(%(text)s::text) AS whole, %(postcode)s::text AS postcode,
         (SELECT array_agg(fold(ending)) FROM unnest(%(endings)s::text[]) AS ending) AS endings
)
SELECT commune.code, commune.name, commune.type, commune.population,
       coalesce((SELECT min(p) FROM unnest(commune.postcodes) AS p WHERE p LIKE asked.postcode || '%%'),
                commune.postcodes[1]),
       parent.name, department.code, department.name, region.name,
       ST_X(commune.centroid::geometry), ST_Y(commune.centroid::geometry),
       commune.search_name = asked.whole,
       asked.whole <> '' AND commune.search_name LIKE asked.whole || '%%'
FROM asked
JOIN commune ON
  (%(text)s::text = ''
   -- of a text in another script folding leaves nothing, which no name begins with
   OR asked.whole <> '' AND (commune.search_name LIKE asked.whole || '%%'
                             OR commune.search_name LIKE '%% ' || asked.whole || '%%')
   OR commune.search_name = ANY (asked.endings))
  AND (asked.postcode IS NULL OR commune.postcodes @> ARRAY[asked.postcode]
       OR (length(asked.postcode) < 5
           AND EXISTS (SELECT FROM unnest(commune.postcodes) AS p WHERE p LIKE asked.postcode || '%%')))
LEFT JOIN commune AS parent ON parent.code = commune.parent_code
LEFT JOIN department ON department.code = commune.department_code
LEFT JOIN region ON region.code = commune.region_code
WHERE commune.centroid IS NOT NULL
ORDER BY
  commune.search_name = asked.whole DESC,
  -- the longest ending of an address that is a commune's name: "rue de Lyon, Saint-Denis" is in Saint-Denis
  CASE WHEN commune.search_name = ANY (asked.endings) THEN length(commune.search_name) END DESC NULLS LAST,
  asked.whole <> '' AND commune.search_name LIKE asked.whole || '%%' DESC,
  -- a whole postcode of Paris, Lyon or Marseille is an arrondissement
  length(asked.postcode) = 5 AND commune.type = 'arrondissement' DESC,
  commune.population DESC NULLS LAST, commune.code
LIMIT %(limit)s
"""
"""Parameters: `text` (no postcode in it), `postcode` or a part of one, or null, `endings` (the last word,
the last two words, ... of the text), `limit`. At least one of text and postcode is not empty."""
