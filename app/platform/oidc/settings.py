"""Settings of the provider at which people may sign in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

HERE = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts of this machine, for which http is enough."""
DEFAULT_NAME = "ProConnect"
ISSUER, NAME = "PROXILIEUX_OIDC_ISSUER", "PROXILIEUX_OIDC_NAME"
CLIENT, SECRET = "PROXILIEUX_OIDC_CLIENT_ID", "PROXILIEUX_OIDC_CLIENT_SECRET"


class OidcSettingsError(ValueError):
    """The provider cannot be asked with these settings."""


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """The provider, and what we are to it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str = DEFAULT_NAME
    """Name of the provider, on the button."""

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "OidcSettings | None":
        """Read them; None where no provider is named.

        Raises
        ------
        OidcSettingsError
            With a sentence that names the variable and what it may hold.

        """
        stated = {name: environ.get(name, "").strip() for name in (ISSUER, CLIENT, SECRET, NAME)}
        if not stated[ISSUER]:
            return None
        parts = urlsplit(stated[ISSUER])
        if not parts.hostname or not (
            parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)
        ):
            raise OidcSettingsError(f"{ISSUER}={stated[ISSUER]!r} must begin with https://.")
        for name in (CLIENT, SECRET, "PROXILIEUX_PUBLIC_URL"):
            if not environ.get(name, "").strip():
                raise OidcSettingsError(f"{name} must be set where {ISSUER} is.")
        return cls(stated[ISSUER], stated[CLIENT], stated[SECRET], stated[NAME][:40] or DEFAULT_NAME)
