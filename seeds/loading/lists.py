"""Terms of lists: title, publisher, licence. They stay until they are stated otherwise."""

from collections.abc import Sequence

from psycopg import Cursor

from app.directory.common.personal import without_contacts
from seeds.reading.base import RowRefusedError
from seeds.reading.lists import UNSAID, ListTerms

LICENCE = """coalesce((
  SELECT said.licence FROM source_list AS said WHERE said.source = %(source)s AND said.list = incoming.list
), %(licence)s)"""
"""SQL: the licence of a staged record: its list's, else its source's."""

_WRITE = """
INSERT INTO source_list AS known (source, list, title, publisher, licence) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (source, list) DO UPDATE SET
  title = coalesce(excluded.title, known.title),
  publisher = coalesce(excluded.publisher, known.publisher),
  licence = coalesce(excluded.licence, known.licence)
WHERE (known.title, known.publisher, known.licence) IS DISTINCT FROM (
  coalesce(excluded.title, known.title), coalesce(excluded.publisher, known.publisher),
  coalesce(excluded.licence, known.licence)
)
RETURNING list
"""


class Lists:
    """Gathers what the rows of a load say of their lists."""

    def __init__(self, source: str, terms: ListTerms) -> None:
        self._source = source
        self._said = terms
        self._terms: dict[str, ListTerms] = {}

    def take(self, name: str, terms: ListTerms) -> None:
        """Take what a row says of its list; the first row that says something decides.

        Raises
        ------
        RowRefusedError
            `list_licence_differs`, where the list is under another licence by an earlier row.

        """
        known = self._terms.setdefault(name, UNSAID)
        if terms in {UNSAID, known}:
            return
        if (
            self._said.licence is None
            and None not in (terms.licence, known.licence)
            and (terms.licence != known.licence)
        ):
            raise RowRefusedError(
                "list_licence_differs",
                f"The row is under {terms.licence}, its list under {known.licence}: a list has one licence."
                " Name another list for the rows of the other one.",
            )
        self._terms[name] = known.before(terms)

    def write(self, cursor: Cursor) -> Sequence[str]:
        """Write what is said, and return the lists of which something changed."""
        changed = []
        for name, terms in self._terms.items():
            complete = self._said.before(
                ListTerms(
                    title=without_contacts(terms.title or "") or None,
                    publisher=without_contacts(terms.publisher or "") or None,
                    licence=terms.licence,
                )
            )
            if complete != UNSAID:
                values = (self._source, name, complete.title, complete.publisher, complete.licence)
                changed += [row[0] for row in cursor.execute(_WRITE, values)]
        return changed
