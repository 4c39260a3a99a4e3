"""The vocabulary with counts."""

COUNTS = """
SELECT type.code, type.parent_code, type.label_fr, type.label_en, count(listing.third_place_id)
FROM equipment_type AS type
LEFT JOIN (
  SELECT third_place_id, unnest(equipment_codes) AS code FROM third_place_listing WHERE status <> 'closed'
) AS listing ON listing.code = type.code
GROUP BY type.code
ORDER BY type.rank
"""
