"""Codes of six digits and links, sent by mail: ten minutes, five tries, one use."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg

from app.platform import clock
from app.platform.secret_links import digest_of, new_secret
from app.platform.sessions.queries import FOLLOW, ISSUE, LOOK, TRY

LASTS = timedelta(minutes=10)
"""As OWASP ASVS 6.5.5 has it."""
DIGITS = 6
Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Issued:
    """The three secrets of a code; only digests of them are kept."""

    request: str
    """Secret of the page on which the code is typed, 128 random bits."""
    link: str
    """Secret of the link in the mail, 128 random bits."""
    code: str


@dataclass(frozen=True, slots=True)
class Proof:
    """Outcome of a try."""

    is_right: bool
    subject: str
    address: str
    next_path: str
    tries_left: int = 0


def issue(
    connection: Connection, purpose: str, address: str, subject: str = "", next_path: str = ""
) -> Issued:
    """Store a new code for an address; the mail with it belongs to the same transaction."""
    issued = Issued(new_secret(), new_secret(), f"{secrets.randbelow(10**DIGITS):0{DIGITS}}")
    connection.execute(
        ISSUE,
        {
            "purpose": purpose,
            "subject": subject,
            "address": address,
            "request": digest_of(issued.request),
            "link": digest_of(issued.link),
            "code": _code_digest(issued.request, issued.code),
            "next_path": next_path,
            "now": clock.now(),
            "expires_at": clock.now() + LASTS,
        },
    )
    return issued


def look(connection: Connection, purpose: str, *, request: str = "", link: str = "") -> Proof | None:
    """Return the code that a page or a link is about, or None where it is of no more use."""
    parameters = {
        "request": digest_of(request),
        "link": digest_of(link),
        "purpose": purpose,
        "now": clock.now(),
    }
    row = connection.execute(LOOK, parameters).fetchone()
    return Proof(False, *row) if row else None  # noqa: FBT003 - not tried yet


def try_code(connection: Connection, purpose: str, request: str, code: str) -> Proof | None:
    """Try a code, or None where it can no longer be used; a right one is used up."""
    parameters = {
        "request": digest_of(request),
        "code": _code_digest(request, code),
        "purpose": purpose,
        "now": clock.now(),
    }
    row = connection.execute(TRY, parameters).fetchone()
    return Proof(*row) if row else None


def follow(connection: Connection, purpose: str, link: str) -> Proof | None:
    """Use a link up, or return None where it can no longer be used."""
    parameters = {"link": digest_of(link), "purpose": purpose, "now": clock.now()}
    row = connection.execute(FOLLOW, parameters).fetchone()
    return Proof(*row) if row else None


def _code_digest(request: str, code: str) -> bytes:
    return hmac.digest(request.encode(), code.encode(), hashlib.sha256)
