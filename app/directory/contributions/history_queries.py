"""Statements on the history of places. Nothing is executed here."""

_ENTRY = """
SELECT revision.id, changeset.id, changeset.made_at,
  coalesce(place.public_id, revision.old->>'public_id', revision.new->>'public_id'),
  coalesce(place.name, revision.old->>'name', revision.new->>'name', ''),
  changeset.role, person.address, changeset.person_id, changeset.import_run_id,
  coalesce(source.title, run.source), changeset.reason, changeset.is_undo, revision.undone_by IS NOT NULL,
  revision.old, revision.new
FROM revision JOIN changeset ON changeset.id = revision.changeset_id
LEFT JOIN third_place AS place ON place.id = revision.third_place_id
LEFT JOIN person ON person.id = changeset.person_id
LEFT JOIN import_run AS run ON run.id = changeset.import_run_id
LEFT JOIN data_source AS source ON source.name = run.source
"""
_MEMBERS = """
SELECT member.id FROM third_place AS member
JOIN third_place AS head ON head.id = coalesce(member.merged_into, member.id)
JOIN third_place_listing AS shown ON shown.third_place_id IN (head.id, head.shown_with)
WHERE shown.public_id = %(public_id)s
"""
HISTORY = f"""{_ENTRY}
WHERE revision.third_place_id IN ({_MEMBERS}) AND (%(before)s::bigint IS NULL OR revision.id < %(before)s)
ORDER BY revision.id DESC LIMIT %(limit)s
"""
RECENT = f"""{_ENTRY}
WHERE changeset.person_id IS NOT NULL AND (%(is_operator)s OR EXISTS (
  SELECT FROM moderator WHERE moderator.person_id = %(person_id)s
    AND code = CASE level WHEN 'region' THEN place.region_code ELSE place.department_code END
))
ORDER BY revision.id DESC LIMIT %(limit)s
"""
CHANGES_OF = """
SELECT coalesce(place.public_id, revision.old->>'public_id'), changeset.role, changeset.reason,
  changeset.made_at
FROM changeset JOIN revision ON revision.changeset_id = changeset.id
LEFT JOIN third_place AS place ON place.id = revision.third_place_id
WHERE changeset.person_id = %(id)s ORDER BY revision.id
"""
PUBLIC_IDS = "SELECT id, public_id FROM third_place WHERE id = ANY (%(ids)s)"
BELONGS = f"""
SELECT changeset.person_id
FROM revision JOIN changeset ON changeset.id = revision.changeset_id
WHERE revision.id = %(revision)s AND revision.third_place_id IN ({_MEMBERS})
"""  # noqa: S608 - the statement above
"""Author of a revision of a place."""
RECENT_IMPORTS = """
SELECT run.id, coalesce(source.title, run.source), run.finished_at, count(revision.id),
  count(revision.id) FILTER (WHERE revision.undone_by IS NULL)
FROM import_run AS run JOIN changeset ON changeset.import_run_id = run.id AND NOT changeset.is_undo
JOIN revision ON revision.changeset_id = changeset.id
LEFT JOIN data_source AS source ON source.name = run.source
WHERE run.id IN (
  SELECT import_run_id FROM changeset WHERE import_run_id IS NOT NULL ORDER BY id DESC LIMIT %(limit)s
)
GROUP BY run.id, source.title ORDER BY run.id DESC
"""
RUN = "SELECT status FROM import_run WHERE id = %(id)s"
