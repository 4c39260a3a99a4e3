"""Statements on managers and moderators. Nothing is executed here."""


def _members(place: str) -> str:
    """Return a query for the records that are shown as one place, whose public id is an expression of SQL."""
    return f"""
SELECT member.id FROM third_place AS member
WHERE coalesce(member.merged_into, member.id) IN (
  SELECT head.id FROM third_place AS head JOIN third_place_listing AS shown
  ON shown.third_place_id IN (head.id, head.shown_with) WHERE shown.public_id = {place}
)
"""  # noqa: S608 - an expression of ours


def manages(place: str) -> str:
    """Return a condition: whether `person_id` manages a place, whose public id is an expression of SQL."""
    return f"""
EXISTS (
  SELECT FROM place_manager WHERE person_id = %(person_id)s AND status = 'active'
    AND third_place_id IN ({_members(place)})
)"""


MEMBERS = _members("%(public_id)s")
PLACE = """
SELECT listing.third_place_id, listing.name, listing.commune,
       CASE WHEN proposed.value IS NULL THEN listing.website ELSE proposed.source_value #>> '{}' END,
       listing.region_code, listing.department_code,
       ARRAY(
         SELECT DISTINCT lower(btrim(mail)) FROM third_place AS member
         CROSS JOIN LATERAL regexp_split_to_table(
           CASE jsonb_typeof(member.standard->'courriels')
             WHEN 'array' THEN array_to_string(
               ARRAY(SELECT jsonb_array_elements_text(member.standard->'courriels')), ' '
             )
             ELSE member.standard->>'courriels'
           END, '[|;, ]+'
         ) AS mail
         WHERE coalesce(member.merged_into, member.id) = listing.third_place_id AND mail LIKE '%%@%%'
       )
FROM third_place_listing AS listing
LEFT JOIN stated_value AS proposed
  ON proposed.third_place_id = listing.third_place_id AND proposed.field = 'website'
  AND proposed.speaker = 'contributions'
WHERE listing.public_id = %(public_id)s
"""
"""Row number, name, commune, website, région, département and published addresses of a place. A website
that a visitor proposed proves nothing: that of the sources does."""
PLACES_OF_HOST = r"""
SELECT count(*) FROM third_place_listing
WHERE lower(substring(website from '^https?://(?:www\.)?([^/:?#]+)')) = %(host)s
"""
ROLES = f"""
SELECT
  {manages("%(public_id)s")},
  EXISTS (
    SELECT FROM moderator JOIN third_place_listing AS listing ON listing.public_id = %(public_id)s
    WHERE person_id = %(person_id)s
      AND code = CASE level WHEN 'region' THEN listing.region_code ELSE listing.department_code END
  )
"""  # noqa: S608 - the statement above
"""Whether somebody manages a place, and whether they moderate its territory."""
CLAIM = """
INSERT INTO place_manager (
  third_place_id, person_id, status, proof, message, created_at, decided_at, decided_by
)
VALUES (%(place)s, %(person_id)s, %(status)s, %(proof)s, %(message)s, %(now)s,
        CASE %(status)s WHEN 'active' THEN %(now)s::timestamptz END, %(decided_by)s)
ON CONFLICT (third_place_id, person_id) WHERE status IN ('pending', 'active') DO UPDATE SET
  status = CASE place_manager.status WHEN 'active' THEN 'active' ELSE excluded.status END,
  proof = CASE place_manager.status WHEN 'active' THEN place_manager.proof ELSE excluded.proof END,
  message = excluded.message, decided_at = coalesce(place_manager.decided_at, excluded.decided_at),
  decided_by = coalesce(place_manager.decided_by, excluded.decided_by)
RETURNING id, status, xmax = 0
"""
"""A claim; who manages the place already goes on doing so."""
MANAGERS = f"""
SELECT manager.id, person.id, person.address, person.language, manager.status, manager.proof,
       manager.created_at
FROM place_manager AS manager JOIN person ON person.id = manager.person_id
WHERE manager.status IN ('active', 'pending') AND third_place_id IN ({MEMBERS}) ORDER BY manager.id
"""  # noqa: S608 - the statement above
END = f"""
UPDATE place_manager AS manager SET status = 'ended', ended_at = %(now)s, decided_by = %(decided_by)s
FROM person WHERE person.id = manager.person_id AND manager.id = %(number)s AND manager.status = 'active'
  AND third_place_id IN ({MEMBERS})
RETURNING person.address, person.language, person.id
"""  # noqa: S608 - the statement above
LEAVE = f"""
UPDATE place_manager SET status = 'ended', ended_at = %(now)s, decided_by = %(person_id)s
WHERE person_id = %(person_id)s AND status IN ('active', 'pending') AND third_place_id IN ({MEMBERS})
RETURNING id
"""  # noqa: S608 - the statement above
PLACES_OF = """
SELECT shown.public_id, listing.name, manager.status, manager.reason
FROM place_manager AS manager
JOIN third_place AS member ON member.id = manager.third_place_id
JOIN third_place AS head ON head.id = coalesce(member.merged_into, member.id)
JOIN third_place AS shown ON shown.id = coalesce(head.shown_with, head.id)
JOIN third_place_listing AS listing ON listing.third_place_id = shown.id
WHERE manager.person_id = %(person_id)s ORDER BY manager.id
"""
MESSAGES_OF = """
SELECT message, created_at FROM place_manager WHERE person_id = %(person_id)s AND message <> '' ORDER BY id
"""
"""Words of somebody to the moderators of the places that they asked for."""
QUEUE = """
SELECT manager.id, listing.public_id, listing.name, listing.city, listing.website, person.address,
       manager.message, manager.created_at
FROM place_manager AS manager JOIN person ON person.id = manager.person_id
JOIN third_place AS member ON member.id = manager.third_place_id
JOIN third_place AS head ON head.id = coalesce(member.merged_into, member.id)
JOIN third_place_listing AS listing ON listing.third_place_id = coalesce(head.shown_with, head.id)
WHERE manager.status = 'pending' AND (%(is_operator)s OR EXISTS (
  SELECT FROM moderator WHERE moderator.person_id = %(person_id)s
    AND code = CASE level WHEN 'region' THEN listing.region_code ELSE listing.department_code END
))
ORDER BY manager.created_at, manager.id LIMIT 200
"""
PLACE_OF_CLAIM = """
SELECT listing.public_id FROM place_manager AS manager
JOIN third_place AS member ON member.id = manager.third_place_id
JOIN third_place AS head ON head.id = coalesce(member.merged_into, member.id)
JOIN third_place_listing AS listing ON listing.third_place_id = coalesce(head.shown_with, head.id)
WHERE manager.id = %(number)s
"""
DECIDE = """
UPDATE place_manager AS manager
SET status = %(status)s, reason = %(reason)s, decided_at = %(now)s, decided_by = %(decided_by)s
FROM person WHERE person.id = manager.person_id AND manager.id = %(number)s AND manager.status = 'pending'
RETURNING person.address, person.language
"""
"""Decide a claim that waits; of two moderators at once the second finds none."""
MODERATORS = """
SELECT DISTINCT person.address, person.language FROM moderator JOIN person ON person.id = moderator.person_id
WHERE (level = 'region' AND code = %(region)s) OR (level = 'department' AND code = %(department)s)
"""
MODERATES = "SELECT level, code FROM moderator WHERE person_id = %(person_id)s ORDER BY level, code"
APPOINT = """
INSERT INTO moderator (person_id, level, code) VALUES (%(person_id)s, %(level)s, %(code)s)
ON CONFLICT DO NOTHING
"""
DISMISS = """
DELETE FROM moderator USING person
WHERE person.id = moderator.person_id AND person.address = %(address)s
  AND level = %(level)s AND code = %(code)s
"""
KNOW = """
WITH added AS (
  INSERT INTO person (address, language, created_at, signed_in_at)
  VALUES (%(address)s, %(language)s, %(now)s, %(now)s) ON CONFLICT (address) DO NOTHING RETURNING id
)
SELECT id FROM added UNION ALL SELECT id FROM person WHERE address = %(address)s
"""
"""The person of an address, who may not have signed in yet."""
CONFIRM = """
INSERT INTO place_confirmation (third_place_id, person_id, confirmed_at)
SELECT third_place_id, %(person_id)s, %(now)s FROM third_place_listing WHERE public_id = %(public_id)s
"""
CONFIRMED_AT = """
SELECT confirmed_at FROM third_place_listing WHERE public_id = %(public_id)s
"""
"""Time of the last confirmation; null where the record has changed since, or nobody confirmed it."""
REPORTS = """
SELECT report.id, report.public_id, coalesce(listing.name, report.place_name), report.kind, report.message,
       report.created_at, listing.third_place_id IS NOT NULL
FROM place_report AS report LEFT JOIN third_place_listing AS listing USING (public_id)
WHERE report.status = 'new' AND (%(is_operator)s OR EXISTS (
  SELECT FROM moderator WHERE moderator.person_id = %(person_id)s
    AND code = CASE level WHEN 'region' THEN listing.region_code ELSE listing.department_code END
))
ORDER BY report.created_at, report.id LIMIT 200
"""
PLACE_OF_REPORT = "SELECT public_id FROM place_report WHERE id = %(number)s"
