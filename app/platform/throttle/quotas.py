"""Quotas of the API, over all workers, at hardly any cost to who reads.

Every request below `/api/` counts, cached or not: it stands before the cache. A worker counts in its memory,
and tells PostgreSQL each time that a caller has made another batch of a thirtieth of the quota: a write for
every 20 requests of a quota of 600, and none for who asks less. So the quota holds over all workers to within
a batch each. Who is over it is refused from memory until the minute ends, which costs no write either.

Requests of this machine itself do not count: behind a reverse proxy that the settings do not name, all
visitors would be one.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Protocol

import psycopg
from cachetools import TTLCache

from app.platform import clock
from app.platform.database.connection import Database, DatabaseAwayError
from app.platform.http.errors import database_away, problem
from app.platform.site.security import ANY_SITE
from app.platform.throttle.limits import MINUTE, Limit, add
from app.platform.throttle.secrets import Secrets, network_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/api/"
CALLER = "proxilieux.api_key"
"""Name in a request's environment of the key that it was sent with."""
BATCHES = 30
MOST_CALLERS = 100_000
MOST_ADDRESSES = 10_000
BEARER = "bearer "
LONGEST_TOKEN = 200
INVALID = 'Bearer realm="proxilieux", error="invalid_token"'
TOO_MANY, UNAUTHORIZED = 429, 401
Headers = list[tuple[str, str]]


class Caller(Protocol):
    """Somebody with a key."""

    @property
    def id(self) -> int:
        """Number of the key."""


@dataclass(slots=True)
class Tally:
    """Requests of one caller in this minute."""

    counted: int = 0
    """Of this worker, as it has told PostgreSQL."""
    pending: int = 0
    """Of this worker since then."""
    others: int = 0
    """Of the other workers, as PostgreSQL said last."""


@dataclass(frozen=True, slots=True)
class Quota:
    """The most requests in a minute."""

    name: str
    most: int

    @property
    def batch(self) -> int:
        """Requests after which a worker tells PostgreSQL."""
        return max(1, self.most // BATCHES)


class Quotas:
    """WSGI middleware that counts, tells how much is left, and refuses who is over it."""

    def __init__(
        self,
        application: "WSGIApplication",
        database: Database,
        find_key: Callable[[Database, str], Caller | None],
        anonymous: int,
        with_key: int,
    ) -> None:
        self._application = application
        self._database = database
        self._find_key = find_key
        self._anonymous = Quota("network", anonymous)
        self._with_key = Quota("key", with_key)
        self._minute = 0
        self._tallies: dict[str, Tally] = {}
        """Of this minute alone."""
        self._keys: TTLCache[str, Caller | None] = TTLCache(MOST_CALLERS // 10, ttl=MINUTE)
        self._lock = threading.Lock()

    def __call__(self, environ: "WSGIEnvironment", begin: "StartResponse") -> Iterable[bytes]:
        """Respond to one request."""
        if not environ["PATH_INFO"].startswith(PREFIX):
            return self._application(environ, begin)
        authorization = environ.get("HTTP_AUTHORIZATION", "")
        is_bearer = authorization[: len(BEARER)].lower() == BEARER
        try:
            key = self._key(authorization[len(BEARER) :].strip()) if is_bearer else None
        except DatabaseAwayError:
            return database_away()(environ, begin)
        address = environ.get("REMOTE_ADDR")
        if key is None and _is_here(address):
            headers: Headers = []
        else:
            quota, name = (
                (self._anonymous, network_of(address)) if key is None else (self._with_key, str(key.id))
            )
            used, left = self._count(quota, name)
            headers = _headers(quota, used, left)
            if used > quota.most:
                return _refuse(environ, begin, headers, left)
        if is_bearer and key is None:
            return _unknown_key(environ, begin)
        environ[CALLER] = key
        if not headers:
            return self._application(environ, begin)

        def with_headers(status: str, stated: Headers, *error: Any) -> Any:  # noqa: ANN401 - as PEP 3333 has it
            return begin(status, [*stated, *headers], *error)

        return self._application(environ, with_headers)

    def _key(self, token: str) -> Caller | None:
        """Return the key of a token; it is remembered for a minute, and so is that there is none."""
        if not token or len(token) > LONGEST_TOKEN:
            return None
        with self._lock:
            if token in self._keys:
                return self._keys[token]
        key = self._find_key(self._database, token)
        with self._lock:
            self._keys[token] = key
        return key

    def _count(self, quota: Quota, name: str) -> tuple[int, int]:
        """Count a request; return how many there are in this minute, and the seconds left of it."""
        minute, second = divmod(int(clock.now().timestamp()), MINUTE)
        place = f"{quota.name} {name}"
        with self._lock:
            if minute != self._minute or len(self._tallies) > MOST_CALLERS:
                self._minute, self._tallies = minute, {}
            tally = self._tallies.get(place)
            if tally is None:
                tally = self._tallies[place] = Tally()
            tally.pending += 1
            # The place of this request among this worker's own: of threads at once each has another.
            mine = tally.counted + tally.pending
            used = mine + tally.others
            is_over = tally.counted + tally.others > quota.most
            stated = 0 if is_over or (tally.pending < quota.batch and used <= quota.most) else tally.pending
            if stated:
                tally.pending = 0
                tally.counted += stated
        if stated:
            total = self._tell(quota, name, stated)
            with self._lock:
                tally.others = max(tally.others, total - tally.counted)
                used = mine + tally.others
        return used, MINUTE - second

    def _tell(self, quota: Quota, name: str, stated: int) -> int:
        """Add what this worker has counted; return the count over all, or nothing while nobody can say."""
        try:
            digest = Secrets.read(self._database).digest_of(f"{quota.name} {name}")
            limit = Limit(f"api:{quota.name}", digest, MINUTE, quota.most)
            return add(self._database, limit, stated)[0]
        except (DatabaseAwayError, psycopg.Error):
            return 0


@lru_cache(MOST_ADDRESSES)
def _is_here(address: str | None) -> bool:
    """Return whether a request comes from this machine itself."""
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False


def _headers(quota: Quota, used: int, left: int) -> Headers:
    """Return the fields of the draft of IETF's HTTPAPI working group, as it stood in 2026."""
    return [
        ("RateLimit-Policy", f'"{quota.name}";q={quota.most};w={MINUTE}'),
        ("RateLimit", f'"{quota.name}";r={max(0, quota.most - used)};t={left}'),
    ]


def _refuse(
    environ: "WSGIEnvironment", begin: "StartResponse", headers: Headers, left: int
) -> Iterable[bytes]:
    message = f"Too many requests in this minute. Try again in {left} s; a key has a higher quota."
    stated = {**ANY_SITE, **dict(headers), "Retry-After": str(left)}
    return problem(TOO_MANY, message, headers=stated)(environ, begin)


def _unknown_key(environ: "WSGIEnvironment", begin: "StartResponse") -> Iterable[bytes]:
    message = "There is no such key, or it has been withdrawn. Without one reading is open."
    return problem(UNAUTHORIZED, message, headers={**ANY_SITE, "WWW-Authenticate": INVALID})(environ, begin)
