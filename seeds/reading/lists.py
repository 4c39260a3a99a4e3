"""Lists: what one publisher keeps in a source that many may fill.

The identifier of a record says in which list it stands (`list:record`), so that two publishers who both
begin at 1 never take each other's places. A record without a list has its source's identifier alone.
"""

from dataclasses import dataclass
from functools import lru_cache

from seeds.reading.normalise.text import fold

SEPARATOR = ":"
"""Between a list and what its publisher calls a record; no list's name holds one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTerms:
    """Terms of a list; None where nothing is stated."""

    title: str | None = None
    publisher: str | None = None
    licence: str | None = None
    """A code of `app.directory.common.licences.LICENCES`."""

    def before(self, other: "ListTerms") -> "ListTerms":
        """Return these terms, and where they say nothing, the other ones."""
        return ListTerms(
            title=self.title or other.title,
            publisher=self.publisher or other.publisher,
            licence=self.licence or other.licence,
        )


UNSAID = ListTerms()


@lru_cache(maxsize=4096)
def list_name(name: str | None) -> str:
    """Return a list as identifiers name it: small letters, digits and dashes; empty where none is said."""
    return fold(name or "").replace(" ", "-")


def in_list(name: str, record_id: str | None) -> str | None:
    """Return the identifier of a list's record; None where the record has none."""
    return f"{name}{SEPARATOR}{record_id}" if name and record_id else record_id
