"""What the directory says of its sources. SQL that is not executed here."""

SOURCE_TITLES = "SELECT name, title || ' (' || publisher || ')' FROM data_source"
"""Name and title of every source that was imported."""

EXPORT_FACTS = """
SELECT content = 'demonstration',
       (SELECT string_agg(DISTINCT attribution, '; ' ORDER BY attribution) FROM data_source),
       version, changed_at
FROM directory_state
"""
"""Whether all is fictional, whom to credit for what was imported (null for nobody), version, its time."""
