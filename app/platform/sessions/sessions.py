"""Sessions: a random token in a cookie, its digest in PostgreSQL."""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from flask import Response, g, request

from app.platform import clock
from app.platform.secret_links import digest_of
from app.platform.services import database
from app.platform.sessions.queries import END_THIS, FIND, SEE, START

LASTS = timedelta(days=90)
"""Longest life of a session; one that nobody uses ends after 30 days."""
PLAIN, SECURE = "proxilieux", "__Host-proxilieux"
"""Names of the cookie over http and https. Browsers take the second only from https, for this very host."""
LONGEST_TOKEN = 64
BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class CurrentSession:
    """The session of this request."""

    id: int
    person_id: int
    created_at: datetime
    token: str

    @property
    def form_token(self) -> str:
        """The secret that forms of this session carry; no other site can know it."""
        mac = hmac.digest(self.token.encode(), b"form", hashlib.sha256)
        return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def current() -> CurrentSession | None:
    """Return the session of this request; visitors have no cookie and cost no statement."""
    if "session" not in g:
        g.session = _read()
    session: CurrentSession | None = g.session
    return session


def _read() -> CurrentSession | None:
    token = request.cookies.get(_cookie_name(), "")
    if not token or len(token) > LONGEST_TOKEN:
        return None
    now = clock.now()
    row = database().fetch_one(FIND, {"token": digest_of(token), "now": now})
    if row is None:
        return None
    session_id, person_id, created_at, is_stale = row
    if is_stale:
        with database().transaction() as connection:
            connection.execute(SEE, {"id": session_id, "now": now})
    return CurrentSession(session_id, person_id, created_at, token)


def start(connection: Connection, person_id: int) -> str:
    """Begin a session; return its token for `set_cookie`."""
    token = secrets.token_urlsafe(32)
    browser = _browser(request.headers.get("User-Agent", ""))
    connection.execute(
        START, {"person_id": person_id, "token": digest_of(token), "browser": browser, "now": clock.now()}
    )
    return token


def end(connection: Connection, session: CurrentSession) -> None:
    """End a session."""
    connection.execute(END_THIS, {"id": session.id})
    g.pop("session", None)


def set_cookie(response: Response, token: str) -> None:
    """Give the browser its session."""
    response.set_cookie(
        _cookie_name(),
        token,
        max_age=LASTS,
        path="/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def delete_cookie(response: Response) -> None:
    """Take the session from the browser."""
    response.delete_cookie(_cookie_name(), path="/", secure=request.is_secure, httponly=True, samesite="Lax")


def _cookie_name() -> str:
    return SECURE if request.is_secure else PLAIN


def _browser(user_agent: str) -> str:
    named = [name for name in BROWSERS if f"{name}/" in user_agent][:1]
    system = [name for name in SYSTEMS if re.search(rf"\b{name}\b", user_agent)][:1]
    known = {"Edg": "Edge", "OPR": "Opera"}
    return ", ".join([known.get(name, name) for name in named] + system)
