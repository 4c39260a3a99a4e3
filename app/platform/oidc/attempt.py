"""One attempt to sign in at a provider: what only the browser that began it can know."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from flask import Response, request

LASTS = timedelta(minutes=10)
PLAIN, SECURE = "proxilieux-attempt", "__Host-proxilieux-attempt"
LONGEST_COOKIE = 1000


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt: state, nonce and PKCE verifier follow from one secret, so that nothing is stored here."""

    secret: str
    """128 random bits, in a cookie that scripts cannot read."""
    next_path: str
    """Page that they wanted to see."""

    @classmethod
    def new(cls, next_path: str) -> Self:
        """Begin."""
        return cls(secrets.token_urlsafe(16), next_path)

    @property
    def state(self) -> str:
        """Value that comes back with the code: the answer belongs to this browser."""
        return self._derived("state")

    @property
    def nonce(self) -> str:
        """Value that the ID token repeats: it was made for this attempt."""
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """PKCE's code verifier (RFC 7636): who has only the code cannot use it."""
        return self._derived("verifier")

    def _derived(self, purpose: str) -> str:
        return _encoded(hmac.digest(self.secret.encode(), purpose.encode(), hashlib.sha256))

    def is_of(self, state: str) -> bool:
        """Return whether an answer of the provider is to this attempt."""
        return hmac.compare_digest(self.state.encode(), state.encode())


def keep(response: Response, attempt: Attempt) -> None:
    """Give the attempt to the browser that begins it. `Lax`: it comes along as the provider leads back."""
    value = f"{attempt.secret}.{_encoded(attempt.next_path.encode())}"
    response.set_cookie(
        _cookie_name(),
        value,
        max_age=LASTS,
        path="/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def read() -> Attempt | None:
    """Return the attempt of this browser."""
    value = request.cookies.get(_cookie_name(), "")
    secret, _dot, path = value.partition(".")
    if not secret or len(value) > LONGEST_COOKIE:
        return None
    try:
        next_path = base64.urlsafe_b64decode(path + "=" * (-len(path) % 4)).decode()
    except ValueError:
        next_path = ""
    return Attempt(secret, next_path)


def forget(response: Response) -> None:
    """Take the attempt from the browser: it serves once."""
    response.delete_cookie(_cookie_name(), path="/", secure=request.is_secure, httponly=True, samesite="Lax")


def _cookie_name() -> str:
    return SECURE if request.is_secure else PLAIN


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
