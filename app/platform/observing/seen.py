"""Notes on a request on its way, for metrics and logs."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

SEEN = "proxilieux.seen"
"""Name in a request's environment; absent where nobody observes."""


@dataclass(slots=True)
class Seen:
    """Notes on one request; one object for all attempts at it."""

    route: str = ""
    """Pattern of the address, such as `/lieux/<id>`: it names nobody. Empty: no route took it."""
    cache: str = "none"
    """`hit`, `miss`, or `none` for what is never kept."""


def seen(environ: "WSGIEnvironment") -> Seen | None:
    """Return the notes; None where nobody observes."""
    return environ.get(SEEN)
