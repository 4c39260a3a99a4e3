"""The ID token of a session that began at a provider, in a cookie: the provider wants it named at sign-out.

Nothing here believes it, and nothing is stored: it goes back to who made it.
"""

from flask import Response, request

from app.platform.oidc.provider import LONGEST_HINT
from app.platform.sessions.sessions import LASTS

PLAIN, SECURE = "proxilieux-provider", "__Secure-proxilieux-provider"
ANY = "-"
"""Value where the token was too long to be kept."""


def keep(response: Response, id_token: str, path: str) -> None:
    """Give it to the browser, for the one page that ends sessions: no other request carries it."""
    response.set_cookie(
        _cookie_name(),
        id_token or ANY,
        max_age=LASTS,
        path=path,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def read() -> str | None:
    """Return the token of this browser, perhaps empty; None where its session began here."""
    value = request.cookies.get(_cookie_name(), "")
    return (value if value != ANY and len(value) <= LONGEST_HINT else "") if value else None


def forget(response: Response, path: str) -> None:
    """Take it from the browser."""
    response.delete_cookie(_cookie_name(), path=path, secure=request.is_secure, httponly=True, samesite="Lax")


def _cookie_name() -> str:
    return SECURE if request.is_secure else PLAIN
