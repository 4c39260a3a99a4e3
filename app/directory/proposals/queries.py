"""Statements on proposals. Nothing is executed here."""

COLUMNS = (
    "id", "kind", "subject_id", "subject_name", "region_code", "department_code", "changes",
    "accepted_fields", "reason", "talk", "note", "status", "via", "person_id", "address", "language",
    "created_at", "decided_at",
)  # fmt: skip
_PROPOSAL = ", ".join(f"proposal.{name}" for name in COLUMNS)

ADD = """
INSERT INTO proposal (
  kind, subject_id, subject_name, region_code, department_code, changes, reason, via, person_id, address,
  language, submission, follow_digests, follow_until, created_at
)
VALUES (
  %(kind)s, %(subject_id)s, %(subject_name)s, %(region_code)s, %(department_code)s, %(changes)s, %(reason)s,
  %(via)s, %(person_id)s, %(address)s, %(language)s, %(submission)s, ARRAY[%(follow)s::bytea], %(until)s,
  %(now)s
)
ON CONFLICT (submission) DO NOTHING RETURNING id
"""
"""No row where this very form, or request, was sent before."""
ONE = f"SELECT {_PROPOSAL} FROM proposal WHERE id = %(number)s"  # noqa: S608 - our own column names
LOCK = f"{ONE} FOR UPDATE"
FOLLOWED = f"""
SELECT {_PROPOSAL} FROM proposal
WHERE follow_digests @> ARRAY[%(follow)s::bytea] AND follow_until > %(now)s
"""  # noqa: S608 - as above
LOCK_FOLLOWED = f"{FOLLOWED} FOR UPDATE"
OF_SUBMISSION = "SELECT id FROM proposal WHERE submission = %(submission)s"
ASK = """
UPDATE proposal SET
  status = 'asked', talk = talk || %(said)s::jsonb, follow_digests = follow_digests || %(follow)s::bytea
WHERE id = %(number)s AND status IN ('new', 'answered')
"""
ANSWER = """
UPDATE proposal SET status = 'answered', talk = talk || %(said)s::jsonb
WHERE id = %(number)s AND status = 'asked'
"""
DECIDE = """
UPDATE proposal SET status = %(status)s, note = %(note)s, accepted_fields = %(fields)s, decided_at = %(now)s,
  decided_by = %(decided_by)s, address = NULL, subject_id = coalesce(%(subject_id)s, subject_id),
  follow_digests = follow_digests || %(follow)s::bytea[]
WHERE id = %(number)s AND status IN ('new', 'asked', 'answered')
"""
"""Decide what waits; of two at once the second, which waits for the first, finds it decided."""
QUEUE = f"""
SELECT {_PROPOSAL} FROM proposal
WHERE status IN ('new', 'asked', 'answered') AND (%(is_operator)s OR EXISTS (
  SELECT FROM moderator WHERE moderator.person_id = %(person_id)s
    AND code = CASE level WHEN 'region' THEN proposal.region_code ELSE proposal.department_code END
))
ORDER BY (status = 'asked'), (kind = 'grant'), created_at, id LIMIT 200
"""  # noqa: S608 - as above
"""Proposals that wait in the territories of a moderator: those of people, then those that imports made of
grants; those that wait for an answer come last."""
OF_PLACE = f"""
SELECT {_PROPOSAL} FROM proposal WHERE subject_id = ANY (%(subject_ids)s)
ORDER BY status NOT IN ('new', 'asked', 'answered'), created_at DESC, id LIMIT %(limit)s
"""  # noqa: S608 - as above
OF_PERSON = f"""
SELECT {_PROPOSAL} FROM proposal WHERE person_id = %(person_id)s ORDER BY id DESC LIMIT 200
"""  # noqa: S608 - as above
FOLLOW_OWN = """
UPDATE proposal SET follow_digests = follow_digests || %(follow)s::bytea
WHERE id = %(number)s AND person_id = %(person_id)s RETURNING id
"""
MODERATES_TERRITORY = """
SELECT EXISTS (
  SELECT FROM moderator WHERE person_id = %(person_id)s
    AND code = CASE level WHEN 'region' THEN %(region_code)s ELSE %(department_code)s END
)
"""
SIMILAR = """
SELECT listing.public_id, listing.name, listing.address, listing.postcode, listing.city, listing.kind,
       ST_Distance(listing.position, %(point)s::geography) AS metres,
       greatest(
         similarity(fold(listing.name), fold(%(name)s)),
         word_similarity(fold(%(name)s), fold(listing.name)) * 0.9,
         word_similarity(fold(listing.name), fold(%(name)s)) * 0.9
       ) AS likeness,
       listing.position_precision = 'commune_centroid' AS is_rough,
       (%(siret)s::text IS NOT NULL AND listing.siret = %(siret)s)
         OR (%(telephone)s::text IS NOT NULL AND listing.telephone = %(telephone)s)
         OR (%(website)s::text IS NOT NULL AND rtrim(listing.website, '/') = rtrim(%(website)s, '/'))
         AS is_identified
FROM third_place_listing AS listing
WHERE ST_DWithin(listing.position, %(point)s::geography, %(radius)s)
   OR listing.postcode = %(postcode)s
   OR (%(siret)s::text IS NOT NULL AND listing.siret = %(siret)s)
LIMIT 3000
"""
"""Places near a point, of a postcode or of a SIRET, with the likeness of their names."""
ORGANISATIONS = """
SELECT public_id, name, address, postcode, coalesce(city, commune), siret, nda FROM organisation_listing
WHERE status <> 'closed' AND (
  siret = %(number)s OR siren = %(number)s OR nda = %(number)s
  OR (%(words)s <> '' AND search_text LIKE ALL (%(patterns)s::text[]))
)
ORDER BY similarity(search_text, %(words)s) DESC, public_id LIMIT 20
"""
ORGANISATION = """
SELECT public_id, organisation_id, name, siret, nda, region_code, department_code, equipment_status,
       plans_to_invest, (feature_head || feature_tail)::json->'properties'->'needs'
FROM organisation_listing WHERE public_id = %(public_id)s
"""
