"""Secrets that stand in links and keys: random, shown once, and stored as digests only."""

import hashlib
import secrets

BITS = 128


def new_secret() -> str:
    """Return a new secret of 128 random bits, for an address."""
    return secrets.token_urlsafe(BITS // 8)


def digest_of(secret: str) -> bytes:
    """Return the SHA-256 under which a random secret is stored; no salt, since nobody can guess it."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
