"""Statements on reports. Nothing is executed here."""

NAME_OF_PLACE = "SELECT name, commune FROM third_place_listing WHERE public_id = %(public_id)s"

ADD_REPORT = """
INSERT INTO place_report (public_id, place_name, kind, message, submission, follow_digest)
VALUES (%(public_id)s, %(place_name)s, %(kind)s, %(message)s, %(submission)s, %(follow)s)
ON CONFLICT (submission) DO NOTHING
RETURNING id
"""
"""No row when this very form was sent before."""

FOLLOW_REPORT = """
SELECT report.public_id, report.place_name, report.kind, report.message, report.created_at, report.closed_at,
       report.note, listing.third_place_id IS NOT NULL
FROM place_report AS report LEFT JOIN third_place_listing AS listing USING (public_id)
WHERE report.follow_digest = %(follow)s
"""

COLUMNS = ("id", "created_at", "status", "kind", "public_id", "place_name", "message", "closed_at", "note")

LIST_REPORTS = f"""
SELECT {", ".join(COLUMNS)} FROM place_report
WHERE (%(status)s::text IS NULL OR status = %(status)s)
  AND (%(public_id)s::text IS NULL OR public_id = %(public_id)s)
ORDER BY created_at, id
"""  # noqa: S608 - our own column names

ONE_REPORT = f"SELECT {', '.join(COLUMNS)} FROM place_report WHERE id = %(id)s"  # noqa: S608 - as above

CLOSE_REPORT = """
UPDATE place_report
SET status = 'closed', closed_at = coalesce(closed_at, now()), note = coalesce(%(note)s, note)
WHERE id = %(id)s RETURNING id
"""
