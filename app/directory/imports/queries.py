"""Queries on sources. SQL that is not executed here."""

EXPORT_FACTS = """
SELECT content = 'demonstration',
       (
         SELECT string_agg(DISTINCT attribution, '; ' ORDER BY attribution)
         FROM (
           SELECT attribution FROM data_source
           UNION ALL
           SELECT publisher FROM source_list WHERE publisher IS NOT NULL
         ) AS named(attribution)
       ),
       version, changed_at
FROM directory_state
"""
"""Whether all is fictional, whom to credit for what was imported (null for nobody), version, its time."""
