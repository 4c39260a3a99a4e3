"""The day's secrets: the forms that they sign, and the addresses that they make unreadable."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from app.platform import clock
from app.platform.database.connection import Database
from app.platform.throttle.queries import SECRETS

SECRET_BYTES = 32
PURPOSE = "form"
SOONEST_SECONDS = 3
"""Nobody reads the form, chooses and writes a sentence faster."""
LATEST_SECONDS = 12 * 3600
"""A form left open for longer may outlive the secret that signed it."""


class FormError(Exception):
    """A form that cannot be taken as it is."""


class TooSoonError(FormError):
    """A form that came back faster than people write."""


class ExpiredError(FormError):
    """A form that was open for too long."""


class ForgedError(FormError):
    """We did not hand it out, or not about this."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """Yesterday's and today's secret, in this order."""

    by_day: dict[date, bytes]

    @classmethod
    def read(cls, database: Database) -> "Secrets":
        """Read them, making today's where nobody has yet."""
        today = clock.now().date()
        parameters = {"today": today, "secret": secrets.token_bytes(SECRET_BYTES)}
        rows = database.fetch_all(SECRETS, parameters)
        if today not in {day for day, _ in rows}:
            # Another worker made it while this statement ran, too late to be seen by it.
            rows = database.fetch_all(SECRETS, parameters)
        return cls(dict(rows))

    def sign(self, subject: str) -> str:
        """Return a token for one form about `subject`; it carries the time."""
        return self._serializer().dumps([subject, secrets.token_urlsafe(9)])

    def check(self, token: str, subject: str) -> None:
        """Check a token that came back with a form.

        Raises
        ------
        FormError
            `TooSoonError`, `ExpiredError`, or `ForgedError`.

        """
        try:
            value, issued = self._serializer().loads(token, max_age=LATEST_SECONDS, return_timestamp=True)
        except SignatureExpired as error:
            raise ExpiredError from error
        except BadSignature as error:
            raise ForgedError from error
        if not isinstance(value, list) or value[:1] != [subject]:
            raise ForgedError
        if (datetime.now(UTC) - issued).total_seconds() < SOONEST_SECONDS:
            raise TooSoonError

    def digest_of_address(self, address: str | None) -> bytes:
        """Return a digest that stands for a network address for a day, and for nothing afterwards."""
        today = self.by_day[max(self.by_day)]
        return hmac.digest(today, network_of(address).encode(), hashlib.sha256)

    def digest_of(self, text: str) -> bytes:
        """Return a digest that stands for a text for a day: an e-mail address."""
        today = self.by_day[max(self.by_day)]
        return hmac.digest(today, f"text {text}".encode(), hashlib.sha256)

    def _serializer(self) -> URLSafeTimedSerializer:
        # The last key signs, every key is accepted.
        keys = [secret for _, secret in sorted(self.by_day.items())]
        return URLSafeTimedSerializer(keys, salt=PURPOSE)


@lru_cache(10_000)
def network_of(address: str | None) -> str:
    """Return the address that is counted; of IPv6 the first 64 bits, which one household has to itself."""
    try:
        parsed = ip_address((address or "").split("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else parsed.exploded[:19]
    return str(parsed)
