"""Lists: what one publisher keeps in a source that many may fill.

The identifier of a record says in which list it stands (`list:record`), so that two publishers who both
begin at 1 never take each other's places. A record without a list has its source's identifier alone.
"""

from seeds.normalise.text import fold

SEPARATOR = ":"
"""Between a list and what its publisher calls a record; no list's name holds one."""


def list_name(said: str | None) -> str:
    """Return a list as identifiers name it: small letters, digits and dashes; empty where none is said."""
    return fold(said or "").replace(" ", "-")


def in_list(name: str, record_id: str | None) -> str | None:
    """Return the identifier of a list's record; None where the record has none."""
    return f"{name}{SEPARATOR}{record_id}" if name and record_id else record_id
