"""Statements on subscriptions. Nothing is executed here."""

MOST = 50
"""Subscriptions of one address."""
ADD = f"""
INSERT INTO subscription (address, language, kind, query, title, created_at)
SELECT %(address)s, %(language)s, %(kind)s, %(query)s, %(title)s, %(now)s
WHERE (SELECT count(*) FROM subscription WHERE address = %(address)s) < {MOST}
ON CONFLICT (address, kind, query) DO UPDATE SET language = excluded.language, title = excluded.title
"""  # noqa: S608 - a number of ours
LINK = """
INSERT INTO subscription_link (secret_digest, address, created_at) VALUES (%(digest)s, %(address)s, %(now)s)
"""
ADDRESS_OF = """
SELECT address FROM subscription_link
WHERE secret_digest = %(digest)s AND created_at > %(now)s::timestamptz - interval '90 days'
"""
OF_ADDRESS = """
SELECT id, kind, query, title, confirmed_at FROM subscription WHERE address = %(address)s ORDER BY id
"""
CONFIRM = """
WITH wanted AS (DELETE FROM mail_refusal WHERE address = %(address)s)
UPDATE subscription SET confirmed_at = %(now)s, told_until = %(now)s
WHERE address = %(address)s AND id = %(id)s AND confirmed_at IS NULL
"""
"""Confirm one, which takes a refusal of notices back: who confirms wants mail again."""
END = "DELETE FROM subscription WHERE address = %(address)s AND id = %(id)s"
END_ALL = "DELETE FROM subscription WHERE address = %(address)s"
DUE = """
SELECT address, language, id, kind, query, title, told_until FROM subscription
WHERE told_until < %(week)s ORDER BY address, id
"""
"""Confirmed subscriptions that nothing was told of since `week` began."""
TOLD = "UPDATE subscription SET told_until = %(now)s WHERE id = ANY (%(ids)s) RETURNING id"
CHANGE_OF_PLACE = """
SELECT feature_head || feature_tail, greatest(updated_at, confirmed_at) FROM third_place_listing
WHERE public_id = %(public_id)s AND greatest(updated_at, confirmed_at) > %(since)s
"""
REVISIONS_OF = """
SELECT shown.public_id, revision.old, revision.new
FROM third_place_listing AS shown
JOIN third_place AS member ON member.id = shown.third_place_id OR member.merged_into = shown.third_place_id
JOIN revision ON revision.third_place_id = member.id
JOIN changeset ON changeset.id = revision.changeset_id
WHERE shown.public_id = ANY (%(ids)s)
  AND changeset.made_at > coalesce(%(since)s::timestamptz, shown.updated_at - interval '7 days')
ORDER BY revision.id DESC LIMIT 1000
"""
"""Revisions of some places since a moment; without one, in the week up to their last change."""
NAME_OF_PLACE = "SELECT name FROM third_place_listing WHERE public_id = %(public_id)s"
DIRECTORY_CHANGED = "SELECT changed_at FROM directory_state"
