"""Statements on the history of figures. Nothing is executed here."""

COUNTS = """
SELECT region_code, department_code, epci_code,
  count(*), count(*) FILTER (WHERE status = 'open'), count(*) FILTER (WHERE programme_codes <> '{}'),
  count(*) FILTER (WHERE equipment_codes <> '{}'), count(*) FILTER (WHERE confirmed_at IS NOT NULL),
  count(*) FILTER (WHERE greatest(source_updated_on, confirmed_at::date) > %(since)s::date)
FROM third_place_listing WHERE status <> 'closed'
GROUP BY 1, 2, 3
"""
"""Places by the codes of the levels: in the order of `vocabulary.COUNTED`."""
TYPES = """
SELECT region_code, department_code, epci_code, type.code, count(*)
FROM third_place_listing CROSS JOIN LATERAL unnest(equipment_types) AS type(code)
WHERE status <> 'closed'
GROUP BY 1, 2, 3, 4
"""
"""Places that offer each type of equipment, by the codes of the levels."""
TERRITORIES = """
SELECT 'region', code FROM region UNION ALL SELECT 'department', code FROM department
UNION ALL SELECT 'epci', code FROM epci
"""
FORGET_DAY = "DELETE FROM territory_figure WHERE day = %(day)s"
KEEP = """
INSERT INTO territory_figure (level, code, day, method, figures)
SELECT present.level, present.code, %(day)s, %(method)s, present.figures
FROM jsonb_to_recordset(%(rows)s::jsonb) AS present(level text, code text, figures jsonb)
LEFT JOIN LATERAL (
  SELECT method, figures FROM territory_figure AS past
  WHERE past.level = present.level AND past.code = present.code AND past.day < %(day)s
  ORDER BY past.day DESC LIMIT 1
) AS past ON true
-- The country's rows tell which days were counted at all.
WHERE present.level = 'country' OR (past.method, past.figures) IS DISTINCT FROM (%(method)s, present.figures)
"""
SERIES = """
SELECT day, method, figures FROM territory_figure
WHERE level = %(level)s AND code = %(code)s AND day <= %(until)s AND day >= coalesce((
  SELECT max(day) FROM territory_figure
  WHERE level = %(level)s AND code = %(code)s AND day <= %(since)s
), %(since)s)
ORDER BY day
"""
"""Rows of a territory between two days, and the last one before the first, which still holds then."""
LAST_DAY = "SELECT max(day) FROM territory_figure WHERE level = 'country' AND day <= %(until)s"
