"""Fictional people of the demonstration: a managed place, proposals that wait or were decided, requests.

Nobody can sign in as them: their addresses are of a domain that does not exist, and no mail is written.
"""

from sqlalchemy import Connection, text

DOMAIN = "demonstration.invalid"
"""Domain of their addresses (RFC 2606)."""
_DAY = "interval '1 day'"
_CHOSEN = """
SELECT row_number() OVER (ORDER BY listing.public_id) AS number, listing.third_place_id, listing.public_id,
  listing.name, listing.city, listing.region_code, listing.department_code, listing.telephone
FROM third_place_listing AS listing
WHERE listing.source = 'demo' AND listing.status = 'open' AND cardinality(listing.equipment_types) >= 2
ORDER BY listing.public_id LIMIT 8
"""
PEOPLE = f"""
INSERT INTO person (address, language) VALUES
  ('claire@{DOMAIN}', 'fr'), ('moderation@{DOMAIN}', 'fr'), ('paul@{DOMAIN}', 'fr')
ON CONFLICT DO NOTHING
"""  # noqa: S608 - our own words
MANAGERS = f"""
INSERT INTO place_manager (third_place_id, person_id, status, proof, message, created_at, decided_at)
SELECT third_place_id, person.id, CASE number WHEN 1 THEN 'active' ELSE 'pending' END,
  CASE number WHEN 1 THEN 'domain' ELSE 'moderator' END,
  CASE number WHEN 1 THEN '' ELSE 'Je coordonne ce lieu fictif depuis son ouverture.' END,
  now() - 40 * {_DAY}, CASE number WHEN 1 THEN now() - 40 * {_DAY} END
FROM ({_CHOSEN}) AS chosen JOIN person ON person.address =
  CASE number WHEN 1 THEN 'claire@{DOMAIN}' ELSE 'paul@{DOMAIN}' END
WHERE number <= 2 AND NOT EXISTS (
  SELECT FROM place_manager AS known WHERE known.third_place_id = chosen.third_place_id
)
"""  # noqa: S608 - our own words
PROPOSALS = f"""
INSERT INTO proposal (
  kind, subject_id, subject_name, region_code, department_code, changes, accepted_fields, reason, note, talk,
  status, language, submission, follow_digests, follow_until, created_at, decided_at
)
SELECT said.kind, CASE said.kind WHEN 'addition' THEN NULL ELSE public_id END,
  CASE said.kind WHEN 'addition' THEN 'Le Préau fictif' ELSE name END, region_code, department_code,
  CASE said.kind
    WHEN 'closure' THEN '{{"status": {{"old": "open", "new": "closed"}}}}'
    WHEN 'addition' THEN jsonb_build_object(
      'name', jsonb_build_object('old', NULL, 'new', 'Le Préau fictif'),
      'kind', jsonb_build_object('old', NULL, 'new', 'third_place'),
      'city', jsonb_build_object('old', NULL, 'new', city))
    ELSE jsonb_build_object(
      'telephone', jsonb_build_object('old', telephone, 'new', '+33199000000'))
  END,
  CASE said.status WHEN 'accepted' THEN '{{telephone}}'::text[] ELSE '{{}}' END, said.reason, said.note,
  said.talk::jsonb, said.status, 'fr', sha256(convert_to('demonstration ' || said.number, 'UTF8')), '{{}}',
  now() + 300 * {_DAY}, now() - (20 + said.number) * {_DAY},
  CASE WHEN said.status IN ('accepted', 'refused') THEN now() - 10 * {_DAY} END
FROM (VALUES
  (1, 'correction', 'new', 'Le numéro a changé en septembre.', '', '[]'),
  (2, 'correction', 'refused', 'Je crois que c''est ce numéro.', 'Ce numéro n''est pas celui du lieu.', '[]'),
  (3, 'closure', 'asked', 'La porte est fermée depuis le printemps.', '',
   '[{{"by": "decider", "text": "Avez-vous vu une affiche ?", "at": "2026-01-05T10:00:00+00:00"}}]'),
  (4, 'correction', 'accepted', 'C''est écrit sur leur vitrine.', '', '[]'),
  (5, 'addition', 'new', 'Un lieu fictif a ouvert sous le marché.', '', '[]')
) AS said (number, kind, status, reason, note, talk)
JOIN ({_CHOSEN}) AS chosen ON chosen.number = CASE WHEN said.number <= 2 THEN 1 ELSE said.number END
ON CONFLICT (submission) DO NOTHING
"""  # noqa: S608 - as above
REQUESTS = f"""
WITH asked AS (
  INSERT INTO usage_request (
    organisation, contact, address, language, schedule, quantity, learners, level, supervision, message,
    status, submission, created_at, sent_at, expires_at
  )
  SELECT 'Organisme fictif ' || said.number, 'Paul Fictif', 'paul@{DOMAIN}', 'fr',
    jsonb_build_object('first', to_char(now() + 20 * {_DAY}, 'YYYY-MM-DD'), 'start', '09:00', 'end', '12:00',
      'weekdays', '[]'::jsonb, 'until', NULL, 'count', NULL, 'exceptions', '[]'::jsonb),
    1, 8, 'Initiation', 'own', 'Une séance pour découvrir les machines.', 'sent',
    sha256(convert_to('demonstration request ' || said.number, 'UTF8')), now() - 5 * {_DAY},
    now() - 5 * {_DAY},
    now() + 365 * {_DAY}
  FROM generate_series(1, 3) AS said (number)
  ON CONFLICT (submission) DO NOTHING RETURNING id, right(organisation, 1)::integer AS number
)
INSERT INTO usage_response (
  request_id, place_id, place_name, status, reached, talk, answered_at, decided_at, reminders
)
SELECT asked.id, chosen.public_id, chosen.name,
  (ARRAY['waiting', 'accepted', 'refused'])[asked.number], 'managers',
  CASE asked.number WHEN 3 THEN
    '[{{"by": "place", "text": "La salle est prise ce jour-là.", "at": "2026-01-05T10:00:00+00:00"}}]'::jsonb
  ELSE '[]' END,
  CASE WHEN asked.number > 1 THEN now() - 2 * {_DAY} END,
  CASE WHEN asked.number > 1 THEN now() - 2 * {_DAY} END, 2
FROM asked JOIN ({_CHOSEN}) AS chosen ON chosen.number = 1
"""  # noqa: S608 - as above
REMOVE = (
    f"DELETE FROM usage_request WHERE address LIKE '%@{DOMAIN}'",  # noqa: S608
    """
DELETE FROM proposal WHERE submission IN (
  SELECT sha256(convert_to('demonstration ' || number, 'UTF8')) FROM generate_series(1, 5) AS one (number)
)
""",
    f"DELETE FROM person WHERE address LIKE '%@{DOMAIN}'",  # noqa: S608
)


def add_people(connection: Connection) -> None:
    """Add the people and what they said, where it is not there yet."""
    for statement in (PEOPLE, MANAGERS, PROPOSALS, REQUESTS):
        connection.execute(text(statement.replace(":", r"\:")))


def remove_people(connection: Connection) -> None:
    """Remove them, before published places take the place of the fictional ones."""
    for statement in REMOVE:
        connection.execute(text(statement))
