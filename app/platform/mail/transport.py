"""The SMTP server that takes our mail."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

SCHEMES = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
"""Schemes of its address, with their ports."""
TIMEOUT = 20.0
"""Seconds for each step of the dialogue."""


class MailAddressError(ValueError):
    """The address of an SMTP server cannot be used."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """An SMTP server, from `scheme://[user:password@]host[:port]`."""

    scheme: str
    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, url: str) -> "SmtpServer":
        """Return the server at an address.

        Raises
        ------
        MailAddressError
            With a sentence that says what to change; it never repeats the password.

        """
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError as error:
            raise MailAddressError("its port must be a number up to 65535") from error
        if parts.scheme not in SCHEMES or not parts.hostname:
            schemes = ", ".join(f"{name}://" for name in SCHEMES)
            raise MailAddressError(f"it must begin with one of {schemes} and name a host")
        if parts.scheme == "smtp" and parts.password:
            raise MailAddressError("a password needs smtp+starttls:// or smtps://, or it travels in clear")
        return cls(
            parts.scheme,
            parts.hostname,
            port or SCHEMES[parts.scheme],
            unquote(parts.username) if parts.username else None,
            unquote(parts.password) if parts.password else None,
        )

    @contextmanager
    def dialogue(self) -> Iterator[smtplib.SMTP]:
        """Open a dialogue, signed in where there is a user.

        Raises
        ------
        OSError
            When the server cannot be reached, or refuses us (smtplib's errors are OSErrors).

        """
        context = ssl.create_default_context()
        smtp: smtplib.SMTP
        if self.scheme == "smtps":
            smtp = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        else:
            smtp = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        try:
            if self.scheme == "smtp+starttls":
                smtp.starttls(context=context)
            if self.user:
                smtp.login(self.user, self.password or "")
            smtp.ehlo_or_helo_if_needed()
            yield smtp
        finally:
            smtp.close()
